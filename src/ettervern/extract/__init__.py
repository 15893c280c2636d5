"""Extraction: the tables that people fill in, checked against schemas, and what can be told from them."""

from ettervern.extract.references import bibliography
from ettervern.extract.status import STATUSES, effect_report_status, identified_later
from ettervern.extract.studies import studies_table
from ettervern.extract.tables import Extraction, examine, load
from ettervern.extract.union import join_bibliographies

__all__ = [
    "STATUSES",
    "Extraction",
    "bibliography",
    "effect_report_status",
    "examine",
    "identified_later",
    "join_bibliographies",
    "load",
    "studies_table",
]
