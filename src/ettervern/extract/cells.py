"""Kinds of cells: what a column of an extraction table may hold, and the words that say so to a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ettervern.schema import Cell, Column

WHOLE = re.compile(r"[0-9]{1,12}")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
P_VALUE = re.compile(r"[<>]?(0|0?\.[0-9]+|1(\.0+)?|0\.[0-9]+)")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
YEARS = re.compile(r"[12][0-9]{3}(-[12][0-9]{3})?")
STEPS = re.compile(r"[0-9]{1,3}(;[0-9]{1,3})*")


def _column(test: Callable[[str], object], expected: str, needed: bool, kind: type = str) -> Column:
    """Return a column whose cells pass a test; an empty cell passes unless it is needed."""
    return Column(kind, kind is not str, Cell(test, expected, needed))


def like(pattern: re.Pattern[str], expected: str, needed: bool = False, kind: type = str) -> Column:
    """Return a column whose cells look like a pattern from end to end."""
    return _column(pattern.fullmatch, expected, needed, kind)


def text(needed: bool = False) -> Column:
    """Free text."""
    return _column(lambda cell: True, "a text", needed)


def identifier() -> Column:
    """An id: ASCII letters, digits, ``_ . -``, so that it is safe as a key, an anchor and a file name."""
    return like(IDENTIFIER, "an id of letters a to z, digits, _ . or - (not empty)", needed=True)


def one_of(choices: Iterable[str]) -> Column:
    """One word of a list; an empty cell only where the list has the empty word."""
    allowed = tuple(choices)
    expected = "one of " + ", ".join(word for word in allowed if word)
    return _column(lambda cell: cell in allowed, expected, "" not in allowed)


def whole(needed: bool = False) -> Column:
    """A whole number of 0 or more: ``Int64``, missing where the cell is empty."""
    return like(WHOLE, "a whole number of 0 or more", needed, int)


def number(needed: bool = False) -> Column:
    """A number with a point, negative ones too: ``Float64``, missing where the cell is empty."""
    return like(NUMBER, "a number written with digits and a point, as 0.56", needed, float)


def not_negative(needed: bool = False) -> Column:
    """A number of 0 or more (months, a standard deviation): ``Float64``."""
    expected = "a number of 0 or more, written with digits and a point"
    return _column(lambda cell: NUMBER.fullmatch(cell) and float(cell) >= 0, expected, needed, float)


def share() -> Column:
    """A level of confidence: above 0 and below 1."""
    expected = "a number above 0 and below 1, as 0.95"
    return _column(lambda cell: NUMBER.fullmatch(cell) and 0 < float(cell) < 1, expected, False, float)


def year() -> Column:
    """A year of publication, or empty where none was seen."""
    expected = "a year of four digits, 1800 or later"
    return _column(lambda cell: re.fullmatch(r"[12][0-9]{3}", cell) and int(cell) >= 1800, expected, False, int)


def address() -> Column:
    """A web address or empty."""
    return like(ADDRESS, "an address that begins with http:// or https://, without spaces")
