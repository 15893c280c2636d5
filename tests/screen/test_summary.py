"""All in one go: the decisions of a built review, its updates, and what is wrong with them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from ettervern.files import ReviewError
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen import Summary, summarise
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
    found = summarise(review, DUPLICATES, SEARCHES, aliases=Aliases({"former": "b"}), today=date(2026, 11, 21))
    assert dict(zip(found.resolved["report_id"], found.resolved["decision"], strict=True)) == {
        "a": "include", "b": "exclude", "c": "open",
    }  # fmt: skip
    assert found.flow.count("not_screened") == 1 and found.flow.details("excluded") == {"outcome": 1}
    assert found.status["status"].to_list() == ["to_fetch"]
    assert set(found.agreement["batch"]) == {"all", "2026-01-10", "2026-09-01"}
    assert "decides nothing" in str(found.problems[0])


def updated(review: Review, **about: Any) -> Summary:
    """Return the summary of a review whose table [review] says this."""
    voted(review)
    settings = replace(review.settings, review=replace(review.settings.review, **about))
    said = replace(review, settings=settings)
    return summarise(said, DUPLICATES, SEARCHES, aliases=Aliases({"former": "b"}), today=date(2026, 11, 21))


@pytest.mark.parametrize(
    "about",
    [
        {"date": date(2026, 6, 1)},  # an update has begun: there are searches after the version's day
        {"date": date(2026, 11, 1), "updates": date(2026, 6, 1)},  # and is published, under a later day
    ],
)
def test_an_update_counts_from_the_version_before_beside_the_whole_flow(
    review: Review, about: dict[str, object]
) -> None:
    found = updated(review, **about)
    assert found.update.count("previous_reports") == 1
    numbers = [found.update.count(box) for box in ("identified", "duplicates", "reports")]
    assert numbers == [2, 1, 1]
    assert [found.flow.count(box) for box in ("identified", "duplicates", "reports")] == [5, 2, 3]


def test_a_first_version_updates_nothing(review: Review) -> None:
    found = updated(review, date=date(2026, 9, 1))
    assert found.update.boxes == () and found.update.table().empty
    assert list(found.update.table().columns) == list(found.flow.table().columns)


def test_a_vote_on_a_report_that_is_gone_is_refused(review: Review) -> None:
    voted(review)
    with pytest.raises(ReviewError, match="no report 'former'"):
        summarise(review, DUPLICATES, SEARCHES, today=date(2026, 11, 21))


def test_settled_decisions_are_labels(review: Review) -> None:
    voted(review)
    found = summarise(review, DUPLICATES, SEARCHES, aliases=Aliases({"former": "b"}), today=date(2026, 11, 21))
    reports = pd.DataFrame({"report_id": ["c", "b", "a"], "title": ["C", "B", "A"], "abstract": "text"})
    table = labelled_from(reports, found.resolved)
    assert (table.text, table.kept.tolist()) == (("A text", "B text"), [True, False])


def test_screening_starts_without_heavy_libraries() -> None:
    """Ordering reports must not wait for libraries that it does not use."""
    code = "import sys, ettervern.commands.screen, ettervern.screen.simulate; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"pandas", "sklearn", "pymare", "scipy.stats", "matplotlib", "anywidget", "pandera", "httpx"}
    assert heavy & set(loaded) == set()
