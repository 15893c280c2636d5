"""The binomial-normal model of tables: a check where events are few and a normal log odds ratio is a stretch.

Each study has two binomial arms, an effect of its own, and its log odds ratio from a normal distribution, which is
integrated out by adaptive Gauss-Hermite quadrature (Jackson et al. 2018, model 4; metafor's UM.FS). The search ends at
the root of the score, since the likelihood is flat around its top: other programs stop where it no longer rises
visibly, which leaves a small tau2 known to three digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, special

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats
from ettervern.synthesise.effects import check_counts
from ettervern.synthesise.pooling import Pool, quantile, two_sided

#: Points of the quadrature; odd, so that one lies on the mode.
NODES = 15
#: Below this tau a study's integral is its value at the mean.
NO_SPREAD = 1e-7
#: A tau2 at which the slope of the likelihood is that at 0.
NEAR_ZERO = 1e-10
#: A study's log-likelihood with its slope and curvature.
Derivatives = tuple[Floats, Floats, Floats]
#: Points of the integration in units of tau from the mean, the studies' shares at them, the logarithm of the integral.
Integral = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Glmm:
    """A fitted binomial-normal model, on the log odds ratio scale.

    Attributes
    ----------
    k : int
        Tables with events in some and not in all people.
    estimate, se, ci_low, ci_high, tau2 : float
        Mean log odds ratio with its Wald interval, and the variance between studies.
    """

    k: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    tau2: float


@dataclass(frozen=True)
class Tables:
    """Informative 2x2 tables, arrays of shape (k, 1)."""

    a: Floats
    n1: Floats
    c: Floats
    n2: Floats


def glmm(a: Any, n1: Any, c: Any, n2: Any, level: float = 0.95) -> Glmm:
    """Fit a binomial-normal model by maximum likelihood.

    Parameters
    ----------
    a, n1, c, n2 : array_like of shape (k,)
        Events and people in the intervention and control arms.
    level : float
        Level of the interval.

    Raises
    ------
    SynthesisError
        For impossible counts, fewer than two informative tables, or an estimate without bound.
    """
    cells = [as_floats(cell) for cell in (a, n1, c, n2)]
    check_counts(*cells)
    used = (cells[0] + cells[2] > 0) & (cells[0] + cells[2] < cells[1] + cells[3])
    if used.sum() < 2:
        raise SynthesisError("a binomial-normal model needs two tables with people with and without the event")
    tables = Tables(*(cell[used][:, None] for cell in cells))
    total = _Likelihood(tables)
    estimate, tau2 = _maximise(total)
    se = _standard_error(total, estimate, tau2)
    half = quantile(level, None) * se
    return Glmm(int(used.sum()), estimate, se, estimate - half, estimate + half, tau2)


def as_pool(a: Any, n1: Any, c: Any, n2: Any, level: float = 0.95) -> Pool:
    """Return the unconditional model as any other pooled result; a likelihood gives studies no weights and no Q."""
    result, k, nan = glmm(a, n1, c, n2, level), as_floats(a).size, float("nan")
    z = result.estimate / result.se
    return Pool(
        k=k, method="GLMM", ci_method="wald", level=level, estimate=result.estimate, se=result.se, statistic=z,
        p=float(two_sided(np.array([z]), None)[0]), ci_low=result.ci_low, ci_high=result.ci_high, tau2=result.tau2,
        tau2_ci_low=nan, tau2_ci_high=nan, i2=nan, h2=nan, q=nan, q_df=k - 1, q_p=nan, pi_low=nan, pi_high=nan,
        pi_low_km2=nan, pi_high_km2=nan, weights=np.full(k, nan),
    )  # fmt: skip


class _Likelihood:
    """The log-likelihood of all tables and its score, with the study effects of the last call as the next start."""

    def __init__(self, tables: Tables):
        self.tables = tables
        self.start = special.logit((tables.a + tables.c + 0.5) / (tables.n1 + tables.n2 + 1))

    def __call__(self, mean: float, tau: float) -> float:
        """Return the log-likelihood."""
        (_, _, value), self.start = _integrated(self.tables, mean, abs(tau), self.start)
        return float(value.sum())

    def score(self, mean: float, tau2: float) -> Floats:
        """Return the slopes of the log-likelihood in the mean and in tau2, for tau2 above 0.

        By Fisher's identity they are the expected slopes of the normal log-density given the tables.
        """
        tau = float(np.sqrt(tau2))
        (points, shares, _), self.start = _integrated(self.tables, mean, tau, self.start)
        return np.array([(shares * points).sum() / tau, (shares * (points**2 - 1)).sum() / (2 * tau2)])


def _integrated(tables: Tables, mean: float, tau: float, start: Floats) -> tuple[Integral, Floats]:
    """Integrate each table at the best effect of its study.

    The logit is alpha + theta / 2 in the intervention and alpha - theta / 2 in the control arm.
    """
    alpha = start
    for _ in range(50):
        result, slope, curve = _study_effect(tables, mean, tau, alpha)
        step = slope / -curve
        alpha = alpha + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-11:
            break
    return result, alpha


def _study_effect(tables: Tables, mean: float, tau: float, alpha: Floats) -> tuple[Integral, Floats, Floats]:
    """Return each study's integral, and its slope and curvature in alpha, of shape (k, 1)."""

    def arms(theta: Floats) -> tuple[Floats, Floats]:
        return special.expit(alpha + theta / 2), special.expit(alpha - theta / 2)

    def at(theta: Floats) -> Derivatives:
        p1, p2 = arms(theta)
        value = tables.a * (alpha + theta / 2) - tables.n1 * np.logaddexp(0, alpha + theta / 2)
        value = value + tables.c * (alpha - theta / 2) - tables.n2 * np.logaddexp(0, alpha - theta / 2)
        slope = (tables.a - tables.n1 * p1 - tables.c + tables.n2 * p2) / 2
        return value, slope, -(tables.n1 * p1 * (1 - p1) + tables.n2 * p2 * (1 - p2)) / 4

    points, shares, value = _integral(at, mean, tau, alpha.shape)
    p1, p2 = arms(mean + tau * points)
    slope = tables.a - tables.n1 * p1 + tables.c - tables.n2 * p2
    curve = -(tables.n1 * p1 * (1 - p1) + tables.n2 * p2 * (1 - p2))
    first = (shares * slope).sum(1, keepdims=True)
    second = (shares * (curve + slope**2)).sum(1, keepdims=True) - first**2
    return (points, shares, value), first, second


