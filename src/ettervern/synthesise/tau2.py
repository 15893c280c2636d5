"""Variance between studies: PyMARE's estimators, with REML and ML polished to the root of the score equation.

PyMARE's likelihood search stops where the likelihood is flat to working precision, which leaves tau2 off by up to
1e-5 of itself. The score crosses zero steeply there, so a few Newton steps on it give the remaining digits.

All functions take columns: ``y`` and ``v`` of shape (k, d), one data set a column, and a design ``x`` of shape (k, p).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from ettervern.synthesise.arrays import Floats, SynthesisError, columns
from ettervern.synthesise.estimators import DerSimonianLaird, Hedges, VarianceBasedLikelihoodEstimator, q_gen

METHODS = ("FE", "DL", "HE", "REML", "ML", "PM")
#: Newton steps on a score; two to six are enough, the rest is for flat likelihoods.
STEPS = 60


def between_variance(y: Floats, v: Floats, x: Floats, method: str) -> Floats:
    """Estimate tau2 of each column.

    Parameters
    ----------
    y, v : ndarray of shape (k, d)
        Effects and sampling variances.
    x : ndarray of shape (k, p)
        Design; a column of ones for a plain meta-analysis.
    method : {"FE", "DL", "HE", "REML", "ML", "PM"}
        Common effect (0); DerSimonian and Laird 1986; Hedges 1983; restricted and full maximum likelihood
        (Viechtbauer 2005, eq. 10 and 13); Paule and Mandel 1982 (root of the generalised Q).

    Returns
    -------
    ndarray of shape (d,)
        tau2, never below 0.
    """
    if method not in METHODS:
        raise SynthesisError(f"method {method!r} is not known; expected one of {', '.join(METHODS)}")
    if method == "FE" or y.shape[0] <= x.shape[1]:
        return np.zeros(y.shape[1])
    if method == "PM":
        return paule_mandel(y, v, x)
    if method in ("DL", "HE"):
        estimator = (DerSimonianLaird if method == "DL" else Hedges)(small_sample_correction="wald")
        return np.ravel(np.asarray(estimator.fit(y, v, x).params_["tau2"], dtype=np.float64))
    # One new estimator a fit: refitting one changes the summaries it gave before.
    search = VarianceBasedLikelihoodEstimator(method=method, small_sample_correction="wald").fit(y, v, x)
    start = np.ravel(np.asarray(search.params_["tau2"], dtype=np.float64))
    return polish(start, y, v, x, restricted=method == "REML")


def typical(v: Floats) -> Floats:
    """Return the harmonic mean of the variances of each column: a scale that one huge variance does not move."""
    return np.asarray(1 / (1 / v).mean(axis=0), dtype=np.float64)


def moments(tau2: Floats, y: Floats, v: Floats, x: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return tr(P), tr(PP), y'Py, y'PPy and y'PPPy of each column.

    P is the residual projection W - WX(X'WX)^-1X'W with W = 1 / (v + tau2) (Viechtbauer 2005, eq. 9).
    """
    w = 1 / (v + tau2)
    if x.shape[1] == 1:
        return _moments_one(w, y, x)
    bread = np.linalg.inv(np.einsum("kp,kd,kq->dpq", x, w, x))
    beta = np.einsum("dpq,kq,kd,kd->pd", bread, x, w, y)
    # The residual, not y itself, makes y'Py: effects far from 0 would cancel their digits away.
    residual = y - x @ beta
    u = w * residual
    square = np.einsum("dpq,kq,kd,kr->dpr", bread, x, w**2, x)
    cube = np.einsum("dpq,kq,kd,kr->dpr", bread, x, w**3, x)
    xwu = np.einsum("kp,kd,kd->dp", x, w, u)
    trace = w.sum(0) - np.einsum("dpp->d", square)
    trace2 = (w**2).sum(0) - 2 * np.einsum("dpp->d", cube) + np.einsum("dpq,dqp->d", square, square)
    third = (w * u**2).sum(0) - np.einsum("dp,dpq,dq->d", xwu, bread, xwu)
    return trace, trace2, (residual * u).sum(0), (u**2).sum(0), third


