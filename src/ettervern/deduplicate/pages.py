"""Whether two records give the same pages."""

from __future__ import annotations

import numpy as np

from ettervern.deduplicate.levels import (
    DIFFERENT,
    NEAR,
    SAME,
    UNKNOWN,
    Bools,
    Levels,
    equal_values,
    equality,
)
from ettervern.deduplicate.normalise import Ints, Normalised
from ettervern.digits import whole

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def page_levels(data: Normalised, left: Ints, right: Ints) -> Levels:
    """Return SAME for the same first (and last) page, NEAR where only one of the two agrees.

    An article number beside a page range says nothing: both can be right. A range that begins at 1 counts an
    article's own pages.
    """
    first = equality(data.first_page, left, right)
    last = equality(data.last_page, left, right)
    level = np.where((first == SAME) & (last >= UNKNOWN), SAME, first)
    level = np.where((first == SAME) & (last == DIFFERENT), NEAR, level)
    level = np.where((first == DIFFERENT) & (last == SAME), NEAR, level)
    level = np.where((level == DIFFERENT) & _other_kind(data, left, right), UNKNOWN, level)
    rest = np.flatnonzero(level == DIFFERENT)
    # A letter before the number (S34 for a supplement) is often dropped.
    pages = zip(data.first_page[left[rest]], data.first_page[right[rest]], strict=True)
    bare = [one.lstrip(_LETTERS) == two.lstrip(_LETTERS) for one, two in pages]
    level[rest[np.array(bare, dtype=np.bool_)]] = NEAR
    return level.astype(np.int8)


def _other_kind(data: Normalised, left: Ints, right: Ints) -> Bools:
    """Tell where one record has an article number, or counts an article's own pages, and the other has pages."""
    single = (data.last_page == "").astype(np.bool_)
    numbered = np.array([page[:1] == "e" or len(page) > 4 for page in data.first_page], dtype=np.bool_) & single
    counted = np.array([page in ("1", "e1") for page in data.first_page], dtype=np.bool_)
    counted &= ~single
    return np.asarray((numbered[left] != numbered[right]) | (counted[left] != counted[right]), dtype=np.bool_)


def whole_article(data: Normalised, left: Ints, right: Ints) -> Bools:
    """Tell where both fill the same three pages or more: no two works do."""
    length = np.array([_length(*pages) for pages in zip(data.first_page, data.last_page, strict=True)], dtype=np.int64)
    counted = np.array([page in ("1", "e1") for page in data.first_page], dtype=np.bool_)
    same = equal_values(data.first_page, left, right) & equal_values(data.last_page, left, right)
    return np.asarray(same & (length[left] >= 3) & ~counted[left], dtype=np.bool_)


def _length(first: str, last: str) -> int:
    """Return the pages from first to last; 0 where that can't be told."""
    start, end = whole(first.lstrip(_LETTERS)), whole(last.lstrip(_LETTERS))
    return 0 if start is None or end is None else end - start + 1
