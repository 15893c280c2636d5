"""The digits of a number that mean the same on every processor, and choices that its last digits do not make.

The C library takes other paths on other processors (fused multiplication, wider vectors), so that the last digits of a
logarithm, an exponential or a long sum differ: by some 1e-14 of the value in all that was seen. What is written is cut
off well before them, and what is chosen by comparison (a rank, a threshold, a whole number of people) is chosen from
numbers without them. A threshold is a number with few digits, so it never lies where two neighbours part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # files are written without numpy, which takes longer to load than a command without sums to run
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Significant digits of what is written.
DIGITS = 12
#: Decimals of a difference of two shares: shares lie between 0 and 1, so that the rest is rounding.
DECIMALS = 12


def steady(value: float, digits: int = DIGITS) -> float:
    """Return a number with so many significant digits; missing and infinite ones as they are.

    Examples
    --------
    >>> steady(0.1 + 0.2), 100 * 1.1, steady(100 * 1.1)
    (0.3, 110.00000000000001, 110.0)
    """
    return float(f"{value:.{digits}g}")


def written(content: Any) -> Any:
    """Return what is to be written with every float in it, however deep in lists and dicts, made :func:`steady`."""
    if isinstance(content, float):
        return content if content.is_integer() else steady(content)  # a whole number is a count
    if isinstance(content, dict):
        return {name: written(value) for name, value in content.items()}
    return [written(value) for value in content] if isinstance(content, (list, tuple)) else content


def written_column(cells: list[Any]) -> list[Any]:
    """Return the cells of a column as they are to be written; one without floats as it is."""
    return [written(cell) for cell in cells] if float in set(map(type, cells)) else cells


def difference(one: float, other: float) -> float:
    """Return one share less another, to as many decimals as the shares have: what rounding leaves of equals is 0."""
    return round(one - other, DECIMALS) + 0.0


def levelled(values: Any, gap: float) -> Floats:
    """Return values with every run of neighbours nearer than ``gap`` put level with the lowest of the run.

    Unlike rounding, which parts two values that lie beside each other on either side of an edge.

    Parameters
    ----------
    values : array_like of shape (n,)
        Infinite values stay as they are.
    gap : float
        Wider than the noise, narrower than any difference that counts.

    Examples
    --------
    >>> levelled([0.5, 0.5 + 1e-12, 0.75], 1e-9).tolist()
    [0.5, 0.5, 0.75]
    """
    import numpy as np

    given = np.asarray(values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    rising = given[order]
    with np.errstate(invalid="ignore"):  # the difference of two infinite values is none
        begins = np.flatnonzero(np.concatenate([[True], ~(np.diff(rising) <= gap)]))[: given.size]
    level = np.empty_like(given)
    level[order] = np.repeat(rising[begins], np.diff(np.append(begins, given.size)))
    return level
