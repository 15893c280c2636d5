"""Every kept effect report has one status, and the studies seen later stand beside them."""

from __future__ import annotations

import pandas as pd
import pytest

from ettervern.extract import effect_report_status, identified_later, load, studies_table
from ettervern.files import ReviewError
from ettervern.review import Review

from .helpers import TODAY, report_ids, screened


def statuses(review: Review) -> pd.DataFrame:
    return effect_report_status(screened(), report_ids(), load(review, today=TODAY))


def test_the_82_kept_effect_reports_have_one_status_each(review: Review) -> None:
    status = statuses(review)
    assert status["status"].value_counts().to_dict() == {"figures": 32, "words": 25, "nothing": 25}
    assert status["report_id"].is_unique


def test_figures_count_before_words(review: Review) -> None:
    extraction = load(review, today=TODAY)
    both = {row.study_id for row in extraction.outcomes.values()} & {
        row.study_id for row in extraction.findings_in_words.values()
    }
    assert both == {"saal2016", "vederhus2014"}
    status = statuses(review).set_index("study_id")["status"]
    assert set(status[sorted(both)]) == {"figures"}


def test_two_experiments_in_one_report_give_it_one_status(review: Review) -> None:
    ids = report_ids()
    ids.loc[len(ids)] = ["scott2009eri2", "r-scott2009eri1"]
    status = effect_report_status(screened(), ids, load(review, today=TODAY))
    assert len(status) == 82
    assert status.set_index("study_id").loc["scott2009eri1", "status"] == "words"


def test_a_kept_effect_report_that_nothing_names_has_its_own_id(review: Review) -> None:
    ids = report_ids()
    status = effect_report_status(screened(), ids[ids["study_id"] != "kelly2025"], load(review, today=TODAY))
    row = status[status["report_id"] == "r-kelly2025"].iloc[0]
    assert (row["study_id"], row["status"]) == ("r-kelly2025", "nothing")


def test_figures_of_a_report_that_was_not_kept_stop(review: Review) -> None:
    decided = screened()
    decided.loc[decided["report_id"] == "r-timko2007", ["decision", "role"]] = ["exclude", ""]
    with pytest.raises(ReviewError, match=r"outcomes\.csv, row 15, .*timko2007” was not kept as an effect report"):
        effect_report_status(decided, report_ids(), load(review, today=TODAY))


def test_the_last_stage_decides_whether_a_report_is_kept(review: Review) -> None:
    decided = screened().assign(stage="title-abstract")
    later = pd.DataFrame([("r-kelly2025", "exclude", "", "full-text")], columns=decided.columns)
    status = effect_report_status(pd.concat([decided, later]), report_ids(), load(review, today=TODAY))
    assert len(status) == 81


def test_a_report_that_is_open_at_full_text_stays_kept(review: Review) -> None:
    decided = screened().assign(stage="title-abstract")
    later = pd.DataFrame([("r-kelly2025", "open", "", "full-text")], columns=decided.columns)
    assert len(effect_report_status(pd.concat([decided, later]), report_ids(), load(review, today=TODAY))) == 82


def test_seventeen_studies_were_identified_after_the_lists_were_closed(review: Review) -> None:
    later = identified_later(load(review, today=TODAY))
    assert len(later) == 17
    assert later["study_id"].is_unique
    assert later.set_index("study_id").loc["mcauliffe1990", "outcome"] == "relapse; employment"
    assert not set(later["study_id"]) & set(report_ids()["study_id"])


def test_the_list_of_included_studies_has_a_row_for_each_kept_report(review: Review) -> None:
    extraction = load(review, today=TODAY)
    table = studies_table(extraction, screened(), report_ids(), statuses(review))
    assert len(table) == 147
    assert table["role"].value_counts().to_dict() == {
        "effect": 82,
        "experience": 31,
        "review_background": 18,
        "base_rate": 13,
        "policy_background": 3,
    }
    assert (table["status"] != "").sum() == 82
    assert not table.drop(columns=["n_randomised", "followup_months"]).isna().any(axis=None)


def test_reports_of_one_trial_name_each_other(review: Review) -> None:
    table = studies_table(load(review, today=TODAY), screened(), report_ids(), statuses(review)).set_index("study_id")
    assert table.loc["jason2007", "trial_reports"] == "jason2006"
    assert table.loc["andersen2026", "trial"] == "IPS-SUD, Norway (202)"
    assert table.loc["timko2007", "trial_reports"] == ""


def test_a_report_fills_what_no_table_has_seen(review: Review) -> None:
    extraction = load(review, today=TODAY)
    reports = pd.DataFrame(
        [("r-kelly2025", "A title seen", "2025", "A journal"), ("r-timko2007", "Another title", "1900", "")],
        columns=["report_id", "title", "year", "journal"],
    )
    table = studies_table(extraction, screened(), report_ids(), statuses(review), reports).set_index("study_id")
    assert tuple(table.loc["kelly2025", ["title", "year", "title_is_description"]]) == ("A title seen", "2025", "no")
    assert table.loc["timko2007", "year"] == "2007"


def test_a_title_that_is_our_description_is_marked(review: Review) -> None:
    table = studies_table(load(review, today=TODAY), screened(), report_ids(), statuses(review)).set_index("study_id")
    assert table.loc["vroverview_sage", "title_is_description"] == "yes"
    assert table.loc["timko2007", "title_is_description"] == "no"
