"""How much the pool leans on each study: leave-one-out, cumulative, influence diagnostics, Baujat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, columns, guard
from ettervern.synthesise.pooling import Fit, fit, heterogeneity, pool_effects

#: Cells of y that one batch of parallel fits may hold.
BATCH = 2_000_000


def left_out(y: Floats, v: Floats, method: str, ci_method: str | None, level: float) -> tuple[Fit, Floats, Floats]:
    """Fit the pool without each study in turn, as parallel columns of PyMARE fits.

    Parameters
    ----------
    y, v : ndarray of shape (k,)
        Effects and sampling variances; k of at least 2.
    method, ci_method, level
        As for :func:`ettervern.synthesise.pooling.pool_effects`.

    Returns
    -------
    Fit, ndarray, ndarray
        Fits with one column a study left out, and their I2 and H2.
    """
    k = y.size
    keep = np.arange(k - 1)[:, None] + (np.arange(k - 1)[:, None] >= np.arange(k)[None, :])
    x = np.ones((k - 1, 1))
    width = max(1, BATCH // k)
    parts, spread = [], []
    for start in range(0, k, width):
        rows = keep[:, start : start + width]
        parts.append(fit(y[rows], v[rows], x, method, _interval(method, ci_method, k), level))
        spread.append(_spread(parts[-1], v[rows], x, method))
    i2, h2 = (np.concatenate([pair[number] for pair in spread]) for number in (0, 1))
    return _joined(parts), i2, h2


def _interval(method: str, ci_method: str | None, k: int) -> str:
    """Return the interval of the pools without one of k studies; a study left alone has its own."""
    return "wald" if k == 2 else ci_method or ("wald" if method == "FE" else "hk-conservative")


def _spread(found: Fit, v: Floats, x: Floats, method: str) -> tuple[Floats, Floats]:
    """Return I2 and H2 of each column, undefined where one study is left."""
    if v.shape[0] < 2:
        return np.full(v.shape[1], np.nan), np.full(v.shape[1], np.nan)
    return heterogeneity(found, v, x, method)


def _joined(parts: list[Fit]) -> Fit:
    """Return batches of fits as one."""
    if len(parts) == 1:
        return parts[0]
    names = ("beta", "se", "low", "high", "statistic", "p", "covariance", "tau2", "q")
    joined: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names}
    return replace(parts[0], **joined)


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
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    names = {"estimate": "beta", "se": "se", "ci_low": "low", "ci_high": "high", "p": "p"}
    if y.size < 2:
        return pd.DataFrame(columns=["estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2", "h2", "q"])
    found, i2, h2 = left_out(y, v, method, ci_method, level)
    shown = {ours: getattr(found, name)[0] for ours, name in names.items()}
    return pd.DataFrame({**shown, "tau2": found.tau2, "i2": i2, "h2": h2, "q": found.q})


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
        found = pool_effects(y[places[:count]], v[places[:count]], method, ci_method, level)
        rows.append({"added": int(places[count - 1]), **{name: getattr(found, name) for name in names}})
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
