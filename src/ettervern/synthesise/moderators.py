"""Does the effect differ by the kind of study? Subgroups and meta-regression, with a permutation test."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, columns, guard
from ettervern.synthesise.pooling import Fit, Pool, fit, fit_given, pool_effects, with_tests
from ettervern.synthesise.tau2 import between_variance

#: Relative slack in "at least as extreme": the observed order must tie with itself.
TIE = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True)
class Subgroups:
    """Pools of subgroups with a test of their difference.

    Attributes
    ----------
    pools : dict
        Level -> pool of its studies.
    q_between, p : float
        Between-groups Q and its p value; NaN with fewer than two groups.
    df : int
        Groups less one.
    """

    pools: dict[str, Pool]
    q_between: float
    df: int
    p: float


def subgroups(
    y: Any, v: Any, groups: Any, method: str = "REML", ci_method: str | None = None, level: float = 0.95
) -> Subgroups:
    """Pool each subgroup with its own tau2 and test whether the groups differ.

    The test is Q between groups on the pooled effects with their Wald standard errors (Borenstein et al. 2009, ch.
    19), whichever interval is shown.

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects and sampling variances.
    groups : array_like of shape (k,)
        Label of the group of each study; groups are given in the order of their labels.
    method, ci_method, level
        As for :func:`ettervern.synthesise.pooling.pool_effects`.
    """
    y, v, labels = as_floats(y), as_floats(v), np.asarray([str(label) for label in groups], dtype=object)
    guard(y, v)
    names = sorted(set(labels.tolist()))
    chosen = {name: labels == name for name in names}
    pools = {name: pool_effects(y[mine], v[mine], method, ci_method, level) for name, mine in chosen.items()}
    wald = [pool_effects(y[mine], v[mine], method, "wald", level) for mine in chosen.values()]
    if len(names) < 2:
        return Subgroups(pools, float("nan"), 0, float("nan"))
    between = pool_effects([one.estimate for one in wald], [one.se**2 for one in wald], "FE", "wald")
    return Subgroups(pools, between.q, between.q_df, between.q_p)


@dataclass(frozen=True)
class MetaRegression:
    """A meta-regression.

    Attributes
    ----------
    terms : DataFrame
        One row a coefficient: ``term, estimate, se, statistic, p, ci_low, ci_high``.
    k : int
        Studies.
    tau2, r2 : float
        Residual variance between studies, and the percentage of the variance that the moderators take away.
    qm, qm_p : float
        Test of all moderators together: chi-squared with Wald, F with Hartung-Knapp.
    qm_df : tuple of int
        Its degrees of freedom (numerator; denominator 0 for chi-squared).
    qe, qe_p : float
        Residual Q and its p value.
    """

    terms: pd.DataFrame
    k: int
    tau2: float
    r2: float
    qm: float
    qm_df: tuple[int, int]
    qm_p: float
    qe: float
    qe_p: float


def design(moderators: pd.DataFrame) -> tuple[Floats, list[str]]:
    """Return the design matrix with an intercept: numbers as they are, words as dummies against the first level.

    Raises
    ------
    SynthesisError
        For missing values.
    """
    if moderators.isna().to_numpy().any():
        raise SynthesisError("a moderator is missing for some studies; leave those studies out first")
    parts, names = [np.ones(len(moderators))], ["intercept"]
    for name, column in moderators.items():
        if pd.api.types.is_numeric_dtype(column):
            parts.append(as_floats(column))
            names.append(str(name))
            continue
        for level in sorted(column.astype(str).unique())[1:]:
            parts.append((column.astype(str) == level).to_numpy(dtype=float))
            names.append(f"{name}: {level}")
    return np.column_stack(parts), names


def meta_regression(
    y: Any, v: Any, moderators: pd.DataFrame, method: str = "REML", ci_method: str = "hk", level: float = 0.95
) -> MetaRegression:
    """Regress effects on moderators (Knapp and Hartung 2003 for the Hartung-Knapp test).

    Parameters
    ----------
    y, v : array_like of shape (k,)
        Effects and sampling variances.
    moderators : DataFrame of k rows
        Numbers or words.
    method, ci_method, level
        As for :func:`ettervern.synthesise.pooling.pool_effects`.

    Raises
    ------
    SynthesisError
        Fewer studies than coefficients and one more, moderators that depend on each other, missing values.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    x, names = design(moderators)
    _check_design(x, y.size)
    result = _fit_stable(columns(y), columns(v), x, method, ci_method, level)
    empty = fit(columns(y), columns(v), np.ones((y.size, 1)), method, "wald")
    terms = pd.DataFrame(
        {
            "term": names,
            "estimate": result.beta[:, 0],
            "se": result.se[:, 0],
            "statistic": result.statistic[:, 0],
            "p": result.p[:, 0],
            "ci_low": result.low[:, 0],
            "ci_high": result.high[:, 0],
        }
    )
    tau2, before = float(result.tau2[0]), float(empty.tau2[0])
    r2 = max(0.0, 100 * (before - tau2) / before) if before > 0 else float("nan")
    qm, qm_df, qm_p = _omnibus(result, y.size)
    qe = float(result.q[0])
    return MetaRegression(terms, y.size, tau2, r2, qm, qm_df, qm_p, qe, float(special.chdtrc(y.size - x.shape[1], qe)))


