"""The agreement on a study's figures, each answer held against the check before it is kept."""

from __future__ import annotations

from datetime import date

from ettervern.extract.agree import Walk
from ettervern.files import read_table
from ettervern.living.guarded import guarded
from ettervern.review import Review
from ettervern.staging import is_file


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
