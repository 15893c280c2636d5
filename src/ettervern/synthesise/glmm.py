"""Binomial-normal models of tables: a check where events are few and a normal log odds ratio is a stretch.

Both models give each study its own log odds ratio from a normal distribution and integrate it out by adaptive
Gauss-Hermite quadrature (Jackson et al. 2018, models 4 and 7; Stijnen, Hamza and Ozdemir 2010).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, special

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats
from ettervern.synthesise.effects import check_counts
from ettervern.synthesise.pooling import quantile

#: Points of the quadrature; odd, so that one lies on the mode.
NODES = 15
#: Below this tau a study's integral is its value at the mean.
NO_SPREAD = 1e-7
#: Slope and curvature of a study's log-likelihood in its own log odds ratio.
Derivatives = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Glmm:
    """A fitted binomial-normal model, on the log odds ratio scale.

    Attributes
    ----------
    model : str
        ``conditional`` or ``unconditional``.
    k : int
        Tables with events in some and not in all people.
    estimate, se, ci_low, ci_high, tau2 : float
        Mean log odds ratio with its Wald interval, and the variance between studies.
    """

    model: str
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


def glmm(a: Any, n1: Any, c: Any, n2: Any, model: str = "unconditional", level: float = 0.95) -> Glmm:
    """Fit a binomial-normal model by maximum likelihood.

    Parameters
    ----------
    a, n1, c, n2 : array_like of shape (k,)
        Events and people in the intervention and control arms.
    model : {"unconditional", "conditional"}
        ``unconditional`` has two binomial arms and a fixed effect for each study (metafor's UM.FS), and suits common
        events; ``conditional`` takes the intervention arm's events as binomial given the total, with offset
        log(n1 / n2) (CM.AL), which is close only where events are rare.
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
    likelihoods = {"unconditional": _unconditional, "conditional": _conditional}
    if model not in likelihoods:
        raise SynthesisError(f"model {model!r} is not known; expected one of {', '.join(likelihoods)}")
    total = _Memory(likelihoods[model], tables)
    estimate, tau = _maximise(total)
    se = _standard_error(total, estimate, tau)
    half = quantile(level, None) * se
    return Glmm(model, int(used.sum()), estimate, se, estimate - half, estimate + half, tau**2)


class _Memory:
    """The log-likelihood of all tables at (mean, tau), with the study effects of the last call as the next start."""

    def __init__(self, likelihood: Callable[[Tables, float, float, Floats], tuple[float, Floats]], tables: Tables):
        self.likelihood, self.tables = likelihood, tables
        self.start = special.logit((tables.a + tables.c + 0.5) / (tables.n1 + tables.n2 + 1))

    def __call__(self, mean: float, tau: float) -> float:
        """Return the log-likelihood."""
        value, self.start = self.likelihood(self.tables, mean, abs(tau), self.start)
        return value


def _conditional(tables: Tables, mean: float, tau: float, start: Floats) -> tuple[float, Floats]:
    """Return the log-likelihood of the conditional model; it has no study effects to carry on."""
    total, offset = tables.a + tables.c, np.log(tables.n1 / tables.n2)

    def at(theta: Floats) -> Derivatives:
        p = special.expit(theta + offset)
        value = tables.a * (theta + offset) - total * np.logaddexp(0, theta + offset)
        return value, tables.a - total * p, -total * p * (1 - p)

    points, log_weights = _nodes(at, mean, tau, total.shape)
    return float(special.logsumexp(at(mean + tau * points)[0] + log_weights, axis=1).sum()), start


def _unconditional(tables: Tables, mean: float, tau: float, start: Floats) -> tuple[float, Floats]:
    """Return the log-likelihood of the unconditional model at the best effect of each study.

    The logit is alpha + theta / 2 in the intervention and alpha - theta / 2 in the control arm.
    """
    alpha = start
    for _ in range(50):
        slope, curve, value = _study_effect(tables, mean, tau, alpha)
        step = slope / -curve
        alpha = alpha + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-11:
            break
    return float(value.sum()), alpha


def _study_effect(tables: Tables, mean: float, tau: float, alpha: Floats) -> Derivatives:
    """Return slope and curvature of each study's integral in alpha, and its logarithm; each of shape (k, 1)."""

    def arms(theta: Floats) -> tuple[Floats, Floats]:
        return special.expit(alpha + theta / 2), special.expit(alpha - theta / 2)

    def at(theta: Floats) -> Derivatives:
        p1, p2 = arms(theta)
        value = tables.a * (alpha + theta / 2) - tables.n1 * np.logaddexp(0, alpha + theta / 2)
        value = value + tables.c * (alpha - theta / 2) - tables.n2 * np.logaddexp(0, alpha - theta / 2)
        slope = (tables.a - tables.n1 * p1 - tables.c + tables.n2 * p2) / 2
        return value, slope, -(tables.n1 * p1 * (1 - p1) + tables.n2 * p2 * (1 - p2)) / 4

    points, log_weights = _nodes(at, mean, tau, alpha.shape)
    theta = mean + tau * points
    logs = at(theta)[0] + log_weights
    value = special.logsumexp(logs, axis=1, keepdims=True)
    share = np.exp(logs - value)
    p1, p2 = arms(theta)
    slope = tables.a - tables.n1 * p1 + tables.c - tables.n2 * p2
    curve = -(tables.n1 * p1 * (1 - p1) + tables.n2 * p2 * (1 - p2))
    first = (share * slope).sum(1, keepdims=True)
    second = (share * (curve + slope**2)).sum(1, keepdims=True) - first**2
    return first, second, value


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


def _maximise(total: _Memory) -> tuple[float, float]:
    """Return the mean and tau at the top of the likelihood."""
    common = optimize.minimize_scalar(lambda mean: -total(mean, 0.0), bounds=(-20, 20), method="bounded")
    common = optimize.minimize_scalar(
        lambda mean: -total(mean, 0.0), bracket=(common.x - 0.01, common.x + 0.01), options={"xtol": 1e-10}
    )
    if abs(float(common.x)) > 15:
        raise SynthesisError("the log odds ratio has no bound: events in one arm only")
    options = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 2000, "maxfev": 4000}
    searches = [
        optimize.minimize(
            lambda at: -total(at[0], at[1]), [float(common.x), tau], method="Nelder-Mead", options=options
        )
        for tau in (0.1, 0.7)
    ]
    best = min(searches, key=lambda found: float(found.fun))
    # A maximum at tau = 0 is flat to the search; take the bound itself.
    if float(common.fun) <= float(best.fun) + 1e-8:
        return float(common.x), 0.0
    return float(best.x[0]), abs(float(best.x[1]))


def _standard_error(total: _Memory, mean: float, tau: float) -> float:
    """Return the standard error of the mean from the observed information of mean and tau, by differences."""
    h = 1e-3

    def at(steps_mean: int, steps_tau: int) -> float:
        return -total(mean + steps_mean * h, tau + steps_tau * h)

    both = (at(1, 0) - 2 * at(0, 0) + at(-1, 0)) / h**2
    if tau == 0:
        return float(1 / np.sqrt(both))
    mixed = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h**2)
    spread = (at(0, 1) - 2 * at(0, 0) + at(0, -1)) / h**2
    return float(np.sqrt(spread / (both * spread - mixed**2)))
