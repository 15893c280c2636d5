"""Counts that services state about themselves: with their interval, beside the Norwegian base rates, and no effect."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Pilot
from ettervern.extract.schemas import PilotRow, RateRow
from ettervern.files import Problem, ReviewError
from ettervern.local.single import proportion, wilson
from ettervern.review import Outcome, Review
from ettervern.schema import frame


def pilot_table(pilot: Iterable[PilotRow], base_rates: Sequence[RateRow], review: Review) -> pd.DataFrame:
    """Return the services' own counts, each followed by the Norwegian base rates of the same kind.

    Parameters
    ----------
    pilot, base_rates : rows
        The extraction tables.
    review : Review
        Holds the outcomes and their opposites, and what each count answers (``own_study.toml``).

    Returns
    -------
    DataFrame
        ``origin`` (``published``), ``kind`` (``own_count``, ``target`` or ``base_rate``), ``id``, ``service``,
        ``outcome`` (as the service counts it), ``beside`` (id of the count that a base rate stands beside),
        ``months``, ``events``, ``n``, ``share`` with ``low`` and ``high`` (95 %, Wilson with continuity correction),
        ``wilson_low`` and ``wilson_high`` (without it, to recompute), ``method``, ``source``, ``is_effect`` (always
        ``no``). A target has no interval, for nothing was counted; a rate without counts has only itself.
    """
    rows: list[Pilot] = []
    answers = _answers(review)
    for row in pilot:
        target = row.n is None or row.population.startswith("target")
        place = Place("target" if target else "own_count", row.id, row.service, row.outcome, "", row.source)
        rows.append(_counted(place, math.nan, row.events, row.n, interval=not target))
        answer = answers.get(row.outcome)
        if answer and not target:
            rows += _beside(row, *answer, base_rates)
    return frame(Pilot, rows)


def _answers(review: Review) -> dict[str, tuple[Outcome, bool]]:
    """Return what each count of a service answers: the outcome, and whether it counts its event or the opposite."""
    answers = {}
    for name, said in review.written("own_study").get("counts", {}).items():
        outcome, event = said.get("outcome"), said.get("event")
        if outcome not in review.outcomes or not isinstance(event, bool):
            file = review.shown(review.folder / "texts" / "own_study.toml")
            message = f"expected outcome (one of {', '.join(review.outcomes)}) and event (true or false)"
            raise ReviewError(Problem(file, 0, f"counts.{name}", message))
        answers[name] = (review.outcomes[outcome], event)
    return answers


class Place(NamedTuple):
    """Whose count it is, and what it stands beside."""

    kind: str
    id: str
    service: str
    outcome: str
    beside: str
    source: str


def _counted(place: Place, months: float, events: int | None, n: int | None, *, interval: bool) -> Pilot:
    """Return counts with their share and interval, where there are counts."""
    kind, name, service, outcome, beside, source = place
    share = events / n if events is not None and n else math.nan
    low = high = wilson_low = wilson_high = math.nan
    method = ""
    if events is not None and n and interval:
        own, plain = proportion(events, n), wilson(float(events), float(n), corrected=False)
        low, high, method = own.low, own.high, own.method
        wilson_low, wilson_high = float(plain[0]), float(plain[1])
    head = ("published", kind, name, service, outcome, beside, name, months, events, n)
    return Pilot(*head, share, low, high, wilson_low, wilson_high, method, source, "no")


def _beside(row: PilotRow, outcome: Outcome, event: bool, rates: Sequence[RateRow]) -> list[Pilot]:
    """Return the Norwegian rates of an outcome, counted the way the service counts."""
    results = []
    for rate in rates:
        if rate.outcome != outcome.id or rate.use != "base_rate_norway":
            continue
        events, same = rate.events, (rate.event == outcome.event) == event
        if rate.events is not None and rate.n is not None and not same:
            events = rate.n - rate.events
        place = Place("base_rate", rate.rate_id, "", row.outcome, row.id, rate.study_id)
        results.append(_counted(place, rate.months, events, rate.n, interval=True))
    return results


def no_effect(language: str) -> str:
    """Return the sentence that goes with every count of a single group."""
    return gettext("own-study.no_effect", language)
