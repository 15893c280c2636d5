"""The own study beside the review: where it lies, how far it moves the belief, what the pool is with and without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from ettervern.errors import ArgumentError
from ettervern.local.numbers import Floats, TwoGroups
from ettervern.settings.outcomes import Pooling
from ettervern.shown import Shown
from ettervern.synthesise import Pool, pool_effects
from ettervern.synthesise.effects import from_table


@dataclass(frozen=True)
class Own:
    """The own study's result as the review would take it in.

    Attributes
    ----------
    study, outcome : str
        Names.
    yi, vi : float
        Log ratio of the review's measure and its variance (half a person in each cell where one is empty).
    events_service, n_service, events_comparison, n_comparison : float
        Counts; NaN for matched sets.
    """

    study: str
    outcome: str
    yi: float
    vi: float
    events_service: float = float("nan")
    n_service: float = float("nan")
    events_comparison: float = float("nan")
    n_comparison: float = float("nan")


def own_result(study: str, outcome: str, two: TwoGroups, measure: str = "OR") -> Own:
    """Return the log ratio of two groups by the review's measure, half a person added for an empty cell."""
    counts = (two.events_service, two.n_service, two.events_comparison, two.n_comparison)
    effect = from_table(measure, *([count] for count in counts))
    return Own(study, outcome, float(effect.y[0]), float(effect.v[0]), *map(float, counts))


def own_matched(study: str, outcome: str, b: int, c: int) -> Own:
    """Return the log odds ratio of matched pairs: log b/c, variance 1/b + 1/c; half a pair added for a zero."""
    first, second = (b + 0.5, c + 0.5) if 0 in (b, c) else (float(b), float(c))
    return Own(study, outcome, float(np.log(first / second)), 1 / first + 1 / second)


@dataclass(frozen=True)
class Belief:
    """A belief about the ratio in this municipality.

    Attributes
    ----------
    name : str
        ``prior``, ``posterior``, ``prior_t`` or ``posterior_t``.
    mean, sd : float
        Of the log ratio.
    low, high : float
        95 % interval of the ratio.
    good : float
        Probability that the service does better than the comparison.
    """

    name: str
    mean: float
    sd: float
    low: float
    high: float
    good: float


def normal_update(mean: float, variance: float, own: Own) -> tuple[float, float]:
    """Return mean and variance after the own study (conjugate normal; Gelman et al. BDA3, eq. 2.10)."""
    precision = 1 / variance + 1 / own.vi
    return (mean / variance + own.yi / own.vi) / precision, 1 / precision


def beliefs(pool: Pool, own: Own, favours: str) -> list[Belief]:
    """Return what to believe before and after the own study.

    The prior is what the review predicts for a new place: the pooled log ratio with variance se² + tau² (Higgins,
    Thompson and Spiegelhalter 2009, section 4). Once as a normal distribution, in closed form; once as a t
    distribution on k - 1 degrees of freedom, by numerical integration, as the review's prediction interval has it.

    Parameters
    ----------
    pool : Pool
        The review's pooled result without the own study.
    own : Own
        The own study.
    favours : {"low", "high"}
        Whether a low or a high ratio is good.
    """
    variance = pool.se**2 + (pool.tau2 if np.isfinite(pool.tau2) else 0.0)
    before, after = (pool.estimate, variance), normal_update(pool.estimate, variance, own)
    results = [_normal("prior", *before, favours), _normal("posterior", *after, favours)]
    if pool.k > 1:
        grid = t_grid(pool, own)
        results += [
            _from_grid("prior_t", grid[0], grid[1], favours),
            _from_grid("posterior_t", grid[0], grid[2], favours),
        ]
    return results


def _normal(name: str, mean: float, variance: float, favours: str) -> Belief:
    sd, z = float(np.sqrt(variance)), float(special.ndtri(0.975))
    low = float(special.ndtr(-mean / sd))
    good = low if favours == "low" else 1 - low
    return Belief(name, mean, sd, float(np.exp(mean - z * sd)), float(np.exp(mean + z * sd)), good)


def t_grid(pool: Pool, own: Own) -> tuple[Floats, Floats, Floats]:
    """Return log ratios, and prior and posterior density at each, with a t prior on k - 1 degrees of freedom."""
    scale = float(np.sqrt(pool.se**2 + pool.tau2))
    reach = 60 * scale + 10 * float(np.sqrt(own.vi)) + abs(own.yi - pool.estimate)
    x = np.linspace(pool.estimate - reach, pool.estimate + reach, 200_001)
    prior = stats.t.pdf((x - pool.estimate) / scale, pool.k - 1)
    posterior = prior * np.exp(-((own.yi - x) ** 2) / (2 * own.vi))
    step = x[1] - x[0]
    return x, prior / (prior.sum() * step), posterior / (posterior.sum() * step)


