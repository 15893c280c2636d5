"""Matched pairs: McNemar's test, the conditional odds ratio, the difference in risk."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special, stats

from ettervern.local.conditional import conditional_odds_ratio
from ettervern.local.numbers import TwoGroups
from ettervern.local.single import Interval
from ettervern.local.unconditional import paired_difference


@dataclass(frozen=True)
class McNemar:
    """Tests that an event is as common among the service's people as among their matches.

    Attributes
    ----------
    p_exact, p_mid : float
        Two-sided, from the binomial distribution of the discordant pairs (mid-p: Fagerland MW, Lydersen S, Laake P.
        BMC Med Res Methodol 2013;13:91).
    chi2, p_chi2 : float
        McNemar 1947 with Edwards' continuity correction, as R gives it; 0 and 1 without discordant pairs.
    """

    p_exact: float
    p_mid: float
    chi2: float
    p_chi2: float


def mcnemar(b: int, c: int) -> McNemar:
    """Test discordant pairs.

    Parameters
    ----------
    b, c : int
        Pairs in which only the service's person has the event, and in which only the match has.
    """
    total = b + c
    if total == 0:
        return McNemar(1.0, 1.0, 0.0, 1.0)
    tail = float(stats.binom.cdf(min(b, c), total, 0.5))
    point = float(stats.binom.pmf(min(b, c), total, 0.5))
    exact = min(1.0, 2 * tail)
    mid = 1.0 if b == c else 2 * tail - point
    chi2 = (abs(b - c) - 1) ** 2 / total if b != c else 0.0
    return McNemar(exact, mid, chi2, float(special.chdtrc(1, chi2)))


def matched_odds_ratio(sets: list[TwoGroups], level: float = 0.95) -> Interval:
    """Return the odds ratio of conditional logistic regression with its exact interval.

    For pairs this is b / c with limits from the exact binomial interval of b among the discordant pairs.

    Parameters
    ----------
    sets : list of TwoGroups
        One table a matched set, one or more matches in each.
    level : float
        Nominal level.
    """
    return conditional_odds_ratio(sets, level)


def discordant(sets: list[TwoGroups]) -> tuple[int, int] | None:
    """Return how many pairs have the event only with the service, and only without; None where a set is no pair."""
    if any((one.n_service, one.n_comparison) != (1, 1) for one in sets):
        return None
    b = sum(one.events_service > one.events_comparison for one in sets)
    return b, sum(one.events_service < one.events_comparison for one in sets)


def matched_difference(sets: list[TwoGroups], level: float = 0.95) -> Interval | None:
    """Return the difference in risk between matched pairs; None where a set is no pair, or pairs are over a hundred."""
    result = discordant(sets)
    if result is None or not sets or len(sets) > 100:
        return None
    return paired_difference(*result, len(sets), level)
