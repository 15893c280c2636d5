"""Plan a study: what the review lets one expect, and what a study of the size one can manage would show."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from ettervern.appraise.absolute import CONVERSIONS, risk_from_odds_ratio
from ettervern.errors import ArgumentError
from ettervern.local.power import Power, detectable_odds_ratio, people_needed, power, simulated_power
from ettervern.review import Outcome
from ettervern.rounding import steady
from ettervern.shown import Shown

#: Sizes of the power table: people in both groups together whose outcome is known.
SIZES = (20, 30, 40, 60, 80, 100, 150, 200, 300, 400)


@dataclass(frozen=True, repr=False)
class Expected(Shown):
    """What the review lets one expect for an outcome.

    Attributes
    ----------
    outcome : str
        Id of the outcome.
    favours : str
        ``low`` or ``high``.
    base_id : str
        Id of the base rate, or ``own``.
    base_risk : float
        Share with the event without the service.
    odds_ratios : dict of str to float
        ``pooled``, ``pi_low``, ``pi_high``; or ``own``. Where the review pools another ratio, the odds ratio that it
        means at the base rate.
    """

    outcome: str
    favours: str
    base_id: str
    base_risk: float
    odds_ratios: dict[str, float]


def expected(
    outcome: Outcome, pooled: pd.DataFrame, base_id: str, base_risk: float, own: float | None = None
) -> Expected:
    """Return what to expect, from the review's pooled results.

    Parameters
    ----------
    outcome : Outcome
        The outcome.
    pooled : DataFrame
        ``results/pooled.csv``, text or numbers.
    base_id, base_risk : str, float
        The base rate.
    own : float, optional
        An odds ratio of one's own instead of the review's.

    Raises
    ------
    ArgumentError
        For a base rate or an odds ratio out of range, or an outcome that was not pooled.
    """
    if not 0 < base_risk < 1:
        raise ArgumentError(f"expected a base rate above 0 and below 1, found {base_risk}")
    if own is not None:
        if not 0 < own < math.inf:
            raise ArgumentError(f"expected an odds ratio above 0, found {own}")
        return Expected(outcome.id, outcome.favours, base_id, base_risk, {"own": own})
    rows = pooled[pooled["analysis"] == f"{outcome.id}-main"]
    if rows.empty:
        raise ArgumentError(f"the review has no pooled result on {outcome.id}; give an effect")
    row = rows.iloc[0]
    if not outcome.kind.risks:
        raise ArgumentError(f"{outcome.id} is no event of people, so no study of how many have it can be planned")
    ratios = {"pooled": float(row["estimate"]), "pi_low": float(row["pi_low"]), "pi_high": float(row["pi_high"])}
    known = {name: _odds_ratio(str(row["measure"]), ratio, base_risk) for name, ratio in ratios.items()}
    known = {name: ratio for name, ratio in known.items() if 0 < ratio < math.inf}
    return Expected(outcome.id, outcome.favours, base_id, base_risk, known)


def _odds_ratio(measure: str, ratio: float, base_risk: float) -> float:
    """Return a pooled ratio as an odds ratio at a base rate; infinity where it would reach everybody, NaN for none."""
    if measure == "OR" or not math.isfinite(ratio):
        return ratio
    risk = CONVERSIONS[measure](base_risk, ratio)
    return risk / (1 - risk) * (1 - base_risk) / base_risk if risk < 1 else math.inf


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """A plan for a study of one service.

    Attributes
    ----------
    expected : Expected
        What the review lets one expect.
    people_per_year, years : float
        People who start in the service and the comparison together, and for how long.
    lost : float
        Share expected to be lost.
    n_service, n_comparison : int
        People whose outcome will be known.
    powers : dict of str to Power
        For each effect.
    simulated : dict of str to tuple
        Power with Fisher's test, with mid-p, and mean width, from simulated studies, for each effect.
    needed : dict of str to int or None
        People a group for a power of 80 %, for each effect.
    detectable : float or None
        Odds ratio that the study would find with a power of 80 %.
    """

    expected: Expected
    people_per_year: float
    years: float
    lost: float
    n_service: int
    n_comparison: int
    powers: dict[str, Power]
    simulated: dict[str, tuple[float, float, float]]
    needed: dict[str, int | None]
    detectable: float | None


def make_plan(
    expected: Expected,
    people_per_year: float,
    years: float = 1,
    *,
    lost: float = 0.2,
    share: float = 0.5,
    seed: int = 1,
) -> Plan:
    """Plan a study.

    Parameters
    ----------
    expected : Expected
        See :func:`expected`.
    people_per_year : float
        People who start in both groups together in a year.
    years : float
        Years of inclusion.
    lost : float
        Share whose outcome will not be known.
    share : float
        Share of the people who get the service.
    seed : int
        Of the simulation.

    Raises
    ------
    ArgumentError
        Where a group would have nobody, or more than 400.
    """
    if not 0 <= lost < 1 or not 0 < share < 1:
        raise ArgumentError(f"expected shares from 0 to 1, found lost {lost} and share {share}")
    total = people_per_year * years * (1 - lost)
    # 20 * 0.8 is 16.000000000000004 or 15.999999999999998, by the order of the sums.
    n1, n2 = math.floor(steady(total * share)), math.floor(steady(total * (1 - share)))
    if not (1 <= n1 <= 400 and 1 <= n2 <= 400):
        raise ArgumentError(f"expected 1 to 400 people in each group with a known outcome, found {n1} and {n2}")
    powers, simulated, needed = {}, {}, {}
    for name, ratio in expected.odds_ratios.items():
        p1, p2 = risk_from_odds_ratio(expected.base_risk, ratio), expected.base_risk
        powers[name] = power(n1, n2, p1, p2)
        simulated[name] = simulated_power(n1, n2, p1, p2, seed=seed)
        needed[name] = people_needed(p1, p2)
    result = detectable_odds_ratio(n1, n2, expected.base_risk, expected.favours)
    return Plan(expected, people_per_year, years, lost, n1, n2, powers, simulated, needed, result)


def power_table(expectations: list[Expected], sizes: tuple[int, ...] = SIZES) -> pd.DataFrame:
    """Return what studies of several sizes can be expected to show.

    Parameters
    ----------
    expectations : list of Expected
        One for each outcome and base rate.
    sizes : tuple of int
        People in both groups together whose outcome is known; half in each.

    Returns
    -------
    DataFrame
        One row an outcome, base rate, effect and size: ``origin`` (``calculated``), ``outcome``, ``base_rate``,
        ``effect``, ``odds_ratio``, ``n_total``, the fields of :class:`ettervern.local.power.Power`,
        ``needed_per_group`` (empty: over 400) and ``detectable_odds_ratio`` (empty: none).
    """
    rows: list[dict[str, Any]] = []
    for one in expectations:
        result = {n: detectable_odds_ratio(n // 2, n // 2, one.base_risk, one.favours) for n in sizes}
        for effect, ratio in one.odds_ratios.items():
            p1 = risk_from_odds_ratio(one.base_risk, ratio)
            needed = people_needed(p1, one.base_risk)
            head = {"outcome": one.outcome, "base_rate": one.base_id, "effect": effect, "odds_ratio": ratio}
            for n in sizes:
                numbers = asdict(power(n // 2, n // 2, p1, one.base_risk))
                last = {"needed_per_group": needed, "detectable_odds_ratio": result[n]}
                rows.append({"origin": "calculated", **head, "n_total": n, **numbers, **last})
    names = ["origin", "outcome", "base_rate", "effect", "odds_ratio", "n_total", *[f.name for f in fields(Power)]]
    table = pd.DataFrame(rows, columns=[*names, "needed_per_group", "detectable_odds_ratio"])
    return table.astype({"needed_per_group": "Int64"})
