"""The five domains of GRADE: what the numbers propose, with the reason in plain words.

A proposal is a start for a person's judgement, not a judgement. Each function looks at one domain of one body of
evidence and says how many levels it would rate down, and why, in every language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ettervern.appraise.absolute import AbsoluteEffect
from ettervern.appraise.bodies import Body
from ettervern.appraise.information import People, optimal_information_size, size_for_means
from ettervern.catalogue import gettext, pgettext
from ettervern.numbers import decimal, percent, whole
from ettervern.phrases import unit_of
from ettervern.review import LANGUAGES
from ettervern.rounding import steady
from ettervern.settings.judging import Grade, Thresholds

DOMAINS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
#: Levels down by overall judgement. RoB 2: Cochrane Handbook 6.5, table 14.2.a read with "some concerns". ROBINS-I:
#: GRADE guidelines 18 (Schunemann 2019): start high; serious is commonly two levels down, critical three.
STEPS_DOWN = {
    "low": 0,
    "some_concerns": 1,
    "high": 2,
    "moderate": 1,
    "serious": 2,
    "critical": 3,
    "no_information": 1,
    "not_assessed": 1,
}


@dataclass(frozen=True)
class Proposal:
    """What the numbers propose for one domain.

    Attributes
    ----------
    domain : str
        One of ``DOMAINS``.
    steps : int
        Levels down, 0 to 3.
    reason : dict
        Language -> why, in plain words.
    """

    domain: str
    steps: int
    reason: Mapping[str, str]


def risk_of_bias(summary: pd.DataFrame, rules: Grade) -> Proposal:
    """Rate down as far as most of the weight deserves.

    Parameters
    ----------
    summary : DataFrame
        ``bias_summary`` of the contrasts of one analysis.
    rules : Grade
        ``weight_serious``: the share of the weight that counts as most of it.
    """
    mine = summary[summary["domain"] == "overall"]
    weights = {str(word): float(weight) / 100 for word, weight in zip(mine["judgement"], mine["weight"], strict=True)}
    steps = 0
    for level in (1, 2, 3):
        share = sum(weight for word, weight in weights.items() if STEPS_DOWN[word] >= level)
        steps = level if steady(share) >= rules.weight_serious else steps
    reason = {language: gettext("grade.bias", language, weights=_weights(weights, language)) for language in LANGUAGES}
    return Proposal("risk_of_bias", steps, reason)


def _weights(weights: Mapping[str, float], language: str) -> str:
    return ", ".join(
        f"{pgettext('bias weight', word, language)} {percent(weight, language)}" for word, weight in weights.items()
    )


def inconsistency(body: Body, effect: AbsoluteEffect, rules: Grade, thresholds: Thresholds) -> Proposal:
    """Rate down where the studies differ, or where a new study may well go the other way.

    I2 and the prediction interval are read together (GRADE guidelines 7, Guyatt 2011; GRADE guidance 36, Guyatt 2023;
    IntHout 2016, BMJ Open 6:e010247): one level where I2 is at least ``i2_serious``, or where the prediction interval
    holds "no difference" though the confidence interval does not; two where I2 is at least ``i2_very_serious`` and
    the prediction interval reaches an important difference in both directions.

    Parameters
    ----------
    body : Body
        What is judged.
    effect : AbsoluteEffect
        The prediction interval among people (``with_low``, ``with_high``); NaN risks where there is none.
    rules, thresholds
        Limits.
    """
    i2, low, high = (body.number(name) for name in ("i2", "pi_low", "pi_high"))
    if body.number("k") < 2 or not math.isfinite(low):
        few = {language: gettext("grade.few", language) for language in LANGUAGES}
        # One study cannot contradict itself: that little is known shows as imprecision.
        return Proposal(
            "inconsistency", int(i2 >= rules.i2_serious), few if math.isnan(i2) or i2 == 0 else _i2_only(i2)
        )
    null = body.outcome.kind.null
    through = low < null < high and not body.number("ci_low") < null < body.number("ci_high")
    low_end, high_end = (steady(effect.per * end) for end in (effect.difference_low, effect.difference_high))
    both = low_end <= -thresholds.important and high_end >= thresholds.important
    steps = int(i2 >= rules.i2_serious or through) + int(i2 >= rules.i2_very_serious and both)
    return Proposal("inconsistency", steps, {language: _spread(body, effect, language) for language in LANGUAGES})


def _i2_only(i2: float) -> dict[str, str]:
    return {language: gettext("grade.i2-only", language, i2=percent(i2 / 100, language)) for language in LANGUAGES}


def _spread(body: Body, effect: AbsoluteEffect, language: str) -> str:
    """Return how much the studies differ, in words."""
    kind, amount, unit = body.outcome.kind, _amount(body), unit_of(body.outcome, language)
    low, high = (kind.shown(body.number(name), language) for name in ("pi_low", "pi_high"))
    ends = (effect.difference_low, effect.difference_high)
    first, last = (change(effect.per * value, language, amount=bool(amount)) for value in ends)
    side = "both" if body.number("pi_low") < kind.null < body.number("pi_high") else "one"
    return gettext(
        f"grade.{amount}spread.{side}", language, low=low, high=high, first=first, last=last, unit=unit,
        i2=percent(body.number("i2") / 100, language), tau2=decimal(body.number("tau2"), 2, language),
    )  # fmt: skip


def indirectness(body: Body, rules: Grade) -> Proposal:
    """Rate down where most of the weight is from studies of other people, measures or definitions than asked about.

    That no study is in an age group that the review is asked about in particular is said, and left to the reader: the
    result is for all ages.
    """
    rows = body.contrasts
    weight = rows["weight"].astype(float)
    total = float(weight.sum()) or math.nan
    flagged = float(weight[rows["directness"].fillna("") != "direct"].sum()) / total
    other = float(weight[rows["definition_flag"] != body.outcome.definitions[0]].sum()) / total
    steps = int(steady(flagged) >= rules.weight_serious) + int(steady(other) >= rules.weight_serious)
    missing = [group for group in rules.priority_age_groups if not (rows["age_group"] == group).any()]
    reason = {language: _indirect(flagged, other, missing, language) for language in LANGUAGES}
    return Proposal("indirectness", min(steps, 2), reason)


def _indirect(flagged: float, other: float, missing: Sequence[str], language: str) -> str:
    """Return how much weight is indirect, and the age groups that no study is in."""
    shares = {"flagged": percent(flagged, language), "other": percent(other, language)}
    said = gettext("grade.indirect", language, **shares)
    if not missing:
        return said
    groups = ", ".join(pgettext("age group", group, language) for group in missing)
    return f"{said} {gettext('grade.no-age', language, groups=groups)}"


def imprecision(
    body: Body, effect: AbsoluteEffect, control_risk: float, people: People, rules: Grade, thresholds: Thresholds
) -> Proposal:
    """Rate down for each threshold that the interval crosses, or where too few people took part.

    The thresholds are "no difference" and the least important difference to either side, in people per 1000 at the
    main base rate; up to three levels (GRADE guidance 34, Zeng 2022). Besides, one level where fewer people took part
    than the optimal information size, two where far fewer did (GRADE guidelines 6, Guyatt 2011). The larger counts.
    Where arm sizes are not known, all who were randomised are counted: a gap is never taken for few people.
    """
    limits = [steady(effect.per * value) for value in (effect.difference_low, effect.difference_high)]
    crossed = sum(limits[0] < mark < limits[1] for mark in (-thresholds.important, 0.0, thresholds.important))
    needed = steady(_needed(body, control_risk, rules, thresholds))
    short = int(people.most < needed) + int(people.most < steady(rules.far_below * needed))
    reason = {}
    for language in LANGUAGES:
        enough = _enough(body, needed, people, rules, thresholds, language)
        reason[language] = f"{_width(body, limits, crossed, thresholds, language)} {enough}"
    return Proposal("imprecision", max(crossed, short), reason)


def _needed(body: Body, control_risk: float, rules: Grade, thresholds: Thresholds) -> float:
    """Return the optimal information size; NaN for rates and for amounts whose spread is not known."""
    if body.outcome.kind.means:
        return size_for_means(thresholds.important, body.sd, rules.alpha, rules.power)
    if body.outcome.kind.rates:
        return math.nan
    favourable = -1 if body.outcome.favours == "low" else 1
    return optimal_information_size(control_risk, favourable * rules.relative_effect, rules.alpha, rules.power)


def _amount(body: Body) -> str:
    """Return the part of a message's name that tells amounts and rates from people of 1000."""
    return "" if body.outcome.kind.risks else "amount."


