"""Simulation: figures that can be counted by hand, the same every time, and those of ASReview."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.files import ReviewError
from ettervern.screen.labelled import Labelled, read_labelled
from ettervern.screen.simulate import Simulation, simulate
from tests.screen.test_order import corpus

REFERENCE = Path(__file__).parents[1] / "reference"


def labelled(n: int = 120, share: int = 8) -> Labelled:
    """Return texts of which every share-th is about something of its own."""
    kept = np.arange(n) % share == 0
    texts = (f"{t} sober housing aftercare" if k else t for t, k in zip(corpus(n, seed=9), kept, strict=True))
    return Labelled(tuple(texts), kept, name="made-up.csv")


def test_figures_as_counted_by_hand() -> None:
    found = np.zeros(40, dtype=bool)
    found[[0, 1, 3, 7]] = True
    run = Simulation(1, 40, 4, np.arange(40), found, 0.0)
    assert run.wss95 == pytest.approx((40 - 8) / 40 - 0.05)
    assert run.recall10 == 0.75
    assert run.atd == pytest.approx((1 + 2 + 4 + 8) / 4 / 40)


@given(st.lists(st.booleans(), min_size=2, max_size=60).filter(any))
def test_work_saved_is_what_a_confusion_matrix_says(found: list[bool]) -> None:
    """Cohen et al. (2006): WSS = (TN + FN) / N - (1 - R), read when the recall R is reached."""
    run = Simulation(1, len(found), sum(found), np.arange(len(found)), np.array(found), 0.0)
    read = next(n for n in range(1, len(found) + 1) if 100 * sum(found[:n]) >= 95 * sum(found))
    true_negatives, false_negatives = found[read:].count(False), found[read:].count(True)
    assert run.wss95 == pytest.approx((true_negatives + false_negatives) / len(found) - 0.05)


@pytest.mark.parametrize("row", json.loads((REFERENCE / "screen_metrics.json").read_text())["orders"])
def test_figures_are_those_of_asreview(row: dict[str, Any]) -> None:
    found = np.array([mark == "1" for mark in row["found"]])
    n, kept = len(found), int(found.sum())
    run = Simulation(1, n, kept, np.arange(n), found, 0.0)
    assert run.recall10 == pytest.approx(row["recall10"])
    assert run.atd * n == pytest.approx(row["mean_number"])
    if 95 * kept % 100 == 0:  # else ASReview's tool reads its table one report earlier
        assert run.wss95 == pytest.approx((row["tn95"] + row["fn95"]) / n - 0.05)


def test_an_easy_set_is_found_fast_and_the_same_way_every_time() -> None:
    first, second = simulate(labelled(), 5), simulate(labelled(), 5)
    np.testing.assert_array_equal(first.order, second.order)
    assert first.wss95 > 0.7
    assert len(set(first.order)) == len(first.order)


def test_reading_to_the_end_reads_every_report_once() -> None:
    run = simulate(labelled(), 5, to_the_end=True)
    assert len(set(run.order)) == len(run.order) == 118
    assert run.order[: len(simulate(labelled(), 5).order)].tolist() == simulate(labelled(), 5).order.tolist()


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        ([3], "made-up.csv: 1 of 120 reports are to be kept; a simulation needs two of them and another"),
        ([], "0 of 120 reports"),
        (range(120), "120 of 120 reports"),
    ],
)
def test_too_few_reports_of_a_kind_are_refused(kept: Sequence[int], message: str) -> None:
    with pytest.raises(ReviewError, match=message):
        simulate(replace(labelled(), kept=np.isin(np.arange(120), list(kept))))


def test_two_to_keep_and_one_other_are_enough() -> None:
    run = simulate(Labelled(("sober homes", "sober housing", "tobacco taxes"), np.array([True, True, False])))
    assert run.found.tolist() == [True] and run.wss95 == pytest.approx(-0.05)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_is_none_is_refused(seed: int) -> None:
    with pytest.raises(ReviewError, match="is no seed"):
        simulate(labelled(), seed)


def test_texts_without_a_word_are_read_too() -> None:
    texts = ("", "sober homes", "", "sober housing", "tobacco", "--")
    run = simulate(Labelled(texts, np.array([True, True, False, True, False, False])), 1, to_the_end=True)
    assert len(set(run.order)) == 4 and np.isfinite(run.atd)


@pytest.mark.parametrize("run", json.loads((REFERENCE / "screen_asreview.json").read_text())["runs"])
def test_the_order_is_that_of_asreview(run: dict[str, object]) -> None:
    found = simulate(read_labelled(REFERENCE / "screen_labelled.csv", "label"), int(str(run["seed"])))
    assert found.order.tolist() == run["order"]
    figures = {name: getattr(found, name) for name in ("wss95", "recall10", "atd")}
    assert figures == pytest.approx({name: run[name] for name in figures})
