"""Workbooks read as text, and nothing in them run: no formula, no macro."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any


def workbook_rows(path: Path) -> list[list[tuple[int, list[str]]]]:
    """Return each sheet of a workbook: its rows as text, with their lines.

    Raises
    ------
    ValueError
        Where the file is no workbook.
    """
    # Here, since it takes 0.1 s to load: most folders hold no workbook.
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            # A chart sheet has no rows.
            sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
            return [
                [(line, [_text(cell) for cell in row]) for line, row in enumerate(sheet.iter_rows(values_only=True), 1)]
                for sheet in sheets
            ]
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise ValueError("not readable as an XLSX workbook") from error


def _text(cell: Any) -> str:
    """Return a cell as text; a date as YYYY-MM-DD, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
