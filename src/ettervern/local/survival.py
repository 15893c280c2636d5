"""Time to relapse: Kaplan-Meier with number at risk, an interval that holds in small groups, the log-rank test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from ettervern.local.numbers import Floats

CURVE_COLUMNS = ("time", "at_risk", "events", "survival", "standard_error", "low", "high")


def kaplan_meier(times: Floats, events: Floats, level: float = 0.95) -> pd.DataFrame:
    """Return the share without the event over time.

    Parameters
    ----------
    times : ndarray of shape (n,)
        Months to the event, or to the last month seen.
    events : ndarray of shape (n,)
        1 where the event was seen, 0 where follow-up ended without it.
    level : float
        Level of the interval.

    Returns
    -------
    DataFrame
        One row a time with an event: ``time``, ``at_risk`` just before it, ``events``, ``survival``,
        ``standard_error`` (Greenwood), ``low`` and ``high`` by :func:`beta_product`. Empty where nothing happened.
    """
    times, events = np.asarray(times, dtype=np.float64), np.asarray(events, dtype=np.float64)
    if not events.any():
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in CURVE_COLUMNS})
    result = SurvfuncRight(times, events)
    table = pd.DataFrame(
        {
            "time": result.surv_times,
            "at_risk": result.n_risk,
            "events": result.n_events,
            "survival": result.surv_prob,
            "standard_error": result.surv_prob_se,
        }
    )
    limits = [beta_product(times, events, float(time), level) for time in table["time"]]
    return table.assign(low=[low for low, _ in limits], high=[high for _, high in limits])


def survival_at(times: Floats, events: Floats, when: float) -> float:
    """Return the Kaplan-Meier share without the event just after a time."""
    share = 1.0
    for time in np.unique(times[(events == 1) & (times <= when)]):
        at_risk = float((times >= time).sum())
        share *= 1 - float(((times == time) & (events == 1)).sum()) / at_risk
    return share


def beta_product(times: Floats, events: Floats, when: float, level: float = 0.95) -> tuple[float, float]:
    """Return an interval for the share without the event at a time.

    The beta product confidence procedure: Fay MP, Brittain EH, Proschan MA. Pointwise confidence intervals for a
    survival distribution with small samples or heavy censoring. Biostatistics 2013;14:723-36 (method of moments,
    eq. 3.2). Without censoring it is the exact binomial interval. The usual log-log interval has no limits at all
    while nobody has relapsed, and falls far under 93 % in groups of ten; ``benchmarks/local_coverage.py`` shows it.

    Parameters
    ----------
    times, events : ndarray of shape (n,)
        As for :func:`kaplan_meier`.
    when : float
        The time asked about.
    level : float
        Nominal level.
    """
    mean, square = 1.0, 1.0
    for time in np.unique(times[(events == 1) & (times <= when)]):
        at_risk = float((times >= time).sum())
        happened = float(((times == time) & (events == 1)).sum())
        mean, square = _times_beta(mean, square, at_risk - happened + 1, happened)
    left = float((times > when).sum())
    tail = (1 - level) / 2
    low = _beta_quantile(*_times_beta(mean, square, left, 1.0), tail) if left else 0.0
    return low, _beta_quantile(mean, square, 1 - tail)


def _times_beta(mean: float, square: float, a: float, b: float) -> tuple[float, float]:
    """Return the first two moments of a product with an independent beta variable."""
    return mean * a / (a + b), square * a * (a + 1) / ((a + b) * (a + b + 1))


def _beta_quantile(mean: float, square: float, share: float) -> float:
    """Return a quantile of the beta distribution with these first two moments."""
    spread = square - mean * mean
    if spread <= 1e-15:
        return mean
    size = (mean - square) / spread
    return float(special.betaincinv(mean * size, (1 - mean) * size, share))


@dataclass(frozen=True)
class LogRank:
    """The log-rank test of two groups.

    Attributes
    ----------
    chi2, p : float
        Statistic on one degree of freedom and its p value; NaN where no event can tell the groups apart.
    p_permutation : float
        Share of random divisions of the same people in which the groups lie at least as far apart.
    """

    chi2: float
    p: float
    p_permutation: float


def log_rank(times: Floats, events: Floats, service: Floats, *, seed: int = 1, divisions: int = 9_999) -> LogRank:
    """Test whether time to the event differs between two groups.

    Parameters
    ----------
    times, events, service : ndarray of shape (n,)
        Months, whether the event was seen, and 1 for the service's group (0 for the comparison).
    seed, divisions : int
        Of the random divisions.
    """
    scores = events - _nelson_aalen(times, events)
    if not events.any() or np.allclose(scores, scores[0]) or len(np.unique(service)) < 2:
        return LogRank(np.nan, np.nan, 1.0)
    chi2, p = survdiff(times, events, service)
    return LogRank(float(chi2), float(p), permutation_p(scores, service, seed=seed, divisions=divisions))


def _nelson_aalen(times: Floats, events: Floats) -> Floats:
    """Return the cumulative hazard at each person's own time."""
    distinct = np.unique(times[events == 1])
    at_risk = (times[None, :] >= distinct[:, None]).sum(axis=1)
    happened = ((times[None, :] == distinct[:, None]) & (events[None, :] == 1)).sum(axis=1)
    steps = happened / at_risk
    return np.asarray((distinct[None, :] <= times[:, None]) @ steps, dtype=np.float64)


def permutation_p(scores: Floats, service: Floats, *, seed: int = 1, divisions: int = 9_999) -> float:
    """Return the two-sided p value of a difference in mean score over random divisions of the same people.

    The division seen counts as one of them, so that the test keeps its level exactly (Phipson and Smyth 2010).
    """
    centred = scores - scores.mean()
    seen = abs(float(service @ centred))
    random = np.random.default_rng(seed)
    shuffled = random.permuted(np.tile(service, (divisions, 1)), axis=1)
    extreme = np.abs(shuffled @ centred) >= seen - 1e-9
    return float((1 + extreme.sum()) / (divisions + 1))
