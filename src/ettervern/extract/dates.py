"""Dates in the future, against a clock that can be set, and what git has already committed.

A date after today is a slip in new input. In what is committed it is more likely that today's clock is wrong, so it
must not stop a build of an older state: there it is a warning.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path

import pandas as pd

from ettervern import clock
from ettervern.files import Problem
from ettervern.git import committed
from ettervern.schema import shown
from ettervern.spreadsheet import plain

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> date:
    """Return a date written as 2026-11-21, or the date of a time written as 2026-11-21T10:30:00+01:00.

    Raises
    ------
    ValueError
        Where the text is neither.
    """
    if not DATE.match(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).date()


def plain_day(text: str) -> date:
    """Return a date written as 2026-11-21 and in no other way.

    Raises
    ------
    ValueError
        Where the text is none.
    """
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def the_day(today: date | str | None = None) -> date:
    """Return the day that counts as today: the one given, else what :func:`ettervern.clock.today` says.

    Raises
    ------
    ReviewError
        Where the day given, or the environment's, cannot be read.
    """
    return today if isinstance(today, date) else clock.today(today)


def committed_text(path: Path) -> str:
    """Return a file's text in git's last commit; empty where there is none."""
    return committed(path).decode("utf-8-sig", errors="replace")


def committed_rows(path: Path) -> set[tuple[str, ...]]:
    """Return the rows (stripped cells) of a CSV file that git has committed."""
    reader = csv.reader(io.StringIO(committed_text(path), newline=""))
    try:
        return {tuple(plain(cell.strip()) for cell in row) for row in reader}
    except csv.Error:
        return set()


def date_problems(
    path: Path, file: str, cells: pd.DataFrame, column: str, today: date, *, only_future: bool = False
) -> list[Problem]:
    """Return a problem for each cell that is not a date, or is one in the future.

    Parameters
    ----------
    path, file : Path, str
        The CSV file and how messages name it.
    cells : DataFrame
        Its text cells, all columns, as ``read_table`` gives them. An empty cell is left to others.
    column : str
        The column that holds dates; dates or times where ``only_future``.
    today : date
        What counts as today.
    only_future : bool
        Whether what is no date is left to others.
    """
    problems = []
    committed_before = cache(partial(committed_rows, path))
    for row, text in cells[column].items():
        if not text:
            continue
        try:
            future = (day if only_future else plain_day)(text) > today
        except ValueError:
            if only_future:
                continue
            message = f"expected a date as 2026-11-21; found {shown(text)}"
            problems.append(Problem(file, int(str(row)), column, message))
            continue
        if future:
            problems.append(_future(committed_before, file, cells, row, column, today))
    return problems


def _future(
    committed_before: Callable[[], set[tuple[str, ...]]],
    file: str,
    cells: pd.DataFrame,
    row: object,
    column: str,
    today: date,
) -> Problem:
    """Return the problem of a date in the future: a warning where git has committed the row as it stands."""
    values = cells.loc[[row]].iloc[0]
    old = tuple(str(cell) for cell in values) in committed_before()
    message = f"the date {values[column]} is in the future (today is {today.isoformat()})"
    if old:
        message += "; the row is committed, so the clock may be wrong"
    return Problem(file, int(str(row)), column, message, "warning" if old else "error")


def year_problems(path: Path, file: str, cells: pd.DataFrame, today: date) -> list[Problem]:
    """Return a problem for each year of publication in the future; next year's may be an issue ahead of print."""
    problems = []
    committed_before = cache(partial(committed_rows, path))
    for row, text in cells["year"].items():
        latest = max((int(result) for result in re.findall(r"[0-9]{4}", text)), default=0)
        if latest <= today.year:
            continue
        ahead = latest == today.year + 1
        old = ahead or tuple(str(cell) for cell in cells.loc[[row]].iloc[0]) in committed_before()
        message = f"the year {shown(text)} is in the future (today is {today.isoformat()})"
        problems.append(Problem(file, int(str(row)), "year", message, "warning" if old else "error"))
    return problems