def _width(body: Body, limits: list[float], crossed: int, thresholds: Thresholds, language: str) -> str:
    """Return how wide the interval is among people, in words."""
    amount = _amount(body)
    low, high = (change(value, language, amount=bool(amount)) for value in limits)
    mark = _mark(thresholds.important, language) if amount else whole(thresholds.important, language)
    unit = unit_of(body.outcome, language)
    return gettext(f"grade.{amount}width.{crossed}", language, low=low, high=high, mark=mark, unit=unit)


def _mark(value: float, language: str) -> str:
    """Return a threshold without needless decimals."""
    return decimal(value, 0 if value == int(value) else 2, language)


def _enough(body: Body, needed: float, people: People, rules: Grade, thresholds: Thresholds, language: str) -> str:
    """Return whether enough people took part, in words."""
    amount = _amount(body)
    if math.isnan(needed):
        return gettext("grade.amount.enough.none", language)
    most = people.most if math.isfinite(people.most) else None
    known = "known" if most == people.known else "most" if most else "unknown"
    counts = {"needed": whole(math.ceil(needed), language), "known": whole(people.known, language)}
    return gettext(
        f"grade.{amount}enough.{known}", language, relative=percent(rules.relative_effect, language), **counts,
        most=whole(most, language), mark=_mark(thresholds.important, language), unit=unit_of(body.outcome, language),
    )  # fmt: skip


def change(difference: float, language: str, *, amount: bool = False) -> str:
    """Return a difference per 1000 as "121 fewer", "36 more" or "0"; an amount as "0.4 lower"."""
    shown = decimal(abs(difference), 2, language) if amount else whole(abs(difference), language)
    if shown == "0" or not steady(difference):
        return shown
    less, more = ("grade.lower", "grade.higher") if amount else ("grade.fewer", "grade.more")
    return gettext(less if difference < 0 else more, language, n=shown)
