"""A three-parameter selection model: how the pool would look if significant studies were printed more often.

Vevea and Hedges 1995 with one step, at a one-sided p value of 0.025 (two-sided 0.05 in the wanted direction): studies
beyond it are printed with relative probability 1, the others with probability ``delta``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, special

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, guard
from ettervern.synthesise.pooling import pool_effects, quantile, two_sided

STEP = 0.025


@dataclass(frozen=True)
class Selection:
    """A fitted selection model.

    Attributes
    ----------
    estimate, se, p, ci_low, ci_high : float
        Effect corrected for selection, on the scale of the effects; Wald interval from the observed information.
    tau2 : float
        Variance between studies (maximum likelihood).
    delta : float
        How likely a study that is not significant in the wanted direction is printed, against one that is.
    lr, lr_p : float
        Likelihood-ratio test of no selection (delta = 1), chi-squared on 1 df.
    significant : int
        Studies beyond the step.
    k : int
        Studies.
    """

    estimate: float
    se: float
    p: float
    ci_low: float
    ci_high: float
    tau2: float
    delta: float
    lr: float
    lr_p: float
    significant: int
    k: int


def selection_model(y: Any, v: Any, favours: str, level: float = 0.95) -> Selection:
    """Fit the three-parameter selection model by maximum likelihood.

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects and sampling variances.
    favours : {"low", "high"}
        Whether low or high effects are the wanted ones.
    level : float
        Level of the interval.

    Raises
    ------
    SynthesisError
        Where no study, or every study, is significant: then delta cannot be told from the data.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    sign = -1.0 if favours == "low" else 1.0
    turned = sign * y
    significant = np.round(special.ndtr(-turned / np.sqrt(v)), 12) <= STEP
    if significant.all() or not significant.any():
        raise SynthesisError("a selection model needs studies both with and without a significant result")
    start = pool_effects(turned, v, "ML", "wald")
    best = _maximise(turned, v, significant, np.array([start.estimate, np.sqrt(start.tau2), 0.0]))
    null = -_log_likelihood(np.array([start.estimate, np.sqrt(start.tau2), 0.0]), turned, v, significant)
    lr = max(0.0, 2 * float(null + _log_likelihood(best, turned, v, significant)))
    se = _standard_error(best, turned, v, significant)
    half = quantile(level, None) * se
    estimate = sign * float(best[0])
    return Selection(
        estimate,
        se,
        float(two_sided(np.array([estimate / se]), None)[0]),
        estimate - half,
        estimate + half,
        float(best[1] ** 2),
        float(np.exp(best[2])),
        lr,
        float(special.chdtrc(1, lr)),
        int(significant.sum()),
        int(y.size),
    )


def _log_likelihood(parameters: Any, y: Floats, v: Floats, significant: Any) -> Any:
    """Return the log-likelihood at (mean, tau, log delta), complex for complex ones; Vevea and Hedges 1995, eq. 5."""
    mean, tau, log_delta = parameters
    total = v + tau**2
    cut = -special.ndtri(STEP) * np.sqrt(v)
    beyond = special.ndtr((mean - cut) / np.sqrt(total))
    norm = np.log(beyond + np.exp(log_delta) * (1 - beyond))
    density = -0.5 * (np.log(2 * np.pi * total) + (y - mean) ** 2 / total)
    return (density + np.where(significant, 0.0, log_delta) - norm).sum()


def _maximise(y: Floats, v: Floats, significant: Any, start: Floats) -> Floats:
    """Return the parameters at the top of the likelihood, from several starts."""
    spread = float(np.sqrt(v.mean()))
    bounds = [(None, None), (0.0, None), (-15.0, 15.0)]
    results = []
    for tau in (start[1], spread):
        for log_delta in (0.0, -1.5):
            guess = np.array([start[0], tau, log_delta])
            result = optimize.minimize(  # type: ignore[call-overload]  # the stubs want options of one type
                lambda at: -_log_likelihood(at, y, v, significant), guess, method="L-BFGS-B", bounds=bounds,
                options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 2000},
            )  # fmt: skip
            results.append((float(result.fun), result.x))
    best = min(results, key=lambda pair: pair[0])[1]
    searched = optimize.minimize(  # type: ignore[call-overload]
        lambda at: -_log_likelihood(np.array([at[0], abs(at[1]), at[2]]), y, v, significant), best,
        method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 5000, "maxfev": 10000},
    ).x  # fmt: skip
    return _polished(np.array([searched[0], abs(searched[1]), np.clip(searched[2], -15.0, 15.0)]), y, v, significant)


def _free(parameters: Floats) -> list[int]:
    """Return the parameters that do not lie on their bound."""
    return [0, *([1] if parameters[1] > 1e-6 else []), *([2] if abs(parameters[2]) < 14.9 else [])]


def _slopes(parameters: Floats, free: list[int], y: Floats, v: Floats, significant: Any) -> Floats:
    """Return the slopes of the log-likelihood to the last digit, by imaginary steps (Squire and Trapp 1998)."""
    steps = 1e-100j * np.eye(3)[free]
    return np.array([_log_likelihood(parameters + step, y, v, significant).imag for step in steps]) * 1e100


def _polished(best: Floats, y: Floats, v: Floats, significant: Any) -> Floats:
    """Move from where the likelihood no longer rises visibly to the root of its slopes.

    The search alone leaves eight digits, the rest rounding that differs from one machine to the next.
    """
    free = _free(best)

    def placed(values: Floats) -> Floats:
        parameters = best.copy()
        parameters[free] = values
        return parameters

    def slopes(values: Floats) -> Floats:
        return _slopes(placed(values), free, y, v, significant)

    result = optimize.root(slopes, best[free], tol=1e-14).x
    root = placed(result)
    near = np.abs(root - best).max() < 1e-3 and root[1] >= 0
    before, after = (_log_likelihood(at, y, v, significant) for at in (best, root))
    return root if near and after >= before - 1e-9 else best


def _standard_error(best: Floats, y: Floats, v: Floats, significant: Any) -> float:
    """Return the standard error of the mean from the observed information, by differences of the slopes at four points.

    A tau or delta on its bound is held there.
    """
    free = _free(best)
    steps = np.diag(1e-3 * np.maximum(0.1, np.abs(best)))[free]
    information = np.zeros((len(free), len(free)))
    for place, step in enumerate(steps):
        far, down, up, away = (_slopes(best + times * step, free, y, v, significant) for times in (-2, -1, 1, 2))
        information[place] = (away - far - 8 * (up - down)) / (12 * step.sum())
    variance = float(np.linalg.inv((information + information.T) / 2)[0, 0])
    return float(np.sqrt(variance)) if variance > 0 else float("nan")
