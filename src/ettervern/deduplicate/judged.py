"""Pairs compared, with their points, what stands against each, and which are to be merged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ettervern.deduplicate import decide
from ettervern.deduplicate.cluster import Pair
from ettervern.deduplicate.compare import Compared, compare
from ettervern.deduplicate.doubts import doubts
from ettervern.deduplicate.levels import Bools
from ettervern.deduplicate.normalise import Ints, Normalised


@dataclass(frozen=True)
class Judged:
    """Pairs with points and what follows from them."""

    pairs: Compared
    points: npt.NDArray[np.float64]
    doubts: dict[str, Bools]
    merge: Bools


def judge_pairs(
    data: Normalised, left: Ints, right: Ints, options: decide.Options, *, follow_all: bool = False
) -> Judged:
    """Compare pairs and decide about each."""
    pairs = compare(data, left, right, follow_all=follow_all)
    points = decide.points(pairs)
    results = doubts(pairs, options)
    kept = [where for name, where in results.items() if name not in options.waived]
    doubtful = np.logical_or.reduce(kept) if len(pairs) else np.empty(0, dtype=np.bool_)
    return Judged(pairs, points, results, (points >= options.merge) & ~doubtful)


def surest_first(judged: Judged) -> list[Pair]:
    """Return the pairs to merge, the surest first."""
    which = np.flatnonzero(judged.merge)
    left, right = judged.pairs.left[which], judged.pairs.right[which]
    order = np.lexsort((right, left, -judged.points[which]))
    return list(zip(left[order].tolist(), right[order].tolist(), strict=True))
