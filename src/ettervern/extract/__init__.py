"""Extraction: the tables that people fill in, checked against schemas, and what can be told from them."""

from ettervern.extract.references import bibliography, references_text, write_references
from ettervern.extract.status import STATUSES, effect_report_status, identified_later
from ettervern.extract.studies import studies_table
from ettervern.extract.tables import Extraction, examine, load

__all__ = [
    "STATUSES",
    "Extraction",
    "bibliography",
    "effect_report_status",
    "examine",
    "identified_later",
    "load",
    "references_text",
    "studies_table",
    "write_references",
]
