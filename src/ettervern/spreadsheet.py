"""Text in tables that a person may open in a spreadsheet: nothing in it is run there, and nothing of it is lost.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and the reader takes exactly
one away again. Every table is written and read through these two functions (see :mod:`ettervern.files`), so that what a
person opens is guarded and what a program of ours reads is the text as it was.

What counts as a formula follows OWASP ("CSV Injection"): ``=``, ``+``, ``-``, ``@``, also full-width, tab and line
ends, at the start of a cell, also after blanks; and in a cell after ``;``, tab or line end, since a spreadsheet with
Norwegian settings splits a line at semicolons, whatever the quotation marks say. A negative number is no formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any

_NEGATIVE = r"-(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER = re.compile(rf"[^\S\t\r\n]*{_NEGATIVE}\s*")
_SIGNS = "=+@\\-\uff1d\uff0b\uff0d\uff20"
_START = re.compile(rf"'*\s*[{_SIGNS}\t\r\n]")
#: Signs after a mark that may end a cell; not those of a number that fills its part.
_INNER = re.compile(rf"([;\t\r\n])(?!{_NEGATIVE}(?:[;\s]|\Z))('*[{_SIGNS}])")
_INNER_GUARDED = re.compile(rf"'(?<=[;\t\r\n]')('*[{_SIGNS}])")
#: Quick tests, which begin with one fixed letter, so that a hundred thousand abstracts are gone through in a moment.
_MAY_START = frozenset("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_MAY_RUN = re.compile(rf";'*[{_SIGNS}]")
_MAY_BE_GUARDED = re.compile(rf"'['\s]*[{_SIGNS}\t\r\n]")


def guarded(cell: str) -> str:
    """Return a cell as it is written: with an apostrophe wherever a spreadsheet would see a formula begin."""
    if (";" in cell and _MAY_RUN.search(cell)) or "\n" in cell or "\t" in cell or "\r" in cell:
        cell = _INNER.sub(r"\1'\2", cell)
    if (cell[:1] in _MAY_START or cell[:1].isspace()) and _START.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def plain(cell: str) -> str:
    """Return a written cell as it was: the inverse of :func:`guarded`."""
    if not may_be_guarded(cell):
        return cell
    if cell[0] == "'" and _START.match(cell):
        cell = cell[1:]
    return _INNER_GUARDED.sub(r"\1", cell)


def may_be_guarded(text: str) -> bool:
    """Return whether anything in a text, a cell or a whole file, looks as if :func:`guarded` had changed it."""
    return "'" in text and _MAY_BE_GUARDED.search(text) is not None


def changed(cells: Iterable[Any], change: Callable[[str], str]) -> list[Any]:
    """Return cells with :func:`guarded` or :func:`plain` done to each that is text."""
    return [change(cell) if cell and isinstance(cell, str) else cell for cell in cells]


class Rows(io.StringIO):
    """Rows as csv writes them, one at a time, ended by one line feed.

    The writer puts a cell in quotes where it holds a character of the line end; a reader wants that for both kinds.
    """

    end = "\r\n"

    def __init__(self) -> None:
        super().__init__(newline="")

    def write(self, row: str) -> int:
        """Add a row."""
        return super().write(row.removesuffix(self.end) + "\n")
