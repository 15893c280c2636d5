"""Decision files: what is refused, where it says so, and what a merge of branches leaves as it was."""

from __future__ import annotations

from datetime import date

import pytest

from ettervern.files import ReviewError
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions, reviewer_problem
from ettervern.screen.rules import in_future, parse_time
from ettervern.screen.settle import first_votes, present_votes
from tests.screen.helpers import HEADER, put

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("r1,maybe,,", "decision"),
        ("r1,exclude,,", "reason"),
        ("r1,exclude,,boring", "reason"),
        ("r1,include,,", "role"),
        ("r1,include,star,", "role"),
        ("r1,include,effect,design", "reason"),
        (",include,effect,", "report_id"),
    ],
)
def test_a_line_that_breaks_a_rule_is_named_with_file_row_and_column(review: Review, line: str, column: str) -> None:
    put(review, "anna", "r0,include,effect,", line)
    with pytest.raises(ReviewError) as caught:
        read_decisions(review, today=TODAY)
    (problem,) = caught.value.problems
    assert problem.file == "screening/small/decisions/title-abstract/anna.csv"
    assert (problem.row, problem.column) == (3, column)


@pytest.mark.parametrize("time", ["", "yesterday", "2026-13-01", "2026-11-22", "2026-11-21 10:00"])
def test_a_time_that_is_none_or_in_the_future_is_refused(review: Review, time: str) -> None:
    path = put(review, "anna")
    path.write_text(HEADER + f"{time},r1,include,effect,,,1.0,\n")
    with pytest.raises(ReviewError, match=r"anna\.csv, row 2, column time"):
        read_decisions(review, today=TODAY)


@pytest.mark.parametrize("rank", ["0", "-1", "first", "1.5"])
def test_a_rank_that_is_no_place_is_refused(review: Review, rank: str) -> None:
    put(review, "anna").write_text(HEADER + f"2026-11-20,r1,include,effect,,,1.0,{rank}\n")
    with pytest.raises(ReviewError, match="column rank"):
        read_decisions(review, today=TODAY)


def test_all_problems_of_all_files_come_at_once(review: Review) -> None:
    put(review, "anna", "r1,maybe,,", "r2,exclude,,")
    put(review, "berit", "r1,include,,")
    with pytest.raises(ReviewError) as caught:
        read_decisions(review, today=TODAY)
    assert len(caught.value.problems) == 3


def test_a_half_written_last_line_is_reported_not_guessed(review: Review) -> None:
    path = put(review, "anna", "r1,include,effect,")
    path.write_text(path.read_text() + "2026-11-20,r2,include,effect,,,1.0,")
    with pytest.raises(ReviewError, match="row 3: the last line has no line end"):
        read_decisions(review, today=TODAY)


def test_votes_of_someone_unknown_are_refused(review: Review) -> None:
    put(review, "carl", "r1,include,effect,")
    with pytest.raises(ReviewError, match="'ettervern screen join carl --kind person' says who"):
        read_decisions(review, today=TODAY)


def test_a_decision_on_a_report_that_does_not_exist_is_refused(review: Review) -> None:
    put(review, "anna", "r1,include,effect,", "r2,include,effect,")
    with pytest.raises(ReviewError, match="row 3, column report_id: no report 'r2'"):
        read_decisions(review, today=TODAY, known_reports=["r1"])


def test_a_header_doubled_by_a_merge_is_no_decision(review: Review) -> None:
    path = put(review, "anna", "r1,include,effect,")
    path.write_text(path.read_text() + HEADER + "2026-11-20,r2,include,effect,,,1.0,\n")
    assert read_decisions(review, today=TODAY).votes["report_id"].to_list() == ["r1", "r2"]


def test_first_and_present_votes_follow_time_whatever_order_a_merge_left(review: Review) -> None:
    late = "2026-11-20T12:00:00Z,r1,exclude,,design,,1.0,\n"
    early = "2026-11-20T13:30:00+02:00,r1,include,effect,,,1.0,\n"  # 11:30 UTC
    for text in (late + early, early + late):
        put(review, "anna").write_text(HEADER + text)
        decisions = read_decisions(review, today=TODAY)
        assert first_votes(decisions, "title-abstract")["decision"].to_list() == ["include"]
        assert present_votes(decisions, "title-abstract")["decision"].to_list() == ["exclude"]


def test_votes_follow_a_report_to_its_new_id(review: Review) -> None:
    put(review, "anna", "old,include,effect,", "older,include,effect,", "r3,include,effect,")
    renamed = read_decisions(review, today=TODAY).renamed(
        Aliases.of({"alias": ["old", "older"], "report_id": ["new", "old"]})
    )
    assert renamed.votes["report_id"].to_list() == ["new", "new", "r3"]


def test_reading_only_ones_own_file_leaves_the_others_closed(review: Review) -> None:
    put(review, "anna", "r1,include,effect,")
    put(review, "berit", "nonsense,,,")
    assert set(read_decisions(review, today=TODAY, only="anna").votes["reviewer"]) == {"anna"}


@pytest.mark.parametrize(
    "name",
    ["", "../anna", "a/b", "a\\b", "anna.csv", "Åse", "a b", "-anna", "a--b", "a\n", "a\x00", "~", "."],
)
def test_names_that_could_be_a_path_or_another_file_are_refused(name: str) -> None:
    assert reviewer_problem(name)


@pytest.mark.parametrize("name", ["con", "LPT1", "adjudication", "Adjudication", "x" * 41])
def test_names_that_a_system_or_the_project_keeps_for_itself_are_refused(name: str) -> None:
    assert reviewer_problem(name)


@pytest.mark.parametrize("name", ["anna", "reviewer-1", "A1", "x" * 40])
def test_plain_names_are_taken(name: str) -> None:
    assert not reviewer_problem(name)


def test_a_bare_date_is_the_first_moment_of_its_day() -> None:
    date_only, moment = parse_time("2026-11-20"), parse_time("2026-11-20T00:00:01Z")
    assert date_only and moment and date_only < moment


@pytest.mark.parametrize(
    ("time", "future"),
    [
        ("2026-11-21", False),
        ("2026-11-22", True),
        ("2026-11-21T23:59:59Z", False),
        ("2026-11-22T09:00:00Z", False),  # still the 21st west of Greenwich, where the vote may have been cast
        ("2026-11-22T12:00:00Z", True),
    ],
)
def test_a_vote_late_in_the_evening_far_west_is_not_in_the_future(time: str, future: bool) -> None:
    assert in_future(time, TODAY) == future
