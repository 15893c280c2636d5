"""Exact intervals for differences and ratios of risks, by counting every table that could have come out.

A value lies in the interval when neither of two one-sided tests rejects it; a test orders tables by the score
statistic and takes the worst case over the share that is not known. So the level is never under the nominal one.

Source: Chan ISF, Zhang Z. Test-based exact confidence intervals for the difference of two binomial proportions.
Biometrics 1999;55:1202-9.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from ettervern.errors import ArgumentError
from ettervern.local.numbers import Floats, TwoGroups
from ettervern.local.score import difference_score, paired_score, ratio_score
from ettervern.local.single import Interval
from ettervern.rounding import levelled

#: Points at which the unknown share is tried; denser at both ends, where the probabilities change fastest.
NUISANCE: Floats = (1 - np.cos(np.linspace(0, np.pi, 101))) / 2
#: Values tried across the whole range before the limit is narrowed down.
STEPS = 161
#: Tables beyond which the whole enumeration would take minutes; the score interval holds well before.
LARGEST = 12_000


@dataclass(frozen=True)
class Family:
    """A family of tables and the hypotheses about them.

    Attributes
    ----------
    first, second : ndarray of shape (t,)
        The two counts of every possible table.
    statistic : callable
        Hypothesis -> score statistic of every table.
    probabilities : callable
        Hypothesis -> probability of every table at each value of the unknown share, shape (t, g).
    scale : callable
        Position from 0 to 1 -> hypothesis, rising.
    """

    first: Floats
    second: Floats
    statistic: Callable[[float], Floats]
    probabilities: Callable[[float], Floats]
    scale: Callable[[float], float]


def _binomial(n: int, shares: Floats) -> Floats:
    """Return binomial probabilities, shape (n + 1, g)."""
    k = np.arange(n + 1)[:, None]
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(np.exp(ways + special.xlogy(k, shares) + special.xlog1py(n - k, -shares)))


def _grid(n1: int, n2: int) -> tuple[Floats, Floats]:
    first, second = np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0), indexing="ij")
    return first.ravel(), second.ravel()


def _product(n1: int, n2: int, p1: Floats, p2: Floats) -> Floats:
    """Return the probability of every table of two independent groups, shape (t, g)."""
    joint = _binomial(n1, p1)[:, None, :] * _binomial(n2, p2)[None, :, :]
    return joint.reshape(-1, p1.size)


@lru_cache(maxsize=16)
def difference_family(n1: int, n2: int) -> Family:
    """Return the tables of two groups, asked about their risk difference."""
    a, c = _grid(n1, n2)

    def probabilities(d: float) -> Floats:
        low, high = max(0.0, -d), min(1.0, 1 - d)
        p2 = low + (high - low) * NUISANCE
        return _product(n1, n2, np.clip(p2 + d, 0, 1), p2)

    return Family(a, c, lambda d: difference_score(a, n1, c, n2, d), probabilities, lambda u: 2 * u - 1)


@lru_cache(maxsize=16)
def ratio_family(n1: int, n2: int) -> Family:
    """Return the tables of two groups, asked about their risk ratio; the scale is u / (1 - u)."""
    a, c = _grid(n1, n2)

    def probabilities(ratio: float) -> Floats:
        p2 = min(1.0, 1 / ratio) * NUISANCE
        return _product(n1, n2, np.clip(p2 * ratio, 0, 1), p2)

    return Family(a, c, lambda r: ratio_score(a, n1, c, n2, r), probabilities, lambda u: u / (1 - u))


@lru_cache(maxsize=16)
def paired_family(pairs: int) -> Family:
    """Return the tables of matched pairs by their discordant counts, asked about the difference in risk."""
    b, c = _grid(pairs, pairs)
    b, c = b[b + c <= pairs], c[b + c <= pairs]
    same = pairs - b - c
    ways = np.asarray(special.gammaln(pairs + 1) - sum(special.gammaln(part + 1) for part in (b, c, same)))

    def probabilities(d: float) -> Floats:
        low, high = max(0.0, -d), (1 - d) / 2
        only_c = low + (high - low) * NUISANCE
        only_b = np.clip(only_c + d, 0, 1)
        rest = np.clip(1 - only_b - only_c, 0, 1)
        logs = ways[:, None] + special.xlogy(b[:, None], only_b) + special.xlogy(c[:, None], only_c)
        return np.asarray(np.exp(logs + special.xlogy(same[:, None], rest)))

    return Family(b, c, lambda d: paired_score(b, c, pairs, d), probabilities, lambda u: 2 * u - 1)


def tails(family: Family, hypothesis: float) -> tuple[Floats, Floats]:
    """Return the exact one-sided p values of every table at a hypothesis.

    Returns
    -------
    upper, lower : ndarray of shape (t,)
        Probability of a statistic at least as large, or at least as small, at the worst value of the unknown share.
    """
    statistic = levelled(family.statistic(hypothesis), 1e-9)
    order = np.argsort(statistic, kind="stable")
    rising = np.cumsum(family.probabilities(hypothesis)[order], axis=0)
    sorted_ = statistic[order]
    # Tables with the same statistic count together: all up to the last of them, or all from the first of them.
    last = np.searchsorted(sorted_, statistic, side="right") - 1
    first = np.searchsorted(sorted_, statistic, side="left")
    lower_at = rising.max(axis=1)
    before = np.vstack([np.zeros((1, rising.shape[1])), rising[:-1]])
    upper_at = (rising[-1] - before).max(axis=1)
    return np.minimum(upper_at[first], 1), np.minimum(lower_at[last], 1)


def _positions() -> Floats:
    """Return the positions tried, off the ends, where a hypothesis would leave only one table possible."""
    return np.linspace(0, 1, STEPS + 2)[1:-1]


@lru_cache(maxsize=8)
def _scan(kind: str, *sizes: int) -> tuple[Floats, Floats]:
    """Return the p values of every table at every position tried, shape (steps, t) each."""
    family = _FAMILIES[kind](*sizes)
    results = [tails(family, family.scale(position)) for position in _positions()]
    return np.array([upper for upper, _ in results]), np.array([lower for _, lower in results])


_FAMILIES: dict[str, Callable[..., Family]] = {
    "difference": difference_family,
    "ratio": ratio_family,
    "paired": paired_family,
}


def all_limits(kind: str, *sizes: int, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact limits of every possible table, to the step of the scan and never too narrow.

    Parameters
    ----------
    kind : {"difference", "ratio", "paired"}
        What is asked.
    *sizes : int
        People in each group, or pairs.
    level : float
        Nominal level.

    Returns
    -------
    low, high : ndarray of shape (t,)
        In the order of the family's tables.
    """
    upper, lower = _scan(kind, *sizes)
    tail, family = (1 - level) / 2, _FAMILIES[kind](*sizes)
    positions = np.concatenate([[0.0], _positions(), [1.0]])
    values = [family.scale(u) if u < 1 else (np.inf if kind == "ratio" else 1.0) for u in positions]
    scale = np.array(values)
    low = scale[np.argmax(upper >= tail, axis=0)]
    high = scale[len(scale) - 1 - np.argmax((lower >= tail)[::-1], axis=0)]
    return low, high


