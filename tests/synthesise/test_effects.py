"""Effect sizes from what papers print."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.synthesise import SynthesisError
from ettervern.synthesise import effects as e

cells = st.integers(0, 30)


@given(cells, cells, cells, cells)
def test_turning_the_event_round_turns_the_odds_ratio_round(a: int, b: int, c: int, d: int) -> None:
    if a + b == 0 or c + d == 0:
        return
    first = e.from_table("OR", [a], [a + b], [c], [c + d])
    turned = e.from_table("OR", [b], [a + b], [d], [c + d])
    assert turned.y[0] == pytest.approx(-first.y[0], abs=1e-12)
    assert turned.v[0] == pytest.approx(first.v[0])


@given(st.floats(0.05, 20), st.floats(0.01, 2), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_a_printed_interval_gives_back_its_standard_error_at_any_level(ratio: float, se: float, level: float) -> None:
    from scipy.stats import norm

    half = norm.ppf(0.5 + level / 2) * se
    y, v = e.from_ratio([ratio], [ratio * np.exp(-half)], [ratio * np.exp(half)], level)
    assert y[0] == pytest.approx(np.log(ratio))
    assert v[0] == pytest.approx(se**2)


def test_a_ninety_percent_interval_is_not_read_as_ninety_five() -> None:
    (_, ninety), (_, ninety_five) = (e.from_ratio([2.31], [1.1], [4.85], level) for level in (0.90, 0.95))
    assert ninety[0] / ninety_five[0] == pytest.approx((1.959963984540054 / 1.6448536269514722) ** 2)


def test_a_p_value_gives_back_the_standard_error() -> None:
    y, v = e.from_ratio_p([1.5], [0.048])
    assert (y[0] / np.sqrt(v[0])) == pytest.approx(1.977368)


def test_half_is_added_only_where_a_rule_says_so() -> None:
    a, n1, c, n2 = [0, 5], [10, 10], [3, 4], [10, 10]
    only0, everywhere, nowhere = (e.from_table("OR", a, n1, c, n2, zero=rule).y for rule in ("only0", "all", "none"))
    assert only0[0] == everywhere[0] == pytest.approx(np.log(0.5 * 7.5 / (10.5 * 3.5)))
    assert only0[1] == nowhere[1] == pytest.approx(np.log(5 * 6 / (5 * 4)))
    assert everywhere[1] != only0[1]
    assert np.isnan(nowhere[0])


def test_tables_without_information_are_dropped_and_named() -> None:
    a, n1, c, n2 = [0, 10, 2], [10, 10, 10], [0, 8, 3], [12, 8, 10]
    found = e.from_table("OR", a, n1, c, n2, drop_empty=True)
    assert found.dropped.tolist() == [True, True, False]
    assert np.isnan(found.y[:2]).all()
    assert np.isfinite(e.from_table("RD", a, n1, c, n2).y).all()


def test_impossible_counts_are_refused_with_their_row() -> None:
    for a, n1, c, n2, words in (
        ([1, 6], [5, 5], [1, 1], [5, 5], "row 2: there are more events than people"),
        ([-1, 1], [5, 5], [1, 1], [5, 5], "row 1: a count is negative"),
        ([1, np.nan], [5, 5], [1, 1], [5, 5], "row 2: a count is missing"),
        ([0, 1], [5, 5], [1, 0], [5, 0], "row 2: an arm has no people"),
    ):
        with pytest.raises(SynthesisError, match=words):
            e.from_table("OR", a, n1, c, n2)


def test_hedges_g_uses_the_exact_factor() -> None:
    # The usual approximation 1 - 3 / (4 df - 1) differs in the fifth digit.
    exact, approximate = math.gamma(19) / (math.sqrt(19) * math.gamma(18.5)), 1 - 3 / 151
    y, v = e.from_means("SMD", [5.0], [2.0], [20], [4.0], [2.0], [20])
    assert y[0] == pytest.approx(0.5 * exact, rel=1e-13)
    assert y[0] != pytest.approx(0.5 * approximate, rel=1e-5)
    assert v[0] == pytest.approx(0.1 + y[0] ** 2 / 80)


def test_design_effect_of_a_cluster_trial() -> None:
    assert e.design_effect(20, 0.05) == pytest.approx(1.95)
    with pytest.raises(SynthesisError):
        e.design_effect(0.5, 0.05)


def test_turned_intervals_are_refused() -> None:
    with pytest.raises(SynthesisError, match="row 1: the lower limit"):
        e.from_ratio([1.2], [2.0], [1.0])
    with pytest.raises(SynthesisError, match="outside its interval"):
        e.from_ratio([3.0], [1.0], [2.0])
    with pytest.raises(SynthesisError, match="not above 0"):
        e.from_ratio([0.5], [0.0], [2.0])
