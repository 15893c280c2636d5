"""Each domain proposes what its rule says, at the limits of the rule, and says why in both languages."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from ettervern.appraise.absolute import AbsoluteEffect
from ettervern.appraise.bodies import Body
from ettervern.appraise.domains import imprecision, inconsistency, indirectness, risk_of_bias
from ettervern.appraise.information import People
from ettervern.appraise.unseen import Unseen, asymmetry, publication_bias
from ettervern.settings.judging import Grade, Thresholds

from .helpers import body, contrasts

RULES, THRESHOLDS = Grade(), Thresholds()
MANY = People(1e6, 1e6)


def effect(low: float, high: float) -> AbsoluteEffect:
    """Return an effect whose difference runs between two numbers of people per 1000, at a base rate of 500."""
    return AbsoluteEffect(0.5, 0.5 + (low + high) / 2000, 0.5 + low / 1000, 0.5 + high / 1000)


def weights(**shares: float) -> pd.DataFrame:
    """Return a summary of overall judgements with these percentages."""
    return pd.DataFrame({"domain": "overall", "judgement": list(shares), "weight": list(shares.values())})


@pytest.mark.parametrize(
    ("shares", "steps"),
    [
        ({"low": 51, "some_concerns": 49}, 0),
        ({"low": 50, "some_concerns": 50}, 1),
        ({"low": 30, "some_concerns": 40, "high": 30}, 1),
        ({"some_concerns": 45, "high": 55}, 2),
        ({"low": 10, "no_information": 90}, 1),
        ({"low": 10, "not_assessed": 90}, 1),
        ({"moderate": 60, "serious": 40}, 1),
        ({"serious": 100}, 2),
        ({"serious": 45, "critical": 55}, 3),
    ],
)
def test_risk_of_bias_goes_as_far_down_as_most_of_the_weight(shares: dict[str, float], steps: int) -> None:
    assert risk_of_bias(weights(**shares), RULES).steps == steps


@pytest.mark.parametrize(
    ("numbers", "prediction", "steps"),
    [
        ({"i2": 10, "pi_low": 0.4, "pi_high": 0.8}, (-150, -50), 0),
        ({"i2": 49.9, "pi_low": 0.4, "pi_high": 0.99}, (-150, -1), 0),
        ({"i2": 50, "pi_low": 0.4, "pi_high": 0.8}, (-150, -50), 1),
        ({"i2": 10, "pi_low": 0.4, "pi_high": 1.1}, (-150, 20), 1),
        ({"i2": 80, "pi_low": 0.4, "pi_high": 1.1}, (-150, 20), 1),
        ({"i2": 60, "pi_low": 0.4, "pi_high": 1.5}, (-150, 51), 1),
        ({"i2": 80, "pi_low": 0.4, "pi_high": 1.5}, (-150, 51), 2),
        ({"i2": 10, "pi_low": 0.4, "pi_high": 1.1, "ci_high": 1.05}, (-150, 20), 0),
    ],
)
def test_inconsistency_reads_i2_and_the_prediction_interval(
    numbers: dict[str, float], prediction: tuple[float, float], steps: int
) -> None:
    found = inconsistency(body(**numbers), effect(*prediction), RULES, THRESHOLDS)
    assert found.steps == steps


def test_one_study_cannot_contradict_itself() -> None:
    alone = body(contrasts(1), i2=math.nan, pi_low=math.nan, pi_high=math.nan, tau2=math.nan)
    found = inconsistency(alone, effect(math.nan, math.nan), RULES, THRESHOLDS)
    assert found.steps == 0
    assert "Too few studies" in found.reason["en"]


@pytest.mark.parametrize(
    ("columns", "steps"),
    [
        ({}, 0),
        ({"directness": ["direct", "indirect_population"]}, 1),
        ({"definition_flag": ["any_use", "heavy_use"]}, 1),
        ({"directness": "indirect_population", "definition_flag": "heavy_use"}, 2),
        ({"directness": ["direct", "indirect_population"], "weight": [60.0, 40.0]}, 0),
    ],
)
def test_indirectness_counts_flagged_studies_and_other_definitions(columns: dict[str, object], steps: int) -> None:
    assert indirectness(body(contrasts(2, **columns)), RULES).steps == steps


def test_an_age_group_that_no_study_is_in_is_said_until_one_is() -> None:
    rules = Grade(priority_age_groups=("young_adults",))
    assert "unge voksne (18 til 25 år)" in indirectness(body(), rules).reason["nb"]
    young = body(contrasts(2, age_group=["adults", "young_adults"]))
    assert "unge voksne" not in indirectness(young, rules).reason["nb"]


@pytest.mark.parametrize(
    ("interval", "steps"),
    [((-150, -51), 0), ((-150, -49), 1), ((-150, 10), 2), ((-150, 51), 3), ((-40, 40), 1), ((60, 200), 0)],
)
def test_imprecision_goes_down_for_each_threshold_crossed(interval: tuple[float, float], steps: int) -> None:
    assert imprecision(body(), effect(*interval), 0.5, MANY, RULES, THRESHOLDS).steps == steps


@pytest.mark.parametrize(("people", "steps"), [(500, 0), (400, 1), (200, 2), (math.inf, 0)])
def test_imprecision_goes_down_where_fewer_took_part_than_are_needed(people: float, steps: int) -> None:
    # At a base rate of 0.5 and a quarter less, R's power.prop.test asks for 2 x 246.7 people.
    found = imprecision(body(), effect(-150, -60), 0.5, People(100, people), RULES, THRESHOLDS)
    assert found.steps == steps


@pytest.mark.parametrize(("favours", "steps"), [("low", 0), ("high", 1)])
def test_enough_people_is_reckoned_for_a_change_to_the_better(favours: str, steps: int) -> None:
    # R's power.prop.test at 0.3694779: 803 people for a quarter less, 891 for a quarter more.
    one = body()
    turned = replace(one, outcome=replace(one.outcome, favours=favours))
    assert imprecision(turned, effect(-150, -60), 0.3694779, People(850, 850), RULES, THRESHOLDS).steps == steps


@pytest.mark.parametrize(
    ("outside", "p", "steps"), [(2, None, 1), (1, None, 0), (0, 0.099, 1), (0, 0.1, 0), (9, 0.5, 1)]
)
def test_publication_bias_is_suspected_or_not(outside: int, p: float | None, steps: int) -> None:
    counts = Unseen(trials=outside, words=outside, against=0, nothing=0, reports=0)
    test = None if p is None else ("egger", p)
    assert publication_bias(body(), counts, test, RULES).steps == steps


def asymmetry_table(**p: float | None) -> pd.DataFrame:
    """Return a table of tests for small-study effects."""
    return pd.DataFrame({"outcome": "relapse", "test": list(p), "p": list(p.values())})


def test_one_test_for_small_studies_is_chosen_before_its_result() -> None:
    ten = body(contrasts(10))
    assert asymmetry(ten, asymmetry_table(egger=0.01, peters=0.5, harbord=None), 10) == ("peters", 0.5)
    assert asymmetry(ten, asymmetry_table(egger=0.01, peters=None, harbord=None), 10) == ("egger", 0.01)
    assert asymmetry(ten, asymmetry_table(begg=0.01), 10) is None


def test_small_studies_are_not_tested_with_fewer_than_the_protocol_asks() -> None:
    assert asymmetry(body(contrasts(9)), asymmetry_table(egger=0.01), 10) is None


def test_without_a_table_of_tests_egger_is_made_from_the_contrasts() -> None:
    found = asymmetry(body(contrasts(10)), None, 10)
    assert found is not None
    assert found[0] == "egger"
    assert 0 <= found[1] <= 1


def every_reason(found: Body) -> list[dict[str, str]]:
    """Return the reasons of all domains for a body."""
    counts = Unseen(3, 2, 1, 4, 9)
    return [
        dict(risk_of_bias(weights(low=100), RULES).reason),
        dict(inconsistency(found, effect(-150, 20), RULES, THRESHOLDS).reason),
        dict(indirectness(found, RULES).reason),
        dict(imprecision(found, effect(-150, -60), 0.5, MANY, RULES, THRESHOLDS).reason),
        dict(publication_bias(found, counts, ("egger", 0.2), RULES).reason),
    ]


def test_reasons_write_numbers_as_each_language_does() -> None:
    texts = every_reason(body(tau2=0.25))
    assert all(set(text) == {"nb", "en"} for text in texts)
    assert "0,25" in texts[1]["nb"]
    assert "0.25" in texts[1]["en"]
    assert "100\u00a0%" in texts[0]["nb"]
    assert "100%" in texts[0]["en"]
    assert "150 færre til 20 flere" in texts[1]["nb"]
    assert "150 fewer to 20 more" in texts[1]["en"]
