"""The first review's five exports: known truth, used here only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ettervern.deduplicate import Deduplication, deduplicate
from ettervern.records import Reading, read_files

REVIEW = Path(__file__).parents[2] / "reviews" / "ettervern"


@pytest.fixture(scope="module")
def reading() -> Reading:
    """Return the records of the five exports."""
    return read_files(sorted((REVIEW / "searches").glob("2026-*")))


@pytest.fixture(scope="module")
def found(reading: Reading) -> Deduplication:
    """Return the reports."""
    return deduplicate(reading.records)


def test_every_record_is_read_without_a_problem(reading: Reading) -> None:
    searches = pd.read_csv(REVIEW / "searches" / "searches.csv").set_index("file")["count"]
    assert reading.files.set_index("file")["records"].to_dict() == searches.to_dict()
    assert (len(reading.records), reading.problems, reading.unreadable) == (227, [], 0)


def test_the_surplus_copies_go_and_no_others(found: Deduplication) -> None:
    truth = pd.read_csv(REVIEW / "origin" / "record_keys.csv")
    both = found.duplicates.merge(truth, on=["file", "position"], validate="one_to_one")
    assert len(both) == 227
    assert both.groupby("report_id")["study_id"].agg(set).map(len).max() == 1
    assert both.groupby("study_id")["report_id"].agg(set).map(len).max() == 1
    assert (len(found.reports), len(found.duplicates) - len(found.reports)) == (201, 26)


def test_few_pairs_are_left_to_look_at(found: Deduplication) -> None:
    assert len(found.review) <= 5


def test_merged_reports_keep_the_best_of_their_records(reading: Reading, found: Deduplication) -> None:
    records = reading.records.set_index("record_id")
    for _, report in found.reports[found.reports["n_records"] > 1].iterrows():
        members = records.loc[report["record_ids"].split(";")]
        for name in ("doi", "pmid", "abstract", "authors", "year", "journal", "volume", "pages"):
            assert (report[name] != "") == (members[name] != "").any()
        assert len(report["abstract"]) == members["abstract"].str.len().max()
        assert set(report["files"].split(";")) == set(members["file"])