def _integral(at: Callable[[Floats], Derivatives], mean: float, tau: float, shape: Any) -> Integral:
    """Return the points of the quadrature (k, nodes), the studies' shares at them, and the integral's logarithm."""
    points, log_weights = _nodes(at, mean, tau, shape)
    logs = at(mean + tau * points)[0] + log_weights
    value = special.logsumexp(logs, axis=1, keepdims=True)
    return points, np.exp(logs - value), value


def _nodes(at: Callable[[Floats], Derivatives], mean: float, tau: float, shape: Any) -> tuple[Floats, Floats]:
    """Return quadrature points (k, nodes) of each study around its mode, and the logarithms of their weights.

    Points are in units of tau from the mean; the weights hold the normal density.
    """
    mode = np.zeros(shape)
    if tau < NO_SPREAD:
        return mode, np.zeros(shape)
    for _ in range(100):
        _, slope, curve = at(mean + tau * mode)
        step = (tau * slope - mode) / (1 - tau**2 * curve)
        mode = mode + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-10:
            break
    width = 1 / np.sqrt(1 - tau**2 * at(mean + tau * mode)[2])
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    points = mode + width * nodes
    return points, nodes**2 / 2 - points**2 / 2 + np.log(weights * width) - 0.5 * np.log(2 * np.pi)


def _maximise(total: _Likelihood) -> tuple[float, float]:
    """Return the mean and tau2 at the top of the likelihood."""
    common = optimize.minimize_scalar(lambda mean: -total(mean, 0.0), bounds=(-20, 20), method="bounded")
    common = optimize.minimize_scalar(
        lambda mean: -total(mean, 0.0), bracket=(common.x - 0.01, common.x + 0.01), options={"xtol": 1e-10}
    )
    if abs(float(common.x)) > 15:
        raise SynthesisError("the log odds ratio has no bound: events in one arm only")
    options = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 2000, "maxfev": 4000}
    searches = [
        optimize.minimize(  # type: ignore[call-overload]  # the stubs want options of one type
            lambda at: -total(at[0], at[1]), [float(common.x), tau], method="Nelder-Mead", options=options
        )
        for tau in (0.1, 0.7)
    ]
    best = min(searches, key=lambda result: float(result.fun))
    # A maximum at tau2 = 0 is flat to the search; the slope at the bound tells it from one close by.
    if float(common.fun) <= float(best.fun) + 1e-8 and total.score(float(common.x), NEAR_ZERO)[1] <= 0:
        return float(common.x), 0.0
    return _polished(total, float(best.x[0]), max(float(best.x[1]) ** 2, NEAR_ZERO))


def _polished(total: _Likelihood, mean: float, tau2: float) -> tuple[float, float]:
    """Return the root of the score at the top that the search found, or that top where there is no root beside it."""

    def score(at: Floats) -> Floats:
        spread = float(np.exp(at[1]))
        return np.asarray(total.score(float(at[0]), spread) * [1.0, spread], dtype=np.float64)

    result = optimize.root(score, [mean, np.log(tau2)], tol=1e-12)
    root = float(result.x[0]), float(np.exp(result.x[1]))
    reached = abs(root[0] - mean) < 0.01 and total(root[0], np.sqrt(root[1])) >= total(mean, np.sqrt(tau2)) - 1e-9
    return root if reached else (mean, tau2)


def _standard_error(total: _Likelihood, mean: float, tau2: float) -> float:
    """Return the standard error of the mean from the observed information of mean and tau2, by differences."""
    if tau2 == 0:
        h = 1e-3
        curve = (2 * total(mean, 0.0) - total(mean + h, 0.0) - total(mean - h, 0.0)) / h**2
        return float(1 / np.sqrt(curve))
    steps = np.diag([1e-4, 1e-4 * tau2])
    slopes = [
        (total.score(mean + step[0], tau2 + step[1]) - total.score(mean - step[0], tau2 - step[1])) / (2 * step.sum())
        for step in steps
    ]
    information = -(np.array(slopes) + np.array(slopes).T) / 2
    return float(np.sqrt(np.linalg.inv(information)[0, 0]))
