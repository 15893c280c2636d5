"""Pooling: from effects and variances to an estimate with its intervals, through PyMARE's estimators."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ettervern.shown import Shown
from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, columns, guard
from ettervern.synthesise.estimators import WeightedLeastSquares, q_gen
from ettervern.synthesise.tau2 import between_variance, profile_interval

#: Our names of intervals -> PyMARE's.
CORRECTIONS = {"wald": "wald", "hk": "knapp-hartung", "hk-conservative": "knapp-hartung-conservative"}


@dataclass(frozen=True)
class Fit:
    """Many meta-analyses of the same design, one a column.

    Attributes
    ----------
    beta, se, low, high, statistic, p : ndarray of shape (p, d)
        Coefficients with standard error, interval, test statistic and two-sided p value.
    covariance : ndarray of shape (p, p, d)
        Covariance of the coefficients.
    tau2, q : ndarray of shape (d,)
        Variance between studies; Cochran's Q (residual where there are moderators).
    df : int or None
        Degrees of freedom of the t reference; None for the normal one.
    """

    beta: Floats
    se: Floats
    low: Floats
    high: Floats
    statistic: Floats
    p: Floats
    covariance: Floats
    tau2: Floats
    q: Floats
    df: int | None


@dataclass(frozen=True, repr=False)
class Pool(Shown):
    """One pooled result on the analysis scale (log for ratios).

    Attributes
    ----------
    k : int
        Number of studies.
    method, ci_method : str
        As asked.
    level : float
        Level of all intervals.
    estimate, se, statistic, p, ci_low, ci_high : float
        Pooled effect. ``statistic`` is estimate / se, referred to a normal (Wald) or t distribution on k - 1.
    tau2, tau2_ci_low, tau2_ci_high : float
        Variance between studies with its Q-profile interval.
    i2, h2 : float
        I2 in percent and H2; from tau2 for random effects, from Q for a common effect (Higgins and Thompson 2002).
    q, q_p : float
        Cochran's Q and its p value.
    q_df : int
        Degrees of freedom of Q, k - 1.
    pi_low, pi_high : float
        Prediction interval with the method's standard error; normal quantile with Wald, t on k - 1 with Hartung-Knapp.
    pi_low_km2, pi_high_km2 : float
        The same with t on k - 2 (Higgins, Thompson and Spiegelhalter 2009, eq. 12).
    weights : ndarray of shape (k,)
        Weights in percent.
    note : str
        What a reader must know, empty where nothing.
    """

    k: int
    method: str
    ci_method: str
    level: float
    estimate: float
    se: float
    statistic: float
    p: float
    ci_low: float
    ci_high: float
    tau2: float
    tau2_ci_low: float
    tau2_ci_high: float
    i2: float
    h2: float
    q: float
    q_df: int
    q_p: float
    pi_low: float
    pi_high: float
    pi_low_km2: float
    pi_high_km2: float
    weights: Floats
    note: str = ""


def quantile(level: float, df: int | None) -> float:
    """Return the two-sided critical value of a normal (df None) or t distribution; NaN without degrees of freedom."""
    if df is None:
        return float(special.ndtri(0.5 + level / 2))
    return float(special.stdtrit(df, 0.5 + level / 2)) if df > 0 else float("nan")


def two_sided(statistic: Floats, df: int | None) -> Floats:
    """Return two-sided p values of a normal (df None) or t statistic."""
    size = -np.abs(statistic)
    return np.asarray(2 * (special.ndtr(size) if df is None else special.stdtr(df, size)), dtype=np.float64)


def fit(
    y: Floats, v: Floats, x: Floats, method: str = "REML", ci_method: str = "hk-conservative", level: float = 0.95
) -> Fit:
    """Fit one model to each column.

    Parameters
    ----------
    y, v : ndarray of shape (k, d)
        Effects and sampling variances, already guarded.
    x : ndarray of shape (k, p)
        Design.
    method, ci_method, level
        As for :func:`pool_effects`.
    """
    return fit_given(y, v, x, between_variance(y, v, x, method), ci_method, level)


def fit_given(y: Floats, v: Floats, x: Floats, tau2: Floats, ci_method: str, level: float) -> Fit:
    """Fit one model to each column with tau2 already estimated: PyMARE's weighted least squares."""
    if ci_method not in CORRECTIONS:
        raise SynthesisError(f"interval {ci_method!r} is not known; expected one of {', '.join(CORRECTIONS)}")
    estimator = WeightedLeastSquares(tau2=tau2, small_sample_correction=CORRECTIONS[ci_method])
    with warnings.catch_warnings():
        # A saturated model falls back to Wald; the callers say so in words.
        warnings.simplefilter("ignore", UserWarning)
        result = estimator.fit(y, x, v=v).params_
    beta = np.asarray(result["fe_params"], dtype=np.float64)
    covariance = np.asarray(result["inv_cov"], dtype=np.float64)
    if not (np.isfinite(beta).all() and np.isfinite(covariance).all()):
        raise SynthesisError("the numbers are too large or too small to be pooled in double precision")
    df = None if result["dof"] is None else y.shape[0] - x.shape[1]
    return with_tests(beta, covariance, tau2, np.asarray(q_gen(y, v, x, 0.0), dtype=np.float64), df, level)


