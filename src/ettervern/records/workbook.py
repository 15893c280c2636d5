"""Workbooks read as text, and nothing in them run: no formula, no macro."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from ettervern.archives import DAMAGED, TooLarge, check_zip
from ettervern.errors import ArgumentError

#: Most cells of a workbook that are read, empty ones among filled ones too: a sheet of 5,000 people has 125,000.
MOST_CELLS = 2_000_000


def workbook_rows(file: Path | IO[bytes]) -> list[list[tuple[int, list[str]]]]:
    """Return each sheet of a workbook: its rows as text, with their lines.

    Raises
    ------
    TooLarge
        Where it holds more than is taken in: members, bytes unpacked, or :data:`MOST_CELLS`.
    ArgumentError
        Where the file is no workbook.
    """
    # Here, since it takes 0.1 s to load: most folders hold no workbook.
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(file) as archive:
            check_zip(archive)
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            # A chart sheet has no rows.
            sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
            return list(_sheets(sheets))
        finally:
            book.close()
    except TooLarge:
        raise
    except (InvalidFileException, KeyError, SyntaxError, *DAMAGED) as error:  # a ParseError of XML is a SyntaxError
        raise ArgumentError("not readable as an XLSX workbook") from error


def _sheets(sheets: list[Any]) -> Iterator[list[tuple[int, list[str]]]]:
    """Yield the rows of each sheet, counting cells."""
    left = MOST_CELLS
    for sheet in sheets:
        rows = []
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            left -= max(len(row), 1)
            if left < 0:
                raise TooLarge(f"more than {MOST_CELLS} cells in the workbook")
            if row:
                rows.append((line, [_text(cell) for cell in row]))
        yield rows


def _text(cell: Any) -> str:
    """Return a cell as text; a date as YYYY-MM-DD, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
