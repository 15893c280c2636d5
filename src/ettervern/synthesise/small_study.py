"""Do small studies show other effects than large ones? Regression and rank tests, trim and fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ettervern.rounding import levelled
from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, columns, guard
from ettervern.synthesise.effects import check_counts
from ettervern.synthesise.estimators import WeightedLeastSquares
from ettervern.synthesise.pooling import Pool, fit, pool_effects, two_sided
from ettervern.synthesise.rank import kendall

#: Rounds of trim and fill; a search that has not settled by then never will.
ROUNDS = 100
#: Effects nearer to each other than this lie level: their order would be rounding.
TIE = 1e-10
#: A weighted sum of squares below this is rounding, not spread between studies.
NOTHING = float(np.finfo(float).eps)


@dataclass(frozen=True)
class AsymmetryTest:
    """A test for small-study effects.

    Attributes
    ----------
    name : str
        ``egger``, ``peters``, ``harbord`` or ``begg``.
    k : int
        Studies in the test.
    estimate, se : float
        The tested coefficient and its standard error (Begg: Kendall's tau, no standard error).
    statistic : float
        t of the regression tests; NaN for Begg.
    df : int or None
        k - 2 for the regression tests, None for Begg.
    p : float
        Two-sided p value.
    """

    name: str
    k: int
    estimate: float
    se: float
    statistic: float
    df: int | None
    p: float


def _regression(name: str, y: Floats, predictor: Floats, weights: Floats) -> AsymmetryTest:
    """Regress effects on a predictor with weights; test the slope with the residual variance on k - 2 df."""
    k = y.size
    if k < 3:
        raise SynthesisError(f"the {name} test needs at least three studies")
    if np.ptp(predictor) == 0:
        raise SynthesisError(f"the {name} test needs studies of different precision")
    # Around their weighted means the two columns do not mix, which keeps the digits of studies that are much alike.
    y, predictor = (values - np.average(values, weights=weights) for values in (y, predictor))
    x = np.column_stack([np.ones(k), predictor])
    # Knapp and Hartung's adjustment at tau2 = 0 is weighted least squares with an estimated residual variance.
    estimator = WeightedLeastSquares(tau2=0.0, small_sample_correction="knapp-hartung")
    result = estimator.fit(columns(y), x, v=columns(1 / weights)).params_
    slope, se = float(result["fe_params"][1, 0]), float(np.sqrt(result["inv_cov"][1, 1, 0]))
    if float((weights * (y - predictor * slope) ** 2).sum()) <= NOTHING:
        raise SynthesisError(f"the {name} test needs effects that differ otherwise than by their precision")
    return AsymmetryTest(name, k, slope, se, slope / se, k - 2, float(two_sided(np.array([slope / se]), k - 2)[0]))


def _refuse_equal(name: str, y: Floats, v: Floats) -> None:
    """Refuse effects that differ by rounding only: their order would be chance."""
    if float(((y - np.average(y, weights=1 / v)) ** 2 / v).sum()) <= NOTHING:
        raise SynthesisError(f"{name} needs effects that differ")


def egger(y: Any, v: Any) -> AsymmetryTest:
    """Test for funnel asymmetry by the standard error (Egger et al. 1997).

    The intercept of y / se on 1 / se equals the slope of y on se with weights 1 / v, which is what is fitted.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    return _regression("egger", y, np.sqrt(v), 1 / v)


def peters(y: Any, a: Any, n1: Any, c: Any, n2: Any) -> AsymmetryTest:
    """Test for asymmetry of log odds ratios by 1 / n, weighted by the events (Peters et al. 2006)."""
    a, n1, c, n2 = (as_floats(cell) for cell in (a, n1, c, n2))
    check_counts(a, n1, c, n2)
    y, events, people = as_floats(y), a + c, n1 + n2
    used = np.isfinite(y) & (events > 0) & (events < people)
    weights = 1 / (1 / events[used] + 1 / (people - events)[used])
    return _regression("peters", y[used], 1 / people[used], weights)


def harbord(a: Any, n1: Any, c: Any, n2: Any) -> AsymmetryTest:
    """Test for asymmetry by the efficient score Z and its variance V (Harbord, Egger and Sterne 2006).

    Z / sqrt(V) on sqrt(V); the tested intercept is the slope of Z / V on 1 / sqrt(V) with weights V.
    """
    a, n1, c, n2 = (as_floats(cell) for cell in (a, n1, c, n2))
    check_counts(a, n1, c, n2)
    people, events = n1 + n2, a + c
    z = a - n1 * events / people
    with np.errstate(divide="ignore", invalid="ignore"):
        v = n1 * n2 * events * (people - events) / (people**2 * (people - 1))
    used = v > 0
    return _regression("harbord", z[used] / v[used], 1 / np.sqrt(v[used]), v[used])


def begg(y: Any, v: Any) -> AsymmetryTest:
    """Test for a rank correlation of standardised effects and variances (Begg and Mazumdar 1994).

    Exact without ties, else by the normal approximation.

    Raises
    ------
    SynthesisError
        For a single study, effects that do not differ, or variances that are all the same.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    if y.size < 2:
        raise SynthesisError("the begg test needs at least two studies")
    _refuse_equal("the begg test", y, v)
    if np.ptp(v) == 0:
        raise SynthesisError("the begg test needs studies of different precision")
    common = fit(columns(y), columns(v), np.ones((y.size, 1)), "FE", "wald")
    spread = v - float(common.covariance[0, 0, 0])
    standardised = levelled((y - float(common.beta[0, 0])) / np.sqrt(spread), TIE)
    tau, p = kendall(standardised, v)
    return AsymmetryTest("begg", y.size, tau, float("nan"), float("nan"), None, p)


@dataclass(frozen=True)
class TrimAndFill:
    """Trim and fill with the estimator L0 (Duval and Tweedie 2000).

    Attributes
    ----------
    k0 : int
        Studies that seem to be missing.
    side : str
        Where they would lie: ``left`` or ``right``.
    y, v : ndarray of shape (k0,)
        The filled-in studies.
    pool : Pool
        The pool with them.
    """

    k0: int
    side: str
    y: Floats
    v: Floats
    pool: Pool


def trim_and_fill(
    y: Any, v: Any, method: str = "REML", ci_method: str | None = "wald", level: float = 0.95, side: str | None = None
) -> TrimAndFill:
    """Estimate how many studies seem to be missing, and pool with mirror images of their opposites.

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects and sampling variances; k of at least 2.
    method, ci_method, level
        As for :func:`ettervern.synthesise.pooling.pool_effects`.
    side : {"left", "right"}, optional
        Side on which studies may be missing; by default the side that a regression on the standard error points to.

    Raises
    ------
    SynthesisError
        For a single study, effects that do not differ, a search that does not settle; and where no side is given, for
        studies too few or too alike in precision to show one.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    if y.size < 2:
        raise SynthesisError("trim and fill needs at least two studies")
    _refuse_equal("trim and fill", y, v)
    side = side or _missing_side(y, v, method)
    turned = -y if side == "right" else y
    order = np.argsort(turned, kind="stable")
    turned, spread = turned[order], v[order]
    k0, centre = _missing(turned, spread, method)
    mirrored = 2 * centre - turned[y.size - k0 :]
    filled, filled_v = (-mirrored if side == "right" else mirrored), spread[y.size - k0 :]
    pooled = pool_effects(np.append(y, filled), np.append(v, filled_v), method, ci_method, level)
    return TrimAndFill(k0, side, filled, filled_v, pooled)


def _missing_side(y: Floats, v: Floats, method: str) -> str:
    """Return the side with too few small studies: opposite to where they drift as the standard error grows."""
    if y.size < (2 if method == "FE" else 3) or np.ptp(v) == 0:
        raise SynthesisError("trim and fill needs three studies of different precision to tell the side")
    x = np.column_stack([np.ones(y.size), np.sqrt(v)])
    slope = fit(columns(y), columns(v), x, method, "wald").beta[1, 0]
    return "right" if slope < -TIE else "left"


def _missing(y: Floats, v: Floats, method: str) -> tuple[int, float]:
    """Return the number of missing studies on the left by L0, and the centre of the trimmed pool."""
    k, k0 = y.size, 0
    for _ in range(ROUNDS):
        kept = k - k0
        centre = float(fit(columns(y[:kept]), columns(v[:kept]), np.ones((kept, 1)), method, "wald").beta[0, 0])
        ranks = np.empty(k)
        ranks[np.argsort(levelled(np.abs(y - centre), TIE), kind="stable")] = np.arange(1, k + 1)
        rank_sum = ranks[y - centre > TIE].sum()
        result = max(0, round((4 * rank_sum - k * (k + 1)) / (2 * k - 1)))
        if result == k0:
            return k0, centre
        k0 = min(result, k - 1)
    raise SynthesisError("trim and fill does not settle on a number of missing studies")
