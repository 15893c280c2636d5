"""The numbers of one body of evidence among people: rows of absolute effects and of the summary of findings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ettervern.appraise.absolute import CONVERSIONS, AbsoluteEffect, absolute_effect, better_off, number_needed
from ettervern.appraise.bodies import Body
from ettervern.appraise.rates import BaseRate
from ettervern.settings.effect_measures import MEASURES


def effect_of(body: Body, rate: BaseRate, low: str = "ci_low", high: str = "ci_high") -> AbsoluteEffect:
    """Return the effect of a body of evidence at a base rate; limits that are not known are NaN.

    An amount is judged as it stands, in its own unit.
    """
    measure = str(body.pooled["measure"])
    if MEASURES[measure].means:
        return AbsoluteEffect(0.0, body.number("estimate"), body.number(low), body.number(high), per=1.0)
    ends = [body.number(low), body.number(high)]
    if not all(math.isfinite(end) for end in ends):
        return AbsoluteEffect(rate.risk, CONVERSIONS[measure](rate.risk, body.number("estimate")), math.nan, math.nan)
    return absolute_effect(measure, body.number("estimate"), ends[0], ends[1], rate.risk)


def people_better(body: Body) -> AbsoluteEffect:
    """Return how many do better than the middle person without the intervention; NaN where no spread is known."""
    worse = body.outcome.favours == "low"
    names = ("estimate", "ci_high", "ci_low") if worse else ("estimate", "ci_low", "ci_high")
    shares = ((-1 if worse else 1) * body.number(name) / body.sd for name in names)
    return AbsoluteEffect(0.5, *(math.nan if math.isnan(share) else better_off(share) for share in shares))


def absolute_row(body: Body, rate: BaseRate, main: bool) -> dict[str, Any]:
    """Return the effect among people with one base rate."""
    amount = body.outcome.kind.means
    effect = people_better(body) if amount else effect_of(body, rate)
    favours = "high" if amount else body.outcome.favours
    need = number_needed(effect.difference, effect.difference_low, effect.difference_high, favours)
    return {
        "analysis": body.analysis,
        "outcome": body.outcome.id,
        "base_rate": rate.id,
        "main": "yes" if main else "no",
        "kind": rate.kind,
        "rate_id": rate.rate_id,
        "label_nb": rate.label["nb"],
        "label_en": rate.label["en"],
        "source": rate.source,
        "months": rate.months,
        "control_risk": rate.risk,
        "events": rate.events,
        "n": rate.n,
        "groups": rate.groups,
        "with_risk": effect.with_risk,
        "with_low": effect.with_low,
        "with_high": effect.with_high,
        "per_1000_control": 1000 * rate.risk,
        "per_1000_with": 1000 * effect.with_risk,
        "per_1000_with_low": 1000 * effect.with_low,
        "per_1000_with_high": 1000 * effect.with_high,
        "diff_per_1000": 1000 * effect.difference,
        "diff_low": 1000 * effect.difference_low,
        "diff_high": 1000 * effect.difference_high,
        "nnt": need.number,
        "nnt_low": need.low,
        "nnt_high": need.high,
        "nnt_kind": need.kind,
    }


def summary_rows(body: Body, absolute: pd.DataFrame, words: pd.DataFrame, overall: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of one body of evidence in the summary of findings."""
    known = body.contrasts[["n_intervention", "n_control"]].notna().all(axis=1)
    texts = words.set_index("language")["statement"]
    result = absolute.assign(
        category=body.category,
        randomised="yes" if body.randomised else "no",
        studies=int(body.number("k")),
        participants=body.number("participants") if known.any() else math.nan,
        studies_with_participants=int(known.sum()),
        measure=body.pooled["measure"],
        certainty=overall["judgement"],
        status=overall["status"],
        words_nb=texts.get("nb", ""),
        words_en=texts.get("en", ""),
    )
    return result.assign(**{name: body.number(name) for name in ("estimate", "ci_low", "ci_high")})
