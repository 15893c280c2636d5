"""Screening: decisions kept as plain lines, and everything else derived from them."""

from ettervern.screen.agreement import agreement
from ettervern.screen.count import batches, flow
from ettervern.screen.decisions import ADJUDICATION, STAGES, Decisions, read_decisions
from ettervern.screen.flow import Flow
from ettervern.screen.fulltext import join_studies, read_full_text_status, set_full_text_status
from ettervern.screen.resolve import idle_adjudications, resolve
from ettervern.screen.summary import Summary, summarise

__all__ = [
    "ADJUDICATION",
    "STAGES",
    "Decisions",
    "Flow",
    "Summary",
    "agreement",
    "batches",
    "flow",
    "idle_adjudications",
    "join_studies",
    "read_decisions",
    "read_full_text_status",
    "resolve",
    "set_full_text_status",
    "summarise",
]
