"""A sheet filled in as a workbook: its cells as text, and what in it cannot be taken as it stands.

Nothing in it is run. What Excel has made of a cell (a formula, a date, a percentage) is told with the cell's name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from ettervern.archives import DAMAGED
from ettervern.extract.typed_in import value_text
from ettervern.files import Problem, ReviewError
from ettervern.records.sheet import HEADER_WITHIN
from ettervern.records.workbook import MOST_CELLS
from ettervern.schema import shown

#: Row, column and cell.
Placed = list[tuple[int, dict[str, str]]]


def workbook_cells(content: bytes, expected: Sequence[str], file: str) -> tuple[list[str], int, Placed]:
    """Return the header of a filled workbook, its line, and the cells of each row by column.

    Parameters
    ----------
    content : bytes
        An XLSX file.
    expected : sequence of str
        Columns that tell which sheet, and which of its rows, is the header.
    file : str
        How messages name it.

    Raises
    ------
    ReviewError
        No workbook, none that has the columns, or cells that cannot be taken: formulas, dates, errors, percentages
        outside the columns for them, merged cells, a hidden sheet with something in it.
    """
    book = _opened(content, file)
    fits = {sheet.title: _header(sheet, expected) for sheet in book.worksheets}
    sheet = max(book.worksheets, key=lambda one: len({*fits[one.title][1]} & {*expected}), default=None)
    if sheet is None or not {*fits[sheet.title][1]} & {*expected}:
        raise ReviewError(Problem(file, 1, "", f"no sheet with the columns {', '.join(expected[:3])} ..."))
    problems = [*_hidden(book, sheet, file), *_merged(sheet, fits[sheet.title][0], file)]
    line, header = fits[sheet.title]
    rows: Placed = []
    for cells in sheet.iter_rows(min_row=line + 1, max_col=len(header)):
        texts = {}
        for name, cell in zip(header, cells, strict=False):
            texts[name], problem = _text(cell, name, file)
            problems += problem
        if any(texts.values()):
            rows.append((cells[0].row, texts))
    if problems:
        raise ReviewError(problems)
    return header, line, rows


def _opened(content: bytes, file: str) -> Any:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # here, since it takes 0.1 s to load

    try:
        book = load_workbook(io.BytesIO(content))
    except (KeyError, SyntaxError, TypeError, *DAMAGED) as error:  # a ParseError of XML is a SyntaxError
        raise ReviewError(Problem(file, 0, "", "not readable as an XLSX workbook")) from error
    if any(sheet.max_row * sheet.max_column > MOST_CELLS for sheet in book.worksheets):
        raise ReviewError(Problem(file, 0, "", f"more than {MOST_CELLS} cells in the workbook"))
    return book


def _header(sheet: Any, expected: Sequence[str]) -> tuple[int, list[str]]:
    """Return the line and the names of the row that has most of the columns."""
    spelt = {name.casefold(): name for name in expected}
    rows = [
        (at, ["" if cell is None else str(cell).strip() for cell in row])
        for at, row in enumerate(sheet.iter_rows(max_row=HEADER_WITHIN, values_only=True), 1)
    ]
    rows = [(at, [spelt.get(name.casefold(), name) for name in row]) for at, row in rows]
    line, names = max(rows, key=lambda row: len({*row[1]} & {*expected}), default=(1, []))
    while names and not names[-1]:
        names.pop()
    return line, names


def _hidden(book: Any, read: Any, file: str) -> Iterator[Problem]:
    """Find hidden sheets: what stands there would be passed over without anybody seeing it."""
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" and (sheet is read or sheet.calculate_dimension() != "A1:A1"):
            yield Problem(file, 0, "", f"the sheet {shown(sheet.title)} is hidden; expected it to be shown, or deleted")


def _merged(sheet: Any, line: int, file: str) -> Iterator[Problem]:
    for area in sheet.merged_cells.ranges:
        if area.max_row >= line:
            name = str(sheet.cell(line, area.min_col).value or "")
            yield Problem(file, area.min_row, name, f"the cells {area.coord} are merged; expected one cell a row")


def _text(cell: Any, column: str, file: str) -> tuple[str, list[Problem]]:
    """Return a cell as text, and what is wrong with it."""
    value, message = cell.value, ""
    if cell.data_type == "f":
        message = "a formula; expected the figure itself (copy the cell and paste it as a value)"
    elif cell.data_type == "e":
        message = f"the error {shown(value)}; expected a figure or an empty cell"
    elif isinstance(value, date | datetime | time | timedelta):
        message = f"Excel has made the date {value} of it; set the cell's format to text and write it again"
    elif isinstance(value, bool):
        return str(value).lower(), []
    elif isinstance(value, int | float) and "%" in str(cell.number_format):
        if column.startswith("percent_"):
            return value_text(value * 100), []
        message = f"{value_text(value * 100)} % is a percentage; expected it in percent_intervention or percent_control"
    elif isinstance(value, int | float):
        return value_text(value), []
    problem = Problem(file, cell.row, column, f"cell {cell.coordinate}: {message}")
    return "" if value is None or message else str(value).strip(), [problem] if message else []
