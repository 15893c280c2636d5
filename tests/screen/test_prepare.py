"""Which reports a reviewer is asked for on a built review, at both stages and in an update."""

from __future__ import annotations

import pandas as pd
import pytest

from ettervern.files import ReviewError, write_table
from ettervern.review import Review
from ettervern.screen import read_decisions, resolve, set_full_text_status
from ettervern.screen.prepare import open_adjudication, open_session, read_reports
from ettervern.screen.session import Session
from tests.screen.helpers import put
from tests.screen.test_session import many


def build(review: Review, n: int) -> None:
    """Do what a build does of what screening needs."""
    write_table(review.results / "reports.csv", many(n))
    write_table(review.results / "screening.csv", resolve(read_decisions(review), review))


def ids(session: Session) -> list[str]:
    """Return what is left to vote on, and close."""
    waiting = sorted(session._waiting)
    session.close()
    return waiting


def settle(review: Review) -> None:
    """Have two reviewers settle three reports, differ on one, and one of them vote on a fifth."""
    both = ["r00000,include,effect,", "r00001,exclude,,design", "r00002,include,effect,"]
    put(review, "anna", *both, "r00003,include,effect,", "r00004,include,effect,")
    put(review, "berit", *both, "r00003,exclude,,design")


def test_an_update_asks_for_what_is_new_only(review: Review) -> None:
    settle(review)
    build(review, 7)
    assert ids(open_session(review, "anna")) == ["r00005", "r00006"]
    assert ids(open_session(review, "berit")) == ["r00004", "r00005", "r00006"]


def test_someone_new_is_not_asked_for_what_is_settled_unless_they_want_to(review: Review) -> None:
    settle(review)
    table = pd.read_csv(review.screening / "reviewers.csv", keep_default_na=False)
    table.loc[len(table)] = ["carl", "person", "", ""]
    write_table(review.screening / "reviewers.csv", table)
    build(review, 7)
    assert "r00000" not in ids(open_session(review, "carl"))
    everything = open_session(review, "carl", everything=True)
    assert everything._earlier == {}, "nothing of what others think may show through the order"
    assert len(ids(everything)) == 7


def test_adjudication_opens_on_what_is_in_conflict(review: Review) -> None:
    settle(review)
    build(review, 7)
    session = open_adjudication(review, "anna")
    assert "berit: exclude, design" in session.card()["votes"]
    assert ids(session) == ["r00003"]


def test_full_text_asks_for_what_has_been_obtained(review: Review) -> None:
    settle(review)
    build(review, 7)
    kept = ["r00000", "r00002"]
    assert read_reports(review, "full-text").empty
    set_full_text_status(review, "r00002", "obtained", kept=kept)
    set_full_text_status(review, "r00000", "requested", kept=kept)
    session = open_session(review, "anna", "full-text")
    session.decide("exclude", reason="outcome")
    session.close()
    votes = read_decisions(review).at("full-text")
    assert votes["report_id"].to_list() == ["r00002"]


def test_a_report_under_a_new_id_is_not_asked_for_again(review: Review) -> None:
    put(review, "anna", "former,include,effect,")
    build(review, 2)
    write_table(review.searches / "aliases.csv", pd.DataFrame({"alias": ["former"], "report_id": ["r00001"]}))
    assert ids(open_session(review, "anna")) == ["r00000"]


def test_a_review_that_has_not_been_built_is_named(review: Review) -> None:
    with pytest.raises(ReviewError, match="not there yet; run"):
        open_session(review, "anna")
