"""Firth's penalised odds ratio for one table: finite, and less biased, however empty a cell is.

For one 2x2 table Firth's penalty (Biometrika 1993;80:27-38) amounts to half a person more in each cell. The interval
is the profile of the penalised likelihood (Heinze G, Schemper M. Stat Med 2002;21:2409-19), not a Wald interval: that
one falls to 92 % in groups of twenty.
"""

from __future__ import annotations

import math

from scipy import optimize, special

from ettervern.local.numbers import TwoGroups
from ettervern.local.single import Interval

REACH = 40.0


def _log_likelihood(cells: tuple[float, float, float, float], log_odds: tuple[float, float]) -> float:
    a, b, c, d = cells
    first, second = log_odds
    return float(
        a * special.log_expit(first)
        + b * special.log_expit(-first)
        + c * special.log_expit(second)
        + d * special.log_expit(-second)
    )


def _profile(cells: tuple[float, float, float, float], log_odds_ratio: float) -> float:
    """Return the penalised log likelihood at a log odds ratio, highest over the comparison's log odds."""
    a, b, c, d = cells

    def slope(t: float) -> float:
        return float((a + b) * special.expit(t + log_odds_ratio) + (c + d) * special.expit(t)) - a - c

    best = float(optimize.brentq(slope, -2 * REACH, 2 * REACH, xtol=1e-13))
    return _log_likelihood(cells, (best + log_odds_ratio, best))


def firth_odds_ratio(two: TwoGroups, level: float = 0.95) -> Interval:
    """Return the penalised odds ratio with its profile likelihood interval.

    Examples
    --------
    >>> found = firth_odds_ratio(TwoGroups(0, 15, 4, 15))
    >>> round(found.estimate, 3), 0 < found.low < found.high < 2
    (0.082, True)
    """
    a, c = two.events_service + 0.5, two.events_comparison + 0.5
    cells = (a, two.n_service + 1 - a, c, two.n_comparison + 1 - c)
    estimate = math.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    drop = float(special.chdtri(1, 1 - level)) / 2
    best = _profile(cells, estimate)

    def beyond(log_odds_ratio: float) -> float:
        return best - _profile(cells, log_odds_ratio) - drop

    low = optimize.brentq(beyond, estimate - REACH, estimate, xtol=1e-12)
    high = optimize.brentq(beyond, estimate, estimate + REACH, xtol=1e-12)
    return Interval(math.exp(estimate), math.exp(low), math.exp(high), "firth_profile", level)
