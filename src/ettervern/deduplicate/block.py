"""Which records are worth comparing: pairs that share a key, from many kinds of key, each block capped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from ettervern.deduplicate.normalise import Ints, Normalised, Texts

#: In a block of more records than CAP only neighbours in the order of titles are compared (at most WINDOW apart),
#: so that work grows with the number of records and not with its square.
CAP = 24
WINDOW = 6


def candidates(data: Normalised) -> tuple[Ints, Ints]:
    """Return pairs of record numbers (left < right), each once, sorted.

    Parameters
    ----------
    data : Normalised
        The records, in an order that does not depend on how they were read.
    """
    n = len(data)
    # In the order of title, year and printed place, so that neighbours in a large block are the likeliest copies.
    order = np.lexsort((_ranks(data.first_page), _ranks(data.volume), data.year, _ranks(data.short)))
    result = np.empty(0, dtype=np.int64)
    for keys in _keys(data):
        result = _distinct(np.concatenate((result, _pairs(_codes(keys, n), order, n))))
    return result // n, result % n


def _distinct(numbers: Ints) -> Ints:
    """Return numbers sorted, each once (numpy's own ``unique`` loads its masked arrays first)."""
    numbers = np.sort(numbers)
    return numbers[np.append(True, numbers[1:] != numbers[:-1])] if len(numbers) else numbers


def _ranks(texts: Texts) -> Ints:
    """Return the place of each text in the order of all."""
    places = {text: at for at, text in enumerate(sorted(set(texts)))}
    return np.fromiter(map(places.__getitem__, texts), dtype=np.int64, count=len(texts))


def _codes(keys: Iterable[str], count: int) -> Ints:
    """Return a number a key; -1 where there is no key."""
    known: dict[str, int] = {}
    numbers = (known.setdefault(key, len(known)) if key else -1 for key in keys)
    return np.fromiter(numbers, dtype=np.int64, count=count)


def _pairs(codes: Ints, order: Ints, n: int) -> Ints:
    """Return the coded pairs (left * n + right) of records with the same key."""
    ranked = order[codes[order] >= 0]
    ranked = ranked[np.argsort(codes[ranked], kind="stable")]
    sorted_codes = codes[ranked]
    sizes = np.bincount(sorted_codes) if len(sorted_codes) else np.empty(0, dtype=np.int64)
    small = sizes[sorted_codes] <= CAP
    parts: list[npt.NDArray[np.int64]] = []
    for apart in range(1, CAP):
        same = sorted_codes[apart:] == sorted_codes[:-apart]
        if not same.any():
            break
        if apart > WINDOW:
            same &= small[apart:]
        one, two = ranked[:-apart][same], ranked[apart:][same]
        parts.append(np.minimum(one, two) * n + np.maximum(one, two))
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _keys(data: Normalised) -> Iterator[Iterable[str]]:
    """Yield the keys of all records, one kind after another; an empty key takes no part."""
    yield data.doi
    yield data.pmid
    yield data.pmcid
    yield data.short
    yield _part(data.short, slice(0, 20), 31)
    yield _part(data.short, slice(-20, None), 24)
    yield from _rare_words(data)
    year = [str(year) if year else "" for year in data.year.tolist()]
    yield _together(data.first, year, data.first_page)
    yield _together(data.first, data.volume, data.first_page)
    yield _together(data.volume, data.first_page, data.last_page)
    yield _together(data.families, year, _part(data.journal, slice(0, 4), 1))
    yield _together(_part(data.families, slice(0, 16), 10), _part(data.short, slice(0, 6), 6))
    yield _part(data.abstract, slice(0, 60), 60)


def _part(texts: Iterable[str], part: slice, least: int) -> Iterator[str]:
    """Yield a part of each text that has at least so many letters."""
    return (text[part] if len(text) >= least else "" for text in texts)


def _together(*parts: Iterable[str]) -> Iterator[str]:
    """Yield keys made of several values; empty where one is missing."""
    return ("|".join(row) if all(row) else "" for row in zip(*parts, strict=True))


def _rare_words(data: Normalised) -> Iterator[Iterator[str]]:
    """Yield keys of the rarest title words: two of the three rarest must agree, so one may be misspelt.

    Original titles take part too, so that a translation meets the record that has only the original.
    """
    words = [[word for word in dict.fromkeys(title.split()) if len(word) > 3] for title in data.title]
    counts = Counter(word for title in words for word in title)
    chosen = [sorted(title, key=lambda word: (counts[word], word))[:3] for title in words]
    for one, two in ((0, 1), (0, 2), (1, 2)):
        yield ("|".join(sorted((row[one], row[two]))) if len(row) > two else "" for row in chosen)
