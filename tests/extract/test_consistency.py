"""Figures that do not fit each other: the known oddities are found, sound figures are left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.extract import load
from ettervern.extract.arithmetic import Table, counts_within, p_of_interval, printed_p, splits
from ettervern.extract.consistency import as_problems, read_accepted, warnings
from ettervern.extract.oddities import (
    counts_against_p,
    derived_not_whole,
    interval_against_p,
    more_than_randomised,
    percent_not_whole,
    ratio_against_counts,
    same_trial_twice,
)
from ettervern.extract.resolution import read_resolutions
from ettervern.extract.schemas import OutcomeRow, RawRow
from ettervern.extract.second_look import second_look
from ettervern.files import ReviewError
from ettervern.review import Review
from tests.made_rows import made

from .helpers import TODAY, cell, row_of, set_cell, set_cells

COUNTS = {"events_intervention": "30", "n_intervention": "80", "events_control": "16", "n_control": "81"}


def outcome(**cells: str) -> OutcomeRow:
    return made(OutcomeRow, cells)[2]


def derived(text: str) -> RawRow:
    return made(RawRow, {"derived": text})[2]


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    """Return the rules that speak up on each contrast of the real review."""
    from .helpers import REVIEW

    result: dict[str, set[str]] = {}
    for one in warnings(load(Review.open(REVIEW), today=TODAY)):
        if one.table == "outcomes":
            result.setdefault(one.id, set()).add(one.rule)
    return result


@pytest.mark.parametrize(
    ("outcome_id", "rule"),
    [
        ("maarefvand2014-relapse-1", "counts_against_p"),  # the printed p does not follow from the counts
        ("saitz2013-relapse-1", "ratio_against_counts"),  # adjusted and crude point apart
        ("tuten2012-relapse-1", "percent_not_whole"),  # 37% of 80 is no whole number
        ("saal2016-employment-1", "percent_not_whole"),  # no two arms of 179
        ("godley2014-relapse-1", "interval_against_p"),  # 90% interval, p of a 95% one
        ("godley2014-relapse-2", "interval_against_p"),
    ],
)
def test_the_known_oddities_are_found(found: dict[str, set[str]], outcome_id: str, rule: str) -> None:
    assert rule in found[outcome_id]


def test_rows_without_oddities_are_left_in_peace(found: dict[str, set[str]]) -> None:
    assert not {
        "bennett2005-relapse-1",
        "lucht2021-relapse-1",
        "holtyn2020-employment-1",
        "rognli2025-employment-1",
    } & set(found)
    assert len(found) == 13


def test_the_90_percent_interval_is_said_to_fit_as_95() -> None:
    row = {"effect_measure": "OR", "effect": "2.31", "ci_low": "1.10", "ci_high": "4.85"}
    (column, message), *rest = interval_against_p(outcome(**row, ci_level="0.90", p_value="0.03"))
    assert (column, rest) == ("ci_level", [])
    assert message.endswith("read as a 95% interval it would fit (p = 0.027)")
    assert list(interval_against_p(outcome(**row, ci_level="0.95", p_value="0.03"))) == []


def test_a_difference_is_held_against_p_on_its_own_scale() -> None:
    row = {
        "effect_measure": "MD_days",
        "effect": "-3.5",
        "ci_low": "-6.5",
        "ci_high": "-0.6",
        "ci_level": "0.95",
    }
    assert list(interval_against_p(outcome(**row, p_value="0.020"))) == []
    assert list(interval_against_p(outcome(**row, p_value="0.20"))) != []


def test_counts_are_held_against_p_by_any_usual_test() -> None:
    assert list(counts_against_p(outcome(**COUNTS, p_value="0.016"))) == []
    assert list(counts_against_p(outcome(**COUNTS, p_value="<0.001"))) != []
    assert list(counts_against_p(outcome(**COUNTS, p_value="0.5"))) != []


def test_a_printed_ratio_is_held_against_its_counts() -> None:
    row = {**COUNTS, "effect_measure": "OR"}
    crude = Table(30, 80, 16, 81).ratio("OR")
    assert crude is not None
    assert list(ratio_against_counts(outcome(**row, effect=f"{crude:.2f}"))) == []
    assert list(ratio_against_counts(outcome(**row, effect=f"{crude * 1.2:.2f}"))) != []
    assert "point apart" in next(ratio_against_counts(outcome(**row, effect="0.9")))[1]
    assert list(ratio_against_counts(outcome(**COUNTS, effect_measure="aOR", effect=f"{crude * 1.1:.2f}"))) == []
    assert list(ratio_against_counts(outcome(effect_measure="OR", effect="9"))) == []


def test_percentages_in_the_note_are_held_against_the_counts() -> None:
    assert list(percent_not_whole(outcome(**COUNTS, note="38% v 20% of those randomised"))) == []
    (odd,) = percent_not_whole(outcome(**COUNTS, note="37% v 20%"))
    assert odd[0] == "events_intervention"


def test_a_percentage_times_a_number_is_near_a_whole_number_or_said() -> None:
    assert list(derived_not_whole(derived("31% of 58 = 17.98"))) == []
    assert len(list(derived_not_whole(derived("37% x 80 = 29.6 -> 30; 20% x 81 = 16.2")))) == 1


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 2))
def test_the_percentage_of_a_whole_number_always_fits_it(n: int, events: int, digits: int) -> None:
    events = min(events, n)
    exact = 100 * events / n
    printed = f"{exact:.{digits}f}"
    # Halves are rounded up in print and to even by Python: both are left out here.
    if abs(exact * 10**digits % 1 - 0.5) > 1e-9:
        assert events in counts_within(printed, n)


@given(st.floats(0.2, 5), st.floats(0.05, 1.5), st.sampled_from([0.9, 0.95, 0.99]))
def test_p_of_an_interval_is_the_p_it_was_made_of(effect: float, error: float, level: float) -> None:
    import math

    from scipy import stats

    half = float(stats.norm.isf((1 - level) / 2)) * error
    low, high = effect * math.exp(-half), effect * math.exp(half)
    p = p_of_interval(effect, low, high, level, ratio=True)
    assert p == pytest.approx(2 * stats.norm.sf(abs(math.log(effect)) / error), rel=1e-6)


def test_splits_are_those_that_both_percentages_allow() -> None:
    assert (2, 2) in splits(4, ("50", "50"))
    assert splits(179, ("35.6", "41.2")) == []


@pytest.mark.parametrize(("text", "sign"), [("<0.01", "<"), ("0.03", ""), ("1", ""), (">0.05", ">")])
def test_a_printed_p_is_read_with_its_sign(text: str, sign: str) -> None:
    printed = printed_p(text)
    assert printed is not None
    assert printed.sign == sign


def test_no_p_is_read_from_words() -> None:
    assert printed_p("not significant") is None


def test_more_people_than_randomised_are_said(review: Review) -> None:
    set_cell(
        review.extraction / "studies.csv",
        row_of(review.extraction / "studies.csv", "study_id", "bennett2005"),
        "n_randomised",
        "100",
    )
    tables = load(review, today=TODAY)
    assert [row for row, _ in more_than_randomised(tables.outcomes, tables.studies)] == [4, 5]


def test_the_same_trial_under_two_ids_is_said(review: Review) -> None:
    tables = load(review, today=TODAY)
    assert list(same_trial_twice(tables.outcomes, tables.studies)) == []
    studies = {
        line: row._replace(trial="one trial") if row.study_id in ("bennett2005", "gustafson2014") else row
        for line, row in tables.studies.items()
    }
    assert len(list(same_trial_twice(tables.outcomes, studies))) == 1


def test_the_same_figures_under_two_ids_are_said(review: Review) -> None:
    path = review.extraction / "outcomes.csv"
    copied = {name: cell(path, 4, name) for name in COUNTS}
    set_cells(path, 27, {**copied, "p_value": ""})
    tables = load(review, today=TODAY)
    assert "the same figures as “bennett2005” (row 4)" in next(same_trial_twice(tables.outcomes, tables.studies))[1][1]


def accept(review: Review, message: str, reason: str = "as printed") -> None:
    path = review.extraction / "accepted_warnings.csv"
    path.write_text(
        "rule,id,message,accepted_by,date,reason\n"
        f'percent_not_whole,tuten2012-relapse-1,"{message}",anna,2026-11-21,{reason}\n',
        "utf-8",
    )


def test_a_warning_accepted_with_a_reason_is_silent_until_the_figures_change(review: Review) -> None:
    tables = load(review, today=TODAY)
    before = warnings(tables)
    (message,) = {one.message for one in before if one.id == "tuten2012-relapse-1"}
    accept(review, message)
    after = warnings(tables, read_accepted(review))
    assert len(after) == len(before)
    assert [one.accepted.accepted_by for one in after if one.accepted] == ["anna"]
    assert len(as_problems(after, review)) == len(before) - 1
    set_cell(review.extraction / "outcomes.csv", 3, "events_intervention", "29")
    changed = warnings(load(review, today=TODAY), read_accepted(review))
    assert len(as_problems(changed, review)) == len(before)


def test_an_acceptance_without_a_reason_is_refused(review: Review) -> None:
    accept(review, "x", reason="")
    with pytest.raises(ReviewError, match="column reason"):
        read_accepted(review)


def test_a_check_tells_oddities_as_warnings_and_faulty_resolutions_as_errors(review: Review) -> None:
    tables = load(review, today=TODAY)
    sound = second_look(review, tables, TODAY)
    assert {problem.severity for problem in sound} == {"warning"}
    assert any("tuten2012-relapse-1" in problem.message for problem in sound)
    assert any(problem.column == "extraction_agreement" for problem in sound)
    set_cell(review.extraction / "resolutions.csv", 2, "reason", "")
    accept(review, "x", reason="")
    errors = [problem for problem in second_look(review, tables, TODAY) if problem.severity == "error"]
    assert {problem.file.rpartition("/")[2] for problem in errors} == {"resolutions.csv", "accepted_warnings.csv"}


def test_a_resolution_on_a_day_that_there_is_not_is_refused(review: Review) -> None:
    set_cell(review.extraction / "resolutions.csv", 2, "date", "2026-02-30")
    for today in (TODAY, None):
        with pytest.raises(ReviewError, match="row 2, column date: expected a date"):
            read_resolutions(review, today)


def test_the_shipped_list_of_accepted_warnings_is_empty(review: Review) -> None:
    assert read_accepted(review) == []


def test_counts_among_a_great_many_people_are_looked_at_without_listing_them() -> None:
    assert 370_000_000_000 in counts_within("37", 999_999_999_999)
    table = Table(400_000_000_000, 999_999_999_999, 30, 60)
    assert all(0 <= p <= 1 for p in table.p_values())
