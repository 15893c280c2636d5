"""Effects of rates, of times to an event, and of a single group, with their sampling variances."""

from __future__ import annotations

from typing import Any

import numpy as np

from ettervern.synthesise.arrays import Floats, as_floats, refuse


def from_rates(events1: Any, time1: Any, events2: Any, time2: Any, zero: str = "only0") -> tuple[Floats, Floats]:
    """Compute log incidence rate ratios from events and person-time (Cochrane Handbook 6.7.1; Rothman 2008, ch. 14).

    Parameters
    ----------
    events1, time1, events2, time2 : ndarray of shape (k,)
        Events and person-time of the intervention and control arms.
    zero : {"only0", "all", "none"}
        Where 1/2 is added to both numbers of events.

    Raises
    ------
    SynthesisError
        Missing or negative figures, no person-time.
    """
    x1, t1, x2, t2 = cells = np.stack([as_floats(cell) for cell in (events1, time1, events2, time2)])
    refuse(
        (~np.isfinite(cells).all(axis=0), "a figure is missing or not finite"),
        ((cells < 0).any(axis=0), "a figure is negative"),
        ((t1 == 0) | (t2 == 0), "an arm has no person-time"),
    )
    none = (x1 == 0) | (x2 == 0)
    half = 0.5 * {"only0": none, "all": np.ones_like(none), "none": np.zeros_like(none)}[zero]
    x1, x2 = x1 + half, x2 + half
    with np.errstate(divide="ignore", invalid="ignore"):
        y, v = np.log(x1 / t1) - np.log(x2 / t2), 1 / x1 + 1 / x2
    return np.where(np.isfinite(y), y, np.nan), np.where(np.isfinite(v), v, np.nan)


def from_logrank(difference: Any, variance: Any) -> tuple[Floats, Floats]:
    """Compute log hazard ratios from a logrank test: (O - E) / V, with variance 1 / V (Cochrane Handbook 6.8.2).

    Parameters
    ----------
    difference, variance : ndarray of shape (k,)
        Observed minus expected events of the intervention arm, and their variance.

    Raises
    ------
    SynthesisError
        Missing figures, a variance that is not above 0.
    """
    o_e, v = as_floats(difference), as_floats(variance)
    refuse(
        (~np.isfinite(o_e) | ~np.isfinite(v), "a figure is missing or not finite"),
        (v <= 0, "the variance of O - E is not above 0"),
    )
    return o_e / v, 1 / v


def from_proportion(measure: str, events: Any, n: Any, zero: str = "only0") -> tuple[Floats, Floats]:
    """Compute a transformed proportion of a single group.

    Parameters
    ----------
    measure : {"PR", "PLN", "PLO", "PFT"}
        As it is, its log, its logit, or Freeman and Tukey's double arcsine (1950; half the sum of both arcsines).
    events, n : ndarray of shape (k,)
        Events and people.
    zero : {"only0", "all", "none"}
        Where 1/2 is added to people with and without the event; never for PFT.

    Raises
    ------
    SynthesisError
        Missing or negative figures, more events than people, nobody.
    """
    x, n = cells = np.stack([as_floats(cell) for cell in (events, n)])
    refuse(
        (~np.isfinite(cells).all(axis=0), "a count is missing or not finite"),
        ((cells < 0).any(axis=0), "a count is negative"),
        (x > n, "there are more events than people"),
        (n == 0, "a group has no people"),
    )
    if measure == "PFT":
        return (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)
    edge = (x == 0) | (x == n)
    half = 0.5 * {"only0": edge, "all": np.ones_like(edge), "none": np.zeros_like(edge)}[zero]
    x, n = x + half, n + 2 * half
    p = x / n
    with np.errstate(divide="ignore", invalid="ignore"):
        y, v = {
            "PR": lambda: (p, p * (1 - p) / n),
            "PLN": lambda: (np.log(p), 1 / x - 1 / n),
            "PLO": lambda: (np.log(p / (1 - p)), 1 / x + 1 / (n - x)),
        }[measure]()
    usable = np.isfinite(y) & np.isfinite(v) & (v > 0)
    return np.where(usable, y, np.nan), np.where(usable, v, np.nan)


def freeman_tukey_back(y: Any, people: Any) -> Floats:
    """Return proportions of double arcsines, by the harmonic mean of the studies' sizes (Miller 1978).

    Parameters
    ----------
    y : array_like
        On the scale of :func:`from_proportion`'s PFT.
    people : ndarray of shape (k,)
        Sizes of the studies that were pooled.
    """
    y, n = np.asarray(y, dtype=np.float64), 1 / np.mean(1 / as_floats(people))
    ends = [np.arcsin(np.sqrt(x / (n + 1))) / 2 + np.arcsin(np.sqrt((x + 1) / (n + 1))) / 2 for x in (0.0, n)]
    t = np.clip(y, *ends)
    s = np.sin(2 * t)
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = 1 - (s + (s - 1 / s) / n) ** 2
    p = 0.5 * (1 - np.sign(np.cos(2 * t)) * np.sqrt(np.clip(inner, 0, 1)))
    return np.where(y <= ends[0], 0.0, np.where(y >= ends[1], 1.0, p))


def from_single_mean(measure: str, mean: Any, sd: Any, n: Any) -> tuple[Floats, Floats]:
    """Compute the mean of a single group, or its logarithm (delta method: sd^2 / (n mean^2)).

    Parameters
    ----------
    measure : {"MN", "MNLN"}
        The mean, or its natural logarithm.
    mean, sd, n : ndarray of shape (k,)
        Mean, standard deviation and people.

    Raises
    ------
    SynthesisError
        Missing figures, a standard deviation that is not above 0, nobody, a mean without a logarithm.
    """
    mean, sd, n = cells = np.stack([as_floats(cell) for cell in (mean, sd, n)])
    refuse(
        (~np.isfinite(cells).all(axis=0), "a figure is missing or not finite"),
        (sd <= 0, "a standard deviation is not above 0"),
        (n < 1, "a group has no people"),
    )
    if measure == "MN":
        return mean, sd**2 / n
    refuse((mean <= 0, "a mean that is not above 0 has no logarithm"))
    return np.log(mean), sd**2 / (n * mean**2)
