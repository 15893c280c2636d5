"""What a sheet with one row a person looks like, whoever made it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ettervern.local.cells import parse_date
from ettervern.local.columns import PERSONAL, PSEUDONYM
from ettervern.local.xlsx import workbook_rows
from ettervern.staging import read_bytes

#: Headings that name one person in a row, as they are found in municipal sheets.
IDENTIFYING = frozenset(
    {
        *("fødselsnummer", "fodselsnummer", "fnr", "personnummer", "personnr", "dnummer", "dnr", "fødselsdato"),
        *("fodselsdato", "fødselsdag", "journalnummer", "journalnr", "nationalid", "nationalidentitynumber"),
        *("birthdate", "dateofbirth", "dob", "personid", "pasientid", "pasient", "patientid", "klientid", "klient"),
        *("clientid", "brukerid", "participantid", "deltakerid", "deltaker", "subjectid", "fornavn", "etternavn"),
        *("firstname", "lastname", "surname", "personnavn"),
    }
)
NATIONAL_ID = re.compile(r"([0-9]{6}) ?([0-9]{5})")
YES_NO = frozenset({"yes", "no", "ja", "nei", "unknown", "ukjent", "0", "1", "true", "false", ""})
#: Rows under which nothing is said of a sheet's shape.
FEW = 3
SHARE = 0.8


@dataclass(frozen=True)
class Sheet:
    """A table as text.

    Attributes
    ----------
    header : list of str
        Headings, stripped.
    rows : list of list of str
        Cells, as many in a row as headings.
    lines : list of int
        Line of each row in the file.
    """

    header: list[str]
    rows: list[list[str]]
    lines: list[int]


def read_sheets(path: Path) -> list[Sheet]:
    """Return the tables of a CSV, TSV or XLSX file, leniently: what is looked for may lie in a garbled file.

    Raises
    ------
    ValueError
        Where the file can't be read at all.
    """
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return [_sheet(rows) for rows in workbook_rows(path)]
    text = read_bytes(path).decode("utf-8-sig", "replace")
    if text.count("\ufffd") > len(text) / 10 or "\0" in text:
        raise ValueError(path.name)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [_sheet([(reader.line_num, row) for row in reader])]
    except csv.Error as error:
        raise ValueError(path.name) from error


def _sheet(rows: list[tuple[int, list[str]]]) -> Sheet:
    filled = [(line, [cell.strip() for cell in cells]) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        return Sheet([], [], [])
    header = filled[0][1]
    width = len(header)
    return Sheet(header, [(cells + [""] * width)[:width] for _, cells in filled[1:]], [line for line, _ in filled[1:]])


def person_level(sheet: Sheet) -> str:
    """Return why a sheet seems to hold one row a person; empty where it does not."""
    if not sheet.rows:
        return ""
    if len({heading.lower() for heading in sheet.header} & PERSONAL) >= 2:
        return "it has the columns of the study's data sheet"
    named = [heading for heading in sheet.header if re.sub(r"[\W_]+", "", heading.lower()) in IDENTIFYING]
    if named:
        return f"the column {named[0]!r} names one person a row"
    if any(is_national_id(cell) for row in [sheet.header, *sheet.rows] for cell in row):
        return "a cell holds a national identity number"
    return _shape(sheet)


def _shape(sheet: Sheet) -> str:
    """Return why the shape is that of a sheet of persons: marks as P01, days, and answers of yes or no."""
    if len(sheet.rows) < FEW:
        return ""
    columns = [list(cells) for cells in zip(*sheet.rows, strict=True)]
    marks = any(len(set(cells)) == len(cells) and _most(cells, PSEUDONYM.fullmatch) for cells in columns)
    days = any(_most(cells, parse_date) for cells in columns)
    answers = any(set(map(str.lower, cells)) <= YES_NO and any(cells) for cells in columns)
    return "one mark a row, with dates and answers of yes or no" if marks and days and answers else ""


def _most(cells: list[str], test: object) -> bool:
    """Return whether most cells pass a test."""
    assert callable(test)
    return sum(test(cell) is not None for cell in cells) >= SHARE * len(cells)


def is_national_id(cell: str) -> bool:
    """Return whether a cell is a Norwegian national identity number or D number, by its date and control digits.

    Source: the published rule of the two control digits (weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2, modulo 11).
    """
    found = NATIONAL_ID.fullmatch(cell)
    if found is None:
        return False
    digits = [int(char) for char in found.group(1) + found.group(2)]
    day = digits[0] % 4 * 10 + digits[1]
    month = digits[2] % 4 * 10 + digits[3]
    try:
        date(2000, month, day)
    except ValueError:
        return False
    first = -sum(a * b for a, b in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), digits, strict=False)) % 11
    second = -sum(a * b for a, b in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), digits, strict=False)) % 11
    return first == digits[9] and second == digits[10]
