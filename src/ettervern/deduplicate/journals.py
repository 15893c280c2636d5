"""Whether two names mean the same journal: full names, abbreviations, initials."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from ettervern.deduplicate.levels import DIFFERENT, NEAR, SAME, UNKNOWN, Levels
from ettervern.deduplicate.normalise import Texts
from ettervern.deduplicate.text import words

# Words that say that it is a journal, not which one.
_GENERAL = words(
    "journal j zeitschrift z tidsskrift magazine bulletin bull proceedings proc annals ann official usa us u s uk"
)


def journal_levels(left: Texts, right: Texts) -> Levels:
    """Return SAME, NEAR, UNKNOWN or DIFFERENT a pair of plain journal names."""
    known = (left != "") & (right != "")
    level = np.where(left == right, SAME, UNKNOWN).astype(np.int8)
    level[~known] = UNKNOWN
    rest = np.flatnonzero(known & (left != right))
    # The same two names meet in thousands of pairs: each two are looked at once.
    level[rest] = [_level(*sorted((a, b))) for a, b in zip(left[rest], right[rest], strict=True)]
    return level


@lru_cache(maxsize=1 << 18)
def _level(one: str, two: str) -> int:
    """Return the level of two different names; of names that a journal has beside each other the best pair counts."""
    if "=" in one or "=" in two:
        names = [(a, b) for a in one.split(" = ") for b in two.split(" = ")]
        return max(SAME if a == b else _level(a, b) for a, b in names)
    short, long = sorted((one.split(), two.split()), key=lambda parts: (sum(map(len, parts)), parts))
    if _abbreviates(short, long) or _initials(short, long):
        return SAME
    if _shortens_some(short, long):
        return NEAR
    score = max(fuzz.ratio(one, two), fuzz.token_sort_ratio(one, two))
    if score >= 90:
        return SAME
    # One word in common is no kinship: "Diabetes" and "Diabetes care" are two journals.
    telling = [word for word in short if word not in _GENERAL]
    if len(telling) > 1 and (score >= 75 or fuzz.token_set_ratio(one, two) >= 92):
        return NEAR
    return DIFFERENT


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Tell whether each word of the short name shortens a word of the long one, in order, none left out."""
    if len(short) == len(long) and all(_shortens(a, b) for a, b in zip(short, long, strict=True)):
        return True
    kept_short = [word for word in short if word not in _GENERAL]
    kept_long = [word for word in long if word not in _GENERAL]
    return len(kept_short) == len(kept_long) > 0 and all(
        _shortens(a, b) for a, b in zip(kept_short, kept_long, strict=True)
    )


def _shortens_some(short: list[str], long: list[str]) -> bool:
    """Tell whether the short name shortens words of the long one in order, beginning with the first."""
    kept_short = [word for word in short if word not in _GENERAL]
    kept_long = [word for word in long if word not in _GENERAL]
    if len(kept_short) < 2 or not kept_long or not _shortens(kept_short[0], kept_long[0]):
        return False
    rest = iter(kept_long)
    return all(any(_shortens(word, other) for other in rest) for word in kept_short)


def _shortens(short: str, long: str) -> bool:
    """Tell whether a word is the other's beginning, or its letters in order (``natl`` for national)."""
    if long.startswith(short) or short.startswith(long):
        return True
    if short[0] != long[0] or len(short) < 3:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _initials(short: list[str], long: list[str]) -> bool:
    """Tell whether the short name is made of the long one's initials (``bmj``, ``jama``)."""
    return len(short) == 1 and 2 < len(short[0]) == len(long) and short[0] == "".join(word[0] for word in long)
