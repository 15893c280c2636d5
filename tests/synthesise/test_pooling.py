"""What pooling must do whatever the numbers: laws that hold for all data, and hard cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.synthesise import SynthesisError, pool_effects
from ettervern.synthesise.influence import leave_one_out
from ettervern.synthesise.tau2 import METHODS, between_variance, score

effects = st.lists(st.floats(-3, 3), min_size=3, max_size=12)
few = settings(max_examples=40, deadline=None)


def variances(k: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.01, 0.5, k)


@given(effects, st.integers(0, 1000), st.sampled_from(METHODS))
@few
def test_shifting_all_effects_shifts_the_pool_and_nothing_else(y: list[float], seed: int, method: str) -> None:
    v = variances(len(y), seed)
    first, second = (pool_effects(np.array(y) + shift, v, method, "wald") for shift in (0, 2.5))
    assert second.estimate == pytest.approx(first.estimate + 2.5, abs=1e-7)
    assert second.tau2 == pytest.approx(first.tau2, abs=1e-7)
    assert second.se == pytest.approx(first.se, abs=1e-7)


@given(effects, st.integers(0, 1000), st.sampled_from(METHODS))
@few
def test_the_order_of_the_studies_does_not_matter(y: list[float], seed: int, method: str) -> None:
    v = variances(len(y), seed)
    first, second = pool_effects(y, v, method, "wald"), pool_effects(y[::-1], v[::-1], method, "wald")
    assert second.estimate == pytest.approx(first.estimate, abs=1e-9)
    assert second.weights[::-1] == pytest.approx(first.weights, abs=1e-7)
    assert first.weights.sum() == pytest.approx(100)


@given(effects, st.integers(0, 1000), st.sampled_from(["REML", "ML"]))
@few
def test_polished_tau2_lies_on_the_root_of_the_score(y: list[float], seed: int, method: str) -> None:
    v = variances(len(y), seed)[:, None]
    column, x = np.array(y)[:, None], np.ones((len(y), 1))
    tau2 = between_variance(column, v, x, method)
    value, slope, information = score(tau2, column, v, x, method == "REML")
    if tau2[0] > 0:
        assert abs(value[0] / information[0]) < 1e-12 * (tau2[0] + 1)
        assert slope[0] < 0
    else:
        assert value[0] <= 0


@given(effects, st.integers(0, 1000))
@few
def test_conservative_interval_is_never_narrower_than_either_other(y: list[float], seed: int) -> None:
    v = variances(len(y), seed)
    width = {ci: np.diff([found.ci_low, found.ci_high])[0] for ci in ("wald", "hk", "hk-conservative")
             if (found := pool_effects(y, v, "DL", ci))}  # fmt: skip
    assert width["hk-conservative"] >= width["wald"] - 1e-12
    assert np.isnan(width["hk"]) or width["hk-conservative"] >= width["hk"] - 1e-12


def test_leave_one_out_equals_pooling_again_without_each_study() -> None:
    y, v = np.array([-0.9, 0.2, -0.4, 0.5, -1.1]), variances(5, 3)
    left = leave_one_out(y, v)
    for row in range(5):
        again = pool_effects(np.delete(y, row), np.delete(v, row))
        assert left["estimate"][row] == pytest.approx(again.estimate, rel=1e-12)
        assert left["tau2"][row] == pytest.approx(again.tau2, rel=1e-10, abs=1e-14)
        assert left["ci_low"][row] == pytest.approx(again.ci_low, rel=1e-12)


def test_one_study_stands_alone_and_nothing_is_said_of_spread() -> None:
    found = pool_effects([0.4], [0.09])
    assert (found.k, found.estimate, found.se) == (1, 0.4, pytest.approx(0.3))
    assert found.ci_low == pytest.approx(0.4 - 1.959963984540054 * 0.3)
    assert np.isnan([found.tau2, found.i2, found.q_p, found.pi_low]).all()
    assert "nothing is pooled" in found.note


def test_two_studies_have_no_prediction_interval_on_k_minus_2() -> None:
    found = pool_effects([0.1, 0.9], [0.01, 0.02])
    assert found.tau2 == pytest.approx(0.305, rel=1e-12)  # (y1 - y2)^2 / 2 - mean of v
    assert np.isfinite([found.pi_low, found.pi_high]).all()
    assert np.isnan([found.pi_low_km2, found.pi_high_km2]).all()


def test_equal_effects_give_no_hartung_knapp_interval_and_say_so() -> None:
    bare, floored = pool_effects([0.2] * 3, [0.1, 0.2, 0.3], ci_method="hk"), pool_effects([0.2] * 3, [0.1, 0.2, 0.3])
    assert np.isnan([bare.ci_low, bare.p]).all()
    assert "do not differ" in bare.note
    assert (floored.tau2, floored.i2) == (0, 0)
    assert floored.ci_low < 0.2 < floored.ci_high


def test_one_huge_study_takes_its_weight_but_not_the_spread() -> None:
    y, v = [0.1, 0.3, 0.2, 0.5], [1e-3, 2e-3, 1e-3, 3e-3]
    without = pool_effects(y, v)
    beside_a_vague_one = pool_effects([*y, 9.0], [*v, 1e6])
    assert beside_a_vague_one.estimate == pytest.approx(without.estimate, rel=1e-5)
    assert beside_a_vague_one.tau2 == pytest.approx(without.tau2, rel=1e-4)
    precise = pool_effects([0.2, 0.3, 0.1], [1e-9, 0.1, 0.1], "FE")
    assert precise.estimate == pytest.approx(0.2, abs=1e-6)


def test_a_thousand_studies_are_pooled() -> None:
    random = np.random.default_rng(4)
    v = random.uniform(0.01, 0.3, 1000)
    found = pool_effects(random.normal(0.5, np.sqrt(v + 0.1)), v)
    assert found.ci_low < 0.5 < found.ci_high
    assert found.tau2_ci_low < 0.1 < found.tau2_ci_high


@pytest.mark.parametrize(
    ("y", "v", "words"),
    [
        ([0.1, np.nan], [0.1, 0.1], "row 2: the effect is missing"),
        ([0.1, np.inf], [0.1, 0.1], "row 2: the effect is missing or not finite"),
        ([0.1, 0.2], [np.nan, 0.1], "row 1: the variance is missing"),
        ([0.1, 0.2], [0.1, -0.1], "row 2: the variance is negative"),
        ([0.1, 0.2], [0.1, 0.0], "row 2: the variance is 0"),
        ([0.1, 1e200], [0.1, 0.1], "row 2: the number is too large"),
        ([], [], "no effects"),
        ([0.1], [0.1, 0.2], "1 effects but 2 variances"),
    ],
)
def test_numbers_that_cannot_be_pooled_are_refused_with_their_row(y: list[float], v: list[float], words: str) -> None:
    with pytest.raises(SynthesisError, match=words):
        pool_effects(y, v)


def test_unknown_methods_and_intervals_are_refused() -> None:
    with pytest.raises(SynthesisError, match="'XX' is not known"):
        pool_effects([0.1, 0.2], [0.1, 0.1], "XX")
    with pytest.raises(SynthesisError, match="'student' is not known"):
        pool_effects([0.1, 0.2], [0.1, 0.1], ci_method="student")
    with pytest.raises(SynthesisError, match="level"):
        pool_effects([0.1, 0.2], [0.1, 0.1], level=95)
