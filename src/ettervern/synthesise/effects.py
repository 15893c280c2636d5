"""Effect sizes and their sampling variances from what papers print.

All ratios are handled as natural logarithms. Notation of a table: ``a`` events of ``n1`` people in the intervention
arm, ``c`` events of ``n2`` in the control arm, ``b`` and ``d`` the people without the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ettervern.synthesise.arrays import Flags, Floats, SynthesisError, as_floats, refuse

RATIOS = ("OR", "RR")
ZERO_RULES = ("only0", "all", "none")


@dataclass(frozen=True)
class Effects:
    """Effects with their variances.

    Attributes
    ----------
    y, v : ndarray of shape (k,)
        Effects on the analysis scale and their sampling variances; NaN where no effect can be computed.
    dropped : ndarray of bool, shape (k,)
        Tables that carry no information on the measure and were left out by the rule for empty tables.
    """

    y: Floats
    v: Floats
    dropped: Flags


def check_counts(a: Floats, n1: Floats, c: Floats, n2: Floats) -> None:
    """Refuse counts that cannot be counts of people.

    Raises
    ------
    SynthesisError
        Missing, negative or non-finite counts, more events than people, an empty arm.
    """
    cells = np.stack([a, n1, c, n2])
    refuse(
        (~np.isfinite(cells).all(axis=0), "a count is missing or not finite"),
        ((cells < 0).any(axis=0), "a count is negative"),
        ((a > n1) | (c > n2), "there are more events than people"),
        ((n1 == 0) | (n2 == 0), "an arm has no people"),
    )


def from_table(
    measure: str, a: Any, n1: Any, c: Any, n2: Any, *, zero: str = "only0", drop_empty: bool = False
) -> Effects:
    """Compute log OR, log RR, RD or Peto's log OR from 2x2 tables.

    Parameters
    ----------
    measure : {"OR", "RR", "RD", "PETO"}
        Effect measure. Formulas: Fleiss and Berlin 2009 (Handbook of Research Synthesis, ch. 13);
        Yusuf et al. 1985 for Peto's observed minus expected.
    a, n1, c, n2 : ndarray of shape (k,)
        Events and people in the intervention and control arms.
    zero : {"only0", "all", "none"}
        Whether 1/2 is added to all four cells of tables with a zero cell, of all tables, or of none. Peto's measure
        never needs it.
    drop_empty : bool
        Whether tables with no event, or only events, in both arms are left out.

    Raises
    ------
    SynthesisError
        For impossible counts, or an unknown measure or rule.
    """
    a, n1, c, n2 = (as_floats(cell) for cell in (a, n1, c, n2))
    check_counts(a, n1, c, n2)
    if zero not in ZERO_RULES:
        raise SynthesisError(f"zero rule {zero!r} is not known; expected one of {', '.join(ZERO_RULES)}")
    empty = ((a == 0) & (c == 0)) | ((a == n1) & (c == n2))
    dropped = empty if drop_empty or measure == "PETO" else np.zeros(a.shape, dtype=bool)
    if measure == "PETO":
        y, v = _peto(a, n1, c, n2)
    else:
        y, v = _corrected(measure, a, n1, c, n2, zero)
    return Effects(np.where(dropped, np.nan, y), np.where(dropped, np.nan, v), dropped)


def _corrected(measure: str, a: Floats, n1: Floats, c: Floats, n2: Floats, zero: str) -> tuple[Floats, Floats]:
    """Return effect and variance of each table after the correction for zero cells.

    The steps are in metafor's order, so that effects that tie there tie here too: rank tests and trim and fill see the
    last bit.
    """
    b, d = n1 - a, n2 - c
    has_zero = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    half = 0.5 * {"only0": has_zero, "all": np.ones_like(has_zero), "none": np.zeros_like(has_zero)}[zero]
    a, b, c, d = a + half, b + half, c + half, d + half
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "OR":
            y, v = np.log(p1 / (1 - p1)) - np.log(p2 / (1 - p2)), 1 / a + 1 / b + 1 / c + 1 / d
        elif measure == "RR":
            y, v = np.log(p1) - np.log(p2), 1 / a - 1 / n1 + 1 / c - 1 / n2
        elif measure == "RD":
            y, v = p1 - p2, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
        else:
            raise SynthesisError(f"measure {measure!r} is not known for counts; expected OR, RR, RD or PETO")
    usable = np.isfinite(y) & np.isfinite(v)
    return np.where(usable, y, np.nan), np.where(usable, v, np.nan)


def _peto(a: Floats, n1: Floats, c: Floats, n2: Floats) -> tuple[Floats, Floats]:
    """Return Peto's one-step log odds ratio (O - E) / V and its variance 1 / V."""
    people, events = n1 + n2, a + c
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = events * (people - events) * (n1 / people) * (n2 / people) / (people - 1)
        return (a - events * n1 / people) / variance, 1 / variance