def _moments_one(w: Floats, y: Floats, x: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return the moments for a design of one column, without matrices."""
    wx2 = w * x**2
    total = wx2.sum(0)
    share = (w * wx2).sum(0) / total
    residual = y - x * ((w * x * y).sum(0) / total)
    u = w * residual
    u2 = u**2
    trace = w.sum(0) - share
    trace2 = (w**2).sum(0) - 2 * (w**2 * wx2).sum(0) / total + share**2
    third = (w * u2).sum(0) - (w * x * u).sum(0) ** 2 / total
    return trace, trace2, (residual * u).sum(0), u2.sum(0), third


def score(tau2: Floats, y: Floats, v: Floats, x: Floats, restricted: bool) -> tuple[Floats, Floats, Floats]:
    """Return the score of tau2, its derivative and the Fisher information, each of shape (d,).

    Viechtbauer 2005, eq. 10 (ML: tr(W) in place of tr(P)) and 13 (REML).
    """
    trace, trace2, _, second, third = moments(tau2, y, v, x)
    if not restricted:
        w = 1 / (v + tau2)
        trace, trace2 = w.sum(0), (w**2).sum(0)
    return (second - trace) / 2, trace2 / 2 - third, trace2 / 2


def polish(start: Floats, y: Floats, v: Floats, x: Floats, restricted: bool) -> Floats:
    """Move tau2 from the top that PyMARE's search found to the exact root of the score.

    Parameters
    ----------
    start : ndarray of shape (d,)
        tau2 from the search.
    y, v, x
        As for :func:`between_variance`.
    restricted : bool
        Whether the likelihood is restricted (REML).

    Returns
    -------
    ndarray of shape (d,)
        tau2 where the score is zero to rounding, or 0 where the likelihood falls from 0 on.
    """
    scale = typical(v)
    at_zero = score(np.zeros_like(start), y, v, x, restricted)[0]
    # A search result this small with a falling likelihood at 0 is 0.
    tau2 = np.where((at_zero <= 0) & (start <= 1e-4 * scale), 0.0, start)
    open_ = (tau2 > 0) | (at_zero > 0)
    before = np.full(tau2.shape, np.inf)
    for _ in range(STEPS):
        if not open_.any():
            return tau2
        here = np.flatnonzero(open_)
        value, slope, information = score(tau2[here], y[:, here], v[:, here], x, restricted)
        # Newton where the likelihood bends down, else Fisher scoring; never below half of what there is.
        step = value / np.where(slope < 0, -slope, information)
        moved = np.maximum(tau2[here] + step, tau2[here] / 2)
        size = np.abs(moved - tau2[here]) / (moved + scale[here])
        tau2[here] = moved
        # Newton's steps shrink by far more than half; small ones that do not are the rounding of the score.
        open_[here[(size <= 4e-16) | ((size < 1e-11) & (size > before[here] / 2))]] = False
        before[here] = size
    for column in np.flatnonzero(open_):
        tau2[column] = _bracketed(tau2[column], y[:, [column]], v[:, [column]], x, restricted)
    return tau2


def _bracketed(near: float, y: Floats, v: Floats, x: Floats, restricted: bool) -> float:
    """Return the root of the score near a value, by bracketing; for likelihoods too flat for Newton's steps."""

    def value(tau2: float) -> float:
        return float(score(np.array([tau2]), y, v, x, restricted)[0][0])

    width = 1e-9
    while width < 1:
        low, high = near * (1 - width), near * (1 + width)
        if value(low) > 0 > value(high):
            from scipy import optimize  # here: it takes longer to load than a pooling takes, and few need it

            return float(optimize.brentq(value, low, high, xtol=1e-300, rtol=4 * np.finfo(float).eps))
        width *= 4
    return near


def paule_mandel(y: Floats, v: Floats, x: Floats) -> Floats:
    """Return the tau2 at which the generalised Q is its degrees of freedom (Paule and Mandel 1982).

    Q falls and is convex in tau2, so Newton's steps from 0 rise to the root without passing it.
    """
    df = y.shape[0] - x.shape[1]
    return newton_on_q(y, v, x, float(df))


def newton_on_q(y: Floats, v: Floats, x: Floats, target: float) -> Floats:
    """Return the tau2 of each column at which the generalised Q meets a target; 0 where Q starts below it."""
    tau2 = np.zeros(y.shape[1])
    excess = np.asarray(q_gen(y, v, x, tau2), dtype=np.float64) - target
    open_ = excess > 0
    for _ in range(200):
        here = np.flatnonzero(open_)
        if not here.size:
            break
        _, _, q, slope, _ = moments(tau2[here], y[:, here], v[:, here], x)
        step = (q - target) / slope
        tau2[here] += step
        open_[here] = step > 4e-16 * (tau2[here] + typical(v[:, here]))
    return np.maximum(tau2, 0.0)


def profile_interval(y: Floats, v: Floats, x: Floats, level: float) -> tuple[float, float]:
    """Return the Q-profile confidence interval of tau2 (Viechtbauer 2007).

    Parameters
    ----------
    y, v : ndarray of shape (k,)
        Effects and sampling variances.
    x : ndarray of shape (k, p)
        Design.
    level : float
        Level of the interval.
    """
    df = y.shape[0] - x.shape[1]
    if df <= 0:
        return float("nan"), float("nan")
    critical = special.chdtri(df, [(1 - level) / 2, (1 + level) / 2])  # of the upper tail, so the larger comes first
    low, high = (float(newton_on_q(columns(y), columns(v), x, float(target))[0]) for target in critical)
    return low, high
