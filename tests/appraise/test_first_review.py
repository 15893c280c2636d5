"""The appraisal of the first review, from its own files: numbers that a reader can work out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ettervern.appraise import Appraisal, appraise, read_judgements
from ettervern.appraise.domains import DOMAINS
from ettervern.appraise.judgements import signed_rows
from ettervern.computed import Choice
from ettervern.extract import Extraction, identified_later, load
from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.schema import rows as rows_of
from ettervern.synthesise import Synthesis, analyse

REVIEW = Path(__file__).parents[2] / "reviews" / "ettervern"
TODAY = "2026-11-21"


@pytest.fixture(scope="module")
def review() -> Review:
    return Review.open(REVIEW)


@pytest.fixture(scope="module")
def extraction(review: Review) -> Extraction:
    return load(review, today=TODAY)


@pytest.fixture(scope="module")
def synthesis(review: Review, extraction: Extraction) -> Synthesis:
    return analyse(extraction.outcomes, extraction.studies.values(), review)


@pytest.fixture(scope="module")
def found(review: Review, extraction: Extraction, synthesis: Synthesis) -> Appraisal:
    parts = (synthesis.pooled, synthesis.contrasts, synthesis.choice)
    return appraise(review, extraction, *parts, None, identified_later(extraction), today=TODAY)


def at(table: pd.DataFrame, **where: str) -> pd.Series:
    """Return the one row of a table."""
    mine = table[np.logical_and.reduce([table[column] == value for column, value in where.items()])]
    assert len(mine) == 1
    return mine.iloc[0]


def test_relapse_at_the_norwegian_rate_is_worked_out_from_its_counts(found: Appraisal, synthesis: Synthesis) -> None:
    row = at(found.absolute, analysis="relapse-main", base_rate="andersson2019")
    ratio = at(synthesis.pooled, analysis="relapse-main")["estimate"]
    odds = ratio * 92 / (249 - 92)
    assert row["with_risk"] == pytest.approx(odds / (1 + odds), rel=1e-12)
    assert row["diff_per_1000"] == pytest.approx(1000 * (odds / (1 + odds) - 92 / 249), rel=1e-12)
    assert row["nnt"] == pytest.approx(1000 / -row["diff_per_1000"])
    assert row["nnt_kind"] == "benefit"


def test_each_outcome_has_three_base_rates_and_one_main(found: Appraisal) -> None:
    for analysis, rows in found.absolute.groupby("analysis"):
        assert len(rows) == 3, analysis
        assert (rows["main"] == "yes").sum() == 1, analysis


def test_a_percentage_without_counts_is_marked_so(found: Appraisal) -> None:
    row = at(found.absolute, analysis="employment-main", base_rate="norcomt")
    assert (row["kind"], row["control_risk"], row["rate_id"]) == ("percentage", 0.30, "muller_norcomt-work")
    assert np.isnan(row["n"])


def test_an_interval_through_no_difference_is_said_so_in_its_number_needed(found: Appraisal) -> None:
    rows = found.absolute
    through = (rows["diff_low"] < 0) & (rows["diff_high"] > 0)
    assert through.any()
    assert (rows["nnt_kind"].str.contains("infinity") == through).all()


def test_every_result_has_five_domains_a_whole_and_words_in_both_languages(found: Appraisal) -> None:
    analyses = set(found.absolute["analysis"])
    assert {"relapse-main", "employment-main", "relapse-not-randomised"} <= analyses
    for analysis in analyses:
        rows = found.certainty[found.certainty["analysis"] == analysis]
        assert list(rows["domain"]) == [*DOMAINS, "overall"]
        assert set(found.words.loc[found.words["analysis"] == analysis, "language"]) == {"nb", "en"}
    assert (found.certainty[["reason_nb", "reason_en"]] != "").all().all()


def test_only_what_a_person_has_signed_in_the_file_is_shown_as_signed(found: Appraisal, review: Review) -> None:
    table = signed_rows(read_judgements(review, today=TODAY))
    signed = found.certainty[found.certainty["status"] == "signed"]
    assert set(zip(signed["analysis"], signed["domain"], strict=True)) <= set(
        zip(table["analysis"], table["domain"], strict=True)
    )
    assert (found.certainty.loc[found.certainty["status"] != "signed", "signed_by"] == "").all()


def test_the_shipped_file_has_a_row_for_every_judgement(found: Appraisal, review: Review) -> None:
    table = read_judgements(review, today=TODAY)
    wanted = set(zip(found.certainty["analysis"], found.certainty["domain"], strict=True))
    assert wanted <= set(zip(table["analysis"], table["domain"], strict=True))


def test_the_norwegian_words_are_marked_as_our_own_translation(found: Appraisal) -> None:
    marks = found.words.groupby("language")["own_translation"].agg(set).to_dict()
    assert marks == {"nb": {"yes"}, "en": {"no"}}


def test_very_uncertain_results_are_told_without_size_and_direction(found: Appraisal) -> None:
    rows = found.words[found.words["certainty"] == "very_low"]
    assert len(rows) > 20
    assert rows["sentence"].str.contains("Vi vet ikke|[Ww]e do not know|vi vet ikke").all()
    assert not rows["sentence"].str.contains(r"\d|færre|langt|reduction|increase").any()


def test_unknown_numbers_of_people_are_unknown_not_none(found: Appraisal) -> None:
    unknown = found.summary["studies_with_participants"] == 0
    assert unknown.any()
    assert (found.summary["participants"].isna() == unknown).all()


def test_studies_without_randomisation_go_down_for_it(found: Appraisal) -> None:
    row = at(found.certainty, analysis="relapse-not-randomised", domain="risk_of_bias")
    assert row["steps"] >= 2


def test_categories_are_the_synthesis_own_subgroups(found: Appraisal, synthesis: Synthesis) -> None:
    groups = synthesis.subgroups[synthesis.subgroups["by"] == "category"]
    ours = found.summary[(found.summary["category"] != "") & (found.summary["main"] == "yes")]
    assert len(ours) == len(groups)
    both = ours.merge(groups, left_on=["outcome", "category"], right_on=["outcome", "group"], suffixes=("", "_group"))
    assert len(both) == len(groups)
    for name in ("estimate", "ci_low", "ci_high"):
        assert both[name].to_list() == pytest.approx(both[f"{name}_group"].to_list(), rel=1e-9)


def test_a_category_that_the_synthesis_pools_itself_is_not_pooled_anew(
    review: Review, extraction: Extraction, synthesis: Synthesis
) -> None:
    given = synthesis.pooled.iloc[[0]].assign(analysis="relapse-category-recovery_housing", estimate=0.5)
    pooled = pd.concat([synthesis.pooled, given], ignore_index=True)
    again = appraise(review, extraction, pooled, synthesis.contrasts, synthesis.choice, today=TODAY)
    row = at(again.summary, category="recovery_housing", main="yes")
    assert (row["analysis"], row["estimate"]) == ("relapse-category-recovery_housing", 0.5)


def test_sensitivity_analyses_are_not_judged_themselves(found: Appraisal) -> None:
    ends = found.absolute["analysis"].str.replace(r"^(relapse|employment)-", "", regex=True)
    assert ends.str.match(r"main$|not-randomised$|category-").all()


def test_trials_out_of_sight_are_counted_once_and_none_twice(
    found: Appraisal, extraction: Extraction, synthesis: Synthesis
) -> None:
    words, figures = extraction.findings_in_words.values(), rows_of(Choice, synthesis.choice)
    chosen = {
        row.trial
        for row in (*words, *figures)
        if (row.outcome, row.design, row.directness) == ("relapse", "rct", "direct")
    }
    pooled = set(synthesis.contrasts.loc[synthesis.contrasts["analysis"] == "relapse-main", "trial"])
    known = chosen | pooled
    reason = at(found.certainty, analysis="relapse-main", domain="publication_bias")["reason_en"]
    assert reason.startswith(f"{len(known - pooled)} of the {len(known)} randomised trials")


def test_the_summary_holds_the_numbers_of_its_parts(found: Appraisal, synthesis: Synthesis) -> None:
    assert len(found.summary) == len(found.absolute)
    joined = found.summary.merge(found.absolute, on=["analysis", "base_rate"], suffixes=("", "_part"))
    assert (joined["diff_per_1000"] == joined["diff_per_1000_part"]).all()
    row = at(found.summary, analysis="relapse-main", main="yes")
    rows = synthesis.contrasts[synthesis.contrasts["analysis"] == "relapse-main"]
    arms = rows[["n_intervention", "n_control"]].dropna()
    assert (row["studies"], row["studies_with_participants"]) == (len(rows), len(arms))
    assert row["participants"] == arms.to_numpy().sum()
    assert row["words_nb"] in at(found.words, analysis="relapse-main", language="nb")["sentence"]


def test_shares_of_weight_by_judgement_add_up_in_every_analysis_and_domain(found: Appraisal) -> None:
    sums = found.bias_summary.groupby(["analysis", "domain"])["weight"].sum()
    assert len(sums) == 6 * found.bias_summary["analysis"].nunique()
    assert sums.to_numpy() == pytest.approx(100.0)


def test_every_judgement_of_the_table_is_a_light(found: Appraisal, extraction: Extraction) -> None:
    assert len(found.bias) == 6 * len(extraction.risk_of_bias)


def test_the_same_files_give_the_same_tables(
    found: Appraisal, review: Review, extraction: Extraction, synthesis: Synthesis
) -> None:
    again = appraise(review, extraction, synthesis.pooled, synthesis.contrasts, synthesis.choice, today=TODAY)
    for name in ("absolute", "certainty", "summary", "words", "bias", "bias_summary"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name))


def test_a_readers_own_share_changes_only_its_row(
    found: Appraisal, review: Review, extraction: Extraction, synthesis: Synthesis
) -> None:
    parts = (synthesis.pooled, synthesis.contrasts, synthesis.choice)
    mine = appraise(review, extraction, *parts, today=TODAY, own_rates={"relapse": 0.25})
    changed = (mine.absolute["control_risk"] != found.absolute["control_risk"]).to_numpy()
    is_own = (found.absolute["base_rate"] == "own") & (found.absolute["outcome"] == "relapse")
    assert (changed == is_own.to_numpy()).all()


def test_a_study_identified_later_that_no_table_holds_is_not_lost_silently(
    review: Review, extraction: Extraction, synthesis: Synthesis
) -> None:
    stranger = pd.DataFrame({"study_id": ["nobody1900"]})
    parts = (synthesis.pooled, synthesis.contrasts, synthesis.choice)
    with pytest.raises(ReviewError, match="nobody1900"):
        appraise(review, extraction, *parts, None, stranger, today=TODAY)
