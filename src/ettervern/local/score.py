"""Score statistics: how far a table lies from a hypothesis, in standard errors under that hypothesis.

The exact intervals order tables by them. On their own (referred to a normal distribution) they do not keep 93 % in
groups of ten; ``benchmarks/local_coverage.py`` shows it.
"""

from __future__ import annotations

import numpy as np

from ettervern.local.numbers import Floats

#: A difference smaller than this is rounding, and counts as none.
ROUNDING = 1e-12


def _standardised(distance: Floats, variance: Floats) -> Floats:
    """Return distance over its standard error; 0 where there is no distance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(distance) < ROUNDING, 0.0, distance / np.sqrt(np.maximum(variance, 1e-300)))


def restricted_shares(a: Floats, n1: int, c: Floats, n2: int, difference: float | Floats) -> tuple[Floats, Floats]:
    """Return the most likely shares that differ by exactly ``difference``.

    The root of a cubic: Miettinen O, Nurminen M. Comparative analysis of two rates. Stat Med 1985;4:213-26, appendix I.
    """
    n, d = n1 + n2, difference
    l2 = (n1 + 2 * n2) * d - n - (a + c)
    l1 = (n2 * d - n - 2 * c) * d + a + c
    l0 = c * d * (1 - d)
    q = l2**3 / (27 * n**3) - l1 * l2 / (6 * n**2) + l0 / (2 * n)
    size = np.sqrt(np.maximum(l2**2 / (9 * n**2) - l1 / (3 * n), 0))
    p = np.where(q >= 0, size, -size)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = (np.pi + np.arccos(np.clip(np.where(p != 0, q / p**3, 0), -1, 1))) / 3
    comparison = np.clip(2 * p * np.cos(angle) - l2 / (3 * n), np.maximum(0.0, -d), np.minimum(1.0, 1 - d))
    return np.clip(comparison + d, 0, 1), comparison


def difference_score(a: Floats, n1: int, c: Floats, n2: int, difference: float | Floats) -> Floats:
    """Return the score statistic of a risk difference (Miettinen and Nurminen 1985, eq. 6 and 8).

    Parameters
    ----------
    a, c : ndarray
        Events in the service's group and in the comparison, one a table.
    n1, n2 : int
        People in each.
    difference : float or ndarray
        Hypothesis, above -1 and below 1; one for all tables, or one a table.
    """
    p1, p2 = restricted_shares(a, n1, c, n2, difference)
    n = n1 + n2
    variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1)
    return _standardised(a / n1 - c / n2 - difference, variance)


def ratio_score(a: Floats, n1: int, c: Floats, n2: int, ratio: float) -> Floats:
    """Return the score statistic of a risk ratio (Miettinen and Nurminen 1985, eq. 10 and 11); ``ratio`` above 0."""
    n = n1 + n2
    b = -(n1 * ratio + a + n2 + c * ratio)
    p2 = np.clip((-b - np.sqrt(np.maximum(b * b - 4 * n * ratio * (a + c), 0))) / (2 * n * ratio), 0, 1)
    p1 = np.clip(p2 * ratio, 0, 1)
    variance = (p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2) * n / (n - 1)
    return _standardised(a / n1 - ratio * c / n2, variance)


def paired_score(b: Floats, c: Floats, pairs: int, difference: float) -> Floats:
    """Return the score statistic of a difference between matched shares.

    Tango T. Equivalence test and confidence interval for the difference in proportions for the paired-sample design.
    Stat Med 1998;17:891-908, eq. 5 to 8.

    Parameters
    ----------
    b, c : ndarray
        Pairs in which only the service's person has the event, and in which only the other has.
    pairs : int
        All pairs.
    difference : float
        Hypothesis.
    """
    d = difference
    first = -b - c + (2 * pairs - b + c) * d
    root = np.sqrt(np.maximum(first * first + 8 * pairs * c * d * (1 - d), 0))
    q = np.clip((root - first) / (4 * pairs), max(0.0, -d), 1)
    return _standardised(b - c - pairs * d, pairs * (2 * q + d * (1 - d)))
