"""A session shows one report after another, saves before it goes on, and can be taken up again where it was left."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from ettervern.files import ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions
from ettervern.screen.session import Session, decided_before, to_adjudicate
from tests.screen.helpers import put

TOPICS = (
    "sober housing after treatment",
    "tobacco tax and prices",
    "telephone follow-up of alcohol use",
    "gambling law",
)


def many(n: int) -> pd.DataFrame:
    """Return n reports on a few topics."""
    rows = [
        (f"r{k:05d}", f"{TOPICS[k % 4]} number {k}", f"About {TOPICS[k % 4]} in town {k % 97}.", 1980 + k % 40)
        for k in range(n)
    ]
    return pd.DataFrame(rows, columns=["report_id", "title", "abstract", "year"]).astype("str")


def likes(session: Session) -> None:
    """Vote on the report shown: housing and telephone are kept."""
    if int(session.shown[1:]) % 2 == 0:
        session.decide("include", role="effect")
    else:
        session.decide("exclude", reason="intervention")


def test_every_vote_is_on_the_disk_before_the_next_report_shows(review: Review) -> None:
    session = Session(review, "anna", many(30))
    path = review.screening / "decisions" / "title-abstract" / "anna.csv"
    for number in range(1, 31):
        shown = session.shown
        likes(session)
        lines = read_table(path)
        assert len(lines) == number and lines["report_id"].iloc[-1] == shown
    assert session.shown == "" and session.progress.left == 0
    assert lines["report_id"].nunique() == 30
    assert lines["rank"].to_list() == [str(n) for n in range(1, 31)]


def test_the_order_learns(review: Review) -> None:
    session = Session(review, "anna", many(200))
    for _ in range(100):
        likes(session)
    kept = [vote.decision == "include" for vote in session.votes.values()]
    assert sum(kept) > 85


def test_a_new_start_shows_the_same_report_as_before(review: Review) -> None:
    shown = []
    for _ in range(25):
        session = Session(review, "anna", many(60))
        shown.append(session.shown)
        likes(session)
        following = session.shown
        session.close()
        again = Session(review, "anna", many(60))
        assert again.shown == following
        again.close()
    session = Session(review, "berit", many(60).sample(frac=1, random_state=3))
    for name in shown:
        assert session.shown == name
        likes(session)


def test_settled_reports_train_the_order_and_are_not_asked_for(review: Review) -> None:
    reports = many(40)
    earlier = {name: int(name[1:]) % 2 == 0 for name in reports["report_id"][:20]}
    session = Session(review, "anna", reports, earlier=earlier)
    assert session.progress.total == 20
    first = []
    for _ in range(8):
        first.append(int(session.shown[1:]) % 2 == 0)
        likes(session)
    assert all(first)


def test_one_sees_ones_own_votes_only(review: Review) -> None:
    put(review, "berit", "r00001,include,effect,")
    session = Session(review, "anna", many(10))
    assert session.votes == {}
    assert "include" not in str(session.card("r00001"))


def test_a_change_of_mind_adds_a_line(review: Review) -> None:
    session = Session(review, "anna", many(10))
    first = session.shown
    session.decide("include", role="effect")
    assert session.undo() == first
    assert session.vote()["decision"] == "include"
    session.decide("exclude", reason="design", note="on second thoughts")
    votes = read_decisions(review).votes
    assert votes["report_id"].to_list() == [first, first]
    assert votes["decision"].to_list() == ["include", "exclude"]
    assert session.progress.decided == 1


def test_undo_reaches_back_over_a_new_start(review: Review) -> None:
    session = Session(review, "anna", many(10))
    first = session.shown
    likes(session)
    session.close()
    assert Session(review, "anna", many(10)).undo() == first


def test_moving_decides_nothing(review: Review) -> None:
    session = Session(review, "anna", many(10))
    first = session.shown
    assert session.move(1) != first
    assert session.move(-1) == first
    assert session.move(-5) == first
    assert session.progress.decided == 0


def test_a_vote_that_breaks_a_rule_is_not_saved(review: Review) -> None:
    session = Session(review, "anna", many(10))
    shown = session.shown
    with pytest.raises(ReviewError, match="an exclusion needs a reason"):
        session.decide("exclude")
    assert session.shown == shown and session.progress.decided == 0


def test_votes_under_a_former_id_are_not_asked_for_again(review: Review) -> None:
    put(review, "anna", "old,include,effect,")
    session = Session(review, "anna", many(2), aliases=Aliases({"old": "r00001"}))
    assert session.progress.decided == 1 and session.shown == "r00000"


@pytest.mark.parametrize("name", ["../anna", "carl", "Anna", "adjudication/x"])
def test_unknown_and_odd_names_are_refused_and_make_no_file(review: Review, name: str) -> None:
    with pytest.raises(ReviewError):
        Session(review, name, many(3))
    assert not (review.screening / "decisions").exists()


@pytest.mark.parametrize("order", ["year", "random", "learnt"])
def test_every_report_is_shown_once_in_any_order(review: Review, order: str) -> None:
    session = Session(review, "anna", many(25), order=order)
    seen = []
    while session.shown:
        seen.append(session.shown)
        likes(session)
    assert sorted(seen) == many(25)["report_id"].to_list()
    if order == "year":
        years = [int(session.card(name)["year"]) for name in seen]
        assert years == sorted(years, reverse=True)


def test_adjudication_gets_conflicts_with_the_votes_on_them(review: Review) -> None:
    put(review, "anna", "r00000,include,effect,", "r00001,exclude,,design", "r00002,unsure,,")
    put(review, "berit", "r00000,exclude,,design", "r00001,exclude,,outcome", "r00002,unsure,,")
    waits = to_adjudicate(review, read_decisions(review), many(5), "title-abstract")
    assert waits["report_id"].to_list() == ["r00000", "r00002"]
    assert waits["votes"].iloc[0] == "anna: include, effect\nberit: exclude, design"
    session = Session(review, "berit", waits, order="year", settling=True)
    assert session.shown == "r00002"  # the newer of the two
    session.decide("exclude", reason="design")
    assert read_decisions(review).adjudication("title-abstract")["report_id"].to_list() == ["r00002"]


def test_what_is_settled_is_taken_from_the_stage_asked_for() -> None:
    rows = [("title-abstract", "a", "include"), ("title-abstract", "b", "open"), ("full-text", "c", "exclude")]
    resolved = pd.DataFrame(rows, columns=["stage", "report_id", "decision"])
    assert decided_before(resolved) == {"a": True}


def test_ten_thousand_reports_stay_responsive(review: Review) -> None:
    session = Session(review, "anna", many(10_000))
    slowest = []
    for _ in range(12):
        began = time.process_time()
        likes(session)
        slowest.append(time.process_time() - began)
        time.sleep(0.15)  # a person reads
    assert sorted(slowest)[-2] < 0.1
