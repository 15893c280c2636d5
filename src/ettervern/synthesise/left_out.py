"""The pool without each study in turn, as arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ettervern.synthesise.arrays import Floats, as_floats, guard
from ettervern.synthesise.pooling import Fit, fit, heterogeneity

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


def _spread(result: Fit, v: Floats, x: Floats, method: str) -> tuple[Floats, Floats]:
    """Return I2 and H2 of each column, undefined where one study is left."""
    if v.shape[0] < 2:
        return np.full(v.shape[1], np.nan), np.full(v.shape[1], np.nan)
    return heterogeneity(result, v, x, method)


def _joined(parts: list[Fit]) -> Fit:
    """Return batches of fits as one."""
    if len(parts) == 1:
        return parts[0]
    names = ("beta", "se", "low", "high", "statistic", "p", "covariance", "tau2", "q")
    joined: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names}
    return replace(parts[0], **joined)


def without_each(y: Any, v: Any, method: str, ci_method: str | None, level: float) -> dict[str, Floats]:
    """Return ``estimate, se, ci_low, ci_high, p, tau2, i2, h2, q`` of the pool without each study, in order.

    Empty arrays where fewer than two studies are pooled.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    if y.size < 2:
        return {name: np.empty(0) for name in ("estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2", "h2", "q")}
    result, i2, h2 = left_out(y, v, method, ci_method, level)
    names = {"estimate": "beta", "se": "se", "ci_low": "low", "ci_high": "high", "p": "p"}
    file = {ours: getattr(result, name)[0] for ours, name in names.items()}
    return {**file, "tau2": result.tau2, "i2": i2, "h2": h2, "q": result.q}
