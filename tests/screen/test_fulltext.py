"""Full texts: a kept report without a line has not been sought; reports of one trial are one study."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.screen.fulltext import join_studies, read_full_text_status, set_full_text_status, status_file

TODAY = date(2026, 11, 21)


def write(review: Review, *lines: str) -> None:
    """Write the status file."""
    path = status_file(review)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("time,report_id,status,reason,note\n" + "".join(line + "\n" for line in lines))


def test_nothing_written_means_nothing_sought(review: Review) -> None:
    found = read_full_text_status(review, ["r2", "r1"], today=TODAY)
    assert found["report_id"].to_list() == ["r1", "r2"]
    assert set(found["status"]) == {"to_fetch"}


def test_the_last_line_of_a_report_counts(review: Review) -> None:
    write(review, "2026-11-20,r1,obtained,,", "2026-11-19,r1,requested,,", "2026-11-19,r9,requested,,")
    found = read_full_text_status(review, ["r1"], today=TODAY)
    assert found["status"].to_list() == ["obtained"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2026-11-20,r1,lost,,", "status"),
        ("2026-11-20,r1,not_obtainable,,", "reason"),
        ("2026-11-22,r1,obtained,,", "time"),
        ("soon,r1,obtained,,", "time"),
        ("2026-11-20,,obtained,,", "report_id"),
    ],
)
def test_a_line_that_breaks_a_rule_is_named(review: Review, line: str, column: str) -> None:
    write(review, line)
    with pytest.raises(ReviewError, match=f"full-text-status.csv, row 2, column {column}"):
        read_full_text_status(review, ["r1"], today=TODAY)


def test_reports_of_one_trial_are_one_study() -> None:
    ids = pd.DataFrame({"study_id": ["a", "b", "c"], "report_id": ["r1", "r2", "r3"]})
    families = pd.DataFrame({"study_id": ["a", "b"], "trial": ["T", "T"]})
    found = join_studies(["r1", "r2", "r3", "r4"], ids, families)
    assert found["study"].to_list() == ["T", "T", "c", "r4"]


def test_a_report_of_two_trials_joins_them() -> None:
    ids = pd.DataFrame({"study_id": ["a", "b", "a2", "b2"], "report_id": ["r1", "r1", "r2", "r3"]})
    families = pd.DataFrame({"study_id": ["a", "a2", "b", "b2"], "trial": ["T", "T", "U", "U"]})
    assert join_studies(["r1", "r2", "r3"], ids, families)["study"].nunique() == 1


def test_a_new_status_is_added_and_the_old_one_stays_in_the_file(review: Review) -> None:
    set_full_text_status(review, "r1", "requested", kept=["r1"])
    set_full_text_status(review, "r1", "not_obtainable", kept=["r1"], reason="not in any library")
    assert len(status_file(review).read_text().splitlines()) == 3
    found = read_full_text_status(review, ["r1"])
    assert found[["status", "reason"]].to_numpy().tolist() == [["not_obtainable", "not in any library"]]


@pytest.mark.parametrize(("report", "status"), [("r9", "obtained"), ("r1", "lost"), ("r1", "not_obtainable")])
def test_a_status_that_breaks_a_rule_is_not_written(review: Review, report: str, status: str) -> None:
    with pytest.raises(ReviewError):
        set_full_text_status(review, report, status, kept=["r1"])
    assert not status_file(review).exists()
