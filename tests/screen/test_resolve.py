"""What two votes, and an adjudication, come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ettervern.review import Review
from ettervern.screen.decisions import read_decisions
from ettervern.screen.settle import idle_adjudications, resolve
from ettervern.settings.model import Screening
from tests.screen.helpers import put

TODAY = date(2026, 11, 21)


def outcome(review: Review, anna: str, berit: str = "", ruling: str = "") -> tuple[str, str, str, str]:
    """Return decision, role, reason and how for one report with these votes."""
    for reviewer, vote in (("anna", anna), ("berit", berit), ("adjudication", ruling)):
        put(review, reviewer, *([f"r1,{vote}"] if vote else []))
    row = resolve(read_decisions(review, today=TODAY), review).iloc[0]
    return row["decision"], row["role"], row["reason"], row["how"]


@pytest.mark.parametrize(
    ("anna", "berit", "ruling", "expected"),
    [
        ("include,effect,", "include,effect,", "", ("include", "effect", "", "agreed")),
        ("exclude,,design", "exclude,,design", "", ("exclude", "", "design", "agreed")),
        # population stands before design in the protocol's table
        ("exclude,,design", "exclude,,population", "", ("exclude", "", "population", "agreed")),
        ("exclude,,not_research", "exclude,,language", "", ("exclude", "", "language", "agreed")),
        ("include,effect,", "exclude,,design", "", ("open", "", "", "conflict")),
        ("include,effect,", "include,base_rate,", "", ("open", "", "", "conflict")),
        ("include,effect,", "unsure,effect,", "", ("open", "", "", "conflict")),
        ("unsure,effect,", "unsure,effect,", "", ("open", "", "", "conflict")),
        ("unsure,,", "exclude,,design", "exclude,,outcome", ("exclude", "", "outcome", "adjudicated")),
        ("include,effect,", "exclude,,design", "include,base_rate,", ("include", "base_rate", "", "adjudicated")),
        ("include,effect,", "exclude,,design", "unsure,,", ("open", "", "", "conflict")),
        ("include,effect,", "", "", ("open", "", "", "single")),
        ("include,effect,", "", "exclude,,design", ("open", "", "", "single")),
    ],
)
def test_votes_come_to(review: Review, anna: str, berit: str, ruling: str, expected: tuple[str, str, str, str]) -> None:
    assert outcome(review, anna, berit, ruling) == expected


def test_the_last_vote_of_a_reviewer_counts(review: Review) -> None:
    put(review, "anna", "r1,include,effect,", "r1,exclude,,design")
    put(review, "berit", "r1,exclude,,design")
    row = resolve(read_decisions(review, today=TODAY), review).iloc[0]
    assert (row["decision"], row["how"], row["votes"]) == ("exclude", "agreed", 2)


def test_a_review_may_ask_for_one_vote(review: Review) -> None:
    review = replace(review, settings=replace(review.settings, screening=Screening(votes=1)))
    assert outcome(review, "include,effect,") == ("include", "effect", "", "agreed")
    assert outcome(review, "unsure,effect,") == ("open", "", "", "conflict")


def test_no_report_that_someone_decided_on_is_left_out(review: Review) -> None:
    put(review, "anna", "r1,include,effect,", "r2,exclude,,design")
    put(review, "berit", "r3,unsure,,")
    put(review, "adjudication", "r4,include,effect,")
    assert resolve(read_decisions(review, today=TODAY), review)["report_id"].to_list() == ["r1", "r2", "r3", "r4"]


def test_an_adjudication_that_decides_nothing_is_said(review: Review) -> None:
    outcome(review, "include,effect,", "include,effect,", "exclude,,design")
    (problem,) = idle_adjudications(read_decisions(review, today=TODAY), review)
    assert problem.severity == "warning" and "decides nothing: the reviewers agree" in str(problem)


def test_decisions_of_an_empty_review_resolve_to_nothing(review: Review) -> None:
    assert resolve(read_decisions(review, today=TODAY), review).empty
