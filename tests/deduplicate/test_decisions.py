"""A person's word counts before anything the program finds."""

from __future__ import annotations

import pandas as pd
import pytest

from ettervern.deduplicate import deduplicate
from ettervern.files import ReviewError
from tests.deduplicate.helpers import WORK, partition, table

ONE = WORK | {"record_id": "one"}
TWO = WORK | {"record_id": "two", "journal": "J Subst Abuse Treat"}
THREE = {"record_id": "three", "title": "A wholly different work", "authors": "Vik, Per", "year": "2001"}


def said(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return decisions as a table."""
    return pd.DataFrame(rows, columns=["record_1", "record_2", "decision"])


def test_same_joins_what_nothing_else_would() -> None:
    found = deduplicate(table(ONE, THREE), decisions=said(("three", "one", "same")))
    assert partition(found) == {frozenset({"one", "three"})}
    assert "a person" in " ".join(found.duplicates["reason"])


def test_different_parts_what_is_alike() -> None:
    found = deduplicate(table(ONE, TWO), decisions=said(("one", "two", "different")))
    assert partition(found) == {frozenset({"one"}), frozenset({"two"})}
    assert found.review.empty


def test_of_two_decisions_on_a_pair_the_later_counts() -> None:
    found = deduplicate(table(ONE, TWO), decisions=said(("one", "two", "different"), ("two", "one", "same")))
    assert partition(found) == {frozenset({"one", "two"})}


def test_contradictions_are_refused_with_their_row() -> None:
    decisions = said(("one", "two", "same"), ("two", "three", "same"), ("one", "three", "different"))
    with pytest.raises(ReviewError) as caught:
        deduplicate(table(ONE, TWO, THREE), decisions=decisions)
    assert [problem.row for problem in caught.value.problems] == [4]


@pytest.mark.parametrize("row", [("one", "two", "maybe"), ("one", "one", "same")])
def test_a_decision_that_is_none_is_refused(row: tuple[str, str, str]) -> None:
    with pytest.raises(ReviewError, match="expected same or different"):
        deduplicate(table(ONE, TWO), decisions=said(row))


def test_a_decision_on_a_record_that_is_not_there_is_said_and_kept_for_later() -> None:
    found = deduplicate(table(ONE, TWO), decisions=said(("one", "gone", "same")))
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert len(found.reports) == 1


def test_a_person_may_overrule_in_a_chain() -> None:
    four = WORK | {"record_id": "four", "pages": "315-24"}
    found = deduplicate(table(ONE, TWO, four), decisions=said(("one", "four", "different")))
    together = {frozenset({"one", "two"}), frozenset({"four"})}, {frozenset({"one"}), frozenset({"two", "four"})}
    assert partition(found) in together
