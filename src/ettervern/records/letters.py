"""Which encoding bytes that are not UTF-8 are written in, told by the letters that each one would give.

charset-normalizer knows about a hundred encodings, but is often wrong where a file holds two or three letters beyond
ASCII, as exports do: it takes "på Sørlandet" in Windows-1252 for code page 850. So the encodings that reference
managers write are weighed here by how their words look, with Norwegian as the tie-break; the library is asked where
none of them fits, and for the languages of East Asia, whose characters it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: Encoding -> the name people know it by; the likelier first.
NAMES = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "code page 850",
    "cp865": "code page 865",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "cp932": "Shift-JIS",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
}
#: First bytes of the characters that are in daily use, in the encodings that sort them so.
_DAILY = {"gb18030": (0xB0, 0xD7), "cp950": (0xA4, 0xC6), "cp932": (0x88, 0x98)}
_BETWEEN = re.compile(r"[\s!\"#$%&()*+,./:;<=>?@\[\]^_`{|}~-]+")
_ONE_LETTER_WORDS = frozenset("åÅöÖøØæéèàÀáÁíóÉÈ")
#: What letters of Latin script cost: nothing in Norwegian, little in its neighbours' languages.
_LATIN = dict.fromkeys("æøåÆØÅ", 0.0) | dict.fromkeys("éäöüÄÖÜßÉ", 0.03)
_LATIN |= dict.fromkeys("èêëòóôáàâíîïúùûñçãõñÁÓÍÚÑÇÈÊÀÂÎÔ", 0.06)
_OPENING, _CLOSING = "“‘«„‹", "”»›"
_SIGNS = frozenset("°±×·µ§€£©®™…")
_SAMPLE = 3000
#: Mean cost of a word from which on none of our own encodings fits.
_POOR = 0.3
_ENOUGH_SIGNS = 24
_WRONG = 3.0


def fitting(lines: Iterable[bytes]) -> str:
    """Return the encoding that fits lines that are not UTF-8; ``cp1252`` where none does.

    Parameters
    ----------
    lines : iterable of bytes
        Lines that hold bytes beyond ASCII; of many the first few thousand are looked at.
    """
    sample = [line for _, line in zip(range(_SAMPLE), lines, strict=False)]
    costs = {name: cost(sample, name) for name in NAMES}
    best = min(costs, key=lambda name: costs[name] + 0.01 * list(NAMES).index(name))
    if costs[best] > _POOR or (best in _DAILY and _signs(sample, best) >= _ENOUGH_SIGNS):
        return _asked(b"\n".join(sample), best, costs[best])
    return best


def _signs(sample: list[bytes], encoding: str) -> int:
    """Return how many characters beyond ASCII there are."""
    return sum(not char.isascii() for char in b"".join(sample).decode(encoding, "replace"))


def _asked(sample: bytes, best: str, spent: float) -> str:
    """Return what charset-normalizer takes the bytes for, if that gives words that look no worse; else the best."""
    from charset_normalizer import from_bytes  # loaded only where it is needed

    only = ["gb18030", "cp950", "cp932", "euc_kr", "euc_jp"] if best in _DAILY else None
    result = from_bytes(sample, cp_isolation=only).best()
    if result is None or result.encoding in ("ascii", "utf_8"):
        return best
    return result.encoding if best in _DAILY or cost(sample.split(b"\n"), result.encoding) < spent else best


def cost(lines: Iterable[bytes], encoding: str, errors: str = "strict") -> float:
    """Return the mean cost of the words beyond ASCII that lines hold; a line that can't be read costs as a bad word."""
    words: set[str] = set()
    unreadable = 0
    for line in lines:
        try:
            words.update(word for word in _BETWEEN.split(line.decode(encoding, errors)) if not word.isascii())
        except UnicodeDecodeError:
            unreadable += 1
    spent = sum(_word_cost(word, encoding) for word in words) + _WRONG * unreadable
    return spent / max(1, len(words) + unreadable)


def _word_cost(word: str, encoding: str) -> float:
    """Return how little a word looks like one: 0 for a Norwegian word, 3 for a control character."""
    spaced = f" {word} "
    alone = len(word) == 1 and word.isalpha() and word < "\u0250" and word not in _ONE_LETTER_WORDS
    return 0.15 * alone + sum(
        _character_cost(spaced[at - 1], char, spaced[at + 1], encoding)
        for at, char in enumerate(spaced)
        if not char.isascii()
    )


@lru_cache(maxsize=100_000)
def _character_cost(before: str, char: str, after: str, encoding: str) -> float:
    """Return the cost of one character beyond ASCII between its neighbours."""
    kind = unicodedata.category(char)
    if kind in ("Cc", "Co", "Cn", "Cs"):
        return _WRONG
    if char == "\ufffd":
        return 1.0
    if kind[0] != "L":
        return _sign_cost(before, char, after)
    neighbours = _latin(before) or _latin(after)
    if char >= "\u2e80":
        return _east_asian_cost(char, encoding) + 0.7 * neighbours
    if kind == "Lo":
        return 1.0
    if not _latin(char):
        rare = "\u0400" <= char < "\u0410" or ("\u044f" < char < "\u0530" and char != "\u0451")
        return 0.02 + 0.5 * rare + 1.0 * neighbours + 0.7 * (char.isupper() and before.islower())
    inside = char.isupper() and before.isalpha() and (before.islower() or after.islower())
    return _LATIN.get(char, 0.3) + 1.0 * inside + 0.4 * (not before.isascii() and before.isalpha())


def _latin(char: str) -> bool:
    """Tell whether a character is a letter of Latin script."""
    return char.isalpha() and char < "\u0250"


def _sign_cost(before: str, char: str, after: str) -> float:
    """Return the cost of what is no letter: quotes and signs in their places cost little, inside words much."""
    inside = before.isalpha() and after.isalpha()
    if char in "–—":
        return 0.4 if inside else 0.03
    if char == "’":
        return 0.03
    if char in _OPENING or char in _CLOSING:
        wrong = before.isalnum() if char in _OPENING else after.isalnum()
        return 0.8 if wrong else 0.03
    if char in "¿¡":
        return 0.06 if before == " " and after.isalpha() else 1.0
    if "\u2500" <= char <= "\u259f":
        return 1.5
    if char >= "\u3000":
        return 0.03
    if char in _SIGNS:
        glued = before.isalpha() or (after.isalpha() and char not in "°€£µ")
        return 0.4 if glued else 0.03
    return (0.2, 0.6, 1.0)[before.isalpha() + after.isalpha()]


def _east_asian_cost(char: str, encoding: str) -> float:
    """Return the cost of a Chinese or Japanese character: those in daily use cost nothing."""
    if "\uff61" <= char <= "\uff9f":
        return 0.8  # half-wide katakana is what single bytes give in Shift-JIS
    if "\u3040" <= char <= "\u30ff":
        return 0.0 if encoding not in ("gb18030", "cp950") else 0.5
    if encoding not in _DAILY:
        return 0.02
    low, high = _DAILY[encoding]
    written = char.encode(encoding)
    return 0.02 if len(written) == 2 and low <= written[0] <= high else 1.0
