"""A table that somebody made as records: any columns that an export may have, a title or a DOI alone too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ettervern.files import Columns, Problem, ReviewError, columns_of
from ettervern.records import tables
from ettervern.records.model import COLUMNS, CONTENT_COLUMNS, Entry, Reading
from ettervern.records.read import _add_row, _reading, _Source

if TYPE_CHECKING:
    import pandas as pd

SHOWN = "table"


def from_table(table: pd.DataFrame | Mapping[str, Sequence[Any]]) -> Reading:
    """Return the records of a table, read as the same table would be from a CSV file.

    Parameters
    ----------
    table : DataFrame or mapping of columns
        Any of the columns of :data:`ettervern.records.COLUMNS`, or what exports call them, in any case; missing cells
        may be None or NaN. A ``record_id`` stays; where there is none each record gets its id from its content.

    Raises
    ------
    ReviewError
        No column that says what a record is; columns of different lengths.
    """
    columns = _cells(table)
    source = _Source(SHOWN, "", "table", "", {name: [] for name in COLUMNS}, [], [], 0)
    for position, cells in enumerate(zip(*columns.values(), strict=True), start=1):
        entry = Entry(position + 1)
        for name, cell in zip(columns, cells, strict=True):
            entry.add(name, cell.strip())
        entry.key = entry.first("record_id")
        _add_row(source, entry, position, tables.record, "")
    if source.keys and not any(any(source.columns[name]) for name in CONTENT_COLUMNS if name != "type"):
        message = f"none of its columns ({', '.join(columns)}) is known; expected at least a title or a doi"
        raise ReviewError(Problem(SHOWN, 1, "", message))
    for name in ("file", "database"):
        if name in columns:
            source.columns[name] = columns[name]
    return _reading([source], [one for one in source.problems if one.severity == "error"])


def columns_from(records: Reading | pd.DataFrame | Mapping[str, Sequence[Any]]) -> Columns:
    """Return records as plain columns: those of a reading or of a whole table as they are, else by :func:`from_table`.

    Raises
    ------
    ReviewError
        See :func:`from_table`.
    """
    if isinstance(records, Reading):
        return records.columns
    whole = {"record_id", *COLUMNS} <= set(records)
    return columns_of(records) if whole else from_table(records).columns  # type: ignore[arg-type]


def _cells(table: pd.DataFrame | Mapping[str, Sequence[Any]]) -> Columns:
    """Return a table's columns under names in lower case, every cell as text."""
    given = table if isinstance(table, Mapping) else columns_of(table)
    columns = {str(name).strip().lower(): [_text(cell) for cell in cells] for name, cells in given.items()}
    if len({len(cells) for cells in columns.values()}) > 1:
        raise ReviewError(Problem(SHOWN, 0, "", "the columns are of different lengths"))
    return columns


def _text(cell: Any) -> str:
    """Return a cell as text: nothing where it is missing, a whole number without its decimals."""
    if cell is None or str(cell) in ("<NA>", "NaT", "nan"):
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
