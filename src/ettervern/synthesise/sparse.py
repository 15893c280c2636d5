"""Pooling tables without a variance for each: Mantel-Haenszel, and Peto's one-step method.

Zero cells are used as they are; a table with no event (or only events) in both arms adds nothing to a ratio.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats
from ettervern.synthesise.effects import check_counts, from_table
from ettervern.synthesise.pooling import Pool, quantile, two_sided


def mantel_haenszel(measure: str, a: Any, n1: Any, c: Any, n2: Any, *, level: float = 0.95) -> Pool:
    """Pool 2x2 tables by Mantel and Haenszel.

    Parameters
    ----------
    measure : {"OR", "RR", "RD"}
        Variances: Robins, Breslow and Greenland 1986 (OR); Greenland and Robins 1985, eq. 13 (RR); Sato, Greenland
        and Robins 1989 (RD).
    a, n1, c, n2 : array_like of shape (k,)
        Events and people in the intervention and control arms.
    level : float
        Level of the interval.

    Returns
    -------
    Pool
        On the log scale for ratios. ``q`` compares the studies' own effects (1/2 added to the cells of tables with a
        zero, tables without information left out) with the pooled one; I2 and H2 come from it.

    Raises
    ------
    SynthesisError
        Where the estimate does not exist, for example without any event in one arm of all studies.
    """
    a, n1, c, n2 = (as_floats(cell) for cell in (a, n1, c, n2))
    check_counts(a, n1, c, n2)
    if measure not in ("OR", "RR", "RD"):
        raise SynthesisError(f"Mantel-Haenszel pools OR, RR or RD, not {measure}")
    estimate, se, weights = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}[measure](a, n1, c, n2)
    if not (np.isfinite(estimate) and np.isfinite(se) and se > 0):
        raise SynthesisError("the Mantel-Haenszel estimate does not exist: no events, or only events, in one arm")
    single = from_table(measure, a, n1, c, n2, zero="only0", drop_empty=True)
    used = ~single.dropped
    # A single table with information differs from nothing: the others move the pool, but have no effect of their own.
    q = float(((single.y[used] - estimate) ** 2 / single.v[used]).sum()) if used.sum() > 1 else 0.0
    return _described(estimate, se, q, int(used.sum()), weights, level)


def _odds_ratio(a: Floats, n1: Floats, c: Floats, n2: Floats) -> tuple[float, float, Floats]:
    """Return the log odds ratio, its standard error and the weights."""
    n, b, d = n1 + n2, n1 - a, n2 - c
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    big_r, big_s = r.sum(), s.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (p * r).sum() / big_r**2 + (p * s + q * r).sum() / (big_r * big_s) + (q * s).sum() / big_s**2
        return float(np.log(big_r / big_s)), float(np.sqrt(parts / 2)), s


def _risk_ratio(a: Floats, n1: Floats, c: Floats, n2: Floats) -> tuple[float, float, Floats]:
    """Return the log risk ratio, its standard error and the weights."""
    n = n1 + n2
    r, s = a * n2 / n, c * n1 / n
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (n1 * n2 * (a + c) / n**2 - a * c / n).sum() / (r.sum() * s.sum())
        return float(np.log(r.sum() / s.sum())), float(np.sqrt(variance)), s


def _risk_difference(a: Floats, n1: Floats, c: Floats, n2: Floats) -> tuple[float, float, Floats]:
    """Return the risk difference, its standard error and the weights."""
    n, weights = n1 + n2, n1 * n2 / (n1 + n2)
    estimate = float((a * n2 / n - c * n1 / n).sum() / weights.sum())
    p = c * (n1 / n) ** 2 - a * (n2 / n) ** 2 + (n1 / n) * (n2 / n) * (n2 - n1) / 2
    q = (a * (n2 - c) / n + c * (n1 - a) / n) / 2
    return estimate, float(np.sqrt((estimate * p.sum() + q.sum()) / weights.sum() ** 2)), weights


def _described(estimate: float, se: float, q: float, informative: int, weights: Floats, level: float) -> Pool:
    """Return the pooled result; a Mantel-Haenszel analysis has no variance between studies."""
    nan, df = float("nan"), informative - 1
    half = quantile(level, None) * se
    i2 = max(0.0, 100 * (q - df) / q) if q > 0 and df > 0 else (0.0 if df > 0 else nan)
    return Pool(
        k=weights.size, method="MH", ci_method="wald", level=level, estimate=estimate, se=se, statistic=estimate / se,
        p=float(two_sided(np.array([estimate / se]), None)[0]), ci_low=estimate - half, ci_high=estimate + half,
        tau2=0.0, tau2_ci_low=nan, tau2_ci_high=nan, i2=i2, h2=q / df if df > 0 else nan, q=q, q_df=max(df, 0),
        q_p=float(special.chdtrc(df, q)) if df > 0 else nan, pi_low=nan, pi_high=nan, pi_low_km2=nan, pi_high_km2=nan,
        weights=100 * weights / weights.sum(), note="" if weights.size > 1 else "one study: nothing is pooled",
    )  # fmt: skip
