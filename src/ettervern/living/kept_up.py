"""The tables in a review folder that searching and updating keep up: changes, notices, and when was looked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.extract.dates import date_problems
from ettervern.files import Problem, ReviewError, read_table
from ettervern.publish.results import KEPT_UP
from ettervern.review import Review
from ettervern.staging import is_file

#: Columns that hold days. The day of a notice stays as its source writes it.
DAYS = {"changes": ("date",), "retraction_checks": ("date",)}


def kept_up_file(review: Review, name: str) -> Path:
    """Return where a table of ``KEPT_UP`` lies."""
    return review.folder / f"{name}.csv"


def read_kept_up(review: Review, name: str) -> pd.DataFrame:
    """Return a table of ``KEPT_UP`` as text cells, in the order of the file; empty where there is none yet.

    Raises
    ------
    ReviewError
        Where it cannot be read, or a day in it is none.
    """
    path = kept_up_file(review, name)
    if not is_file(path):
        return pd.DataFrame(columns=list(KEPT_UP[name]), dtype="str")
    table = read_table(path, KEPT_UP[name], review.shown(path))
    days = DAYS.get(name, ())
    problems = [one for day in days for one in date_problems(path, review.shown(path), table, day, date.max)]
    if problems:
        raise ReviewError(problems)
    return table.reset_index(drop=True)


def kept_up_problems(review: Review) -> list[Problem]:
    """Return what is wrong in the tables of ``KEPT_UP``."""
    problems: list[Problem] = []
    for name in KEPT_UP:
        try:
            read_kept_up(review, name)
        except ReviewError as error:
            problems += error.problems
    return problems
