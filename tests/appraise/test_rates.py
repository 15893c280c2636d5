"""Base rates come from counts or say that they do not; settings that cannot be right are refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ettervern.appraise.rates import BaseRate, base_rates
from ettervern.extract.schemas import RateRow
from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.settings.judging import Thresholds
from tests.made_rows import made
from tests.small_settings import small_settings

from .helpers import RELAPSE, contrasts

LABEL = {"nb": "navn", "en": "name"}
TABLE = [
    *made(
        RateRow,
        {"rate_id": "counted", "study_id": "a2019", "event": "relapse", "months": "3", "events": "92", "n": "249"},
        {"rate_id": "turned", "study_id": "b2011", "event": "abstinent", "months": "12", "events": "12", "n": "50"},
        {"rate_id": "rough", "event": "relapse", "months": "12", "definition": "about 30%, from a summary"},
        {"rate_id": "work", "event": "employed", "months": "12", "events": "3", "n": "9"},
        {"rate_id": "none", "event": "relapse", "months": "6", "events": "0", "n": "20"},
        {"rate_id": "all", "event": "abstinent", "months": "6", "events": "20", "n": "20"},
    ).values()
]


def rates(*settings: dict[str, Any], own: float | None = None, rows: pd.DataFrame | None = None) -> list[BaseRate]:
    """Return the base rates of a review with these settings."""
    listed = [{"label": LABEL} | one for one in settings]
    review = Review(Path("reviews/toy"), small_settings(base_rates={"relapse": listed}))
    return base_rates(review, RELAPSE, TABLE, contrasts() if rows is None else rows, own)


def test_a_rate_with_counts_is_their_share() -> None:
    (found,) = rates({"id": "x", "kind": "rate", "rate_id": "counted"})
    assert (found.risk, found.events, found.n) == (92 / 249, 92, 249)
    assert (found.source, found.months, found.rate_id) == ("a2019", 3.0, "counted")


def test_a_rate_of_the_opposite_event_is_turned_round() -> None:
    (found,) = rates({"id": "x", "kind": "rate", "rate_id": "turned"})
    assert (found.risk, found.events, found.n) == (38 / 50, 38, 50)


def test_a_percentage_has_no_made_up_counts() -> None:
    (found,) = rates({"id": "x", "kind": "percentage", "rate_id": "rough", "share": 0.30})
    assert found.risk == 0.30
    assert math.isnan(found.events)
    assert math.isnan(found.n)


def test_the_trials_rate_is_the_median_of_groups_with_counts() -> None:
    rows = contrasts(4, events_control=[10.0, 20.0, 90.0, None], n_control=100.0, months=[3.0, 6.0, 12.0, 99.0])
    (found,) = rates({"id": "x", "kind": "trials"}, rows=rows)
    assert (found.risk, found.groups, found.months) == (0.2, 3, 6.0)


def test_the_trials_rate_is_left_out_where_no_group_has_counts() -> None:
    assert rates({"id": "x", "kind": "trials"}, rows=contrasts(2, events_control=None)) == []


def test_the_trials_rate_is_left_out_where_it_is_none_or_all() -> None:
    for events in (0.0, 100.0):
        rows = contrasts(3, events_control=[events, events, 50.0], n_control=100.0)
        assert rates({"id": "x", "kind": "trials"}, rows=rows) == []


def test_a_readers_own_share_takes_the_place_of_the_example() -> None:
    setting = {"id": "own", "kind": "own", "share": 0.5}
    assert [one.risk for one in (*rates(setting), *rates(setting, own=0.42))] == [0.5, 0.42]


@pytest.mark.parametrize("own", [0.0, 1.0, -0.1, math.nan])
def test_a_readers_share_out_of_range_is_refused(own: float) -> None:
    with pytest.raises(ReviewError, match="above 0 and below 1"):
        rates({"id": "own", "kind": "own", "share": 0.5}, own=own)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"id": "x", "kind": "rate", "rate_id": "nowhere"}, "not a rate_id of base_rates.csv"),
        ({"id": "x", "kind": "rate", "rate_id": "work"}, "counts another event"),
        ({"id": "x", "kind": "rate", "rate_id": "rough"}, "has no counts"),
        ({"id": "x", "kind": "rate", "rate_id": "none"}, "counts 0 of 20"),
        ({"id": "x", "kind": "rate", "rate_id": "all"}, "counts 20 of 20"),
        ({"id": "x", "kind": "percentage", "rate_id": "rough", "share": 0.35}, "does not state this percentage"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused(setting: dict[str, Any], words: str) -> None:
    with pytest.raises(ReviewError, match=words):
        rates(setting)


def test_a_review_that_sets_nothing_has_defaults() -> None:
    review = Review(Path("toy"), small_settings())
    assert review.settings.grade.weight_serious == 0.5
    assert Thresholds().important == 50
    assert [one.id for one in base_rates(review, RELAPSE, TABLE, contrasts())] == ["trials"]
