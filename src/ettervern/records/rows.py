"""Rows of a delimited table, line by line: quotation marks that do not pair take no other row with them."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

from ettervern.files import Problem

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
#: What a spreadsheet makes of pages and issues: "1-9" becomes a day, a long number one with an exponent.
_MONTHS = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
SPOILT = re.compile(
    rf"\d{{1,2}}[.\s/-]+(?:{_MONTHS})[a-z]*\.?(?:[\s-]\d{{2,4}})?|(?:{_MONTHS})[a-z]*[.\s/-]+\d{{1,4}}|"
    r"\d+(?:[.,]\d+)?E\+?\d+|(?:19|20)\d\d-[01]\d-[0-3]\d(?: 00:00:00)?|#+|#(?:NAME|NAVN|REF|VALUE|VERDI|NUM|N/A)[?!]?",
    re.IGNORECASE,
)
_LOOK = 50
#: A longer line, or one with more marks, is not tried with each mark left out or put in.
_LONGEST, _MOST_MARKS = 20_000, 200


class Lines:
    """The lines of a text one by one; remembers those taken since it was last asked, and takes lines back.

    Parameters
    ----------
    text : str
        The whole text, lines ended by ``\\n``.
    """

    def __init__(self, text: str) -> None:
        self._lines = (match.group() for match in _LINES.finditer(text))
        self._back: deque[str] = deque()
        self._held: list[str] = []
        self._next = 1

    def __iter__(self) -> Lines:
        """Return the lines themselves."""
        return self

    def __next__(self) -> str:
        """Return the next line, one given back first."""
        line = self._back.popleft() if self._back else next(self._lines)
        self._held.append(line)
        return line

    def taken(self) -> tuple[int, list[str]]:
        """Return the number of the first line taken since the last call, and the lines."""
        first, held = self._next, self._held
        self._next, self._held = self._next + len(held), []
        return first, held

    def give_back(self, lines: list[str]) -> None:
        """Put lines back in front."""
        self._back.extendleft(reversed(lines))
        self._next -= len(lines)


def rows(text: str, mark: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table with the line where each begins, the header first.

    Parameters
    ----------
    text : str
        Lines ended by ``\\n``.
    mark : str
        What stands between cells.
    file : str
        How problems name the file.
    problems : list of Problem
        Gets a warning for each row whose quotation marks do not pair, or in which other rows seem to stand.
    """
    lines, width = Lines(text), 0
    strict = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        message = ""
        try:
            cells = next(strict)
            begins, held = lines.taken()
        except StopIteration:
            return
        except csv.Error:
            lines.give_back(lines.taken()[1])
            cells = next(csv.reader(lines, delimiter=mark), [])
            begins, held = lines.taken()
            message = _UNPAIRED
        if len(held) > 1 and (message or len(cells) != width) and (not width or _whole_rows(held[1:], width, mark)):
            lines.give_back(held[1:])
            message, held = _SWALLOWED, held[:1]
            cells = held[0].replace('"', "").rstrip("\n").split(mark)
        elif len(held) > 1 and width > 1 and _looks_swallowed(held, width, mark):
            message = (
                f"a cell takes in {len(held) - 1} lines that look like rows; look for a quotation mark without its twin"
            )
        if message in (_UNPAIRED, _SWALLOWED) and len(held) == 1 and width:
            cells = _paired(held[0].rstrip("\n"), mark, width) or cells
        if message:
            problems.append(Problem(file, begins, "", message, "warning"))
        if any(cell.strip() for cell in cells):
            width = width or len(cells)
            yield begins, cells


_SWALLOWED = "a quotation mark without its twin; the row was read to the end of its line"
_UNPAIRED = "quotation marks that do not pair; look at the cells of this row"


def _whole_rows(lines: list[str], width: int, mark: str) -> bool:
    """Tell whether whole rows stand among the lines that one row took in."""
    return any(len(row) == width for row in csv.reader(lines[:_LOOK], delimiter=mark))


def _looks_swallowed(lines: list[str], width: int, mark: str) -> bool:
    """Tell whether a row that fits the header may yet be several: a line between, or both ends, would be one."""
    first, *between, last = (line.replace('"', "") for line in lines)
    return _whole_rows(between, width, mark) or (_whole_rows([first], width, mark) and _whole_rows([last], width, mark))


def _paired(line: str, mark: str, width: int) -> list[str] | None:
    """Return the cells of a line with one quotation mark left out or put in, where only one reading fits the header."""
    if len(line) > _LONGEST or line.count('"') > _MOST_MARKS:
        return None
    left_out = [line[:at] + line[at + 1 :] for at, char in enumerate(line) if char == '"']
    edges = {0, len(line), *(edge for at, char in enumerate(line) if char == mark for edge in (at, at + 1))}
    put_in = [line[:at] + '"' + line[at:] for at in sorted(edges)]
    result = {
        tuple(cells) for attempt in left_out + put_in if (cells := _strictly(attempt, mark)) and len(cells) == width
    }
    return list(result.pop()) if len(result) == 1 else None


def _strictly(line: str, mark: str) -> list[str] | None:
    """Return the cells of a line whose quotation marks pair; None where they do not."""
    try:
        return next(csv.reader([line], delimiter=mark, strict=True), None)
    except csv.Error:
        return None
