"""The agreement on a study's figures, each answer held against the check before it is kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ettervern.extract.agree import Walk
from ettervern.extract.open_questions import open_questions, studies_in_both
from ettervern.extract.sheets import PARTS, sheets_of
from ettervern.extract.tables import load
from ettervern.files import read_table
from ettervern.living.guarded import guarded
from ettervern.review import Review
from ettervern.staging import is_file

if TYPE_CHECKING:
    from ettervern.extract.panel import AgreePanel


def walk_of(review: Review, study: str, by: str, today: date) -> Walk:
    """Return the walk through a study's contrasts for one who decides.

    Parameters
    ----------
    review : Review
        The review.
    study : str
        Its id.
    by : str
        Who decides: a person, or what ``reviewers.csv`` says is software.
    today : date
        The day that is written down.
    """
    return Walk(review, study, by, today, lambda: guarded(review, "ettervern extract agree", today), _kind(review, by))


def _kind(review: Review, by: str) -> str:
    path = review.screening / "reviewers.csv"
    if not is_file(path):
        return "person"
    table = read_table(path, ["reviewer", "kind"])
    listed = dict(zip(table["reviewer"], table["kind"], strict=True))
    return "software" if listed.get(by) == "software" else "person"


def studies_to_agree_on(review: Review, today: date) -> dict[str, int]:
    """Return the studies with contrasts to decide and how many, those that outcomes.csv lacks first."""
    tables = load(review, today=today)
    there = {row.study_id for row in tables.outcomes.values()}
    left = {study: len(open_questions(review, study, today, tables).questions) for study in studies_in_both(tables)}
    return {study: left[study] for study in sorted(left, key=lambda study: study in there) if left[study]}


def after(review: Review, study: str) -> str:
    """Return the command that takes the extraction of a study on: lay out sheets, add them, or agree."""
    files = {part: review.extraction / f"{table}.csv" for part, table in PARTS.items()}
    there = {part: study in set(read_table(path, ["study_id"])["study_id"]) for part, path in files.items()}
    for path, part in sheets_of(review, study).items():
        if not there[part]:
            return f"fill in {review.shown(path)}, then: ettervern extract add {review.shown(path)}"
    if not all(there.values()):
        return f"ettervern extract new {study}"
    return f"ettervern extract agree {study} --by NAME"


def agree_panel(review: Review, by: str, language: str, today: date) -> AgreePanel:
    """Return a panel to agree in on every study that two have extracted and that has something to decide."""
    from ettervern.extract.panel import AgreePanel  # here, as only a notebook has what it needs

    studies = list(studies_to_agree_on(review, today))
    return AgreePanel(studies, lambda study: walk_of(review, study, by, today), language)
