"""Digits in text from outside: the one place where they become numbers.

``str.isdigit`` says yes to superscripts, for which ``int`` raises; ``int`` raises too for thousands of digits, and
numpy for more than nineteen. Here nothing raises, and what is no number of a believable size is None.
"""

from __future__ import annotations

import math
import re
import unicodedata

#: Greatest number that is believed: pages, volumes, counts and ids are smaller, and it fits every integer of numpy.
MOST = 10**15
#: So few digits are no number too large for ``int``.
_SURE = 15
_DECIMAL = re.compile(r"[^\W\D]", re.UNICODE)


def ascii_digits(text: str) -> str:
    """Return text with the digits of every script (٢٠٢٠, २०२०, ２０２０) as 0 to 9.

    Superscripts, subscripts and circled digits stay as they are: behind a number they are a note or a power, no part
    of it.
    """
    if text.isascii():
        return text
    return _DECIMAL.sub(lambda result: str(unicodedata.decimal(result.group())), text)


def whole(text: str, most: int = MOST) -> int | None:
    """Return a whole number of 0 or more; None for text that is none, or a larger one.

    Parameters
    ----------
    text : str
        Digits of any script and nothing else, but for blanks around them.
    most : int
        Greatest number that is believed.
    """
    if text.isdigit() and text.isascii() and len(text) <= _SURE:
        return plain if (plain := int(text)) <= most else None
    digits = ascii_digits(text).strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None


_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?")


def number(text: str, *, comma: bool = False) -> float:
    """Return the number that a cell holds, with a decimal point or comma; NaN where it holds none.

    Parameters
    ----------
    text : str
        One cell; Python's own ``1_000`` is none.
    comma : bool
        Whether ``1,234`` is a number with three decimals, as in a table parted by semicolons; else it could as well be
        more than a thousand, and is none.
    """
    text = ascii_digits(text).strip().replace("\u2212", "-")
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[ \u00a0\u202f]", "", text)
    whole_part, mark, decimals = text.partition(",")
    if mark and (comma or len(decimals) != 3 or whole_part.lstrip("+-0") == ""):
        text = f"{whole_part}.{decimals}"
    return float(text) if _NUMBER.fullmatch(text) else math.nan