def _fit_stable(y: Floats, v: Floats, x: Floats, method: str, ci_method: str, level: float) -> Fit:
    """Fit on an orthonormal basis of the design and turn the coefficients back.

    Years and the like make X'WX nearly singular, and PyMARE inverts it as it is.
    """
    basis, triangle = np.linalg.qr(x)
    tau2 = between_variance(y, v, basis, method)
    result = fit_given(y, v, basis, tau2, ci_method, level)
    back = np.linalg.inv(triangle)
    covariance = np.einsum("pq,qrd,sr->psd", back, result.covariance, back)
    return with_tests(back @ result.beta, covariance, tau2, result.q, result.df, level)


def _check_design(x: Floats, k: int) -> None:
    """Refuse designs that leave nothing to estimate the spread from, or that cannot be solved."""
    if k <= x.shape[1]:
        raise SynthesisError(f"{k} studies cannot carry {x.shape[1] - 1} moderators; expected more studies than that")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise SynthesisError("the moderators depend on each other, or one does not vary; leave one out")


def _omnibus(result: Fit, k: int) -> tuple[float, tuple[int, int], float]:
    """Test all coefficients but the intercept together."""
    m, p = result.beta.shape[0] - 1, result.beta.shape[0]
    if m == 0:
        return float("nan"), (0, 0), float("nan")
    beta = result.beta[1:, 0]
    q = float(beta @ np.linalg.solve(result.covariance[1:, 1:, 0], beta))
    if result.df is None:
        return q, (m, 0), float(special.chdtrc(m, q))
    return q / m, (m, k - p), float(special.fdtrc(m, k - p, q / m))


def permutation_test(
    y: Any,
    v: Any,
    moderators: pd.DataFrame,
    method: str = "REML",
    ci_method: str = "hk",
    seed: int = 1,
    draws: int = 1000,
) -> pd.DataFrame:
    """Test each moderator by shuffling it against the studies (Higgins and Thompson 2004).

    All orders are tried where there are no more than ``draws`` of them, else as many random ones, the first of which
    is the observed one.

    Returns
    -------
    DataFrame
        ``term``, ``statistic`` as observed, ``p`` (share of orders at least as extreme), ``orders`` and ``exact``.
    """
    y, v = as_floats(y), as_floats(v)
    guard(y, v)
    x, names = design(moderators)
    _check_design(x, y.size)
    orders, exact = _orders(y.size, draws, seed)
    result = _fit_stable(y[orders], v[orders], x, method, ci_method, 0.95)
    statistics = np.abs(result.statistic)
    observed = statistics[:, :1]
    p = (statistics >= observed * (1 - TIE)).mean(axis=1)
    table = pd.DataFrame({"term": names, "statistic": result.statistic[:, 0], "p": p})
    return table.assign(orders=orders.shape[1], exact=exact).iloc[1:].reset_index(drop=True)


def _orders(k: int, draws: int, seed: int) -> tuple[Any, bool]:
    """Return orders of k studies as columns, the observed one first, and whether they are all there are."""
    if math.factorial(k) <= draws:
        return np.array(list(itertools.permutations(range(k)))).T, True
    random = np.random.default_rng(seed)
    shuffled = [random.permutation(k) for _ in range(draws - 1)]
    return np.array([np.arange(k), *shuffled]).T, False
