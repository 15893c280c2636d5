# ruff: noqa: UP014  # the class form would clash: a tuple has a method named count
"""Exports in ``searches/`` and their lines in ``searches.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd

from ettervern.files import read_table, table_text, write_whole
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import Cell, columns
from ettervern.search.page import Item
from ettervern.staging import is_file

#: PRISMA 2020 counts records from databases and registers apart from those that came otherwise.
KINDS = ("database", "register", "other")
Told = Annotated[str, Cell(lambda cell: True, "a text", needed=True)]
Kind = Annotated[str, Cell(KINDS.__contains__, f"one of {', '.join(KINDS)}", needed=True)]
Records = Annotated[int, Cell(re.compile(r"[0-9]{1,12}").fullmatch, "the number of records in the file", needed=True)]
#: A line of ``searches.csv``. A search that found nothing left no export: its file is empty, its count 0.
SearchRow = NamedTuple("SearchRow", [
    ("file", str), ("source", Told), ("kind", Kind), ("date", Told), ("query", str), ("count", Records),
    ("description_nb", Told), ("description_en", Told),
])  # fmt: skip
LOG = tuple(columns(SearchRow))


def export_text(items: Sequence[Item], suffix: str) -> str:
    """Return records as one export: MEDLINE text as it came, or CSV.

    A cell that a spreadsheet would take for a formula is guarded, which reading takes away again.
    """
    if suffix == "nbib":
        return "\n\n".join(str(item.content) for item in items) + "\n"
    cells = [item.content for item in items if isinstance(item.content, dict)]
    return table_text(pd.DataFrame(cells, dtype="str"))


def free_name(folder: Path, day: date, source: str, suffix: str) -> str:
    """Return a name for an export that no file has yet."""
    base = f"{day.isoformat()}_{source}"
    number = 1
    while (folder / (name := f"{base}{'' if number == 1 else f'-{number}'}.{suffix}")).exists():
        number += 1
    return name


def read_log(review: Review) -> pd.DataFrame:
    """Return ``searches.csv``; an empty table where there is none yet."""
    path = review.searches / "searches.csv"
    if not is_file(path):
        return pd.DataFrame(columns=list(LOG), dtype="str")
    return read_table(path, LOG, review.shown(path))


def add_to_log(review: Review, rows: Sequence[dict[str, str]]) -> int:
    """Add lines to ``searches.csv``, whole or not at all, and return how many.

    A file that has a line is left alone; so is a search that found nothing and was noted, by what was asked.
    """
    log = read_log(review)
    known: list[Mapping[Any, str]] = [*log.to_dict("records")]
    new: list[Mapping[Any, str]] = []
    for row in rows:
        if not any(_noted(line, row) for line in (*known, *new)):
            new.append(row)
    if new:
        joined = pd.concat([log, pd.DataFrame(new, dtype="str")], ignore_index=True)
        put_rows(review.searches / "searches.csv", joined.reindex(columns=log.columns).fillna(""))
    return len(new)


def _noted(line: Mapping[Any, str], row: Mapping[Any, str]) -> bool:
    """Return whether a line of the log is of the same file, or of the same search where neither has one."""
    return line["file"] == row["file"] and (bool(row["file"]) or same_search(line, row))


def same_search(one: Mapping[Any, str], other: Mapping[Any, str]) -> bool:
    """Return whether two searches asked the same of the same source on the same day.

    Blanks and line ends do not count: a table that is read back has lost the outer ones, and git may change the others.
    """
    return all(one[name].split() == other[name].split() for name in ("source", "date", "query"))


def write_export(review: Review, name: str, content: str) -> Path:
    """Write an export and return where; an export is never written over."""
    path = review.searches / name
    if is_file(path):
        raise FileExistsError(path)
    write_whole(path, content)
    return path
