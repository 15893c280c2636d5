"""What a pooled ratio means among people: published examples, and what must hold for every number."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.appraise.absolute import (
    NNT_KINDS,
    absolute_effect,
    number_needed,
    risk_from_odds_ratio,
    risk_from_risk_ratio,
)

REFERENCE = Path(__file__).parents[1] / "reference"
EXAMPLES = pd.read_csv(REFERENCE / "appraise_absolute.csv").to_dict("records")
NNT_EXAMPLES = pd.read_csv(REFERENCE / "appraise_nnt.csv").to_dict("records")

risks = st.floats(0, 1)
inner_risks = st.floats(0.001, 0.999)
ratios = st.floats(1e-3, 1e3)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda row: row["case"])
def test_risk_agrees_with_the_worked_examples_of_the_cochrane_handbook(example: dict) -> None:
    ratio = example["ratio"]
    effect = absolute_effect(example["measure"], ratio, ratio, ratio, example["control_risk"])
    assert round(-1000 * effect.difference) == example["fewer_per_1000"]
    assert (
        math.ceil(number_needed(effect.difference, effect.difference, effect.difference).number)
        == (example["nnt_rounded_up"])
    )


@pytest.mark.parametrize("example", NNT_EXAMPLES, ids=lambda row: row["case"])
def test_number_needed_agrees_with_published_intervals(example: dict) -> None:
    found = number_needed(example["difference"], example["low"], example["high"], "low")
    places = example["decimals"]
    assert found.kind == example["kind"]
    assert round(found.number) == example["nnt"]
    assert (round(found.low, places), round(found.high, places)) == (example["nnt_low"], example["nnt_high"])


def test_risk_agrees_with_the_odds_worked_out_by_hand() -> None:
    # Odds 1 of 4 doubled are 1 of 2: one in three.
    assert risk_from_odds_ratio(0.2, 2.0) == pytest.approx(1 / 3, rel=1e-15)


@given(risks, ratios)
def test_risk_stays_between_none_and_all(risk: float, ratio: float) -> None:
    assert 0 <= risk_from_odds_ratio(risk, ratio) <= 1
    assert 0 <= risk_from_risk_ratio(risk, ratio) <= 1


@given(risks)
def test_a_ratio_of_one_changes_nothing(risk: float) -> None:
    assert risk_from_odds_ratio(risk, 1.0) == pytest.approx(risk, abs=1e-15)


@given(inner_risks, inner_risks, ratios)
def test_risk_rises_with_the_base_rate(one: float, other: float, ratio: float) -> None:
    low, high = sorted((one, other))
    assert risk_from_odds_ratio(low, ratio) <= risk_from_odds_ratio(high, ratio) * (1 + 1e-12)


@given(inner_risks, ratios, ratios)
def test_risk_rises_with_the_ratio(risk: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert risk_from_odds_ratio(risk, low) <= risk_from_odds_ratio(risk, high)


@given(inner_risks, ratios)
def test_the_opposite_event_has_the_opposite_risk(risk: float, ratio: float) -> None:
    opposite = risk_from_odds_ratio(1 - risk, 1 / ratio)
    assert 1 - risk_from_odds_ratio(risk, ratio) == pytest.approx(opposite, abs=1e-9)


@given(inner_risks, ratios)
def test_the_odds_ratio_comes_back_from_the_risks(risk: float, ratio: float) -> None:
    after = risk_from_odds_ratio(risk, ratio)
    back = (1 - after) * risk / (1 - risk)
    assert after == pytest.approx(ratio * back, rel=1e-6)


@pytest.mark.parametrize("risk", [-0.1, 1.1, math.nan])
def test_a_risk_out_of_range_is_refused(risk: float) -> None:
    with pytest.raises(ValueError, match="risk from 0 to 1"):
        risk_from_odds_ratio(risk, 0.5)


@pytest.mark.parametrize("ratio", [-1.0, math.nan])
def test_a_ratio_out_of_range_is_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="ratio of 0 or more"):
        risk_from_odds_ratio(0.5, ratio)


def test_a_measure_that_is_no_ratio_of_risks_or_odds_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a measure among OR, PETO, RR"):
        absolute_effect("SMD", 0.5, 0.4, 0.6, 0.3)


@pytest.mark.parametrize(("risk", "ratio", "expected"), [(0.0, math.inf, 0.0), (1.0, 0.0, 1.0), (0.5, math.inf, 1.0)])
def test_risk_at_the_ends_of_the_scale_is_a_number(risk: float, ratio: float, expected: float) -> None:
    assert risk_from_odds_ratio(risk, ratio) == expected


@given(inner_risks, st.tuples(ratios, ratios, ratios))
def test_number_needed_is_the_inverse_of_the_difference(risk: float, three: tuple[float, float, float]) -> None:
    low, middle, high = sorted(three)
    effect = absolute_effect("OR", middle, low, high, risk)
    found = number_needed(effect.difference, effect.difference_low, effect.difference_high, "low")
    assert found.kind in NNT_KINDS
    assert found.number >= 1
    if effect.difference:
        assert found.number == pytest.approx(1 / abs(effect.difference))


@given(inner_risks, st.tuples(ratios, ratios, ratios))
def test_what_is_benefit_when_less_is_better_is_harm_when_more_is(
    risk: float, three: tuple[float, float, float]
) -> None:
    low, middle, high = sorted(three)
    effect = absolute_effect("OR", middle, low, high, risk)
    limits = (effect.difference, effect.difference_low, effect.difference_high)
    less, more = (number_needed(*limits, favours) for favours in ("low", "high"))
    if effect.difference:
        turned = {"benefit": "harm", "harm": "benefit"}
        assert more.kind == "_".join(turned.get(word, word) for word in less.kind.split("_"))
        assert (more.low, more.high) == (less.low, less.high)


def test_an_interval_through_no_difference_runs_through_infinity_in_the_harmful_direction_too() -> None:
    found = number_needed(0.05, -0.02, 0.12, "low")
    assert found.kind == "harm_to_infinity_to_benefit"
    assert (found.number, found.low, found.high) == pytest.approx((20, 1 / 0.12, 50))


def test_a_limit_at_no_difference_is_infinity_and_stays_a_benefit() -> None:
    found = number_needed(-0.1, -0.2, 0.0, "low")
    assert (found.kind, found.high) == ("benefit", math.inf)


def test_no_difference_at_all_needs_infinitely_many() -> None:
    assert number_needed(0.0, 0.0, 0.0).kind == "none"
