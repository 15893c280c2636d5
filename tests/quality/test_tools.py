"""The tools' forms, data and tables, before any browser sees them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from ettervern.computed import Absolute, Certainty, Subgroup
from ettervern.files import ReviewError
from ettervern.publish.results import Results
from ettervern.publish.tools.calculator import calculator, calculator_table, rates
from ettervern.publish.tools.embed import data
from ettervern.publish.tools.explore import LEVELS, chosen_by, explore, planned_table
from ettervern.review import LANGUAGES

from .pages import numbers, read


def held(markup: str, name: str) -> dict[str, object]:
    """Return the data that a page gives its script."""
    found = re.findall(rf'<script type="application/json" id="{name}">(.*?)</script>', markup)
    content: dict[str, object] = json.loads(found[0])
    return content


def without(results: Results, row: type) -> Results:
    """Return the results as if a table had not been made."""
    return replace(results, computed={key: rows for key, rows in results.computed.items() if key is not row})


def test_data_from_outside_can_neither_end_its_element_nor_be_run() -> None:
    hostile = "</script><script>alert(1)</script>\u2028"
    markup = data("x", {"name": hostile})
    assert markup.count("<") == 2
    assert held(markup, "x") == {"name": hostile}


def test_a_number_that_is_missing_is_refused_and_not_shown_as_nan() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        data("x", {"number": float("nan")})


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_absolute_effects_there_is_no_calculator(results: Results, language: str) -> None:
    with pytest.raises(ReviewError, match=r"absolute\.csv"):
        calculator(without(results, Absolute), "", language)


def test_without_a_judgement_the_calculator_says_so(results: Results) -> None:
    told = held(calculator(without(results, Certainty), "", "en"), "calculator-data")
    assert isinstance(told["outcomes"], list)
    for outcome in told["outcomes"]:
        assert "not yet assessed" in outcome["certainty"]
        assert "Nobody has judged" in outcome["warning"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_for_100_people_what_results_hold_with_certainty_in_every_row(
    results: Results, language: str
) -> None:
    markup = calculator_table(results, "", language)
    rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', markup)
    expected = [rate for outcome in results.review.outcomes for rate in rates(results, outcome)]
    assert len(rows) == len(expected) == 6
    level = {"nb": "svært lav", "en": "very low"}[language]
    for row, rate in zip(rows, expected, strict=True):
        shown = [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        risks = sorted(100 * risk for risk in (rate.with_risk, rate.with_low, rate.with_high))
        assert numbers(shown[0], language) == pytest.approx([100 * rate.control_risk], abs=0.5)
        assert numbers(shown[1], language) == pytest.approx(risks, abs=0.5)
        assert level in shown[3]


def test_own_shares_are_said_to_be_examples_and_carry_no_source(results: Results) -> None:
    markup = calculator(results, "", "en")
    assert markup.count('value="own"') == len(results.review.outcomes)
    assert "is an example" in read(f"<article>{markup}</article>").text


def test_studies_are_grouped_as_in_the_subgroups_of_the_results(results: Results) -> None:
    counted = results.frame(Subgroup)
    for outcome in results.review.outcomes:
        studies = chosen_by(results, outcome)
        for by in ("category", *LEVELS):
            rows = counted[(counted["outcome"] == outcome) & (counted["by"] == by) & (counted["k"] > 0)]
            assert studies[by].value_counts().to_dict() == dict(zip(rows["group"], rows["k"], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_explore_offers_every_level_that_a_study_has_and_young_adults_though_none_has(
    results: Results, language: str
) -> None:
    told = held(explore(results, "", language), "explore-data")
    assert isinstance(told["outcomes"], list)
    for outcome in told["outcomes"]:
        for by in ("category", *LEVELS):
            present = {study[by] for study in outcome["studies"]}
            assert present <= set(outcome["levels"][by])
        assert "young_adults" in outcome["levels"]["age_group"]
        assert "young_adults" not in {study["age_group"] for study in outcome["studies"]}


def test_planned_groups_without_a_study_are_shown_and_others_carry_a_word_on_certainty(results: Results) -> None:
    for outcome in results.review.outcomes:
        rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', planned_table(results, outcome, "en"))
        young = [row for row in rows if "Young adults" in row]
        assert len(young) == 1
        assert "no study" in young[0]
        assert all("very low" in row or "not yet assessed" in row or "no study" in row for row in rows)
