"""Kinds of cells: what a column of a table that people edit may hold, and the words that say so to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from ettervern.schema import Cell

WHOLE = re.compile(r"[0-9]{1,12}")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
PERCENT = re.compile(r"100(\.0{1,6})?|[0-9]{1,2}(\.[0-9]{1,6})?")
P_VALUE = re.compile(r"[<>]?(0|0?\.[0-9]+|1(\.0+)?|0\.[0-9]+)")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
YEARS = re.compile(r"[12][0-9]{3}(-[12][0-9]{3})?")
STEPS = re.compile(r"[0-9]{1,3}(;[0-9]{1,3})*")


def one_of(choices: Iterable[str]) -> Cell:
    """One word of a list; an empty cell only where the list has the empty word."""
    allowed = tuple(choices)
    return Cell(allowed.__contains__, "one of " + ", ".join(word for word in allowed if word), "" not in allowed)


def _not_negative(cell: str) -> bool:
    return NUMBER.fullmatch(cell) is not None and float(cell) >= 0


def _share(cell: str) -> bool:
    return NUMBER.fullmatch(cell) is not None and 0 < float(cell) < 1


def _year(cell: str) -> bool:
    return re.fullmatch(r"[12][0-9]{3}", cell) is not None and int(cell) >= 1800


_WHOLE = "a whole number of 0 or more"
_AMOUNT = "a number of 0 or more, written with digits and a point"

#: A text that must be there.
Said = Annotated[str, Cell(lambda cell: True, "a text", needed=True)]
#: An id: ASCII letters, digits, ``_ . -``, so that it is safe as a key, an anchor and a file name.
Id = Annotated[str, Cell(IDENTIFIER.fullmatch, "an id of letters a to z, digits, _ . or - (not empty)", needed=True)]
Whole = Annotated[int, Cell(WHOLE.fullmatch, _WHOLE, needed=True)]
#: A whole number, or None where none was seen.
Count = Annotated[int | None, Cell(WHOLE.fullmatch, _WHOLE)]
NUMBER_CELL = Cell(NUMBER.fullmatch, "a number written with digits and a point, as 0.56")
AMOUNT_CELL = Cell(_not_negative, _AMOUNT)
#: A number, negative ones too.
Number = Annotated[float | None, NUMBER_CELL]
#: Months, a standard deviation.
Amount = Annotated[float, Cell(_not_negative, _AMOUNT, needed=True)]
SeenAmount = Annotated[float | None, AMOUNT_CELL]
#: A level of confidence.
Level = Annotated[float | None, Cell(_share, "a number above 0 and below 1, as 0.95")]
#: A year of publication.
Year = Annotated[int | None, Cell(_year, "a year of four digits, 1800 or later")]
Years = Annotated[str, Cell(YEARS.fullmatch, "a year as 2021, or years as 2024-2025")]
Address = Annotated[str, Cell(ADDRESS.fullmatch, "an address that begins with http:// or https://, without spaces")]
Doi = Annotated[str, Cell(DOI.fullmatch, "a DOI that begins with 10. and has a slash, without https://doi.org/")]
Pmid = Annotated[str, Cell(WHOLE.fullmatch, "a PubMed number of digits only")]
PValue = Annotated[
    str, Cell(P_VALUE.fullmatch, "a p value from 0 to 1, with < or > before it where the source prints so")
]
Steps = Annotated[str, Cell(STEPS.fullmatch, "step numbers with ; between, as 23;27")]
