"""All in one go: the decisions of a built review, its updates, and what is wrong with them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.screen import summarise
from ettervern.screen.simulate import labelled_from
from tests.screen.helpers import put

SEARCHES = pd.DataFrame(
    {
        "file": ["old.ris", "new.ris"],
        "kind": ["other", "database"],
        "date": ["2026-01-10", "2026-09-01"],
        "count": ["3", "2"],
    }
)
DUPLICATES = pd.DataFrame(
    {"file": ["old.ris", "old.ris", "old.ris", "new.ris", "new.ris"], "report_id": ["a", "b", "a", "b", "c"]}
)


def voted(review: Review) -> None:
    """Write two reviewers' votes on three reports and one adjudication that was not needed."""
    put(review, "anna", "a,include,effect,", "former,exclude,,design", "c,include,effect,")
    put(review, "berit", "a,include,effect,", "former,exclude,,outcome", "c,unsure,,")
    put(review, "adjudication", "a,include,effect,")


def test_everything_is_derived_under_present_ids(review: Review) -> None:
    voted(review)
    found = summarise(review, DUPLICATES, SEARCHES, aliases={"former": "b"}, today=date(2026, 11, 21))
    assert dict(zip(found.resolved["report_id"], found.resolved["decision"], strict=True)) == {
        "a": "include", "b": "exclude", "c": "open",
    }  # fmt: skip
    assert found.flow.count("not_screened") == 1 and found.flow.details("excluded") == {"outcome": 1}
    assert found.status["status"].to_list() == ["to_fetch"]
    assert set(found.agreement["batch"]) == {"all", "2026-01-10", "2026-09-01"}
    assert "decides nothing" in str(found.problems[0])


def test_an_update_counts_from_the_version_before(review: Review) -> None:
    voted(review)
    found = summarise(
        review, DUPLICATES, SEARCHES, aliases={"former": "b"}, since=date(2026, 6, 1), today=date(2026, 11, 21)
    )
    assert found.flow.count("previous_reports") == 1
    assert (found.flow.count("identified"), found.flow.count("duplicates"), found.flow.count("reports")) == (2, 1, 1)


def test_a_vote_on_a_report_that_is_gone_is_refused(review: Review) -> None:
    voted(review)
    with pytest.raises(ReviewError, match="no report 'former'"):
        summarise(review, DUPLICATES, SEARCHES, today=date(2026, 11, 21))


def test_settled_decisions_are_labels(review: Review) -> None:
    voted(review)
    found = summarise(review, DUPLICATES, SEARCHES, aliases={"former": "b"}, today=date(2026, 11, 21))
    reports = pd.DataFrame({"report_id": ["c", "b", "a"], "title": ["C", "B", "A"], "abstract": "text"})
    table = labelled_from(reports, found.resolved)
    assert table.to_numpy().tolist() == [["A text", True], ["B text", False]]


def test_screening_starts_without_heavy_libraries() -> None:
    """Ordering reports must not wait for libraries that it does not use."""
    code = "import sys, ettervern.commands.screen, ettervern.screen.simulate; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"sklearn", "pymare", "scipy.stats", "matplotlib", "anywidget", "pandera"} & set(loaded) == set()
