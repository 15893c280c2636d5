"""Base rates: what may be expected without the intervention, from a table, from the trials or from the reader."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from ettervern.catalogue import catalogues, gettext
from ettervern.extract.schemas import RateRow
from ettervern.files import Problem, ReviewError
from ettervern.review import Outcome, Review
from ettervern.settings.judging import RateSetting


def rate_settings(review: Review, outcome: str) -> tuple[RateSetting, ...]:
    """Return the base rates of an outcome, in their order; the trials' median where none is set."""
    label = {language: gettext("rate.trials", language) for language in catalogues()}
    return review.settings.base_rates.get(outcome) or (RateSetting("trials", "trials", label),)


@dataclass(frozen=True)
class BaseRate:
    """The share of people with the outcome's event without the intervention.

    Attributes
    ----------
    id, kind : str
        See :class:`ettervern.settings.judging.RateSetting`; ``middle`` for an amount, half of all people.
    label : dict
        Language -> text.
    source : str
        Study id; ``trials`` for the pooled trials; empty for the reader's own.
    months : float
        Follow-up; NaN where there is none to tell.
    risk : float
        0 to 1; of a rate, events in one unit of time.
    events, n : float
        Counts, NaN where none are known; never made up from a percentage.
    groups : int
        Control groups behind a median, else 1 (0 for the reader's own).
    rate_id : str
        Row of base_rates.csv, empty where none.
    """

    id: str
    kind: str
    label: Mapping[str, str]
    source: str
    months: float
    risk: float
    events: float = math.nan
    n: float = math.nan
    groups: int = 1
    rate_id: str = ""


def base_rates(
    review: Review,
    outcome: Outcome,
    table: Iterable[RateRow],
    contrasts: pd.DataFrame,
    own: float | None = None,
) -> list[BaseRate]:
    """Return the base rates of an outcome, in the order of ``review.toml``.

    Parameters
    ----------
    review : Review
        Holds the settings.
    outcome : Outcome
        The event that is counted, and its opposites.
    table : iterable of RateRow
        base_rates.csv.
    contrasts : DataFrame
        Contrasts of the outcome's main analysis; counts turned to the outcome's event.
    own : float, optional
        A reader's own share, 0 to 1, instead of the example in ``review.toml``.

    Returns
    -------
    list of BaseRate
        Without the trials' median where no control group has counts, or where it is none or all.

    Raises
    ------
    ReviewError
        Where a row is missing, counts another event, none or all, or does not say the percentage that ``review.toml``
        gives it.
    """
    if own is not None and not 0 < own < 1:
        raise ReviewError(Problem("", 0, f"base rate of {outcome.id}", "expected a share above 0 and below 1"))
    if outcome.kind.means:
        label = {language: gettext("rate.middle", language) for language in catalogues()}
        return [BaseRate("middle", "middle", label, "", math.nan, 0.5, groups=0)]
    results = []
    for setting in rate_settings(review, outcome.id):
        if setting.kind == "trials":
            rate = _median(setting, contrasts, "time_control" if outcome.kind.rates else "n_control")
        elif setting.kind == "own":
            share = own if own is not None else setting.share
            rate = BaseRate(setting.id, "own", setting.label, "", math.nan, float(share or math.nan), groups=0)
        else:
            rate = _from_table(review, outcome, setting, table)
        results += [rate] if rate else []
    return results


def rate_problems(review: Review, table: Iterable[RateRow]) -> list[Problem]:
    """Return what a build would refuse in the base rates that come from base_rates.csv."""
    problems = []
    for outcome in review.outcomes.values():
        for setting in rate_settings(review, outcome.id):
            try:
                _ = setting.rate_id and _from_table(review, outcome, setting, table)
            except ReviewError as error:
                problems += error.problems
    return problems


def _median(setting: RateSetting, contrasts: pd.DataFrame, people: str) -> BaseRate | None:
    """Return the median control risk of the contrasts that have counts, or the median rate."""
    counted = contrasts[contrasts[["events_control", people]].notna().all(axis=1) & (contrasts[people] > 0)]
    if counted.empty:
        return None
    risks = counted["events_control"].astype(float) / counted[people].astype(float)
    months = float(counted["months"].astype(float).median())
    risk = float(risks.median())
    if not 0 < risk < (1 if people == "n_control" else math.inf):  # no odds can be turned from none or all
        return None
    return BaseRate(setting.id, "trials", setting.label, "trials", months, risk, groups=len(counted))


def _from_table(review: Review, outcome: Outcome, setting: RateSetting, table: Iterable[RateRow]) -> BaseRate:
    """Return the rate of a row of base_rates.csv, turned to the outcome's event."""
    row = next((row for row in table if row.rate_id == setting.rate_id), None)
    number = [one.id for one in rate_settings(review, outcome.id)].index(setting.id) + 1
    place = f"base_rates.{outcome.id}.{number}.rate_id"
    if row is None:
        raise ReviewError(review.fault(place, f"{setting.rate_id} is not a rate_id of base_rates.csv"))
    if row.event not in (outcome.event, *outcome.complement):
        raise ReviewError(review.fault(place, f"{setting.rate_id} counts another event than {outcome.event}"))
    turned = row.event != outcome.event
    if setting.kind == "percentage":
        _said(review, place, setting, row.definition)
        share = float(setting.share or math.nan)
        risk = 1 - share if turned else share
        told = ("percentage", setting.label, row.study_id, row.months, risk)
        return BaseRate(setting.id, *told, rate_id=setting.rate_id)
    if row.events is None or not row.n:
        raise ReviewError(review.fault(place, f"{setting.rate_id} has no counts; expected kind = percentage"))
    if row.events in (0, row.n):
        message = f"{setting.rate_id} counts {row.events} of {row.n}; expected some and not all, or no odds can be had"
        raise ReviewError(review.fault(place, message))
    events, n = float(row.n - row.events if turned else row.events), float(row.n)
    told = ("rate", setting.label, row.study_id, row.months, events / n)
    return BaseRate(setting.id, *told, events, n, rate_id=setting.rate_id)


def _said(review: Review, place: str, setting: RateSetting, definition: str) -> None:
    """Refuse a percentage that the row does not state: a number in settings must have a source."""
    stated = [float(text) for text in re.findall(r"(\d+(?:\.\d+)?)\s*%", definition)]
    if setting.share is None or not any(math.isclose(100 * setting.share, value) for value in stated):
        message = f"{setting.rate_id} does not state this percentage; its definition reads “{definition}”"
        raise ReviewError(review.fault(place, message))
