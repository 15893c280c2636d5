"""Norwegian national identity numbers and D numbers, known by their date and control digits.

Sources: the Norwegian Tax Administration's rule of the two control digits (weights 3 7 6 1 8 9 4 5 2 and
5 4 3 2 7 6 5 4 3 2, modulo 11), and its rule from 2032 ("Nytt fødselsnummer fra 2032"): the remainder of the first may
then be 0, 1, 2 or 3. A D number has 40 added to its day. Made-up people of the test registers have 40 or 80 added to
their month; so have emergency numbers (40), which belong to real people, so all of them count.
"""

from __future__ import annotations

import re
from datetime import date

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
#: As people write it: in one, 6 + 5, 6 + 3 + 2, the date with points. What is a part of a longer number, a word, a DOI
#: or an address is none.
_REST = r"[0-9](?P<point>\.?)[0-9]{2}(?P=point)[0-9]{2}[ \u00a0-]?[0-9]{3}[ \u00a0]?[0-9]{2}"
_CELL = re.compile(rf"[0-9]{_REST}")
#: The first digit comes before what must not stand before it: a search for a digit is fast.
_IN_TEXT = re.compile(
    rf"[0-9](?<![0-9A-Za-z/][0-9])(?<![0-9A-Za-z][.\-%][0-9]){_REST}(?![0-9A-Za-z]|[-/][0-9A-Za-z]|\.[0-9])"
)


def is_national_id(cell: str) -> bool:
    """Return whether a cell is a national identity number or D number."""
    return _CELL.fullmatch(cell.strip()) is not None and _holds(cell)


def national_id_line(text: str) -> int:
    """Return the line of a text where the first national identity number stands, counted from 1; 0 for none."""
    for result in _IN_TEXT.finditer(text):
        before = text[max(0, result.start() - 300) : result.start()]
        if _holds(result[0]) and "://" not in re.split(r"[\s<>\"]", before)[-1]:
            return text.count("\n", 0, result.start()) + 1
    return 0


def _holds(written: str) -> bool:
    """Return whether date and control digits hold."""
    digits = [int(char) for char in written if char.isascii() and char.isdigit()]
    day, month = 10 * digits[0] + digits[1], 10 * digits[2] + digits[3]
    try:
        date(2000, month % 40 if month < 80 else month - 80, day - 40 if day > 40 else day)
    except ValueError:
        return False
    first = sum(a * b for a, b in zip(_FIRST, digits, strict=False)) % 11
    second = sum(a * b for a, b in zip(_SECOND, digits, strict=True)) % 11
    return first <= 3 and second == 0
