"""Records that hold the same in every field: one report where that is sure enough, else a question to a person."""

from __future__ import annotations

import pandas as pd
import pytest

from ettervern import deduplicate

MOE = {"title": "Ettervern i kommunen", "authors": "Moe, L", "year": "2018", "type": "report"}


def twice(**fields: str) -> pd.DataFrame:
    """Return a record that stands twice, and another one."""
    return pd.DataFrame([fields, {**fields}, {"title": "Other thing entirely about gardens"}]).fillna("")


@pytest.mark.parametrize("more", [{}, {"year": ""}, {"journal": "Rus og samfunn"}, {"abstract": "En kort rapport."}])
def test_a_record_that_was_sent_twice_is_one_report_and_says_why(more: dict[str, str]) -> None:
    result = deduplicate(twice(**MOE | more))
    assert len(result.reports) == 2
    assert len(result.review) == 0
    joined = result.duplicates[result.duplicates["decided_by"] != ""]
    assert len(joined) == 1


def test_a_record_with_little_more_than_a_title_is_asked_about() -> None:
    result = deduplicate(twice(title="Aftercare in the municipalities", year="2017"))
    assert (len(result.reports), len(result.review)) == (3, 1)
    assert "every field is the same" in result.review["reason"].iloc[0]


def test_two_editorials_of_one_author_are_not_joined() -> None:
    assert len(deduplicate(twice(title="Editorial", authors="Moe, L", year="2018")).reports) == 3


def test_a_persons_word_keeps_equal_records_apart() -> None:
    records = twice(**MOE)
    names = deduplicate(records).duplicates.sort_values("position")["record_id"].tolist()[:2]
    decided = pd.DataFrame({"record_1": names[:1], "record_2": names[1:], "decision": ["different"]})
    assert len(deduplicate(records, decisions=decided).reports) == 3
