"""Numbers as the stage passes them on, and the guard that keeps bad ones out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ettervern.errors import ArgumentError

#: One- or two-dimensional array of 64-bit floats.
Floats = npt.NDArray[np.float64]
#: Numbers beyond this, or variances below its inverse, overflow when squared and weighted.
LARGEST = 1e60
#: Array of truth values.
Flags = npt.NDArray[np.bool_]


class SynthesisError(ArgumentError):
    """The numbers cannot be pooled as asked; the message says why and what would do instead.

    Attributes
    ----------
    row : int or None
        The first study at fault, counted from 1.
    words : str
        The message without the row.
    """

    def __init__(self, words: str, row: int | None = None) -> None:
        self.words, self.row = words, row
        super().__init__(words if row is None else f"row {row}: {words}")


def refuse(*faults: tuple[Any, str]) -> None:
    """Raise a SynthesisError for the first row that the first fault marks; do nothing where no row is marked."""
    for marked, words in faults:
        if marked.any():
            rows = np.flatnonzero(marked.reshape(marked.shape[0], -1).any(axis=1))
            raise SynthesisError(words, int(rows[0]) + 1)


def as_floats(values: Any) -> Floats:
    """Return values as an array of floats; missing values (None, NA) become NaN."""
    if hasattr(values, "to_numpy"):
        return np.asarray(values.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)
    listed = [np.nan if value is None else value for value in values] if isinstance(values, list | tuple) else values
    return np.asarray(listed, dtype=np.float64)


def guard(y: Floats, v: Floats) -> None:
    """Refuse effects and variances that no estimator can use.

    PyMARE takes missing, infinite, zero and negative numbers without a word, so they are stopped here.

    Parameters
    ----------
    y, v : ndarray of shape (k,) or (k, d)
        Effects and their sampling variances.

    Raises
    ------
    SynthesisError
        With the first row (counted from 1) that is at fault.
    """
    if y.shape != v.shape:
        raise SynthesisError(f"{y.shape[0]} effects but {v.shape[0]} variances; expected one variance for each effect")
    if not y.size:
        raise SynthesisError("no effects; expected at least one")
    refuse(
        (~np.isfinite(y), "the effect is missing or not finite"),
        (~np.isfinite(v), "the variance is missing or not finite"),
        (v < 0, "the variance is negative"),
        (v == 0, "the variance is 0, which would give this study all the weight"),
        (
            (np.abs(y) > LARGEST) | (v > LARGEST) | (v < 1 / LARGEST),
            "the number is too large or too small to be pooled",
        ),
    )


def columns(values: Floats) -> Floats:
    """Return an array of shape (k, d): one column a data set."""
    return values[:, None] if values.ndim == 1 else values
