"""Months in work: means that are bounded, lumpy and often zero, compared without pretending they are normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ettervern.local.numbers import Floats
from ettervern.local.single import Interval
from ettervern.local.survival import permutation_p


@dataclass(frozen=True)
class Months:
    """Months in work of two groups.

    Attributes
    ----------
    mean_service, mean_comparison : float
        Mean months among those whose every month is known.
    n_service, n_comparison : int
        People whose every month is known.
    difference : Interval
        Service less comparison; see :func:`mean_difference`.
    """

    mean_service: float
    mean_comparison: float
    n_service: int
    n_comparison: int
    difference: Interval


def mean_difference(service: Floats, comparison: Floats, most: float, level: float = 0.95) -> Interval:
    """Return a difference in means of a bounded amount, with Welch's interval after two added people in each group.

    One with nothing and one with the most possible are added to each group before the interval (not the estimate) is
    computed: what Agresti and Caffo (Am Stat 2000;54:280-8) do for shares, applied to an amount. Without them the
    interval shrinks to a point when nobody in a group worked. It is our extension; its coverage is simulated in
    ``benchmarks/local_coverage.py``.

    Parameters
    ----------
    service, comparison : ndarray
        Amount of each person, from 0 to ``most``.
    most : float
        The most that is possible, as 12 months.
    level : float
        Nominal level.
    """
    estimate = float(service.mean() - comparison.mean())
    ends = np.array([0.0, most])
    groups = [np.concatenate([group, ends]) for group in (service, comparison)]
    parts = [float(group.var(ddof=1)) / group.size for group in groups]
    df = sum(parts) ** 2 / sum(part**2 / (group.size - 1) for part, group in zip(parts, groups, strict=True))
    half = float(special.stdtrit(df, 0.5 + level / 2)) * float(np.sqrt(sum(parts)))
    centre = float(groups[0].mean() - groups[1].mean())
    # The estimate lies inside: the added people move the centre by far less than the half width.
    return Interval(estimate, max(centre - half, -most), min(centre + half, most), "welch_plus_two", level)


def compare_months(service: Floats, comparison: Floats, most: float, level: float = 0.95) -> Months | None:
    """Return months in work of two groups; None where a group has nobody whose every month is known."""
    if not service.size or not comparison.size:
        return None
    difference = mean_difference(service, comparison, most, level)
    return Months(float(service.mean()), float(comparison.mean()), int(service.size), int(comparison.size), difference)


def months_p(service: Floats, comparison: Floats, *, seed: int = 1) -> float:
    """Return the permutation p value of a difference in mean months."""
    amounts = np.concatenate([service, comparison])
    group = np.concatenate([np.ones(service.size), np.zeros(comparison.size)])
    return permutation_p(amounts, group, seed=seed)
