"""Reports on which reviewers are in conflict though results were extracted from them."""

from __future__ import annotations

from datetime import date

from ettervern.extract.links import read_report_ids
from ettervern.extract.tables import Extraction
from ettervern.files import Problem, ReviewError
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen import disputes, read_decisions, resolve


def dispute_problems(review: Review, tables: Extraction) -> list[Problem]:
    """Return an error for each conflict, with what everyone said and the command that settles it."""
    try:
        aliases = Aliases.read(review)
        decisions, ids = read_decisions(review, today=date.max).renamed(aliases), read_report_ids(review)
    except ReviewError:
        return []  # told where decisions, aliases and ids are checked
    told = {row.study_id for table in (tables.outcomes, tables.findings_in_words) for row in table.values()}
    studies = {aliases.now(row.report_id): row.study_id for row in (ids or {}).values() if row.study_id in told}
    place = review.shown(review.screening)
    return [
        Problem(f"{place}/{one.file}", one.row, one.column, one.message)
        for one in disputes(decisions, resolve(decisions, review), studies)
    ]
