"""An update of the real review: old decisions order what is new, nobody is asked twice, and the flow tells it apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from ettervern.files import read_table, write_table
from ettervern.ids import Aliases
from ettervern.living.intake import Incoming
from ettervern.living.update import Update, update
from ettervern.review import Review
from ettervern.screen import summarise
from ettervern.screen.prepare import open_session
from ettervern.screen.session import Session
from tests.living.conftest import LATER, append, built, built_once  # noqa: F401 (fixtures)

#: Made up: five that this review would keep, among fifteen that it would not.
LIKELY = (
    "Telephone continuing care after residential treatment for alcohol dependence: a randomised trial",
    "Recovery housing and relapse among adults with substance use disorder: randomised controlled trial",
    "Individual placement and support for people in substance use treatment: a randomised trial",
    "Case management after detoxification and abstinence at 12 months: a randomised trial",
    "Contingency management and employment among people with cocaine dependence: randomised trial",
)
UNLIKELY = ("Prices of cigarettes in kiosks", "Bird counts along the coast", "Gambling machines in harbour towns")


@pytest.fixture
def updated(built: Review, tmp_path: Path) -> tuple[Review, Update]:  # noqa: F811
    """Return the real review after a search that found 20 new reports and 2 known ones, and a new reviewer."""
    known = read_table(built.results / "reports.csv").query("doi != ''").head(2)
    titles = [*LIKELY, *(f"{UNLIKELY[at % 3]}, part {at}: survey of {at + 40} places" for at in range(15))]
    entries = [(title, f"10.5555/made.up.{at}", "2027") for at, title in enumerate(titles)]
    entries += list(known[["title", "doi", "year"]].itertuples(index=False, name=None))
    lines = [
        f"TY  - JOUR\nTI  - {title}\nAU  - Oppdiktet{chr(97 + at)}, N.\nPY  - {year}\nDO  - {doi}\nER  - \n"
        for at, (title, doi, year) in enumerate(entries)
    ]
    path = tmp_path / "new.ris"
    path.write_text("\n".join(lines[at * 7 % 22] for at in range(22)), "utf-8")
    append(built.screening / "reviewers.csv", [{"reviewer": "anna", "kind": "person"}])
    return built, update(built, [Incoming(path, "A made-up database", "database", LATER)], LATER)


def read_all(session: Session) -> list[str]:
    """Vote as the made-up titles deserve until nothing waits; return the titles in the order of reading."""
    read = []
    while session.shown:
        read.append(session.card()["title"])
        if read[-1] in LIKELY:
            session.decide("include", role="review_background")  # a role that asks for no extraction
        else:
            session.decide("exclude", reason="population")
    session.close()
    return read


def test_an_update_end_to_end(updated: tuple[Review, Update]) -> None:
    review, done = updated
    assert len(done.new_reports) == 20
    assert set(done.waiting.queue["title"].head(5)) == set(LIKELY), "the queue is ordered by the old decisions"

    session = open_session(review, "anna", today=LATER)
    assert session.shown == done.waiting.queue["report_id"].iloc[0]
    read = read_all(session)
    assert len(read) == 20, "what is settled is not asked for again"
    assert set(read[:5]) == set(LIKELY)
    by_chance = open_session(review, "reviewer-1", order="random", today=LATER)
    assert set(read_all(by_chance)[:5]) != set(LIKELY), "chance alone would not have put them first"

    assert update(review, [], LATER).waiting.counts()["to_screen"] == 0
    duplicates, searches = read_table(review.results / "duplicates.csv"), read_table(review.searches / "searches.csv")
    found = summarise(review, duplicates, searches, aliases=Aliases.read(review), today=LATER)
    before = found.flow.count("kept") - 5
    assert found.update.count("previous_reports") == before
    boxes = ("identified", "duplicates", "reports", "excluded", "kept", "in_review")
    assert [found.update.count(box, "databases") for box in boxes] == [22, 2, 20, 15, 5, 5]
    assert [found.update.count(box, "other") for box in boxes] == [0] * 6
    assert found.update.count("in_review") == before + 5 == found.flow.count("in_review")
    assert found.agreement.query("batch == '2027-02-01' and measure == 'percent'")["value"].item() == 1.0


def test_the_same_order_on_another_machine(updated: tuple[Review, Update]) -> None:
    """Nothing but reports, decisions and seed decides the order: neither the rows' order nor what ran before."""
    review, done = updated
    table = read_table(review.results / "reports.csv")
    write_table(review.results / "reports.csv", table.sample(frac=1, random_state=3))
    session = open_session(review, "anna", today=LATER)
    assert session.shown == done.waiting.queue["report_id"].iloc[0]
    session.close()