def from_means(measure: str, mean1: Any, sd1: Any, n1: Any, mean2: Any, sd2: Any, n2: Any) -> tuple[Floats, Floats]:
    """Compute a mean difference or standardised mean difference.

    Parameters
    ----------
    measure : {"MD", "SMD"}
        ``SMD`` is Hedges' g with the exact small-sample factor J (gamma functions; Hedges 1981, eq. 6e) and the
        large-sample variance 1/n1 + 1/n2 + g^2 / (2 (n1 + n2)) (Hedges 1982, eq. 8).
    mean1, sd1, n1, mean2, sd2, n2 : ndarray of shape (k,)
        Means, standard deviations and people in the intervention and control arms.

    Raises
    ------
    SynthesisError
        Missing figures, negative standard deviations, an arm of fewer than two people, an unknown measure.
    """
    cells = np.stack([as_floats(cell) for cell in (mean1, sd1, n1, mean2, sd2, n2)])
    mean1, sd1, n1, mean2, sd2, n2 = cells
    refuse(
        (~np.isfinite(cells).all(axis=0), "a figure is missing or not finite"),
        ((sd1 < 0) | (sd2 < 0), "a standard deviation is negative"),
        ((n1 < 2) | (n2 < 2), "an arm has fewer than two people"),
        ((sd1 == 0) & (sd2 == 0), "both standard deviations are 0"),
    )
    if measure == "MD":
        return mean1 - mean2, sd1**2 / n1 + sd2**2 / n2
    if measure != "SMD":
        raise SynthesisError(f"measure {measure!r} is not known for means; expected MD or SMD")
    df = n1 + n2 - 2
    pooled_sd = np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    g = exact_j(df) * ((mean1 - mean2) / pooled_sd)
    return g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def exact_j(df: Floats) -> Floats:
    """Return Hedges' exact factor J(df) = Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)) (Hedges 1981, eq. 6e)."""
    result: Floats = np.exp(special.gammaln(df / 2) - 0.5 * np.log(df / 2) - special.gammaln((df - 1) / 2))
    return np.where(df > 1, result, np.nan)


def from_ratio(effect: Any, low: Any, high: Any, ci_level: Any = 0.95) -> tuple[Floats, Floats]:
    """Compute a log ratio and its variance from a printed ratio with a confidence interval of any level.

    Works for odds, risk and hazard ratios alike. The variance is ((log high - log low) / (2 z))^2 (Cochrane
    Handbook 6.3.1), so that rounding of the estimate itself does not touch it.

    Raises
    ------
    SynthesisError
        Missing or non-positive numbers, an interval that is turned round, a level outside (0, 1).
    """
    effect, low, high = as_floats(effect), as_floats(low), as_floats(high)
    level = np.broadcast_to(np.asarray(ci_level, dtype=np.float64), effect.shape)
    refuse(
        (~(effect > 0) | ~(low > 0) | ~(high > 0) | ~np.isfinite(high), "a ratio or a limit is missing or not above 0"),
        (low >= high, "the lower limit is not below the upper"),
        ((effect < low) | (effect > high), "the ratio lies outside its interval"),
        (~((level > 0) & (level < 1)), "the level of the interval is not between 0 and 1"),
    )
    z = special.ndtri(0.5 + level / 2)
    return np.log(effect), ((np.log(high) - np.log(low)) / (2 * z)) ** 2


def from_ratio_p(effect: Any, p: Any) -> tuple[Floats, Floats]:
    """Compute a log ratio and its variance from a printed ratio and a two-sided p value (Cochrane Handbook 6.3.2).

    Raises
    ------
    SynthesisError
        A ratio of exactly 1 (its variance cannot be found), or a p value outside (0, 1).
    """
    effect, p = as_floats(effect), as_floats(p)
    if not ((effect > 0) & (effect != 1) & (p > 0) & (p < 1)).all():
        raise SynthesisError("expected ratios above 0 and other than 1, and p values between 0 and 1")
    y = np.log(effect)
    return y, (y / special.ndtri(p / 2)) ** 2


def turn(y: Floats, same_event: Flags) -> Floats:
    """Return log odds ratios of the wanted event: the sign is changed where the opposite event was counted."""
    return np.where(same_event, y, -y)


def design_effect(cluster_size: float, icc: float) -> float:
    """Return the design effect 1 + (m - 1) ICC of a cluster trial (Cochrane Handbook 23.1.4)."""
    if not (cluster_size >= 1 and 0 <= icc <= 1):
        raise SynthesisError("expected a mean cluster size of at least 1 and an ICC between 0 and 1")
    return 1 + (cluster_size - 1) * icc
