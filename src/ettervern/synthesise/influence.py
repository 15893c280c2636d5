"""How much the pool leans on each study: leave-one-out, cumulative, influence diagnostics, Baujat."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ettervern.synthesise.arrays import SynthesisError, as_floats, columns, guard
from ettervern.synthesise.left_out import left_out, without_each
from ettervern.synthesise.pooling import fit, pool_effects


def leave_one_out(
    y: Any, v: Any, method: str = "REML", ci_method: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Pool again without each study in turn.

    Returns
    -------
    DataFrame
        One row a study, in order: ``estimate, se, ci_low, ci_high, p, tau2, i2, h2, q`` of the pool without it.
        Empty where fewer than two studies are pooled.
    """
    return pd.DataFrame(without_each(y, v, method, ci_method, level))


def cumulative(
    y: Any, v: Any, order: Any, method: str = "REML", ci_method: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Pool again as studies are added one by one.

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects and sampling variances.
    order : array_like of shape (k,)
        What the studies are ordered by, such as the year; ties keep their order, missing values come last.
    method, ci_method, level
        As for :func:`ettervern.synthesise.pooling.pool_effects`.

    Returns
    -------
    DataFrame
        ``added`` (position of the study added) and ``k, estimate, se, ci_low, ci_high, p, tau2, i2``.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    places = np.argsort(as_floats(order), kind="stable")
    names = ("k", "estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2")
    rows = []
    for count in range(1, y.size + 1):
        result = pool_effects(y[places[:count]], v[places[:count]], method, ci_method, level)
        rows.append({"added": int(places[count - 1]), **{name: getattr(result, name) for name in names}})
    return pd.DataFrame(rows)


def influence(y: Any, v: Any, method: str = "REML") -> pd.DataFrame:
    """Return the influence of each study on the pool.

    Viechtbauer and Cheung 2010: externally standardised residual, DFFITS, Cook's distance, covariance ratio, hat
    value, tau2 and Q without the study; Baujat et al. 2002: squared Pearson residual (``baujat_x``) and squared
    change of the pooled effect over its variance without the study (``baujat_y``). All with Wald covariances.

    Raises
    ------
    SynthesisError
        For fewer than three studies.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    if y.size < 3:
        raise SynthesisError("influence needs at least three studies")
    full = fit(columns(y), columns(v), np.ones((y.size, 1)), method, "wald")
    without, _, _ = left_out(y, v, method, "wald", 0.95)
    estimate, variance, tau2 = float(full.beta[0, 0]), float(full.covariance[0, 0, 0]), float(full.tau2[0])
    change, var_without = estimate - without.beta[0], without.covariance[0, 0]
    hat = variance / (v + tau2)
    return pd.DataFrame(
        {
            "rstudent": (y - without.beta[0]) / np.sqrt(v + var_without + without.tau2),
            "dffits": change / np.sqrt(hat * (without.tau2 + v)),
            "cook": change**2 / variance,
            "cov_ratio": var_without / variance,
            "tau2_without": without.tau2,
            "q_without": without.q,
            "hat": hat,
            "baujat_x": (y - estimate) ** 2 / (v + tau2),
            "baujat_y": change**2 / var_without,
        }
    )
