"""Kendall's rank correlation with its test.

Written out, since ``scipy.stats`` takes longer to load than a whole pooling takes; the tests hold it against
:func:`scipy.stats.kendalltau`.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from ettervern.synthesise.arrays import Floats


def kendall(x: Floats, y: Floats) -> tuple[float, float]:
    """Return Kendall's tau-b and its two-sided p value: exact without ties, else by the normal approximation.

    Parameters
    ----------
    x, y : ndarray of shape (k,)
        Two values a study, k of at least 2; neither column all the same.

    Notes
    -----
    Kendall, Rank Correlation Methods, 4th ed. 1970: eq. 3.3 (tau-b), ch. 5 (exact distribution), eq. 4.4 (variance).
    """
    k, pairs = x.size, x.size * (x.size - 1) // 2
    balance = sum(int((np.sign(x[:at] - x[at]) * np.sign(y[:at] - y[at])).sum()) for at in range(1, k))
    tied_x, tied_y = _ties(x), _ties(y)
    tau = balance / np.sqrt(pairs - tied_x[0]) / np.sqrt(pairs - tied_y[0])
    if tied_x[0] or tied_y[0]:
        p = 2 * float(special.ndtr(-abs(balance) / np.sqrt(_variance(k, tied_x, tied_y))))
    else:
        p = min(1.0, 2 * _at_most((pairs - abs(balance)) // 2, k))
    return float(np.clip(tau, -1, 1)), p


def _ties(values: Floats) -> tuple[int, int, int]:
    """Return the sums of t(t-1)/2, t(t-1)(t-2) and t(t-1)(2t+5) over groups of t equal values."""
    sizes = [int(size) for size in np.unique(values, return_counts=True)[1]]
    pairs = sum(t * (t - 1) // 2 for t in sizes)
    return pairs, sum(t * (t - 1) * (t - 2) for t in sizes), sum(t * (t - 1) * (2 * t + 5) for t in sizes)


def _variance(k: int, x: tuple[int, int, int], y: tuple[int, int, int]) -> float:
    """Return the variance of concordant minus discordant pairs where there are ties."""
    both = k * (k - 1)
    triples = x[1] * y[1] / (9 * both * (k - 2)) if k > 2 else 0.0
    return (both * (2 * k + 5) - x[2] - y[2]) / 18 + 2 * x[0] * y[0] / both + triples


def _at_most(inversions: int, k: int) -> float:
    """Return the share of the orders of k things that have at most so many inversions."""
    share = np.zeros(inversions + 1)
    share[0] = 1
    for size in range(2, k + 1):
        total = np.cumsum(share)
        total[size:] -= total[:-size].copy()
        share = total / size
    return float(share.sum())
