"""Rows of a table that may count the same people twice: a study that stands there again, a total among the studies."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ettervern.synthesise.arrays import Floats

#: What the row of a total is called, in English and Norwegian; a name that only begins so is a study's.
_TOTAL = re.compile(
    r"(?:sub|grand)?[\s-]*(?:totalt?|totalsum|sum|summen|summary|pooled|overall|combined|samlet|i alt|all studies"
    r"|alle studier|(?:fixed|random|common)[\s-]effects?(?: model)?|[fr]e model)(?:\s*[:.]|\s*\(.*\))?",
    re.IGNORECASE,
)


def counted_twice(labels: Sequence[str], numbers: Sequence[Floats], people: Sequence[Floats]) -> list[str]:
    """Return a sentence for each study or total whose people may be in the table twice.

    Parameters
    ----------
    labels : sequence of str
        Names of the studies, one a row.
    numbers : sequence of ndarray of shape (k,)
        All columns that the effect is computed from.
    people : sequence of ndarray of shape (k,)
        Those that count events and people, so that a total is the sum of others; none where there are only effects.
    """
    sums = _sums(np.stack(people)) if people else np.zeros(len(labels), dtype=bool)
    result = [
        f"{label!r} looks like a total of other rows, not like a study; take it out, or its people count twice"
        for label, added in zip(labels, sums, strict=True)
        if added or _TOTAL.fullmatch(label.strip())
    ]
    return result + _again(labels) + _alike(labels, np.stack(numbers))


def _sums(people: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which rows are the sum of all others, or of two or more rows right above."""
    k = people.shape[1]
    before = np.concatenate([np.zeros((people.shape[0], 1)), people.cumsum(axis=1)], axis=1)
    result = np.zeros(k, dtype=bool)
    for row in range(k if k > 2 else 0):
        mine = people[:, [row]]
        runs = before[:, [row]] - before[:, : max(row - 1, 0)]
        others = before[:, [k]] - mine
        result[row] = (mine > 0).any() and (np.hstack([runs, others]) == mine).all(axis=0).any()
    return result


def _again(labels: Sequence[str]) -> list[str]:
    """Return a sentence for each name that several rows have."""
    plain = [" ".join(label.casefold().split()) for label in labels]
    first = {name: label for name, label in zip(reversed(plain), reversed(labels), strict=True) if name}
    return [
        f"{label!r} stands {plain.count(name)} times in the table; the same people must not count twice"
        for name, label in reversed(first.items())
        if plain.count(name) > 1
    ]


def _alike(labels: Sequence[str], numbers: Floats) -> list[str]:
    """Return a sentence for each study that has exactly the numbers of one before it, under another name."""
    first: dict[bytes, str] = {}
    results = []
    for label, row in zip(labels, np.ascontiguousarray(numbers.T), strict=True):
        other = first.setdefault(row.tobytes(), label)
        if other.casefold().split() != label.casefold().split():
            results.append(f"{label!r} has the same numbers as {other!r}; is it the same study?")
    return results
