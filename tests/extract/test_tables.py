"""The extraction tables: typed, whole, and every mistake told with its row."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.extract import Extraction, examine, load
from ettervern.extract.rules import breaches
from ettervern.extract.schemas import SCHEMAS, OutcomeRow
from ettervern.files import ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import columns, entered, faults, needed

from .helpers import REVIEW, TODAY, cell, copy_review, row_of, set_cell, set_cells

ROWS = {
    "studies": 97,
    "outcomes": 44,
    "risk_of_bias": 32,
    "findings_in_words": 48,
    "base_rates": 11,
    "experiences": 94,
    "guidance": 28,
    "journey": 33,
    "local_pilot": 8,
    "percentages": 3,
    "trial_families": 25,
    "extraction_1": 141,
    "extraction_2": 104,
}


def raised(review: Review) -> list[str]:
    """Return the lines that loading raises."""
    with pytest.raises(ReviewError) as caught:
        load(review, today=TODAY)
    return [str(problem) for problem in caught.value.problems if problem.severity == "error"]


@pytest.mark.parametrize("table", ROWS)
def test_no_row_and_no_cell_of_the_first_review_is_lost_or_changed(review: Review, table: str) -> None:
    cells = read_table(REVIEW / "extraction" / f"{table}.csv")
    rows = getattr(load(review, today=TODAY), table)
    assert len(rows) == ROWS[table]
    assert [*rows] == cells.index.to_list()
    assert set(needed(SCHEMAS[table])) <= set(cells.columns) <= set(columns(SCHEMAS[table]))
    for at, name in enumerate(needed(SCHEMAS[table])):
        for row, text in zip(rows.values(), cells[name], strict=True):
            assert row[at] == text if isinstance(row[at], str) else row[at] == (float(text) if text else None)


def test_numbers_are_none_and_texts_empty_where_nothing_was_seen(review: Review) -> None:
    outcomes = load(review, today=TODAY).outcomes
    assert {type(row.n_control) for row in outcomes.values()} == {int, type(None)}
    assert {type(row.ci_low) for row in outcomes.values()} == {float, type(None)}
    assert outcomes[2].effect_measure == ""
    assert outcomes[2].effect is None


def test_the_first_review_loads_without_warnings(review: Review) -> None:
    assert load(review, today=TODAY).problems == []


def test_every_error_of_every_table_is_raised_at_once(review: Review) -> None:
    set_cell(review.extraction / "outcomes.csv", 3, "n_control", "eighty")
    set_cell(review.extraction / "studies.csv", 5, "year", "20021")
    set_cell(review.extraction / "journey.csv", 4, "step_number", "9")
    (review.extraction / "guidance.csv").write_bytes(b"  \n")
    files = [line.split(",")[0].rsplit("/", 1)[-1] for line in raised(review)]
    assert {"outcomes.csv", "studies.csv", "journey.csv"} < set(files)
    assert any("guidance.csv" in file for file in files)


def test_a_row_with_an_unreadable_cell_gives_no_second_error_about_its_gap(review: Review) -> None:
    row = row_of(review.extraction / "outcomes.csv", "outcome_id", "timko2007-relapse-1")
    set_cell(review.extraction / "outcomes.csv", row, "ci_low", "one")
    assert len(raised(review)) == 1


def test_an_effect_without_interval_is_kept_where_the_note_says_so(review: Review) -> None:
    path = review.extraction / "outcomes.csv"
    row = row_of(path, "outcome_id", "timko2007-relapse-1")
    set_cells(path, row, {"ci_low": "", "ci_high": "", "ci_level": "", "note": "Interval not seen; p printed"})
    assert load(review, today=TODAY).outcomes[row].ci_low is None


def test_a_ratio_far_from_the_middle_of_its_interval_is_a_warning(review: Review) -> None:
    path = review.extraction / "outcomes.csv"
    set_cell(path, row_of(path, "outcome_id", "timko2007-relapse-1"), "effect", "1.05")
    problems = load(review, today=TODAY).problems
    assert [(problem.severity, problem.column) for problem in problems] == [("warning", "effect")]


def test_a_negative_ratio_is_refused_and_a_negative_difference_is_not(review: Review) -> None:
    path = review.extraction / "outcomes.csv"
    row = row_of(path, "outcome_id", "timko2007-relapse-1")
    set_cells(path, row, {"effect": "-1.5", "ci_low": "-2.24", "ci_high": "-1.0"})
    assert len(raised(review)) == 3
    set_cell(path, row, "effect_measure", "MD_days")
    load(review, today=TODAY)


def test_randomised_studies_are_judged_with_rob2_only(review: Review) -> None:
    path = review.extraction / "risk_of_bias.csv"
    row = row_of(path, "tool", "robins_i")
    set_cell(review.extraction / "studies.csv", _study_row(review, cell(path, row, "study_id")), "design", "rct")
    assert any(f"row {row}, column tool" in line and "expected rob2" in line for line in raised(review))


def _study_row(review: Review, study: str) -> int:
    return row_of(review.extraction / "studies.csv", "study_id", study)


def test_a_study_with_figures_and_no_judgement_of_bias_is_a_warning(review: Review) -> None:
    path = review.extraction / "risk_of_bias.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    problems = load(review, today=TODAY).problems
    assert ["has no row in risk_of_bias.csv" in problem.message for problem in problems] == [True]


def test_a_trial_named_in_two_ways_is_refused(review: Review) -> None:
    row = _study_row(review, "jason2007")
    set_cell(review.extraction / "studies.csv", row, "trial", "Oxford House")
    assert f"studies.csv, row {row}, column trial" in raised(review)[0]


def test_a_study_inside_anothers_report_needs_no_report_of_its_own(review: Review) -> None:
    path = review.extraction / "trial_families.csv"
    row = row_of(path, "study_id", "scott2009eri2")
    load(review, today=TODAY)
    set_cell(path, row, "trial", "a trial of its own")
    assert "unknown study “scott2009eri2”" in raised(review)[0]


def test_without_a_list_of_reports_figures_are_still_held_against_the_studies(review: Review) -> None:
    (review.screening / "report_ids.csv").unlink()
    assert [problem.severity for problem in load(review, today=TODAY).problems] == ["warning"]
    set_cell(review.extraction / "outcomes.csv", 3, "study_id", "nobody1999")
    assert "unknown study" in raised(review)[0]


def test_a_repeated_report_id_row_is_told(review: Review) -> None:
    path = review.screening / "report_ids.csv"
    path.write_text(path.read_text("utf-8") + "acri2012,r-other\n", encoding="utf-8")
    assert "report_ids.csv, row 203, column study_id" in raised(review)[0]


def test_a_copy_made_by_a_spreadsheet_is_a_warning(review: Review) -> None:
    shutil.copy(review.extraction / "outcomes.csv", review.extraction / "outcomes (1).csv")
    assert ["outcomes (1).csv" in problem.file for problem in load(review, today=TODAY).problems] == [True]


def test_a_year_after_next_is_an_error_and_next_year_a_warning(review: Review) -> None:
    path = review.extraction / "studies.csv"
    set_cell(path, 5, "year", "2027")
    assert [problem.severity for problem in load(review, today=TODAY).problems] == ["warning"]
    set_cell(path, 5, "year", "2028")
    assert "the year “2028” is in the future" in raised(review)[0]


@lru_cache(maxsize=1)
def outcome_cells() -> pd.DataFrame:
    return read_table(REVIEW / "extraction" / "outcomes.csv")


few = settings(max_examples=50, deadline=None)
counted = st.sampled_from([int(row) for row in outcome_cells().index[outcome_cells()["n_control"] != ""]])


@few
@given(row=counted, arm=st.sampled_from(["intervention", "control"]), more=st.integers(1, 10**9))
def test_any_count_above_the_number_of_people_is_caught_at_its_row(row: int, arm: str, more: int) -> None:
    cells = outcome_cells().copy()
    cells.loc[row, f"events_{arm}"] = str(int(cells.loc[row, f"n_{arm}"]) + more)
    found = breaches("outcomes", entered(OutcomeRow, cells), "outcomes.csv")
    assert (row, f"events_{arm}") in {(p.row, p.column) for p in found if "events among" in p.message}


@few
@given(row=counted, arm=st.sampled_from(["intervention", "control"]), events=st.integers(0, 10**6))
def test_no_count_up_to_the_number_of_people_is_called_too_many(row: int, arm: str, events: int) -> None:
    cells = outcome_cells().copy()
    cells.loc[row, f"events_{arm}"] = str(events % (int(cells.loc[row, f"n_{arm}"]) + 1))
    found = breaches("outcomes", entered(OutcomeRow, cells), "outcomes.csv")
    assert not any("events among" in problem.message for problem in found)


EVERY_ROW = [int(row) for row in outcome_cells().index]
NUMBERS = [name for name in needed(OutcomeRow) if columns(OutcomeRow)[name].kind is not str]


@given(
    row=st.sampled_from([int(row) for row in outcome_cells().index]), column=st.sampled_from(NUMBERS), text=st.text()
)
def test_a_cell_is_either_read_as_its_number_or_told_never_a_silent_gap(row: int, column: str, text: str) -> None:
    cells = outcome_cells().copy()
    cells.loc[row, column] = text
    found = faults(columns(OutcomeRow), cells, "outcomes.csv")
    if found:
        assert {(problem.row, problem.column) for problem in found} == {(row, column)}
    elif text:
        assert getattr(entered(OutcomeRow, cells)[row], column) == float(text)
    else:
        assert getattr(entered(OutcomeRow, cells)[row], column) is None


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_spoiled_cell_in_any_table_ends_in_a_traceback(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(sorted(ROWS)))
    alphabet = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0")
    text = data.draw(st.one_of(st.text(alphabet), st.sampled_from(["", "NA", "nan", "inf", "-1", "1e3", "0", "x;y"])))
    with tempfile.TemporaryDirectory() as home:
        review = copy_review(Path(home))
        path = review.extraction / f"{table}.csv"
        row = data.draw(st.integers(2, ROWS[table] + 1))
        column = data.draw(st.sampled_from(needed(SCHEMAS[table])))
        set_cell(path, row, column, text)
        tables, problems = examine(review, TODAY)
        assert all(len(vars(tables)[name]) >= many - (name == table) for name, many in ROWS.items())
        assert all(problem.row >= 0 and str(problem).isprintable() for problem in problems)


def test_extraction_holds_a_table_for_every_schema() -> None:
    assert set(SCHEMAS) | {"problems"} == set(Extraction.__dataclass_fields__)


def test_the_same_mistake_in_two_rows_is_told_twice(review: Review) -> None:
    for row in (4, 7):
        set_cell(review.extraction / "outcomes.csv", row, "unit", "people")
    assert [line.split(", ")[1] for line in raised(review)] == ["row 4", "row 7"]
    assert (
        "expected one of persons, person_years, person_months, person_days, urine_samples; found “people”"
        in raised(review)[0]
    )


def test_the_readme_of_the_review_names_every_column(review: Review) -> None:
    text = (REVIEW / "README.md").read_text("utf-8")
    names = {name for row in SCHEMAS.values() for name in needed(row)}
    assert {name for name in names if name not in text and not name.startswith(("d1_", "d2_", "d3_", "d4_"))} == {
        *(f"basis_{domain}" for domain in ("randomisation", "missing_data", "measurement", "selective_reporting")),
    }


def test_rows_that_only_a_persons_own_column_tells_apart_are_no_repeats(review: Review) -> None:
    path = review.extraction / "extraction_1.csv"
    lines = path.read_text("utf-8").splitlines()
    repeated = [*lines, lines[1]]
    path.write_text("\n".join(repeated) + "\n", encoding="utf-8")
    assert "the same as row 2" in raised(review)[0]
    own = [f"{line},{'mine' if at == 0 else at}" for at, line in enumerate(repeated)]
    path.write_text("\n".join(own) + "\n", encoding="utf-8")
    assert load(review, today=TODAY).problems == []
