"""What a study of a given size can show: exact power, expected interval width, and how it can mislead.

Everything is a sum over all tables that could come out, each with its probability; a simulation checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import optimize, special

from ettervern.appraise.absolute import risk_from_odds_ratio
from ettervern.errors import ArgumentError
from ettervern.local.conditional import TIES
from ettervern.local.numbers import Floats
from ettervern.local.score import difference_score
from ettervern.local.unconditional import all_limits
from ettervern.rounding import steady

#: Significant digits of sums over all tables (limits in large groups are bisected to 1e-9), and of a detectable ratio.
SUM_DIGITS, RATIO_DIGITS = 8, 6
#: The most that a power is written as: it is under 1 for whoever has fewer than endless people.
MOST_POWER = 1 - 10.0**-SUM_DIGITS
#: Tables up to which the expected width is that of the exact interval; beyond, of the score interval, which holds.
EXACT_UP_TO = 1_000


@dataclass(frozen=True)
class Power:
    """What a study of two groups can be expected to show.

    Attributes
    ----------
    n_service, n_comparison : int
        People whose outcome is known.
    risk_service, risk_comparison : float
        Shares with the event that are assumed.
    power_fisher, power_midp : float
        Probability of p under alpha with Fisher's exact test and with its mid-p form.
    width : float
        Expected width of the 95 % interval of the risk difference, from 0 to 2.
    wrong_side : float
        Probability that the groups come out the other way round than they are.
    exaggeration : float
        Mean size of the difference among the studies with p (mid-p) under alpha, to the true one (type M error; Gelman
        A, Carlin J. Perspect Psychol Sci 2014;9:641-51). NaN where there is no true difference.
    """

    n_service: int
    n_comparison: int
    risk_service: float
    risk_comparison: float
    power_fisher: float
    power_midp: float
    width: float
    wrong_side: float
    exaggeration: float


def _chances(n: int, share: float) -> Floats:
    k = np.arange(n + 1)
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(np.exp(ways + special.xlogy(k, share) + special.xlog1py(n - k, -share)))


def joint(n1: int, n2: int, p1: float, p2: float) -> Floats:
    """Return the probability of every table, shape (n1 + 1, n2 + 1)."""
    return np.asarray(np.outer(_chances(n1, p1), _chances(n2, p2)))


@lru_cache(maxsize=64)
def p_values(n1: int, n2: int) -> tuple[Floats, Floats]:
    """Return the two-sided p value of every table, shape (n1 + 1, n2 + 1): Fisher's exact and its mid-p form.

    To twelve decimals: with three people in each group the mid-p of 3 against 0 is 0.05, and must not be just under it.
    """
    fisher, mid = np.ones((n1 + 1, n2 + 1)), np.ones((n1 + 1, n2 + 1))
    for total in range(n1 + n2 + 1):
        k = np.arange(max(0, total - n2), min(n1, total) + 1)
        logs = -(special.gammaln(k + 1) + special.gammaln(n1 - k + 1))
        logs -= special.gammaln(total - k + 1) + special.gammaln(n2 - total + k + 1)
        chances = np.exp(logs - logs.max())
        chances /= chances.sum()
        order = np.sort(chances)
        sums = np.concatenate([[0.0], np.cumsum(order)])
        upto = sums[np.searchsorted(order, chances * TIES, side="right")]
        under = sums[np.searchsorted(order, chances / TIES, side="left")]
        fisher[k, total - k] = np.minimum(upto, 1)
        mid[k, total - k] = np.minimum((upto + under) / 2, 1)
    return fisher.round(12), mid.round(12)


@lru_cache(maxsize=32)
def _widths(n1: int, n2: int) -> Floats:
    """Return the width of the interval of the risk difference for every table, shape (n1 + 1, n2 + 1)."""
    if (n1 + 1) * (n2 + 1) <= EXACT_UP_TO:
        low, high = all_limits("difference", n1, n2)
    else:
        low, high = _score_limits(n1, n2)
    return np.asarray((high - low).reshape(n1 + 1, n2 + 1))


def _score_limits(n1: int, n2: int) -> tuple[Floats, Floats]:
    """Return the limits of the score interval of every table, by bisection of all tables at once."""
    a, c = (grid.ravel() for grid in np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0), indexing="ij"))
    critical, seen = float(special.ndtri(0.975)), a / n1 - c / n2
    results = []
    for sign, end in ((1, -1.0), (-1, 1.0)):
        inside, outside = seen.copy(), np.full(a.shape, end)
        for _ in range(30):
            middle = (inside + outside) / 2
            kept = sign * difference_score(a, n1, c, n2, np.clip(middle, -1 + 1e-9, 1 - 1e-9)) <= critical
            inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
        results.append(outside)
    return results[0], results[1]


def power(n1: int, n2: int, p1: float, p2: float, *, alpha: float = 0.05) -> Power:
    """Return what a study of two groups can be expected to show, by counting every table.

    Parameters
    ----------
    n1, n2 : int
        People in the service's group and in the comparison whose outcome is known.
    p1, p2 : float
        Shares with the event in each, strictly between 0 and 1.
    alpha : float
        Two-sided level of the tests.

    Raises
    ------
    ArgumentError
        For groups without people, or shares that are no shares.
    """
    if min(n1, n2) < 1 or not (0 < p1 < 1 and 0 < p2 < 1):
        raise ArgumentError(f"expected people in both groups and shares between 0 and 1, found {n1}, {n2}, {p1}, {p2}")
    chances = joint(n1, n2, p1, p2)
    fisher, mid = p_values(n1, n2)
    difference = np.arange(n1 + 1)[:, None] / n1 - np.arange(n2 + 1)[None, :] / n2
    true = p1 - p2
    result = mid < alpha
    power_mid = float(chances[result].sum())
    wrong = float(chances[difference * true < 0].sum()) if true else float("nan")
    size = float((chances * np.abs(difference))[result].sum()) / power_mid if power_mid and true else float("nan")
    width = float((chances * _widths(n1, n2)).sum())
    exaggeration = size / abs(true) if true else float("nan")
    powers = (min(steady(one, SUM_DIGITS), MOST_POWER) for one in (float(chances[fisher < alpha].sum()), power_mid))
    return Power(n1, n2, p1, p2, *powers, *(steady(one, SUM_DIGITS) for one in (width, wrong, exaggeration)))


def simulated_power(
    n1: int, n2: int, p1: float, p2: float, *, alpha: float = 0.05, studies: int = 20_000, seed: int = 1
) -> tuple[float, float, float]:
    """Return power with Fisher's test, power with mid-p and mean interval width over simulated studies."""
    random = np.random.default_rng(seed)
    a, c = random.binomial(n1, p1, studies), random.binomial(n2, p2, studies)
    fisher, mid = p_values(n1, n2)
    return (
        float((fisher[a, c] < alpha).mean()), float((mid[a, c] < alpha).mean()), float(_widths(n1, n2)[a, c].mean()),
    )  # fmt: skip


