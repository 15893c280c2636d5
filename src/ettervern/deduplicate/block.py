"""Which records are worth comparing: pairs that share a key, from many kinds of key, each block capped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, count

import numpy as np
import numpy.typing as npt

from ettervern.deduplicate.normalise import Ints, Normalised, Texts

#: In a block of more records than CAP only neighbours in the order of titles are compared (at most WINDOW apart),
#: so that work grows with the number of records and not with its square.
CAP = 24
WINDOW = 6


def candidates(data: Normalised, changed: npt.NDArray[np.bool_] | None = None) -> tuple[Ints, Ints]:
    """Return pairs of record numbers (left < right), each once, sorted.

    Parameters
    ----------
    data : Normalised
        The records, in an order that does not depend on how they were read.
    changed : array of bool, optional
        Records of which at least one must be in each pair; left out, all.
    """
    n = len(data)
    # In the order of title, year and printed place, so that neighbours in a large block are the likeliest copies.
    order = np.lexsort((_ranks(data.first_page), _ranks(data.volume), data.year, _ranks(data.short)))
    result = np.empty(0, dtype=np.int64)
    for codes in _keys(data):
        left, right = _pairs(codes, order)
        if changed is not None:
            wanted = changed[left] | changed[right]
            left, right = left[wanted], right[wanted]
        result = _distinct(np.concatenate((result, left * n + right)))
    return result // n, result % n


def _distinct(numbers: Ints) -> Ints:
    """Return numbers sorted, each once (numpy's own ``unique`` loads its masked arrays first)."""
    numbers = np.sort(numbers)
    return numbers[np.append(True, numbers[1:] != numbers[:-1])] if len(numbers) else numbers


def _ranks(texts: Texts) -> Ints:
    """Return the place of each text in the order of all."""
    places = {text: at for at, text in enumerate(sorted(set(texts)))}
    return np.fromiter(map(places.__getitem__, texts), dtype=np.int64, count=len(texts))


def _pairs(codes: Ints, order: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of records with the same key, the smaller number first."""
    ranked = order[codes[order] >= 0]
    ranked = ranked[np.argsort(codes[ranked], kind="stable")]
    ranked, sizes = _shared(ranked, codes[ranked])
    block, small = np.repeat(np.arange(len(sizes)), sizes), np.repeat(sizes <= CAP, sizes)
    lefts, rights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for apart in range(1, CAP):
        same = block[apart:] == block[:-apart]
        if not same.any():
            break
        if apart > WINDOW:
            same &= small[apart:]
        one, two = ranked[:-apart][same], ranked[apart:][same]
        lefts.append(np.minimum(one, two))
        rights.append(np.maximum(one, two))
    return np.concatenate(lefts), np.concatenate(rights)


def _shared(ranked: Ints, codes: Ints) -> tuple[Ints, Ints]:
    """Return the records that share their key, block by block, and the sizes of the blocks; most keys stand alone."""
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1])) if len(codes) else codes
    sizes = np.diff(starts, append=len(codes))
    return ranked[np.repeat(sizes > 1, sizes)], sizes[sizes > 1]


def _keys(data: Normalised) -> Iterator[Ints]:
    """Yield the keys of all records as numbers, one kind after another; a record without a key (-1) takes no part."""
    for ids in (data.doi, data.pmid, data.pmcid, data.short):
        yield _codes(ids)
    yield _codes(_part(data.short, slice(0, 20), 31))
    yield _codes(_part(data.short, slice(-20, None), 24))
    yield from _rare_words(data.title)
    year = np.where(data.year > 0, data.year, -1)
    first, volume, page = (_codes(texts) for texts in (data.first, data.volume, data.first_page))
    yield _together(first, year, page)
    yield _together(first, volume, page)
    yield _together(volume, page, _codes(data.last_page))
    yield _together(_codes(data.families), year, _codes(_part(data.journal, slice(0, 4), 1)))
    yield _together(_codes(_part(data.families, slice(0, 16), 10)), _codes(_part(data.short, slice(0, 6), 6)))
    yield _codes(_part(data.abstract, slice(0, 60), 60))


def _codes(texts: Iterable[str]) -> Ints:
    """Return a number a text; -1 for an empty one."""
    return np.fromiter(map(_numbering().__getitem__, texts), dtype=np.int64)


def _numbering() -> defaultdict[str, int]:
    """Return a mapping that numbers texts as it meets them."""
    known: defaultdict[str, int] = defaultdict(count().__next__)
    known[""] = -1
    return known


def _part(texts: Iterable[str], part: slice, least: int) -> list[str]:
    """Return a part of each text that has at least so many letters."""
    return [text[part] if len(text) >= least else "" for text in texts]


def _together(*parts: Ints) -> Ints:
    """Return keys made of several; none where one is missing."""
    result, *others = parts
    for other in others:
        result = np.where((result < 0) | (other < 0), -1, result * (other.max(initial=0) + 1) + other)
    return result


def _rare_words(titles: Texts) -> Iterator[Ints]:
    """Yield keys of the rarest title words: two of the three rarest must agree, so one may be misspelt."""
    rarest = _rarest(titles)
    for one, two in ((0, 1), (0, 2), (1, 2)):
        yield _together(np.minimum(rarest[one], rarest[two]), np.maximum(rarest[one], rarest[two]))


def _rarest(titles: Texts) -> list[Ints]:
    """Return the rarest long word of each title, the second and the third, as numbers; -1 where it has no more.

    Of equally rare words the first in the order of the alphabet counts as the rarer.
    """
    known = _numbering()
    words = np.fromiter(map(known.__getitem__, chain.from_iterable(map(str.split, titles))), dtype=np.int64)
    lengths = np.fromiter((title.count(" ") + 1 if title else 0 for title in titles), np.int64, len(titles))
    spelt = np.array([*known][1:], dtype=np.object_)
    long = np.array([len(word) > 3 for word in spelt], dtype=np.bool_)[words] if len(words) else words > 0
    alphabet = _ranks(spelt)[words]
    # Each word once a title.
    held = _distinct((np.repeat(np.arange(len(titles)), lengths) * len(spelt) + alphabet)[long])
    title, word = held // max(len(spelt), 1), held % max(len(spelt), 1)
    ranked = np.lexsort((word, np.bincount(word)[word], title))
    begins = np.searchsorted(title, np.arange(len(titles) + 1))
    result = []
    for place in range(3):
        there = begins[:-1] + place < begins[1:]
        rarest = np.full(len(titles), -1, dtype=np.int64)
        rarest[there] = word[ranked[begins[:-1][there] + place]]
        result.append(rarest)
    return result
