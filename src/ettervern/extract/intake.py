"""Filled sheets taken in: every fault told with file, row and column, or all rows added to their table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from ettervern import archives
from ettervern.extract.cells import P_VALUE
from ettervern.extract.choices import choices, in_its_spelling, unknown_words
from ettervern.extract.extractors import note_extractor
from ettervern.extract.rules import breaches
from ettervern.extract.schemas import SCHEMAS, ExtractorRow, RawRow
from ettervern.extract.sheets import PARTS, sheet_of
from ettervern.extract.typed_in import commas_are_decimal, looks_like_a_date, number_text
from ettervern.extract.workbooks import workbook_cells
from ettervern.files import Problem, ReviewError, read_table
from ettervern.records.sheet import table_in, unpacked
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import columns as columns_of
from ettervern.schema import entered, faults, needed, shown
from ettervern.transaction import transaction

#: Columns of text that hold numbers.
_NUMBERS = ("p_value", "percent_intervention", "percent_control", "year", "pmid")


@dataclass(frozen=True)
class Added:
    """What adding a sheet did.

    Attributes
    ----------
    study, table : str
        The study, and the name of the table.
    rows : int
        Rows added.
    known : int
        Rows of the sheet that stood in the table already.
    notes : tuple of str
        What a person should know of how the sheet was read.
    """

    study: str
    table: str
    rows: int
    known: int
    notes: tuple[str, ...] = ()


def add_sheet(review: Review, path: Path, *, by: str = "", kind: str = "person", today: date) -> Added:
    """Check a filled sheet and add its rows to their table, all or none.

    Parameters
    ----------
    review : Review
        The review whose table gets the rows.
    path : Path
        A sheet made by :func:`ettervern.extract.sheets.new_sheets`; its name tells the table. Rows of which only the
        outcome is filled in are passed over: nothing was found for it.
    by : str
        Who filled it in, where the sheet's name does not tell.
    kind : {"person", "software"}
        What they are.
    today : date
        The day that is written down.

    Raises
    ------
    ReviewError
        Every fault of the sheet; the table is then as it was.
    """
    study, part, name = sheet_of(path)
    table = PARTS[part]
    cells, notes = _cells(review, path, table)
    filled = cells[(cells.drop(columns=["study_id", "outcome"], errors="ignore") != "").any(axis=1)]
    filled = filled.assign(study_id=filled["study_id"].where(filled["study_id"] != "", study))
    if problems := sorted(_faults(review, table, filled, path.name, study)):
        raise ReviewError(problems)
    if part != "study" and by and name and by != name:
        raise ReviewError(Problem(path.name, 0, "", f"the sheet is {shown(name)}'s by its name, not {shown(by)}'s"))
    if part != "study" and not (by or name):
        raise ReviewError(Problem(path.name, 0, "", "expected who filled it in: give --by NAME"))
    with transaction(review.root, "ettervern extract add"):
        if part != "study":
            note_extractor(review, ExtractorRow(study, part, by or name, kind, today.isoformat()))
        return _add(review, path, study, table, filled, notes)


def _add(review: Review, path: Path, study: str, table: str, filled: pd.DataFrame, notes: tuple[str, ...]) -> Added:
    """Add the rows that a table does not have."""
    columns, target = list(filled.columns), review.extraction / f"{table}.csv"
    old = read_table(target, columns, review.shown(target))
    known = set(old[columns].itertuples(index=False, name=None))
    new = filled[[row not in known for row in filled.itertuples(index=False, name=None)]]
    if table == "studies" and set(new["study_id"]) & set(old["study_id"]):
        message = f"{shown(study)} has a row in studies.csv already, with other cells; change it there"
        raise ReviewError(Problem(path.name, 2, "study_id", message))
    if len(new):
        put_rows(target, pd.concat([old, new.reindex(columns=old.columns)], ignore_index=True).fillna(""))
    return Added(study, table, len(new), len(filled) - len(new), notes)


def _cells(review: Review, path: Path, table: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the cells of a sheet as a spreadsheet saved it, in any encoding, and what to say of how it was read."""
    schema, content = SCHEMAS[table], unpacked(path).content
    names, notes, mark = list(columns_of(schema)), tuple[str, ...](), ""
    if archives.is_zip(content):
        header, line, rows = workbook_cells(content, names, path.name)
        given = pd.DataFrame([cells for _, cells in rows], columns=list(dict.fromkeys(header)), dtype="str")
        lines = [row for row, _ in rows]
    else:
        read = table_in(content, names, path.name)
        spelt = {name.casefold(): name for name in names}
        header, line, notes, mark = (
            [spelt.get(c.strip().casefold(), c.strip()) for c in read.header],
            read.headed,
            (read.notes),
            read.mark,
        )
        lines = [row for row, _ in read.rows]
        given = pd.DataFrame(read.named([name for name in header if name], path.name), dtype="str")
    if problems := _wrong_columns(schema, header, given, path.name, line):
        raise ReviewError(problems)
    cells = given.reindex(columns=names).fillna("").set_axis(pd.Index(lines, name="row"), axis=0)
    return _spelt(review, table, cells, mark), notes