def with_tests(beta: Floats, covariance: Floats, tau2: Floats, q: Floats, df: int | None, level: float) -> Fit:
    """Return the fit with standard errors, tests and intervals; undefined where a standard error is 0."""
    se = np.sqrt(np.diagonal(covariance, axis1=0, axis2=1)).T
    se = np.where(se > 0, se, np.nan)
    half = quantile(level, df) * se
    statistic = beta / se
    return Fit(beta, se, beta - half, beta + half, statistic, two_sided(statistic, df), covariance, tau2, q, df)


def typical_variance(v: Floats, x: Floats) -> Floats:
    """Return the typical sampling variance, (k - p) / tr(P) at tau2 = 0 (Higgins and Thompson 2002, eq. 9)."""
    w = 1 / v
    bread = np.linalg.inv(np.einsum("kp,kd,kq->dpq", x, w, x))
    trace = w.sum(0) - np.einsum("dpq,kq,kd,kp->d", bread, x, w**2, x)
    return np.asarray((v.shape[0] - x.shape[1]) / trace, dtype=np.float64)


def heterogeneity(result: Fit, v: Floats, x: Floats, method: str) -> tuple[Floats, Floats]:
    """Return I2 (percent) and H2 of each column: from tau2, or from Q for a common effect."""
    df = v.shape[0] - x.shape[1]
    if method == "FE":
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(result.q > 0, np.maximum(0.0, 100 * (result.q - df) / result.q), 0.0), result.q / df
    typical = typical_variance(v, x)
    return 100 * result.tau2 / (result.tau2 + typical), result.tau2 / typical + 1


def pool_effects(y: Any, v: Any, method: str = "REML", ci_method: str | None = None, level: float = 0.95) -> Pool:
    """Pool effects of independent studies.

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects on the analysis scale and their sampling variances.
    method : {"REML", "FE", "DL", "HE", "ML", "PM"}
        See :func:`ettervern.synthesise.tau2.between_variance`; ``FE`` is the common-effect model.
    ci_method : {"hk-conservative", "hk", "wald"}, optional
        Hartung-Knapp with the scale factor floored at 1 (Roever, Knapp and Friede 2015), without the floor
        (Hartung and Knapp 2001, eq. 7), or Wald. By default the first, and Wald for a common effect.
    level : float
        Level of the intervals, 0.95 by default.

    Raises
    ------
    SynthesisError
        No studies, numbers that cannot be pooled, an unknown method.

    Examples
    --------
    >>> found = pool_effects([-0.5, -0.2, -0.9], [0.04, 0.09, 0.16], ci_method="wald")
    >>> round(found.estimate, 4), round(found.tau2, 4)
    (-0.4803, 0.0)
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    if not 0 < level < 1:
        raise SynthesisError(f"level {level} is not between 0 and 1")
    if y.size == 1:
        return _alone(float(y[0]), float(v[0]), method, level)
    ci_method = ci_method or ("wald" if method == "FE" else "hk-conservative")
    x = np.ones((y.size, 1))
    result = fit(columns(y), columns(v), x, method, ci_method, level)
    i2, h2 = heterogeneity(result, columns(v), x, method)
    bounds = profile_interval(y, v, x, level) if method != "FE" else (float("nan"), float("nan"))
    return _described(result, v, method, ci_method, level, (float(i2[0]), float(h2[0])), bounds)


def _described(
    result: Fit,
    v: Floats,
    method: str,
    ci_method: str,
    level: float,
    i2_h2: tuple[float, float],
    bounds: tuple[float, float],
) -> Pool:
    """Return the pooled result of a fit of one column."""
    k = v.size
    estimate, se, tau2 = float(result.beta[0, 0]), float(result.se[0, 0]), float(result.tau2[0])
    spread = float(np.sqrt(se**2 + tau2)) if method != "FE" else float("nan")
    near, far = quantile(level, result.df) * spread, quantile(level, k - 2) * spread
    weights = 1 / (v + tau2)
    note = "" if np.isfinite(se) else "the effects do not differ at all, so this interval cannot be computed"
    return Pool(
        k, method, ci_method, level, estimate, se, float(result.statistic[0, 0]), float(result.p[0, 0]),
        float(result.low[0, 0]), float(result.high[0, 0]), tau2, *bounds, *i2_h2,
        float(result.q[0]), k - 1, float(special.chdtrc(k - 1, result.q[0])),
        estimate - near, estimate + near, estimate - far, estimate + far, 100 * weights / weights.sum(), note,
    )  # fmt: skip


def _alone(y: float, v: float, method: str, level: float) -> Pool:
    """Return the one study there is, with its own interval; nothing is pooled and nothing said of spread."""
    nan = float("nan")
    se = float(np.sqrt(v))
    half = quantile(level, None) * se
    return Pool(
        1, method, "wald", level, y, se, y / se, float(two_sided(np.array([y / se]), None)[0]), y - half, y + half,
        nan, nan, nan, nan, nan, nan, 0, nan, nan, nan, nan, nan, np.array([100.0]), "one study: nothing is pooled",
    )  # fmt: skip
