"""From a pooled relative effect to people: risks, differences per 1000 and numbers needed to treat.

The intervals come from the interval of the pooled effect alone. How uncertain the base rate is does not enter them
(Cochrane Handbook 15.4.4.5 says the same of its own formulas), so each effect is given at several base rates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from ettervern.errors import ArgumentError
from ettervern.rounding import difference

#: Kinds of a number needed to treat: for one more person to have the better outcome (``benefit``) or the worse
#: (``harm``); ``none`` where the difference is exactly zero. The two in between are for intervals that hold "no
#: difference": they run through infinity from one kind to the other (Altman 1998).
NNT_KINDS = ("benefit", "harm", "benefit_to_infinity_to_harm", "harm_to_infinity_to_benefit", "none")


@dataclass(frozen=True)
class AbsoluteEffect:
    """An effect among people with a given risk without the intervention.

    Attributes
    ----------
    control_risk, with_risk, with_low, with_high : float
        Risks from 0 to 1 without and with the intervention, the latter with its interval.
    difference, difference_low, difference_high : float
        With less without; negative where the event is rarer with the intervention.
    per : float
        Of how many people differences are judged: 1000, or 1 where an amount is judged as it stands.
    """

    control_risk: float
    with_risk: float
    with_low: float
    with_high: float
    per: float = 1000.0

    @property
    def difference(self) -> float:
        """Risk difference; what rounding alone leaves of it is 0."""
        return difference(self.with_risk, self.control_risk)

    @property
    def difference_low(self) -> float:
        """Lower limit of the risk difference."""
        return difference(self.with_low, self.control_risk)

    @property
    def difference_high(self) -> float:
        """Upper limit of the risk difference."""
        return difference(self.with_high, self.control_risk)


@dataclass(frozen=True)
class NumberNeeded:
    """A number needed to treat with its interval.

    Attributes
    ----------
    number : float
        People who must get the intervention for one more to have another outcome; infinity for no difference.
    low, high : float
        Limits, in the order in which the interval is read: from the limit of the kind named first. For an interval
        through infinity ``low`` is of the first kind and ``high`` of the last.
    kind : str
        One of ``NNT_KINDS``.
    """

    number: float
    low: float
    high: float
    kind: str


def risk_from_odds_ratio(control_risk: float, odds_ratio: float) -> float:
    """Return the risk with the intervention from the risk without it and an odds ratio.

    Parameters
    ----------
    control_risk : float
        Risk without the intervention, 0 to 1.
    odds_ratio : float
        0 or more.

    Returns
    -------
    float
        OR p / (1 - p + OR p); Cochrane Handbook 6.5, 15.4.4.3 (5.1: 12.5.4.3).

    Raises
    ------
    ArgumentError
        For a risk outside 0 to 1 or a negative or missing ratio.
    """
    _guard(control_risk, odds_ratio)
    if control_risk in (0.0, 1.0):
        return control_risk
    if math.isinf(odds_ratio):
        return 1.0
    # Written with the odds so that an extreme ratio neither overflows nor leaves the range 0 to 1.
    return 1.0 / (1.0 + (1.0 - control_risk) / (control_risk * odds_ratio)) if control_risk * odds_ratio else 0.0


def risk_from_risk_ratio(control_risk: float, risk_ratio: float) -> float:
    """Return RR p, never above 1; Cochrane Handbook 6.5, 15.4.4.2. Arguments as for the odds ratio."""
    _guard(control_risk, risk_ratio)
    return 0.0 if control_risk == 0 else min(1.0, control_risk * risk_ratio)


def risk_from_difference(control_risk: float, risk_difference: float) -> float:
    """Return p + RD, from 0 to 1; Cochrane Handbook 6.5, 15.4.4.1."""
    _guard(control_risk, 0)
    return min(1.0, max(0.0, control_risk + risk_difference))


def risk_from_hazard_ratio(control_risk: float, hazard_ratio: float) -> float:
    """Return 1 - (1 - p)^HR, for the time at which p holds; Cochrane Handbook 6.5, 15.4.4.4."""
    _guard(control_risk, hazard_ratio)
    return float(1.0 - (1.0 - control_risk) ** hazard_ratio)


def rate_from_rate_ratio(control_rate: float, rate_ratio: float) -> float:
    """Return the rate with the intervention; rates may be above 1."""
    return control_rate * rate_ratio


def better_off(difference: float) -> float:
    """Return the share of people with the intervention who do better than the middle person without it.

    Cohen's U3, the standard normal distribution at a difference in standard deviations that is positive where people
    with the intervention do better (Cohen 1988, Statistical power analysis, table 2.2.1); 0.5 where there is none.
    """
    return NormalDist().cdf(difference)


#: Measure of a pooled effect -> risk (or rate) with the intervention.
CONVERSIONS: dict[str, Callable[[float, float], float]] = {
    "OR": risk_from_odds_ratio,
    "PETO": risk_from_odds_ratio,
    "RR": risk_from_risk_ratio,
    "RD": risk_from_difference,
    "HR": risk_from_hazard_ratio,
    "IRR": rate_from_rate_ratio,
}


def _guard(risk: float, ratio: float) -> None:
    if not 0 <= risk <= 1:
        raise ArgumentError(f"expected a risk from 0 to 1, found {risk}")
    if not ratio >= 0:
        raise ArgumentError(f"expected a ratio of 0 or more, found {ratio}")


def absolute_effect(measure: str, estimate: float, low: float, high: float, control_risk: float) -> AbsoluteEffect:
    """Turn a pooled effect with its interval into risks (Cochrane Handbook 6.5, 15.4.4).

    Parameters
    ----------
    measure : str
        One of ``CONVERSIONS``.
    estimate, low, high : float
        The effect and its interval, as readers see them.
    control_risk : float
        Risk without the intervention, 0 to 1.

    Raises
    ------
    ArgumentError
        For a measure that cannot be turned into a risk, or numbers out of range.
    """
    if measure not in CONVERSIONS:
        raise ArgumentError(f"expected a measure among {', '.join(CONVERSIONS)}; found {measure}")
    convert = CONVERSIONS[measure]
    return AbsoluteEffect(control_risk, *(convert(control_risk, ratio) for ratio in (estimate, low, high)))


def number_needed(difference: float, low: float, high: float, favours: str = "low") -> NumberNeeded:
    """Return the number needed to treat: the inverse of the risk difference.

    An interval of the difference that holds zero is not hidden: it runs from one kind through infinity to the other,
    as Altman DG. Confidence intervals for the number needed to treat. BMJ 1998;317:1309-12 shows.

    Parameters
    ----------
    difference, low, high : float
        Risk difference with its interval.
    favours : {"low", "high"}
        Whether a lower or a higher risk of the event is the better outcome.

    Returns
    -------
    NumberNeeded
    """
    sign = -1.0 if favours == "low" else 1.0
    gain = sign * difference
    best, worst = (sign * limit for limit in ((low, high) if favours == "low" else (high, low)))
    if gain == best == worst == 0:
        return NumberNeeded(math.inf, math.inf, math.inf, "none")
    through = worst < 0 < best
    kind = "benefit" if gain > 0 or (gain == 0 and best > -worst) else "harm"
    first, last = (best, worst) if kind == "benefit" else (worst, best)
    if through:
        kind = f"{kind}_to_infinity_to_{'harm' if kind == 'benefit' else 'benefit'}"
    return NumberNeeded(_inverse(gain), _inverse(first), _inverse(last), kind)


def _inverse(gain: float) -> float:
    return 1.0 / abs(gain) if gain else math.inf