def _wrong_columns(
    schema: type[tuple[object, ...]], header: list[str], given: pd.DataFrame, file: str, line: int
) -> list[Problem]:
    """Return a problem for each column that is missing, strange with something in it, or there twice."""
    names = list(columns_of(schema))
    missing = [name for name in needed(schema) if name not in header]
    problems = []
    for name in dict.fromkeys(name for name in header if name and name not in names):
        near = get_close_matches(name.casefold().replace(" ", "_"), missing or names, 1, 0.5)
        if near or (given[name] != "").any():
            hint = f"did you mean {near[0]}?" if near else f"expected only {', '.join(names)}"
            problems.append(Problem(file, line, name, f"no column of this sheet; {hint}"))
            missing = [one for one in missing if one not in near]
    problems += [Problem(file, line, name, "the column is missing from the header") for name in missing]
    twice = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    return problems + [Problem(file, line, name, "the column stands more than once in the header") for name in twice]


def _spelt(review: Review, table: str, cells: pd.DataFrame, mark: str) -> pd.DataFrame:
    """Return cells with numbers and words written as the tables have them."""
    kinds = {name: column.kind for name, column in columns_of(SCHEMAS[table]).items()}
    numbers = [name for name, kind in kinds.items() if kind is not str or name in _NUMBERS]
    decimal = commas_are_decimal(cells[numbers].to_numpy().ravel().tolist(), mark)
    result = cells.copy()
    for name in numbers:
        result[name] = [number_text(cell, decimal, kinds[name] is int) if cell else "" for cell in cells[name]]
        if name.startswith("percent_"):
            result[name] = [re.sub(r"\s*(%|prosent|percent)$", "", cell) for cell in cells[name]]
            result[name] = [number_text(cell, decimal) if cell else "" for cell in result[name]]
    for name, offered in choices(review, table).items():
        result[name] = [in_its_spelling(cell, offered) for cell in cells[name]]
    return result


def _faults(review: Review, table: str, cells: pd.DataFrame, file: str, study: str) -> list[Problem]:
    """Return what is wrong in a sheet."""
    problems = [
        Problem(file, int(row), "study_id", f"expected {shown(study)}, as in the name of the sheet")
        for row in cells.index[cells["study_id"] != study]
    ]
    schema = SCHEMAS[table]
    wrong = faults(columns_of(schema), cells, file)
    if schema is RawRow:
        wrong += _p_values(cells, file)
    problems += [_explained(one, cells) for one in wrong]
    told = {(one.row, one.column) for one in problems}
    problems += [one for one in unknown_words(review, table, cells, file) if (one.row, one.column) not in told]
    if not problems:
        problems = [one for one in breaches(table, entered(schema, cells), file) if one.severity == "error"]
    return problems


def _p_values(cells: pd.DataFrame, file: str) -> list[Problem]:
    message = "expected a p value from 0 to 1, with < or > before it where the source prints so; words go in derived; "
    return [
        Problem(file, int(str(line)), "p_value", f"{message}found {shown(cell)}")
        for line, cell in cells["p_value"].items()
        if cell and not P_VALUE.fullmatch(cell)
    ]


def _explained(problem: Problem, cells: pd.DataFrame) -> Problem:
    """Return a fault with what probably happened: a date made by a spreadsheet, a share in place of a count."""
    cell = str(cells.loc[problem.row, problem.column])
    why = ""
    if looks_like_a_date(cell):
        why = "; a spreadsheet has made a date of it: set the cell's format to text and write it again"
    elif cell.endswith("%"):
        why = "; a percentage goes in percent_intervention or percent_control"
    elif re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", cell):
        why = f"; write {cell.replace(',', '')} or {cell.replace(',', '.')}, whichever it is"
    return Problem(problem.file, problem.row, problem.column, problem.message + why) if why else problem