def _limit(family: Family, table: int, kept: npt.NDArray[np.bool_], side: int, tail: float) -> float:
    """Narrow a limit down between the outermost position that is kept and the one beyond it.

    ``side`` 0 asks for the lower limit (upper tails), 1 for the upper limit (lower tails).
    """
    positions = np.concatenate([[0.0], _positions(), [1.0]])
    index = int(np.argmax(kept)) + 1 if side == 0 else len(positions) - 2 - int(np.argmax(kept[::-1]))
    inside, outside = positions[index], positions[index - 1 if side == 0 else index + 1]
    for _ in range(45):
        middle = (inside + outside) / 2
        if middle in (0.0, 1.0) or abs(inside - outside) < 1e-10:
            break
        if tails(family, family.scale(middle))[side][table] >= tail:
            inside = middle
        else:
            outside = middle
    return float(outside)


def _interval(kind: str, sizes: tuple[int, ...], counts: tuple[int, int], level: float) -> tuple[float, float]:
    family = _FAMILIES[kind](*sizes)
    table = int(np.flatnonzero((family.first == counts[0]) & (family.second == counts[1]))[0])
    upper, lower = _scan(kind, *sizes)
    tail = (1 - level) / 2
    low = _limit(family, table, upper[:, table] >= tail, 0, tail)
    high = _limit(family, table, lower[:, table] >= tail, 1, tail)
    end = np.inf if kind == "ratio" else 1.0
    return (family.scale(low), family.scale(high) if high < 1 - 1e-9 else end)


