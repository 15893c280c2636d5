"""Exact inference on an odds ratio, given the margins of one table or of many (strata, matched sets).

With all margins fixed the only free number is how many events fell in the service's group. Its distribution is the
convolution, over strata, of Fisher's noncentral hypergeometric ones. One table gives Fisher's exact test; matched
pairs give McNemar's; sets with several matches give exact conditional logistic regression.

Sources: Fisher RA 1935; Breslow NE, Day NE. Statistical methods in cancer research I, IARC 1980, ch. 4.2 and 7.3;
mid-p: Lancaster HO, J Am Stat Assoc 1961;56:223-34.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from ettervern.local.numbers import Floats, TwoGroups
from ettervern.local.single import Interval

#: R counts a table as no more likely than the one seen within this factor.
TIES = 1 + 1e-7
#: Log odds ratios between which roots are sought; e^50 is beyond any table of people.
REACH = 50.0


@dataclass(frozen=True)
class Margins:
    """What is possible given all margins.

    Attributes
    ----------
    seen : int
        Events in the service's group, summed over strata.
    support : ndarray of shape (s,)
        Sums that are possible.
    log_ways : ndarray of shape (s,)
        Log of the number of ways to each sum (up to a constant).
    """

    seen: int
    support: Floats
    log_ways: Floats

    def probabilities(self, log_odds_ratio: float) -> Floats:
        """Return the probability of each sum at a log odds ratio."""
        logs = self.log_ways + self.support * log_odds_ratio
        weights = np.exp(logs - logs.max())
        return np.asarray(weights / weights.sum())

    def tails(self, log_odds_ratio: float, mid: bool) -> tuple[float, float]:
        """Return the probability of at most, and of at least, what was seen; ``mid`` counts what was seen half."""
        chances = self.probabilities(log_odds_ratio)
        place = int(self.seen - self.support[0])
        half = chances[place] / 2 if mid else 0.0
        return float(chances[: place + 1].sum() - half), float(chances[place:].sum() - half)

    @property
    def informative(self) -> bool:
        """Whether more than one sum is possible."""
        return self.support.size > 1


def _log_choose(n: int, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def margins(strata: Sequence[TwoGroups]) -> Margins:
    """Return what is possible given the margins of one or more tables."""
    seen, start, ways = 0, 0, np.ones(1)
    scale = 0.0
    for two in strata:
        total = two.events_service + two.events_comparison
        k = np.arange(max(0, total - two.n_comparison), min(two.n_service, total) + 1.0)
        logs = _log_choose(two.n_service, k) + _log_choose(two.n_comparison, total - k)
        ways = np.convolve(ways, np.exp(logs - logs.max()))
        scale += float(np.log(ways.max()))
        ways = ways / ways.max()
        seen, start = seen + two.events_service, start + int(k[0])
    with np.errstate(divide="ignore"):
        return Margins(seen, start + np.arange(ways.size, dtype=np.float64), np.log(ways) + scale)


def conditional_odds_ratio(strata: Sequence[TwoGroups], level: float = 0.95, *, mid: bool = False) -> Interval:
    """Return the conditional maximum likelihood odds ratio with its exact or mid-p interval.

    Parameters
    ----------
    strata : sequence of TwoGroups
        One table, or one a stratum or matched set; strata without both outcomes say nothing and may stay.
    level : float
        Nominal level.
    mid : bool
        Mid-p: shorter, and still at least 93 % in two groups. For matched pairs alone it falls under 93 %, so
        :mod:`ettervern.local.pairs` does not use it.

    Returns
    -------
    Interval
        From 0 to infinity with estimate NaN where the margins leave nothing open.

    Examples
    --------
    >>> found = conditional_odds_ratio([TwoGroups(3, 15, 9, 15)])
    >>> round(found.estimate, 2), round(found.low, 2), round(found.high, 2)
    (0.18, 0.02, 1.03)
    """
    given, tail = margins(strata), (1 - level) / 2
    name = "conditional_midp" if mid else "conditional_exact"
    if not given.informative:
        return Interval(np.nan, 0.0, np.inf, name, level)
    bottom, top = given.seen == given.support[0], given.seen == given.support[-1]
    low = 0.0 if bottom else np.exp(_root(lambda t: given.tails(t, mid)[1] - tail))
    high = np.inf if top else np.exp(_root(lambda t: given.tails(t, mid)[0] - tail))
    estimate = 0.0 if bottom else np.inf if top else np.exp(_root(lambda t: _expected(given, t) - given.seen))
    return Interval(float(estimate), float(low), float(high), name, level)


def _expected(given: Margins, log_odds_ratio: float) -> float:
    return float(given.probabilities(log_odds_ratio) @ given.support)


def _root(function: Callable[[float], float]) -> float:
    """Return where a monotone function of the log odds ratio crosses zero."""
    return float(optimize.brentq(function, -REACH, REACH, xtol=1e-13, rtol=1e-13))


def exact_p(strata: Sequence[TwoGroups], *, mid: bool = False) -> float:
    """Return the two-sided p value of no association: all sums no more likely than the one seen (Fisher's exact test).

    With ``mid`` sums exactly as likely count half.
    """
    given = margins(strata)
    chances = given.probabilities(0.0)
    own = chances[int(given.seen - given.support[0])]
    less = chances[chances < own / TIES].sum()
    same = chances[(chances >= own / TIES) & (chances <= own * TIES)].sum()
    return float(min(1.0, less + (same / 2 if mid else same)))
