"""Several contrasts of one trial: robust variance with correlated-effects weights, or one row a trial.

The chosen-contrast rule of the protocol is in :mod:`ettervern.synthesise.choose`; this module holds the two ways that
use all contrasts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, columns, guard
from ettervern.synthesise.estimators import DerSimonianLaird

#: The usual assumption on the correlation of sampling errors in a trial (Hedges, Tipton and Johnson 2010).
RHO = 0.8
#: A standard error this far below the model's own is rounding.
NOISE = 1e-9


@dataclass(frozen=True)
class RobustPool:
    """A pool with CR2 robust variance.

    Attributes
    ----------
    k, clusters : int
        Contrasts and trials.
    estimate, se, df, p, ci_low, ci_high : float
        Pooled effect, CR2 standard error, Satterthwaite degrees of freedom (Tipton 2015) and what follows from them.
    tau2 : float
        Variance between studies.
    weights : ndarray of shape (k,)
        Weights in percent.
    """

    k: int
    clusters: int
    estimate: float
    se: float
    df: float
    p: float
    ci_low: float
    ci_high: float
    tau2: float
    weights: Floats


def correlated_effects(y: Any, v: Any, trials: Any, rho: float = RHO, level: float = 0.95) -> RobustPool:
    """Pool all contrasts with correlated-effects weights and CR2 robust variance.

    Hedges, Tipton and Johnson 2010 for weights and tau2 (as in Fisher and Tipton 2015, eq. 7 to 9); Tipton 2015 for
    CR2 and its degrees of freedom. A trial's weight does not grow with its number of contrasts, so that a control
    group shared by several arms is not counted twice.

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects and sampling variances.
    trials : array_like of shape (k,)
        Label of the trial of each contrast.
    rho : float
        Correlation of sampling errors in a trial, between 0 and 1; it touches only tau2, and that little.
    level : float
        Level of the interval.

    Raises
    ------
    SynthesisError
        For fewer than two trials.
    """
    y, v, labels = _checked(y, v, trials)
    estimator = DerSimonianLaird(weight_scheme="rescale", rho=rho)
    with warnings.catch_warnings():
        # PyMARE warns where trials are few; the callers say so in words.
        warnings.simplefilter("ignore", UserWarning)
        result = estimator.fit(columns(y), columns(v), np.ones((y.size, 1)), g=labels).params_
    sizes = np.array([(labels == label).sum() for label in labels])
    means = np.array([v[labels == label].mean() for label in labels])
    weights = 1 / (sizes * (means + float(np.ravel(result["tau2"])[0])))
    return _described(result, weights, labels, level)


def _checked(y: Any, v: Any, trials: Any) -> tuple[Floats, Floats, Any]:
    """Return guarded numbers and the labels of the trials as an array."""
    y, v, labels = as_floats(y), as_floats(v), np.asarray(list(trials), dtype=object)
    guard(y, v)
    if labels.size != y.size:
        raise SynthesisError(f"{y.size} effects but {labels.size} trial labels; expected one label for each effect")
    if len(set(labels.tolist())) < 2:
        raise SynthesisError("robust variance needs at least two trials")
    return y, v, labels


def _described(result: Any, weights: Floats, labels: Any, level: float) -> RobustPool:
    """Return what a fitted PyMARE estimator with groups says."""
    estimate, se = float(result["fe_params"][0, 0]), float(np.sqrt(result["inv_cov"][0, 0, 0]))
    df = float(result["dof"][0, 0])
    # Effects that do not differ at all say nothing about how sure their mean is.
    se = se if se > NOISE / np.sqrt(weights.sum()) else float("nan")
    half = float(special.stdtrit(df, 0.5 + level / 2)) * se
    p = float(2 * special.stdtr(df, -abs(estimate / se)))
    return RobustPool(
        k=weights.size,
        clusters=len(set(labels.tolist())),
        estimate=estimate,
        se=se,
        df=df,
        p=p,
        ci_low=estimate - half,
        ci_high=estimate + half,
        tau2=float(np.ravel(result["tau2"])[0]),
        weights=100 * weights / weights.sum(),
    )