def _by_score(kind: str, two: TwoGroups, level: float) -> tuple[float, float]:
    """Return the limits of the score test, for groups too large to enumerate."""
    a, c = np.array([float(two.events_service)]), np.array([float(two.events_comparison)])
    score, start = (difference_score, -1.0) if kind == "difference" else (ratio_score, 0.0)
    critical = float(special.ndtri(0.5 + level / 2))

    def hypothesis(u: float) -> float:
        return 2 * u - 1 if kind == "difference" else u / (1 - u)

    def statistic(u: float) -> float:
        return float(score(a, two.n_service, c, two.n_comparison, hypothesis(u))[0])

    # The statistic falls as the hypothesis rises.
    low = optimize.brentq(lambda u: statistic(u) - critical, 1e-9, 1 - 1e-9) if statistic(1e-9) > critical else None
    high = (
        optimize.brentq(lambda u: statistic(u) + critical, 1e-9, 1 - 1e-9) if statistic(1 - 1e-9) < -critical else None
    )
    end = 1.0 if kind == "difference" else np.inf
    return start if low is None else hypothesis(low), end if high is None else hypothesis(high)


def _between_groups(kind: str, two: TwoGroups, estimate: float, level: float) -> Interval:
    if (two.n_service + 1) * (two.n_comparison + 1) > LARGEST:
        return Interval(estimate, *_by_score(kind, two, level), "score", level)
    counts = (two.events_service, two.events_comparison)
    low, high = _interval(kind, (two.n_service, two.n_comparison), counts, level)
    return Interval(estimate, low, high, "exact_unconditional", level)


def risk_difference(two: TwoGroups, level: float = 0.95) -> Interval:
    """Return the risk difference, service less comparison, with its exact unconditional interval.

    Groups of more than about a hundred each get the score interval (Miettinen and Nurminen 1985), which holds there.

    Examples
    --------
    >>> found = risk_difference(TwoGroups(6, 15, 11, 15))
    >>> round(found.estimate, 3), found.low < -0.6, found.high > 0
    (-0.333, True, True)
    """
    first, second = two.shares
    return _between_groups("difference", two, first - second, level)


def risk_ratio(two: TwoGroups, level: float = 0.95) -> Interval:
    """Return the risk ratio, service to comparison, with its exact unconditional interval; see risk_difference."""
    first, second = two.shares
    estimate = first / second if second else (np.inf if first else np.nan)
    return _between_groups("ratio", two, float(estimate), level)


def paired_difference(b: int, c: int, pairs: int, level: float = 0.95) -> Interval:
    """Return the difference in risk between the service's people and their matches, exact unconditional interval.

    Parameters
    ----------
    b, c : int
        Pairs in which only the service's person has the event, and in which only the match has.
    pairs : int
        All pairs; at most a hundred.
    level : float
        Nominal level.

    Raises
    ------
    ArgumentError
        For impossible counts.
    """
    if min(b, c) < 0 or b + c > pairs or pairs < 1:
        raise ArgumentError(f"expected discordant pairs that fit in {pairs} pairs, found {b} and {c}")
    low, high = _interval("paired", (pairs,), (b, c), level)
    return Interval((b - c) / pairs, low, high, "exact_unconditional", level)