def _exact_power(n: int, p1: float, p2: float, alpha: float) -> float:
    return steady(float(joint(n, n, p1, p2)[p_values(n, n)[1] < alpha].sum()))


def people_needed(p1: float, p2: float, *, wanted: float = 0.80, alpha: float = 0.05, most: int = 400) -> int | None:
    """Return people with a known outcome that each group needs, in steps of five, for a wanted power (mid-p).

    Parameters
    ----------
    p1, p2 : float
        Shares in the two groups.
    wanted : float
        Power.
    alpha : float
        Two-sided level of the test.
    most : int
        Largest group tried.

    Returns
    -------
    int or None
        None where even the largest group is too small.
    """
    steps = list(range(5, most + 1, 5))
    if p1 == p2 or _exact_power(steps[-1], p1, p2, alpha) < wanted:
        return None
    low, high = -1, len(steps) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _exact_power(steps[middle], p1, p2, alpha) >= wanted else (middle, high)
    return steps[high]


def detectable_odds_ratio(
    n1: int, n2: int, p2: float, favours: str, *, wanted: float = 0.80, alpha: float = 0.05
) -> float | None:
    """Return the odds ratio nearest to 1, on the good side, that a study would find with a wanted power (mid-p).

    None where no odds ratio up to a thousandfold would do.
    """
    reject = p_values(n1, n2)[1] < alpha
    sign = -1 if favours == "low" else 1

    def short(size: float) -> float:
        p1 = risk_from_odds_ratio(p2, float(np.exp(sign * size)))
        return float(joint(n1, n2, p1, p2)[reject].sum()) - wanted

    furthest = float(np.log(1000))
    if short(furthest) < 0:
        return None
    return steady(float(np.exp(sign * optimize.brentq(short, 1e-6, furthest, xtol=1e-12))), RATIO_DIGITS)
