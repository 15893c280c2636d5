"""One contrast a trial, by the protocol's rules, and a reason for each of the others."""

from __future__ import annotations

import pytest

from ettervern.files import ReviewError
from ettervern.synthesise import analyse
from ettervern.synthesise.choose import natural
from tests.synthesise.helpers import outcomes, review, studies, three


def fate(rows: list[dict[str, str]], trials: list[dict[str, str]]) -> dict[str, str]:
    found = analyse(outcomes(*rows), studies(*trials), review()).choice
    return dict(zip(found["outcome_id"], found["why_not"], strict=True))


@pytest.mark.parametrize(
    ("row", "study", "reason"),
    [
        ({}, {"design": "cohort_single"}, "design"),
        ({}, {"directness": "indirect_timing"}, "directness"),
        ({"unit": "urine_samples"}, {}, "unit"),
        ({"months": "0"}, {}, "months"),
        ({"n_control": "", "events_control": ""}, {}, "no_counts"),
        ({"n_control": "", "effect": "0.7", "ci_low": "0.5", "ci_high": "0.9", "effect_measure": "HR"}, {}, "measure"),
        ({"definition_flag": "days"}, {}, "definition"),
    ],
)
def test_a_row_that_may_not_enter_says_why(row: dict[str, str], study: dict[str, str], reason: str) -> None:
    found = fate([{"study_id": "one2001", **row}], [{"study_id": "one2001", **study}])
    assert found == {"one2001-relapse-1": reason}


def test_the_preferred_definition_goes_before_the_nearer_follow_up() -> None:
    rows = [{"definition_flag": "heavy_use", "months": "12"}, {"definition_flag": "any_use", "months": "24"}]
    found = fate([{"study_id": "one2001", **row} for row in rows], [{"study_id": "one2001"}])
    assert found == {"one2001-relapse-1": "other_definition_preferred", "one2001-relapse-2": ""}


def test_the_follow_up_nearest_twelve_months_is_taken_and_the_earlier_on_a_tie() -> None:
    rows = [{"study_id": "one2001", "months": months} for months in ("18", "6", "3")]
    found = fate(rows, [{"study_id": "one2001"}])
    assert list(found.values()) == ["further_from_12_months", "", "further_from_12_months"]


def test_the_arm_of_the_studys_category_is_taken_then_the_first_row() -> None:
    rows = [{"arm_category": "exercise"}, {}, {}]
    found = fate([{"study_id": "one2001", **row} for row in rows], [{"study_id": "one2001"}])
    assert list(found.values()) == ["other_arm", "", "later_row"]


def test_two_reports_of_a_trial_give_one_contrast() -> None:
    trials = [{"study_id": "one2001", "trial": "T"}, {"study_id": "one2004", "trial": "T"}]
    found = analyse(outcomes({"study_id": "one2001"}, {"study_id": "one2004"}), studies(*trials), review())
    assert found.pooled.set_index("analysis").loc["relapse-main", "k"] == 1
    assert found.choice["why_not"].tolist() == ["", "later_row"]


def test_every_row_of_the_table_is_in_the_choice_even_of_other_outcomes() -> None:
    rows, trials = three()
    rows[3] = rows[3]._replace(outcome="housing")
    found = analyse(rows, trials, review()).choice
    assert found["outcome_id"].tolist() == [row.outcome_id for row in rows.values()]
    assert found["why_not"].tolist() == ["", "outcome", ""]


def test_studies_without_randomisation_are_pooled_apart() -> None:
    rows, trials = three()
    trials[2] = trials[2]._replace(design="quasi_experimental")
    found = analyse(rows, trials, review())
    assert found.pooled.set_index("analysis")["k"].loc[["relapse-main", "relapse-not-randomised"]].tolist() == [2, 1]
    assert found.choice["used_in"].tolist() == ["relapse-main", "relapse-main", "relapse-not-randomised"]
    assert found.choice["why_not"].tolist() == ["", "", "design"]


def test_abstinence_is_turned_to_relapse_and_counts_go_before_a_printed_effect() -> None:
    printed = {"effect_measure": "OR", "effect": "2", "ci_low": "1", "ci_high": "4", "ci_level": "0.95"}
    rows = outcomes(
        {"study_id": "one2001", "event": "abstinent", **printed},
        {"study_id": "two2002", "event": "abstinent", "n_control": "", **printed},
    )
    found = analyse(rows, studies({"study_id": "one2001"}, {"study_id": "two2002"}), review()).contrasts
    main = found[found["analysis"] == "relapse-main"].set_index("study_id")
    assert main["from"].to_dict() == {"one2001": "counts", "two2002": "printed"}
    assert main.loc["one2001", ["events_intervention", "events_control"]].tolist() == [40, 30]
    assert main.loc["one2001", "estimate"] == pytest.approx(40 * 20 / (10 * 30))
    assert main.loc["two2002", "estimate"] == pytest.approx(0.5)
    assert main.loc["two2002", "ci_high"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"events_control": "60"}, "outcomes.csv, row 2, column n_intervention: there are more events than people"),
        ({"event": "employed"}, "outcomes.csv, row 2, column event: expected one of relapse, abstinent"),
        ({"study_id": "nobody"}, "outcomes.csv, row 2, column study_id: this study is not in studies.csv"),
    ],
)
def test_wrong_figures_stop_the_synthesis_with_their_place(changes: dict[str, str], place: str) -> None:
    with pytest.raises(ReviewError) as caught:
        analyse(outcomes({"study_id": "one2001", **changes}), studies({"study_id": "one2001"}), review())
    assert str(caught.value).startswith(place)


def test_row_ten_comes_after_row_two() -> None:
    assert sorted(["a-10", "a-2", "b-1"], key=natural) == ["a-2", "a-10", "b-1"]
