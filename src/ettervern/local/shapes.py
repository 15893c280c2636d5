"""What a sheet with one row a person looks like, whoever made it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ettervern.local.cells import parse_date
from ettervern.local.columns import PERSONAL, PSEUDONYM
from ettervern.local.national_id import is_national_id

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
YES_NO = frozenset({"yes", "no", "ja", "nei", "unknown", "ukjent", "0", "1", "true", "false", ""})
_OURS = frozenset(re.sub(r"[\W_]+", "", heading) for heading in PERSONAL)
#: What stands between the header and the rows of a table in Markdown.
_RULE = re.compile(r"\s*[|:+-][|:+\-= ]*-[|:+\-= ]*")
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


Rows = list[tuple[int, list[str]]]


def text_sheets(text: str, *, table: bool = False) -> Iterator[Sheet]:
    """Yield what may be tables in a text: the whole of it, and runs of lines with as many cells each.

    Read leniently: what is looked for may lie in a garbled file, below a title, or as a table in Markdown.

    Parameters
    ----------
    text : str
        Any text.
    table : bool
        Whether it is meant as a table; then the whole is one, however its rows differ.
    """
    first = text.split("\n", 1)[0]
    meant = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    for mark in (meant, *(other for other in ",;\t|" if other != meant and other in text)):
        rows = _rows(text, mark)
        width = len(rows[0][1]) if rows else 0
        odd = sum(len(cells) != width for _, cells in rows)
        if (table and mark == meant) or (width > 1 and odd <= (1 - SHARE) * len(rows)):
            yield as_sheet(rows)
        if width > 1 and not odd:
            return  # the text is this table and nothing else
        yield from _runs(text, mark)


def _rows(text: str, mark: str) -> Rows:
    """Return the rows of a text read as CSV; none where it is not."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error:
        return []


def _runs(text: str, mark: str) -> Iterator[Sheet]:
    """Yield each run of lines that have as many marks, the rule below the header of a Markdown table left out."""
    run: Rows = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        cells = line.strip().strip("|").split(mark) if mark in line else []
        if cells and _RULE.fullmatch(line):
            continue
        if run and len(cells) != len(run[0][1]):
            if len(run) > 1 and len(run[0][1]) > 1:
                yield as_sheet([(at, [cell.strip().strip('"') for cell in cells]) for at, cells in run])
            run = []
        if cells:
            run.append((number, cells))


def as_sheet(rows: Rows) -> Sheet:
    """Return rows as a table: the first that holds something is its header."""
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
    headings = [_letters(heading) for heading in sheet.header]
    if len(set(headings) & _OURS) >= 2:
        return "it has the columns of the study's data sheet"
    named = [shown for shown, heading in zip(sheet.header, headings, strict=True) if heading in IDENTIFYING]
    if named:
        return f"the column {named[0]!r} names one person a row"
    columns = [list(cells) for cells in zip(*sheet.rows, strict=True)]
    if any(map(_of_ids, columns)):
        return "a column holds national identity numbers"
    return _shape(columns)


def _letters(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading.lower())


def _of_ids(cells: list[str]) -> bool:
    """Return whether a column is one of national identity numbers, some without the zero that a spreadsheet cuts.

    A single one is found in the text, see :mod:`ettervern.local.national_id`.
    """
    filled = [cell for cell in cells if cell]
    return len(filled) >= FEW and all(is_national_id(cell.zfill(11)) for cell in filled)


def _shape(columns: list[list[str]]) -> str:
    """Return why the shape is that of a sheet of persons: days and answers of yes or no, also without marks."""
    if len(columns[0]) < FEW:
        return ""
    marks = any(len(set(cells)) == len(cells) and _most(cells, PSEUDONYM.fullmatch) for cells in columns)
    days = sum(_most(cells, parse_date) for cells in columns)
    answers = sum(set(map(str.lower, cells)) <= YES_NO and any(cells) for cells in columns)
    if marks and days and answers:
        return "one mark a row, with dates and answers of yes or no"
    return "dates and answers of yes or no in every row" if days >= 1 and answers >= 2 and days + answers >= 4 else ""


def _most(cells: list[str], test: Callable[[str], object]) -> bool:
    """Return whether most cells pass a test; it stops where too many have failed."""
    left = int((1 - SHARE) * len(cells))
    for cell in cells:
        left -= test(cell) is None
        if left < 0:
            return False
    return True
