"""Fields that hold something else in a whole file: a running number for an issue, one DOI for a whole supplement."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from ettervern.deduplicate.text import plain
from ettervern.digits import whole
from ettervern.files import Columns, Problem

#: Fields in which reviewers and reference managers leave numbers of their own.
_NUMBERED = ("number", "volume")
#: So few records, or records of so few journals, say nothing about a field: each can stand in an issue of its own.
_RECORDS, _JOURNALS = 10, 5
#: A running number hardly ever stands twice. Real ones do at once: of 30 issues in the labelled sets at most half are
#: distinct, of 100 volumes at most two in three.
_DISTINCT = 0.95
#: Without rising from record to record, distinct numbers are believed to run only in a file of this many records.
_MANY = {"number": 30, "volume": 100}
_RISING = 0.9
#: A DOI of so many works is that of the supplement in which they stand.
_WORKS = 3


def without_misused(records: Columns) -> tuple[Columns, list[Problem]]:
    """Return records as they may be compared, and what was left out, once a file and field.

    Parameters
    ----------
    records : Columns
        Records with ``file``, ``position`` and the content columns.

    Returns
    -------
    columns : Columns
        The same columns; running numbers and DOIs of whole supplements emptied.
    problems : list of Problem
        Warnings.
    """
    files: dict[str, list[int]] = defaultdict(list)
    for at in sorted(range(len(records["file"])), key=records["position"].__getitem__):
        files[records["file"][at]].append(at)
    changed = {name: list(records[name]) for name in (*_NUMBERED, "doi")}
    problems = []
    for file, rows in sorted(files.items()):
        for name in _NUMBERED:
            if _runs([records[name][at] for at in rows], [records["journal"][at] for at in rows], _MANY[name]):
                problems.append(Problem(file, 0, name, "a running number, no issue or volume: not compared", "warning"))
                for at in rows:
                    changed[name][at] = ""
    for at in _shared(records):
        changed["doi"][at] = ""
    return records | changed, problems


def _runs(values: list[str], journals: list[str], many: int) -> bool:
    """Tell whether the values of a field in the order of the file are a running number."""
    given = [(number, journal) for text, journal in zip(values, journals, strict=True) if (number := whole(text))]
    numbers = [number for number, _ in given]
    filled = sum(text != "" for text in values)
    if len(given) < max(_RECORDS, 0.9 * filled) or len(set(numbers)) < _DISTINCT * len(numbers):
        return False
    if len({plain(journal) for _, journal in given}) < _JOURNALS:
        return False
    steps = sum(after > before for before, after in pairwise(numbers))
    rising = max(steps, len(numbers) - 1 - steps) >= _RISING * (len(numbers) - 1)
    return rising or len(numbers) >= many


def _shared(records: Columns) -> list[int]:
    """Return the records whose DOI is that of several works: their titles have other beginnings."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, doi in enumerate(records["doi"]):
        if doi:
            holders[doi].append(at)
    several = (rows for rows in holders.values() if len(rows) >= _WORKS)
    return [
        at for rows in several if len({plain(records["title"][at])[:25] for at in rows} - {""}) >= _WORKS for at in rows
    ]
