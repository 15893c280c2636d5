"""Planning: exact power against simulation and known numbers, and a page that says what the numbers say."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from ettervern.local import design_table, expected, make_plan, power_table
from ettervern.local.page import plan_html, plan_text
from ettervern.local.power import detectable_odds_ratio, joint, p_values, people_needed, power, simulated_power
from ettervern.review import Review

REVIEW = Path(__file__).parent.parent.parent / "reviews" / "ettervern"
POOLED = pd.DataFrame(
    {"analysis": ["relapse-main"], "measure": "OR", "estimate": ["0.5"], "pi_low": ["0.25"], "pi_high": ["1.2"]}
)


def test_probabilities_of_all_tables_add_up() -> None:
    assert joint(13, 17, 0.3, 0.8).sum() == pytest.approx(1)


def test_p_values_are_those_of_fishers_test() -> None:
    fisher, mid = p_values(7, 9)
    for a in range(8):
        for c in range(10):
            assert fisher[a, c] == pytest.approx(fisher_exact([[a, 7 - a], [c, 9 - c]]).pvalue)
    assert (mid <= fisher + 1e-12).all()


def test_exact_power_is_what_simulated_studies_show() -> None:
    exact, simulated = power(20, 18, 0.3, 0.6), simulated_power(20, 18, 0.3, 0.6, studies=40_000, seed=3)
    for found, wanted in zip(simulated, (exact.power_fisher, exact.power_midp, exact.width), strict=True):
        assert found == pytest.approx(wanted, abs=0.012)


def test_without_a_difference_power_is_the_level_and_there_is_no_wrong_side() -> None:
    found = power(20, 20, 0.4, 0.4)
    assert found.power_fisher < 0.05 and math.isnan(found.wrong_side) and math.isnan(found.exaggeration)


def test_people_needed_gives_the_power_and_five_fewer_do_not() -> None:
    found = people_needed(0.2, 0.5)
    assert found is not None
    assert power(found, found, 0.2, 0.5).power_midp >= 0.8 > power(found - 5, found - 5, 0.2, 0.5).power_midp
    assert people_needed(0.49, 0.5) is None and people_needed(0.5, 0.5) is None


def test_the_detectable_odds_ratio_is_found_with_the_wanted_power() -> None:
    for favours, side in (("low", -1), ("high", 1)):
        found = detectable_odds_ratio(40, 40, 0.4, favours)
        assert found is not None and side * math.log(found) > 0
        risk = found * 0.4 / (0.6 + found * 0.4)
        assert power(40, 40, risk, 0.4).power_midp == pytest.approx(0.8, abs=1e-4)
    assert detectable_odds_ratio(5, 5, 0.1, "low") is None


@pytest.fixture
def review() -> Review:
    return Review.open(REVIEW)


def test_the_review_gives_the_effect_and_the_ends_of_its_prediction(review: Review) -> None:
    found = expected(review.outcomes["relapse"], POOLED, "norway", 0.37)
    assert found.odds_ratios == {"pooled": 0.5, "pi_low": 0.25, "pi_high": 1.2}
    assert expected(review.outcomes["relapse"], POOLED, "own", 0.37, own=0.7).odds_ratios == {"own": 0.7}
    for base, own in ((0.0, None), (1.0, None), (0.4, -1.0)):
        with pytest.raises(ValueError, match="expected"):
            expected(review.outcomes["relapse"], POOLED, "own", base, own)
    with pytest.raises(ValueError, match="no pooled result"):
        expected(review.outcomes["employment"], POOLED, "own", 0.3)


def test_the_power_table_has_a_row_an_effect_and_size(review: Review) -> None:
    one = expected(review.outcomes["relapse"], POOLED, "norway", 0.37)
    found = power_table([one], sizes=(20, 40, 60))
    assert len(found) == 9 and set(found["origin"]) == {"calculated"}
    assert (found.groupby("effect")["width"].apply(lambda width: np.diff(width).max()) < 0).all()
    pooled = found[found["effect"] == "pooled"]
    assert pooled["risk_service"].unique() == pytest.approx([0.5 * 0.37 / (0.63 + 0.5 * 0.37)])


def test_a_plan_counts_only_those_whose_outcome_will_be_known(review: Review) -> None:
    one = expected(review.outcomes["relapse"], POOLED, "norway", 0.37)
    plan = make_plan(one, 25, 2, lost=0.2)
    assert (plan.n_service, plan.n_comparison) == (20, 20)
    assert make_plan(one, 30, 1, lost=0.0, share=2 / 3).n_comparison == 10
    with pytest.raises(ValueError, match="expected"):
        make_plan(one, 1, 1)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_page_says_the_numbers_of_the_plan_and_no_markup_of_others(review: Review, language: str) -> None:
    plan = make_plan(expected(review.outcomes["relapse"], POOLED, "norway", 0.37), 25, 2)
    page = plan_html(plan, "<b>source</b>", language, service="<script>x</script>")
    assert "<script>" not in page and "&lt;b&gt;source" in page
    percent = round(100 * plan.powers["pooled"].power_midp)
    assert f"{percent}\u00a0%" in page if language == "nb" else f"{percent}%" in page
    assert f'lang="{language}"' in page and str(plan.needed["pooled"]) in page
    assert str(plan.needed["pooled"]) in plan_text(plan, "source", language)


def test_the_verdict_follows_the_power(review: Review) -> None:
    small, large = (
        make_plan(expected(review.outcomes["relapse"], POOLED, "norway", 0.5, own=0.2), people, 1)
        for people in (20, 300)
    )
    assert "ikke avgjøre" in plan_text(small, "x", "nb") and "Det er nok" in plan_text(large, "x", "nb")


def test_every_design_says_in_both_languages_what_can_fool_you() -> None:
    table = design_table()
    assert list(table["design"]) == ["randomised", "waiting_list", "matched", "before_after", "single"]
    assert (table.map(len) > 4).all(axis=None)


def test_the_reviews_own_words_go_before_the_general_ones(review: Review) -> None:
    general, own = (design_table(words).set_index("design") for words in (None, review.written("own_study")))
    changed = {(design, column) for design, row in (general != own).iterrows() for column in row.index[row]}
    assert changed == {("single", "how_nb"), ("single", "how_en"), ("matched", "advice_nb"), ("matched", "advice_en")}


def test_a_plan_of_another_review_says_its_outcome_in_general_words(review: Review) -> None:
    outcome, pooled = replace(review.outcomes["relapse"], id="pain"), POOLED.replace("relapse-main", "pain-main")
    plan = make_plan(expected(outcome, pooled, "norway", 0.5), 60, 1)
    assert "50% have the outcome (pain)" in plan_text(plan, "x", "en")
    assert "50% relapse" in plan_text(plan, "x", "en", phrases=review.phrases("en", "relapse"))
