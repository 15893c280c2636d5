"""Means and standard deviations from what papers print instead: errors, intervals, quartiles, ranges, changes.

Every function takes arrays of shape (k,) and gives NaN where its figures are missing, so that the ways can be tried in
turn; :func:`complete` does that for the arms of a table and says how each figure was had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy import special

from ettervern.synthesise.arrays import Floats, refuse

#: What one arm may be described by; each column ends with the arm's name.
FIGURES = (
    "mean", "sd", "n", "se", "mean_ci_low", "mean_ci_high", "median", "q1", "q3", "min", "max", "sd_baseline",
    "sd_final",
)  # fmt: skip


#: Figures that cannot be under 0.
SPREADS = ("sd", "se", "sd_baseline", "sd_final")


def sd_from_se(se: Floats, n: Floats) -> Floats:
    """Return the standard deviation that a standard error of a mean comes from (Cochrane Handbook 6.5.2.2)."""
    return se * np.sqrt(n)


def sd_from_interval(low: Floats, high: Floats, n: Floats, level: float = 0.95) -> Floats:
    """Return the standard deviation that an interval of a mean comes from, by t with n - 1 degrees of freedom.

    Cochrane Handbook 6.5.2.2: sqrt(n) (high - low) / (2 t).

    Examples
    --------
    >>> float(np.round(sd_from_interval(np.array([30.0]), np.array([34.2]), np.array([25.0]))[0], 2))
    5.09
    """
    return np.sqrt(n) * (high - low) / (2 * special.stdtrit(n - 1, 0.5 + level / 2))


def sd_from_p(difference: Floats, p: Floats, n1: Floats, n2: Floats) -> Floats:
    """Return the standard deviation, the same in both arms, that the p value of a t test of two means comes from.

    Cochrane Handbook 6.5.2.3: SE = difference / t, SD = SE / sqrt(1/n1 + 1/n2); NaN for a difference of 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.abs(difference) / -special.stdtrit(n1 + n2 - 2, p / 2)
        sd = se / np.sqrt(1 / n1 + 1 / n2)
    return np.where(np.isfinite(sd) & (sd > 0), sd, np.nan)


def sd_of_change(baseline: Floats, final: Floats, correlation: Floats) -> Floats:
    """Return the standard deviation of a change from those of baseline and end (Cochrane Handbook 6.5.2.8)."""
    return np.sqrt(baseline**2 + final**2 - 2 * correlation * baseline * final)


def _half_range(n: Floats) -> Floats:
    """Return how many standard deviations the range of n people is expected to span on each side (Wan 2014, eq. 9)."""
    return special.ndtri((n - 0.375) / (n + 0.25))


def _half_quartiles(n: Floats) -> Floats:
    """Return how many standard deviations the quartiles are expected to be from the mean (Wan 2014, eq. 16)."""
    return special.ndtri((0.75 * n - 0.125) / (n + 0.25))


def mean_from_quartiles(q1: Floats, median: Floats, q3: Floats, n: Floats) -> Floats:
    """Return the mean by optimal weights of median and quartiles (Luo 2018, eq. 15)."""
    w = 0.7 + 0.39 / n
    return w * (q1 + q3) / 2 + (1 - w) * median


def sd_from_quartiles(q1: Floats, q3: Floats, n: Floats) -> Floats:
    """Return the standard deviation from the quartiles (Wan 2014, eq. 16)."""
    return (q3 - q1) / (2 * _half_quartiles(n))


def mean_from_range(low: Floats, median: Floats, high: Floats, n: Floats) -> Floats:
    """Return the mean by optimal weights of median and range (Luo 2018, eq. 7)."""
    w = 4 / (4 + n**0.75)
    return w * (low + high) / 2 + (1 - w) * median


def sd_from_range(low: Floats, high: Floats, n: Floats) -> Floats:
    """Return the standard deviation from the range (Wan 2014, eq. 9)."""
    return (high - low) / (2 * _half_range(n))


def mean_from_five(low: Floats, q1: Floats, median: Floats, q3: Floats, high: Floats, n: Floats) -> Floats:
    """Return the mean by optimal weights of all five numbers (Luo 2018, eq. 17)."""
    w1, w2 = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    return w1 * (low + high) / 2 + w2 * (q1 + q3) / 2 + (1 - w1 - w2) * median


