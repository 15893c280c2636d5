"""What the cells of the data sheet must say together: persons once, dates in order, sets with both groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ettervern.files import Problem
from ettervern.local.columns import MONTHS

#: Follow-up is complete when a person was last seen this close to twelve months.
NEAR_ENOUGH = pd.Timedelta(days=14)
EARLIEST = "2000-01-01"


def end_of_month(start: str, months: int) -> pd.Timestamp:
    """Return the day that lies so many calendar months after the start."""
    return pd.Timestamp(start) + pd.DateOffset(months=months)


def consistency_problems(table: pd.DataFrame, name: str, today: date) -> Iterator[Problem]:
    """Find what can't be true together.

    Parameters
    ----------
    table : DataFrame
        Standard cells; see :func:`ettervern.local.cells.standard_cells`.
    name : str
        How messages name the file.
    today : date
        No date may lie after it.
    """
    for row in table.index[table["person_id"].str.upper().duplicated()]:
        yield Problem(name, int(row), "person_id", "this mark stands in an earlier row too; expected one row a person")
    for row, person in table.iterrows():
        yield from _person_problems(person, name, int(str(row)), today.isoformat())
    yield from _set_problems(table, name)
    marks = set(table["simulated"])
    if len(marks) > 1:
        message = "some rows are marked as simulated and some are not; never mix real persons with simulated ones"
        yield Problem(name, 0, "simulated", message)


def _person_problems(person: pd.Series[str], name: str, row: int, today: str) -> Iterator[Problem]:
    start, last, relapse = person["start_date"], person["last_seen"], person["relapse_date"]
    for column, day in (("start_date", start), ("last_seen", last), ("relapse_date", relapse)):
        if day and not EARLIEST <= day <= today:
            yield Problem(name, row, column, f"expected a date from {EARLIEST} to today ({today})")
    if last < start:
        yield Problem(name, row, "last_seen", "lies before start_date")
    if (person["relapse"] == "yes") != bool(relapse):
        message = "expected a date where relapse is ja (yes), and an empty cell where it is not"
        yield Problem(name, row, "relapse_date", message)
    if relapse and not start <= relapse <= last:
        yield Problem(name, row, "relapse_date", "expected a date from start_date to last_seen")
    complete = pd.Timestamp(last) >= end_of_month(start, MONTHS) - NEAR_ENOUGH
    if (person["lost"] == "yes") == complete:
        messages = "is ja (yes), but the person was seen" if complete else "is nei (no), but the person was not seen"
        yield Problem(name, row, "lost", f"{messages} twelve months after the start; one of the two must be mended")
    for month in range(1, MONTHS + 1):
        column = f"work_month_{month}"
        if person[column] and pd.Timestamp(last) < end_of_month(start, month - 1):
            yield Problem(name, row, column, "holds an answer for a month after last_seen; expected an empty cell")


def _set_problems(table: pd.DataFrame, name: str) -> Iterator[Problem]:
    matched = table[table["set_id"] != ""]
    for _, rows in matched.groupby("set_id", sort=True):
        groups = list(rows["group"])
        if groups.count("service") != 1 or groups.count("comparison") < 1:
            message = "expected one person in the service and at least one in the comparison with this mark"
            yield Problem(name, int(rows.index[0]), "set_id", message)
    alone = table.index[table["set_id"] == ""]
    if len(matched) and len(alone):
        message = "empty, though others are matched; expected a mark for everybody or for nobody"
        yield from (Problem(name, int(row), "set_id", message) for row in alone)
