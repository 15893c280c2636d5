"""Whether two records give the same pages."""

from __future__ import annotations

import re

import numpy as np
from rapidfuzz.distance import OSA

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


#: First pages up to here can be those of any issue of a journal that counts anew in each.
_EARLY = 20
#: An editorial is shorter than this.
_FEW = 5
# An article's number, which a journal gives once: "cd6273", "e43268", "103114".
_ARTICLE_NUMBER = re.compile(r"(?:cd|e)\d{4,}|[a-z]*\d{5,}")


def page_levels(data: Normalised, left: Ints, right: Ints) -> Levels:
    """Return SAME for the same first (and last) page, NEAR where only one of the two agrees or two ranges overlap.

    An article number beside a page range says nothing: both can be right. A range that begins at 1 counts an
    article's own pages.
    """
    first = equality(data.first_page, left, right)
    last = equality(data.last_page, left, right)
    level = np.where((first == SAME) & (last >= UNKNOWN), SAME, first)
    level = np.where((first == SAME) & (last == DIFFERENT), NEAR, level)
    level = np.where((first == DIFFERENT) & (last == SAME), NEAR, level)
    level = np.where((level == DIFFERENT) & _other_kind(data, left, right), UNKNOWN, level)
    # In two volumes pages have nothing to do with each other.
    rest = np.flatnonzero((level == DIFFERENT) & (equality(data.volume, left, right) >= UNKNOWN))
    level[rest[_nearly(data, left[rest], right[rest])]] = NEAR
    level[(level == NEAR) & whole_article(data, left, right)] = SAME
    return level.astype(np.int8)


def page_slips(data: Normalised, left: Ints, right: Ints) -> Bools:
    """Tell where the first pages differ in one digit."""
    pages = zip(data.first_page[left], data.first_page[right], strict=True)
    return np.array(
        [len(a) == len(b) > 1 and OSA.distance(a, b, score_cutoff=1) == 1 for a, b in pages], dtype=np.bool_
    )


def _nearly(data: Normalised, left: Ints, right: Ints) -> Bools:
    """Tell where different pages are nearly the same: a letter was dropped (S34), or the ranges overlap."""
    near = np.zeros(len(left), dtype=np.bool_)
    for at, (one, two) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        a, b = (data.first_page[record].lstrip(_LETTERS) for record in (one, two))
        near[at] = not _beside_supplement(data, one, two) if a == b else _overlap(data, one, two)
    return near


def _beside_supplement(data: Normalised, one: int, two: int) -> bool:
    """Tell whether one is in a supplement, and the other in a plain issue: page S202 is not page 202."""
    marked = [data.supplement[at] for at in (one, two)]
    plain = [bool(data.number[at]) and not data.supplement[at] and data.first_page[at].isdigit() for at in (one, two)]
    return bool((marked[0] and plain[1]) or (marked[1] and plain[0]))


def _overlap(data: Normalised, one: int, two: int) -> bool:
    """Tell whether two ranges have most of their pages in common, or one is a single page at the other's end."""
    pages = [[whole(column[at]) for column in (data.first_page, data.last_page)] for at in (one, two)]
    (start, end), (other, last) = sorted(pages, key=lambda result: result[1] is None)
    if start is None or end is None or other is None:
        return False
    if last is None or last == other:
        return other == end
    shared = min(end, last) - max(start, other) + 1
    return shared >= 2 and shared >= 0.5 * (max(end, last) - min(start, other) + 1)


def _other_kind(data: Normalised, left: Ints, right: Ints) -> Bools:
    """Tell where one record has an article number, or counts an article's own pages, and the other has pages."""
    single = (data.last_page == "").astype(np.bool_)
    numbered = np.array([page[:1] == "e" or len(page) > 4 for page in data.first_page], dtype=np.bool_) & single
    counted = data.counted & ~single
    return np.asarray((numbered[left] != numbered[right]) | (counted[left] != counted[right]), dtype=np.bool_)


def early_pages(data: Normalised) -> Bools:
    """Tell which records are short and begin on one of the first pages, of a volume or of an issue."""
    first = np.array(
        [len(page) < 3 and page.isdigit() and int(page) <= _EARLY for page in data.first_page], dtype=np.bool_
    )
    return np.asarray(first & (data.page_count < _FEW), dtype=np.bool_)


def whole_article(data: Normalised, left: Ints, right: Ints) -> Bools:
    """Tell where both fill the same three pages or more, or have the same article number: no two works do."""
    same = equal_values(data.first_page, left, right) & equal_values(data.last_page, left, right)
    length = data.page_count[left]
    # A letter before the number (c37) is often dropped; but page S37 is in a supplement, and page 37 need not be.
    rest = np.flatnonzero(~same & (length >= 3) & (length == data.page_count[right]))
    rest = rest[~(data.supplement[left[rest]] | data.supplement[right[rest]])]
    pages = zip(data.first_page[left[rest]], data.first_page[right[rest]], strict=True)
    same[rest] = [one.lstrip(_LETTERS) == two.lstrip(_LETTERS) for one, two in pages]
    known = np.flatnonzero(same & (length < 3))
    numbered = [_ARTICLE_NUMBER.fullmatch(page) is not None for page in data.first_page[left[known]]]
    same[known] = np.array(numbered, dtype=np.bool_)
    return np.asarray(same & ~data.counted[left], dtype=np.bool_)
