"""Levels of a compared field, and how two columns of values are brought to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process

from ettervern.deduplicate.normalise import Ints, Texts

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.int8]

#: The two agree, nearly agree, can't be told (a value is missing), or differ.
SAME, NEAR, UNKNOWN, DIFFERENT = 2, 1, 0, -1


def levels_of(known: Bools, same: Bools, near: Bools | None = None) -> Levels:
    """Return levels from masks."""
    level = np.where(same, SAME, DIFFERENT)
    if near is not None:
        level = np.where(~same & near, NEAR, level)
    return np.where(known, level, UNKNOWN).astype(np.int8)


def both_given(texts: Texts, left: Ints, right: Ints) -> Bools:
    """Tell where both records have a value."""
    there = (texts != "").astype(np.bool_)
    return np.asarray(there[left] & there[right], dtype=np.bool_)


def equal_values(texts: Texts, left: Ints, right: Ints) -> Bools:
    """Tell where the two values are the same."""
    return np.asarray(texts[left] == texts[right], dtype=np.bool_)


def equality(texts: Texts, left: Ints, right: Ints) -> Levels:
    """Return SAME or DIFFERENT where both values are there."""
    return levels_of(both_given(texts, left, right), equal_values(texts, left, right))


def similarity(texts: Texts, left: Ints, right: Ints, scorer: Any) -> Floats:
    """Return the similarity of pairs of texts, 0 to 1."""
    if not len(left):
        return np.empty(0, dtype=np.float32)
    result = process.cpdist(texts[left], texts[right], scorer=scorer, dtype=np.float32, workers=1)
    return np.asarray(result, dtype=np.float32) / np.float32(100)


def shared_numbers(texts: Texts, left: Ints, right: Ints) -> Levels:
    """Return SAME, NEAR where one list of numbers holds the other ("3" and "3 4"), or DIFFERENT."""
    level = equality(texts, left, right)
    rest = np.flatnonzero(level == DIFFERENT)
    near = [bool(set(a.split()) & set(b.split())) for a, b in zip(texts[left[rest]], texts[right[rest]], strict=True)]
    level[rest[np.array(near, dtype=np.bool_)]] = NEAR
    return level
