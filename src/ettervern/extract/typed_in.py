"""Cells as people and spreadsheets write them, made into the way the tables have them.

A Norwegian Excel writes a decimal comma, a blank between thousands and its own minus. What could mean two numbers is
never guessed at: it stays as it is, and the reader says what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ettervern.digits import ascii_digits

#: What spreadsheets write in place of a minus and of a blank.
_PLAIN = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_SIGN = r"(?P<sign>[<>=]?\s*-?)"
_THOUSANDS = re.compile(rf"{_SIGN}(?P<whole>\d{{1,3}}(?: \d{{3}})+)(?P<rest>[.,]\d+)?")
_DECIMAL = re.compile(rf"{_SIGN}(?P<whole>\d*)[.,](?P<rest>\d+)")
#: 1,234 may be a little more than one, or more than a thousand.
_EITHER = re.compile(r"-?[1-9]\d{0,2},\d{3}")
#: A comma that can only be a decimal one.
_SURE = re.compile(rf"{_SIGN}(?:\d*,(?:\d{{1,2}}|\d{{4,}})|0?,\d+)")
#: What a spreadsheet makes of 1-2 and writes to CSV: 01.feb, 2. jan, 2026-02-01, 01.02.2026, 1/2/2026.
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[.\-/ ]{1,2}[a-zæøå]{3,9}\.?.{0,5}"
    r"|[a-z]{3}[- ]\d{2,4}",
    re.IGNORECASE,
)


def commas_are_decimal(cells: Iterable[str], mark: str) -> bool:
    """Return whether commas in the numbers of a sheet can only be decimal ones.

    Parameters
    ----------
    cells : iterable of str
        All cells that hold numbers.
    mark : str
        What stands between the cells of a CSV file: who writes semicolons needs the comma for decimals.
    """
    return mark == ";" or any(_SURE.fullmatch(cell.translate(_PLAIN).strip()) for cell in cells)


def number_text(cell: str, decimal: bool, whole: bool = False) -> str:
    """Return the text of a number as tables have it: digits and a point; any other text as it is.

    Parameters
    ----------
    cell : str
        As it was typed.
    decimal : bool
        Whether a comma can only be a decimal one; see :func:`commas_are_decimal`.
    whole : bool
        Whether the column counts: 50,0 is then 50.
    """
    text = ascii_digits(cell).translate(_PLAIN).strip()
    if thousands := _THOUSANDS.fullmatch(text):
        text = thousands["sign"] + thousands["whole"].replace(" ", "") + (thousands["rest"] or "")
    if _EITHER.fullmatch(text) and (whole or not decimal):
        return cell
    if result := _DECIMAL.fullmatch(text):
        digits = result["rest"]
        text = result["sign"] + (result["whole"] or "0") + ("" if whole and not digits.strip("0") else f".{digits}")
    return re.sub(r"^=\s*|\s+", "", text) if re.search(r"\d", text) and not re.search(r"[a-zæøå]", text, re.I) else cell


def value_text(value: float | int) -> str:
    """Return a number of a workbook as text, without the last digits that binary fractions add."""
    return str(value) if isinstance(value, int) else f"{Decimal(f'{value:.12g}').normalize():f}"


def looks_like_a_date(cell: str) -> bool:
    """Return whether a spreadsheet may have made a date of what was typed."""
    return _DATE.fullmatch(cell.strip()) is not None