def _from_grid(name: str, x: Floats, density: Floats, favours: str) -> Belief:
    cumulative = np.cumsum(density) * (x[1] - x[0])
    mean = float((x * density).sum() * (x[1] - x[0]))
    sd = float(np.sqrt(((x - mean) ** 2 * density).sum() * (x[1] - x[0])))
    low, high = (float(np.exp(np.interp(share, cumulative, x))) for share in (0.025, 0.975))
    below = float(np.interp(0.0, x, cumulative))
    return Belief(name, mean, sd, low, high, below if favours == "low" else 1 - below)


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """The own study beside the review.

    Attributes
    ----------
    place : str
        ``inside`` the prediction interval, ``below`` or ``above`` it, or ``unknown`` where there is none.
    summary : DataFrame
        One row a line to show: ``what`` (own, pooled_without, pooled_with, prior, posterior, prior_t, posterior_t),
        ``estimate``, ``low``, ``high`` (ratios), ``pi_low``, ``pi_high``, ``k``, ``probability_good``.
    forest : DataFrame
        The studies of the pool with the own one last, in the columns of a forest plot.
    curves : DataFrame
        log_ratio, prior, likelihood, posterior (normal), to draw.
    """

    place: str
    summary: pd.DataFrame
    forest: pd.DataFrame
    curves: pd.DataFrame


def compare(own: Own, contrasts: pd.DataFrame, favours: str, pooling: Pooling) -> Comparison:
    """Lay the own study beside the review's pooled result.

    Parameters
    ----------
    own : Own
        The own study.
    contrasts : DataFrame
        Rows of the main analysis of its outcome in ``results/contrasts.csv``, numbers as numbers.
    favours : {"low", "high"}
        Whether a low or a high ratio is good.
    pooling : Pooling
        The review's rules.

    Raises
    ------
    ArgumentError
        Where there are no studies to compare with.
    """
    if contrasts.empty:
        raise ArgumentError(f"the review has no pooled result on {own.outcome} to compare with")
    rules = (pooling.method, pooling.ci_method, pooling.ci_level)
    y, v = contrasts["yi"].to_numpy(float), contrasts["vi"].to_numpy(float)
    without = pool_effects(y, v, *rules)
    with_ = pool_effects(np.append(y, own.yi), np.append(v, own.vi), *rules)
    z = float(special.ndtri(0.5 + pooling.ci_level / 2)) * float(np.sqrt(own.vi))
    rows = [_line("own", own.yi, own.yi - z, own.yi + z, k=1)]
    rows += [_pool_line("pooled_without", without), _pool_line("pooled_with", with_)]
    for one in beliefs(without, own, favours):
        rows.append(_line(one.name, one.mean, np.log(one.low), np.log(one.high), probability_good=one.good))
    forest = _forest(own, contrasts, with_, z)
    return Comparison(_place(own, without), pd.DataFrame(rows), forest, _curves(without, own))


def _line(what: str, estimate: float, low: float, high: float, **rest: float) -> dict[str, Any]:
    ends = {"estimate": float(np.exp(estimate)), "low": float(np.exp(low)), "high": float(np.exp(high))}
    blank = dict.fromkeys(("pi_low", "pi_high", "k", "probability_good"), float("nan"))
    return {"what": what, **ends, **blank, **rest}


def _pool_line(what: str, pool: Pool) -> dict[str, Any]:
    ends = {"pi_low": float(np.exp(pool.pi_low)), "pi_high": float(np.exp(pool.pi_high))}
    return _line(what, pool.estimate, pool.ci_low, pool.ci_high, k=pool.k, **ends)


def _place(own: Own, pool: Pool) -> str:
    if not np.isfinite(pool.pi_low):
        return "unknown"
    return "below" if own.yi < pool.pi_low else "above" if own.yi > pool.pi_high else "inside"


def _forest(own: Own, contrasts: pd.DataFrame, pool: Pool, half: float) -> pd.DataFrame:
    columns = ["label", "category", "estimate", "ci_low", "ci_high"]
    counts = ["events_intervention", "n_intervention", "events_control", "n_control"]
    rows = contrasts[[*columns, *counts]].copy()
    ends = np.exp([own.yi, own.yi - half, own.yi + half])
    mine = [own.study, "", *ends, own.events_service, own.n_service, own.events_comparison, own.n_comparison]
    rows.loc[len(rows) if rows.empty else int(rows.index.max()) + 1] = mine
    return rows.reset_index(drop=True).assign(weight=pool.weights)


def _curves(pool: Pool, own: Own) -> pd.DataFrame:
    variance = pool.se**2 + (pool.tau2 if np.isfinite(pool.tau2) else 0.0)
    mean, after = normal_update(pool.estimate, variance, own)
    x = np.linspace(pool.estimate - 4 * np.sqrt(variance), pool.estimate + 4 * np.sqrt(variance), 201)
    parts = {"prior": (pool.estimate, variance), "likelihood": (own.yi, own.vi), "posterior": (mean, after)}
    density = {name: stats.norm.pdf(x, centre, np.sqrt(spread)) for name, (centre, spread) in parts.items()}
    return pd.DataFrame({"log_ratio": x, **density})
