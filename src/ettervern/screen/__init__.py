"""Screening: decisions kept as plain lines, and everything else derived from them.

What is listed here is loaded when it is first asked for: the learnt order needs no tables and should not wait for them.
"""

from typing import TYPE_CHECKING

from ettervern.on_demand import callable_too, on_demand

if TYPE_CHECKING:
    from ettervern.screen.agree import agreement as agreement
    from ettervern.screen.boxes import Flow as Flow
    from ettervern.screen.count import batches as batches
    from ettervern.screen.count import flow as flow
    from ettervern.screen.decisions import STAGES as STAGES
    from ettervern.screen.decisions import Decisions as Decisions
    from ettervern.screen.decisions import read_decisions as read_decisions
    from ettervern.screen.fulltext import join_studies as join_studies
    from ettervern.screen.fulltext import read_full_text_status as read_full_text_status
    from ettervern.screen.fulltext import set_full_text_status as set_full_text_status
    from ettervern.screen.settle import disputes as disputes
    from ettervern.screen.settle import idle_adjudications as idle_adjudications
    from ettervern.screen.settle import resolve as resolve
    from ettervern.screen.summary import Summary as Summary
    from ettervern.screen.summary import summarise as summarise

__getattr__ = on_demand(
    __name__,
    agree="agreement",
    boxes="Flow",
    count="batches flow",
    decisions="STAGES Decisions read_decisions",
    fulltext="join_studies read_full_text_status set_full_text_status",
    settle="disputes idle_adjudications resolve",
    summary="Summary summarise",
)
callable_too(__name__)
