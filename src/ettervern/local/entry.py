"""Read the study's own data sheet, and say in plain words what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.local.cells import cell_problems, standard_cells
from ettervern.local.columns import BY_HEADING, COLUMNS
from ettervern.local.consistency import consistency_problems
from ettervern.records import sheet as tables

#: More people than a sheet of one municipality can hold; a guard against the wrong file.
MOST_ROWS = 5_000


def read_sheet(path: str | Path, today: date, *, file_name: str | None = None) -> pd.DataFrame:
    """Read a data sheet in CSV or XLSX.

    Parameters
    ----------
    path : Path
        CSV in any encoding, with commas, semicolons or tabs, or XLSX (the first sheet).
    today : date
        No date may lie after it.
    file_name : str, optional
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
    name = file_name or file.name
    table = _renamed(_cells(file, name), name)
    problems = sorted(cell_problems(table, name))
    if not problems:
        table = standard_cells(table)
        problems = sorted(consistency_problems(table, name, today))
    if problems:
        raise ReviewError(problems)
    return table


def _cells(path: Path, name: str) -> pd.DataFrame:
    """Return the sheet as text cells; what its letters gave to say is left unsaid, as it could name a person."""
    results = tables.read_sheet(path, list(BY_HEADING), name)
    body = [(line, [cell.strip() for cell in cells]) for line, cells in results.rows]
    if not body:
        raise ReviewError(Problem(name, 0, "", "no rows below the header; expected one row a person"))
    if len(body) > MOST_ROWS:
        raise ReviewError(Problem(name, 0, "", f"{len(body)} rows; expected at most {MOST_ROWS} people"))
    index = pd.Index([line for line, _ in body], name="row")
    header = [cell.strip() for cell in results.header]
    header = [cell if cell in BY_HEADING else cell.lower() for cell in header]
    return pd.DataFrame([cells for _, cells in body], columns=header, index=index, dtype="str")


def _renamed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table with English headings, refusing what the sheet does not ask for."""
    problems = list(_heading_problems(list(table.columns), name))
    if problems:
        raise ReviewError(problems)
    return table.rename(columns={heading: BY_HEADING[heading].name for heading in table.columns})


def _heading_problems(results: list[str], name: str) -> Iterator[Problem]:
    for heading in results:
        if heading not in BY_HEADING:
            message = (
                "not a column of the template; take it out, so that nothing more about persons is kept than needed"
            )
            yield Problem(name, 1, heading[:40], message)
    known = [BY_HEADING[heading].name for heading in results if heading in BY_HEADING]
    for column in COLUMNS:
        count = known.count(column.name)
        if count > 1:
            yield Problem(name, 1, column.name, "the column stands twice in the header")
        if not count and column.name != "simulated":
            yield Problem(name, 1, column.name, f"the column is missing from the header ({column.nb} in Norwegian)")
