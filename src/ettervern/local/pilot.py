"""Counts that services state about themselves: with their interval, beside the Norwegian base rates, and no effect."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Pilot
from ettervern.files import Problem, ReviewError
from ettervern.local.single import proportion, wilson
from ettervern.review import Outcome, Review
from ettervern.schema import columns


def pilot_table(pilot: pd.DataFrame, base_rates: pd.DataFrame, review: Review) -> pd.DataFrame:
    """Return the services' own counts, each followed by the Norwegian base rates of the same kind.

    Parameters
    ----------
    pilot : DataFrame
        ``local_pilot``, typed.
    base_rates : DataFrame
        ``base_rates``, typed.
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
    rows: list[dict[str, Any]] = []
    answers = _answers(review)
    for _, row in pilot.iterrows():
        target = pd.isna(row["n"]) or str(row["population"]).startswith("target")
        head = {"kind": "target" if target else "own_count", "id": row["id"], "service": row["service"]}
        head |= {"outcome": row["outcome"], "source": row["source"], "population_id": row["id"]}
        rows.append(head | _counts(row["events"], row["n"], interval=not target))
        answer = answers.get(str(row["outcome"]))
        if answer and not target:
            rows += _beside(row, *answer, base_rates)
    return pd.DataFrame(rows).assign(origin="published", is_effect="no").reindex(columns=list(columns(Pilot)))


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


def _counts(events: Any, n: Any, *, interval: bool) -> dict[str, Any]:
    """Return counts with their share and interval, where there are counts."""
    if pd.isna(events) or pd.isna(n) or not n:
        return {"events": events, "n": n}
    result = {"events": int(events), "n": int(n), "share": int(events) / int(n)}
    if not interval:
        return result
    own, plain = proportion(int(events), int(n)), wilson(float(events), float(n), corrected=False)
    ends = {"low": own.low, "high": own.high, "method": own.method}
    return {**result, **ends, "wilson_low": float(plain[0]), "wilson_high": float(plain[1])}


def _beside(row: pd.Series[Any], outcome: Outcome, event: bool, rates: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the Norwegian rates of an outcome, counted the way the service counts."""
    results = []
    mine = rates[(rates["outcome"] == outcome.id) & (rates["use"] == "base_rate_norway")]
    for _, rate in mine.iterrows():
        as_event = rate["event"] == outcome.event
        known = pd.notna(rate["events"]) and pd.notna(rate["n"])
        events = rate["events"] if as_event == event or not known else rate["n"] - rate["events"]
        head = {"kind": "base_rate", "id": rate["rate_id"], "outcome": row["outcome"], "beside": row["id"]}
        head |= {"months": rate["months"], "source": rate["study_id"], "population_id": rate["rate_id"]}
        results.append(head | _counts(events, rate["n"], interval=True))
    return results


def no_effect(language: str) -> str:
    """Return the sentence that goes with every count of a single group."""
    return gettext("own-study.no_effect", language)
