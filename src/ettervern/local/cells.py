"""What each cell of the data sheet may hold; messages never repeat what could name a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pandas as pd

from ettervern.files import Problem
from ettervern.local.columns import ANSWERS, COLUMNS, GROUPS, PSEUDONYM, SIMULATED, Column

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
NORWEGIAN = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
EXPECTED = {
    "pseudonym": "expected a made-up mark of up to four letters and four digits, as P01; never a name or a birth date",
    "group": "expected tiltak or sammenlikning (service or comparison)",
    "set": "expected a mark as S01, the same for those who were matched, or an empty cell",
    "date": "expected a date, as 2026-03-31 or 31.03.2026",
    "answer": "expected ja, nei or ukjent (yes, no or unknown)",
    "work": "expected ja or nei (yes or no), or an empty cell where it is not known",
    "simulated": "expected an empty cell, or the word simulert (simulated) in every row",
}  # fmt: skip


def parse_date(cell: str) -> date | None:
    """Return a date written as YYYY-MM-DD or DD.MM.YYYY; None where it is none."""
    iso, norwegian = ISO.fullmatch(cell), NORWEGIAN.fullmatch(cell)
    parts = iso.groups() if iso else norwegian.groups()[::-1] if norwegian else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _fits(kind: str, cell: str) -> bool:
    if kind in ("pseudonym", "set"):
        return PSEUDONYM.fullmatch(cell) is not None
    if kind == "date":
        return parse_date(cell) is not None
    words = {"group": GROUPS, "answer": ANSWERS, "simulated": SIMULATED}.get(kind)
    if words is not None:
        return cell.lower() in words
    return ANSWERS.get(cell.lower()) in ("yes", "no")


def cell_problems(table: pd.DataFrame, name: str) -> Iterator[Problem]:
    """Find cells that hold something else than the sheet asks for.

    Parameters
    ----------
    table : DataFrame
        Text cells under English headings; the index is the row in the file.
    name : str
        How messages name the file.
    """
    for column in _present(table):
        for row, cell in table[column.name].items():
            if not cell and column.needed:
                yield Problem(name, int(str(row)), column.name, f"the cell is empty; {EXPECTED[column.kind]}")
            elif cell and not _fits(column.kind, cell):
                yield Problem(name, int(str(row)), column.name, EXPECTED[column.kind])
    if "lost" in table:
        for row in table.index[table["lost"].str.lower().isin(["ukjent", "unknown"])]:
            yield Problem(name, int(row), "lost", "expected ja or nei (yes or no)")


def _present(table: pd.DataFrame) -> list[Column]:
    return [column for column in COLUMNS if column.name in table]


def standard_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the words of the analysis; only for cells without problems."""
    result = table.copy()
    for column in _present(table):
        words = {"group": GROUPS, "answer": ANSWERS, "work": ANSWERS, "simulated": SIMULATED}.get(column.kind)
        if words is not None:
            result[column.name] = [words.get(cell.lower(), "") for cell in table[column.name]]
        elif column.kind == "date":
            result[column.name] = [str(parse_date(cell) or "") for cell in table[column.name]]
    if "simulated" not in result:
        result["simulated"] = ""
    return result
