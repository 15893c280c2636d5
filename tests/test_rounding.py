"""Numbers and choices that do not hang on the last digits, in which processors differ."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.appraise.absolute import absolute_effect, number_needed, risk_from_odds_ratio
from ettervern.local.power import p_values, people_needed, power
from ettervern.numbers import decimal, in_people, whole
from ettervern.rounding import difference, levelled, steady, written
from ettervern.screen.features import features
from ettervern.screen.learner import NOISE, Learner
from ettervern.synthesise.selection import selection_model
from ettervern.synthesise.small_study import trim_and_fill

NOISES = st.floats(-1e-14, 1e-14)


@given(st.integers(1, 10**6), st.integers(1, 1000), NOISES)
def test_a_fraction_of_few_digits_is_the_same_whatever_the_noise(top: int, parts: int, noise: float) -> None:
    value = top / 100
    assert steady(value * (1 + noise)) == value
    assert math.ceil(steady(parts * (1 + noise))) == math.floor(steady(parts * (1 + noise))) == parts


@pytest.mark.parametrize("value", [math.inf, -math.inf, 0.0, 1e-300])
def test_ends_of_the_scale_stay(value: float) -> None:
    assert steady(value) == value
    assert math.isnan(steady(math.nan))


def test_what_is_written_is_made_steady_however_deep_and_counts_stay() -> None:
    assert written({"a": [(0.1 + 0.2, 9007199254740991.0)], "b": None, "c": "0.30000000000000004"}) == {
        "a": [[0.3, 9007199254740991.0]],
        "b": None,
        "c": "0.30000000000000004",
    }


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.data())
def test_levels_do_not_hang_on_noise(places: list[int], data: st.DataObject) -> None:
    noise = data.draw(st.lists(NOISES, min_size=len(places), max_size=len(places)))
    plain, noisy = levelled(np.array(places) / 30, 1e-9), levelled(np.array(places) / 30 + noise, 1e-9)
    assert (np.argsort(plain, kind="stable") == np.argsort(noisy, kind="stable")).all()
    assert len(set(noisy)) == len(set(places))


def test_a_shortest_neighbour_is_level_even_across_an_edge_of_rounding() -> None:
    edge = 0.1234565  # rounding to six places would part the two
    assert len(set(levelled([edge - 1e-12, edge + 1e-12], 1e-9))) == 1


@given(st.floats(0.01, 0.99))
def test_no_effect_is_no_difference_at_any_base_rate(risk: float) -> None:
    effect = absolute_effect("OR", 1.0, 1.0, 1.0, risk)
    assert effect.difference == effect.difference_low == effect.difference_high == 0
    assert number_needed(effect.difference, effect.difference_low, effect.difference_high).kind == "none"
    assert difference(risk_from_odds_ratio(risk, 1 + 1e-15), risk) == 0


@pytest.mark.parametrize("noise", [-1e-15, 0.0, 1e-15])
def test_people_are_rounded_alike_in_words_and_in_figures(noise: float) -> None:
    assert in_people(0.0635 * (1 + noise), 1000) == in_people(0.0635, 1000)
    assert whole(63.5 * (1 + noise), "en") == decimal(63.5 * (1 + noise), 0, "en") == "64"


def test_a_p_of_exactly_the_level_is_not_under_it() -> None:
    assert p_values(3, 3)[1][3, 0] == 0.05  # mid-p: half of 2 in 20
    assert power(3, 3, 0.9, 0.1, alpha=0.05).power_midp == 0
    assert people_needed(0.9, 0.1) == 10


def test_studies_equally_far_on_either_side_are_ranked_in_their_order() -> None:
    y, v = np.array([-0.9, -0.3, 0.3, 0.9, 0.0]), np.array([0.2, 0.1, 0.1, 0.2, 0.05])
    found = {
        trim_and_fill(y + shift, v * (1 + noise), "FE", side="left").k0
        for shift in (0.0, 1e-14, -1e-14, 0.7)
        for noise in (0.0, 1e-14)
    }
    assert len(found) == 1


@pytest.mark.parametrize("noise", [-1e-15, 0.0, 1e-15])
def test_a_study_whose_interval_ends_at_no_effect_stays_on_its_side_of_the_step(noise: float) -> None:
    z = 1.959963984540054
    y = np.array([-0.5 * z * (1 + noise), 0.3, -1.5, -0.2])
    found = selection_model(y, np.array([0.25, 0.2, 0.2, 0.3]), "low")
    assert found.significant == 2


def test_of_reports_that_noise_alone_would_part_the_first_is_read() -> None:
    words = ["sober homes trial", "tobacco taxes", "sober homes", "sober homes", "tobacco sales"]
    learner = Learner(features(words))
    learner.learn([0, 1], [True, False])
    learner._output[3] += 0.3 * NOISE
    unread = np.array([False, False, True, True, True])
    assert learner.best(unread) == 2
    scores = learner.scores()
    assert scores[2] == scores[3] > scores[4]
    learner._output[3] += 10 * NOISE
    assert learner.best(unread) == 3
