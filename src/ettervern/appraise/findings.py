"""The numbers of one body of evidence among people: rows of absolute effects and of the summary of findings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ettervern.appraise.absolute import CONVERSIONS, AbsoluteEffect, absolute_effect, number_needed
from ettervern.appraise.bodies import Body
from ettervern.appraise.rates import BaseRate
from ettervern.files import Problem, ReviewError


def effect_of(body: Body, rate: BaseRate, low: str = "ci_low", high: str = "ci_high") -> AbsoluteEffect:
    """Return the effect of a body of evidence at a base rate; limits that are not known are NaN.

    Raises
    ------
    ReviewError
        For a measure that cannot be turned into a risk.
    """
    measure = str(body.pooled["measure"])
    if measure not in CONVERSIONS:
        message = f"{body.analysis}: expected one of {', '.join(CONVERSIONS)} to turn into a risk; found {measure}"
        raise ReviewError(Problem("pooled.csv", 0, "measure", message))
    ends = [body.number(low), body.number(high)]
    if not all(math.isfinite(end) for end in ends):
        return AbsoluteEffect(rate.risk, CONVERSIONS[measure](rate.risk, body.number("estimate")), math.nan, math.nan)
    return absolute_effect(measure, body.number("estimate"), ends[0], ends[1], rate.risk)


def absolute_row(body: Body, rate: BaseRate, main: bool) -> dict[str, Any]:
    """Return the effect among people with one base rate."""
    effect = effect_of(body, rate)
    need = number_needed(effect.difference, effect.difference_low, effect.difference_high, body.outcome.favours)
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