def sd_from_five(low: Floats, q1: Floats, q3: Floats, high: Floats, n: Floats) -> Floats:
    """Return the standard deviation by optimal weights of range and quartiles (Shi 2020, eq. 10)."""
    w = 1 / (1 + 0.07 * n**0.6)
    return w * sd_from_range(low, high, n) + (1 - w) * sd_from_quartiles(q1, q3, n)


def complete(arm: Mapping[str, Floats], correlation: Floats) -> tuple[Floats, Floats, list[str]]:
    """Return mean and standard deviation of one arm of each study, and how they were had.

    Parameters
    ----------
    arm : mapping of str to ndarray of shape (k,)
        Any of ``FIGURES``; NaN where a paper prints nothing.
    correlation : ndarray of shape (k,)
        Between baseline and end, where a change needs it.

    Returns
    -------
    mean, sd : ndarray of shape (k,)
        NaN where no way leads to them.
    how : list of str
        For each study: empty where both are printed, else what they were computed from.

    Raises
    ------
    SynthesisError
        Quartiles or a range out of order, an interval turned round, a correlation beyond 1.
    """
    k = correlation.size
    get = {name: arm.get(name, np.full(k, np.nan)) for name in FIGURES}
    _refuse_disorder(get, correlation)
    mean, from_mean = _first(get["mean"], _means(get))
    sd, from_sd = _first(get["sd"], _deviations(get, correlation))
    how = ["; ".join(dict.fromkeys(filter(None, pair))) for pair in zip(from_mean, from_sd, strict=True)]
    return mean, sd, how


Ways = list[tuple[str, Callable[[], Floats]]]


def _means(x: Mapping[str, Floats]) -> Ways:
    """Return the ways to a mean, the best first."""
    return [
        (
            "from median, quartiles and range (Luo 2018)",
            lambda: mean_from_five(x["min"], x["q1"], x["median"], x["q3"], x["max"], x["n"]),
        ),
        ("from median and quartiles (Luo 2018)", lambda: mean_from_quartiles(x["q1"], x["median"], x["q3"], x["n"])),
        ("from median and range (Luo 2018)", lambda: mean_from_range(x["min"], x["median"], x["max"], x["n"])),
        ("from the middle of its interval", lambda: (x["mean_ci_low"] + x["mean_ci_high"]) / 2),
    ]


def _deviations(x: Mapping[str, Floats], correlation: Floats) -> Ways:
    """Return the ways to a standard deviation, the best first."""
    return [
        ("SD from its standard error", lambda: sd_from_se(x["se"], x["n"])),
        ("SD from the interval of the mean", lambda: sd_from_interval(x["mean_ci_low"], x["mean_ci_high"], x["n"])),
        (
            "SD of the change from those of baseline and end and their correlation",
            lambda: sd_of_change(x["sd_baseline"], x["sd_final"], correlation),
        ),
        ("SD from quartiles and range (Shi 2020)", lambda: sd_from_five(x["min"], x["q1"], x["q3"], x["max"], x["n"])),
        ("SD from quartiles (Wan 2014)", lambda: sd_from_quartiles(x["q1"], x["q3"], x["n"])),
        ("SD from the range (Wan 2014)", lambda: sd_from_range(x["min"], x["max"], x["n"])),
    ]


def _first(printed: Floats, ways: Ways) -> tuple[Floats, list[str]]:
    """Return the printed figures, and where there is none the first way that gives one, with its name."""
    result, how = printed.copy(), np.full(printed.size, "", dtype=object)
    for name, way in ways:
        with np.errstate(invalid="ignore", divide="ignore"):
            value = way()
        take = np.isnan(result) & np.isfinite(value)
        result[take], how[take] = value[take], name
    return result, list(how)


def _refuse_disorder(x: Mapping[str, Floats], correlation: Floats) -> None:
    """Refuse figures that cannot belong together."""
    ordered = [x[name] for name in ("min", "q1", "median", "q3", "max")]
    pairs = [(ordered[i], ordered[j]) for i in range(5) for j in range(i + 1, 5)]
    refuse(
        *((low > high, "range, quartiles and median are out of order") for low, high in pairs),
        (x["mean_ci_low"] > x["mean_ci_high"], "the interval of the mean is turned round"),
        (np.abs(correlation) > 1, "a correlation lies between -1 and 1"),
        *(
            (x[name] < 0, "a standard deviation or error is negative")
            for name in ("sd", "se", "sd_baseline", "sd_final")
        ),
    )
