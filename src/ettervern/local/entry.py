"""Read the study's own data sheet, and say in plain words what is wrong with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.archives import MOST_BYTES, TooLarge
from ettervern.files import Problem, ReviewError, decode_utf8
from ettervern.local.cells import cell_problems, standard_cells
from ettervern.local.columns import BY_HEADING, COLUMNS
from ettervern.local.consistency import consistency_problems
from ettervern.local.xlsx import workbook_rows

#: More people than a sheet of one municipality can hold; a guard against the wrong file.
MOST_ROWS = 5_000


def read_sheet(path: str | Path, today: date, *, shown: str | None = None) -> pd.DataFrame:
    """Read a data sheet in CSV or XLSX.

    Parameters
    ----------
    path : Path
        CSV (UTF-8, comma or semicolon) or XLSX (the first sheet).
    today : date
        No date may lie after it.
    shown : str, optional
        How messages name the file.

    Returns
    -------
    DataFrame
        One row a person, English column names, the words of the analysis in every cell (dates as YYYY-MM-DD, empty
        for not known); the index is the row in the file.

    Raises
    ------
    ReviewError
        With every problem found. Messages quote no cell that could name a person.
    """
    file = Path(path)
    name = shown or file.name
    table = _renamed(_cells(file, name), name)
    problems = sorted(cell_problems(table, name))
    if not problems:
        table = standard_cells(table)
        problems = sorted(consistency_problems(table, name, today))
    if problems:
        raise ReviewError(problems)
    return table


def _cells(path: Path, name: str) -> pd.DataFrame:
    """Return the sheet as text cells."""
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise ReviewError(Problem(name, 0, "", f"larger than {MOST_BYTES // 1_000_000} MB; is it the right file?"))
    rows = _xlsx_rows(path, name) if path.suffix.lower() == ".xlsx" else _csv_rows(path, name)
    header, body = rows[0][1], [(line, cells) for line, cells in rows[1:] if any(cells)]
    wrong = [line for line, cells in body if len(cells) != len(header)]
    if wrong:
        raise ReviewError(
            [Problem(name, line, "", f"expected {len(header)} cells, as in the header") for line in wrong]
        )
    if not body:
        raise ReviewError(Problem(name, 0, "", "no rows below the header; expected one row a person"))
    if len(body) > MOST_ROWS:
        raise ReviewError(Problem(name, 0, "", f"{len(body)} rows; expected at most {MOST_ROWS} people"))
    index = pd.Index([line for line, _ in body], name="row")
    return pd.DataFrame([cells for _, cells in body], columns=header, index=index, dtype="str")


def _csv_rows(path: Path, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file with their lines; a Norwegian spreadsheet writes semicolons."""
    text = decode_utf8(path, name)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=";" if ";" in first else ",")
    rows, begins = [], 1
    try:
        for cells in reader:
            rows.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ReviewError(Problem(name, begins, "", f"not readable as CSV ({error})")) from error
    return [row for row in rows if row[1]]


def _xlsx_rows(path: Path, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows of the first sheet of a workbook."""
    if not path.is_file():
        raise ReviewError(Problem(name, 0, "", "the file is missing"))
    try:
        rows = workbook_rows(path)[0]
    except TooLarge as error:
        raise ReviewError(Problem(name, 0, "", str(error))) from error
    except (ValueError, IndexError) as error:
        raise ReviewError(Problem(name, 0, "", "not readable as an XLSX workbook")) from error
    width = next((len(cells) for _, cells in rows if any(cells)), 0)
    if not width:
        raise ReviewError(Problem(name, 0, "", "the first sheet is empty; expected a header row"))
    while width and not any(cells[width - 1] for _, cells in rows if len(cells) >= width):
        width -= 1
    return [(line, (cells + [""] * width)[:width]) for line, cells in rows]


def _renamed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table with English headings, refusing what the sheet does not ask for."""
    problems = list(_heading_problems(list(table.columns), name))
    if problems:
        raise ReviewError(problems)
    return table.rename(columns={heading: BY_HEADING[heading].name for heading in table.columns})


def _heading_problems(found: list[str], name: str) -> Iterator[Problem]:
    for heading in found:
        if heading not in BY_HEADING:
            message = (
                "not a column of the template; take it out, so that nothing more about persons is kept than needed"
            )
            yield Problem(name, 1, heading[:40], message)
    known = [BY_HEADING[heading].name for heading in found if heading in BY_HEADING]
    for column in COLUMNS:
        count = known.count(column.name)
        if count > 1:
            yield Problem(name, 1, column.name, "the column stands twice in the header")
        if not count and column.name != "simulated":
            yield Problem(name, 1, column.name, f"the column is missing from the header ({column.nb} in Norwegian)")
