"""The age of a review, what comes next, and retractions of included studies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pandas as pd
import pytest

from ettervern.files import ReviewError, read_table, write_table
from ettervern.living.retractions import (
    from_crossref,
    from_retraction_watch,
    included,
    last_check,
    last_words,
    note,
    read_retractions,
)
from ettervern.living.share.everything import share
from ettervern.living.status import status
from ettervern.living.waiting import ranked, what_awaits
from ettervern.publish.results import KEPT_UP
from ettervern.publish.words.retracted import flagged
from ettervern.review import Review
from ettervern.search.crossref import Crossref
from ettervern.search.fetch import Fetcher
from ettervern.search.notices import by_weight, nature
from tests.living.conftest import TODAY
from tests.search.server import Asked, serving

WATCH = (
    "Record ID,Title,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate,RetractionDOI,Reason,\n"
    "1,Any,{doi},0,Retraction,1/31/2027 0:00,10.5555/NOTICE,+Error in Data;,\n"
    "2,Any,10.5555/somebody.else,0,Retraction,1/31/2020 0:00,10.5555/other,,\n"
    "3,Any,Unavailable,{pmid},Expression of concern,2/1/2027 0:00,unavailable,,\n"
    "4,Any,unavailable,0,Retraction,2/1/2027 0:00,unavailable,,\n"
)


def test_the_real_review_says_what_awaits_and_what_comes_next(built: Review) -> None:
    found = status(built, TODAY)
    assert found.last_search == date(2026, 11, 21)
    assert not found.overdue
    assert {
        step: found.waiting.counts()[step]
        for step in ("to_screen", "in_conflict", "to_fetch", "to_extract", "to_appraise")
    } == {
        "to_screen": 0,
        "in_conflict": 0,
        "to_fetch": 147,
        "to_extract": 25,
        "to_appraise": 32,
    }
    assert found.waiting.counts()["to_sign"] >= 2  # one judgement an outcome at the least
    assert found.next_step.startswith("ettervern screen fetched ")
    assert found.searches["searches"].sum() == 5
    assert found.searches["records"].sum() == 227


def test_a_promise_is_broken_the_day_after_it_runs_out(built: Review) -> None:
    assert not status(built, date(2027, 11, 20)).overdue
    assert status(built, date(2027, 11, 23)).overdue


def test_a_review_without_a_search_says_so(built: Review) -> None:
    path = built.searches / "searches.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    found = status(built, TODAY)
    assert (found.last_search, found.months, found.overdue) == (None, None, True)
    assert "nothing has been searched yet" in found.next_step


def test_what_people_have_done_since_the_build_is_seen_and_said(built: Review) -> None:
    assert status(built, TODAY).stale == 0
    report = read_table(built.results / "full_text.csv", ["report_id"])["report_id"].iloc[0]
    log = built.screening / "decisions" / "full-text-status.csv"
    log.write_text(f"time,report_id,status,reason,note\n2026-11-22,{report},obtained,,\n", "utf-8")
    found = status(built, TODAY)
    assert (found.waiting.counts()["to_fetch"], found.waiting.counts()["to_read"]) == (146, 1)
    assert found.stale == 3, "full_text.csv, flow.csv and standing.csv"
    assert found.waiting.first("to_read") == report


def test_a_review_that_would_not_build_says_to_mend_it_first(built: Review) -> None:
    path = built.extraction / "outcomes.csv"
    path.write_text(path.read_text("utf-8").replace(",12,", ",twelve,", 1), "utf-8")
    found = status(built, TODAY)
    assert found.errors >= 1 and found.next_step.startswith("ettervern check (")


def test_a_review_that_is_not_built_does_not_pass_for_up_to_date(built: Review) -> None:
    (built.results / "studies.csv").unlink()
    assert status(built, TODAY).stale == 1
    for ask in (included, lambda review: share(review, review.root / "shared")):
        with pytest.raises(ReviewError, match=r"results/studies\.csv: not there yet; run 'ettervern build"):
            ask(built)
    assert not (built.root / "shared").exists()


def test_what_is_like_the_kept_reports_comes_first_in_the_queue(built: Review) -> None:
    reports = read_table(built.results / "reports.csv")
    screening = read_table(built.results / "screening.csv")
    kept = dict(zip(screening["report_id"], screening["decision"] == "include", strict=True))
    held = [name for name in reports["report_id"] if hash_of(name) % 5 == 0]
    taught = {name: keep for name, keep in kept.items() if name not in held}
    queue = ranked(reports, held, taught)["report_id"].to_list()
    assert sorted(queue) == sorted(held)
    half = len(queue) // 2
    assert sum(kept[name] for name in queue[:half]) > sum(kept[name] for name in queue[half:])
    assert ranked(reports, held, taught)["report_id"].to_list() == queue


def hash_of(name: str) -> int:
    """Return a number that is the same in every run."""
    return sum(name.encode())


@pytest.fixture
def watched(built: Review, tmp_path: Path) -> tuple[Review, Path, str, str]:
    """Return a review, an export that has notices on two of its studies, and the ids of the two."""
    studies = included(built)
    one = next(study for study in studies if study.doi)
    two = next(study for study in studies if study.pmid and study != one)
    path = tmp_path / "retraction_watch.csv"
    path.write_text(WATCH.format(doi=one.doi.upper(), pmid=two.pmid), "utf-8")
    return built, path, one.study_id, two.study_id


def test_notices_are_found_by_doi_in_any_case_or_by_pubmed_number(watched: tuple[Review, Path, str, str]) -> None:
    review, path, one, two = watched
    found = from_retraction_watch(included(review), path)
    cells = found[["study_id", "nature", "date", "notice", "reason"]].to_numpy().tolist()
    assert cells == [
        [one, "retraction", "2027-01-31", "10.5555/notice", "+Error in Data"],
        [two, "expression_of_concern", "2027-02-01", "", ""],
    ]


def test_a_notice_is_noted_once_and_flags_its_study(watched: tuple[Review, Path, str, str]) -> None:
    review, path, one, _ = watched
    assert last_check(review) is None
    found = from_retraction_watch(included(review), path)
    assert note(review, found, "Retraction Watch", 10, date(2027, 3, 1)) == 2
    assert note(review, found, "Retraction Watch", 10, date(2027, 4, 1)) == 0
    assert last_check(review) == date(2027, 4, 1)
    marked = flagged(read_table(review.results / "studies.csv"), read_retractions(review)).set_index("study_id")
    assert marked.loc[one, "notice"] == "retraction"
    assert (marked["notice"] != "").sum() == 2


def test_a_later_look_that_finds_nothing_forgets_nothing(watched: tuple[Review, Path, str, str]) -> None:
    review, path, *_ = watched
    found = from_retraction_watch(included(review), path)
    note(review, found, "Retraction Watch", 10, date(2027, 3, 1))
    note(review, found.iloc[:0], "Retraction Watch", 10, date(2027, 4, 1))
    assert len(read_retractions(review)) == 2


def test_a_file_that_is_no_such_export_is_refused(built: Review, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ReviewError, match=r"no column OriginalPaperDOI, .*is it Retraction Watch"):
        from_retraction_watch(included(built), path)


def test_crossref_updates_of_included_studies_are_found(built: Review) -> None:
    studies = included(built)
    dois = [study.doi for study in studies if study.doi]
    doi = dois[0]

    def answer(_: str, asked: Asked) -> object:
        updates = [{"DOI": doi.upper(), "type": "correction", "updated": {"date-parts": [[2027, 1, 5]]}}]
        items = [{"DOI": "10.5555/Notice", "update-to": updates}] if f"updates:{doi}" in asked["filter"] else []
        return {"message": {"total-results": len(items), "items": items}}

    with serving(answer) as server:
        client = httpx.Client(trust_env=False)
        fetch = Fetcher("crossref", 0, "a@example.org", client, sleep=lambda _: None)
        found = from_crossref(studies, Crossref(server.address), fetch)
        assert len(server.asked) == -(-len(dois) // 20)
    assert found[["nature", "date", "notice", "source"]].to_numpy().tolist() == [
        ["correction", "2027-01-05", "10.5555/notice", "Crossref"]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Retraction", "retraction"),
        ("withdrawal", "retraction"),
        ("Expression of concern", "expression_of_concern"),
        ("corrigendum", "correction"),
        ("Reinstatement", "reinstatement"),
        ("new_version", "other"),
    ],
)
def test_a_notice_is_called_what_it_is(text: str, expected: str) -> None:
    assert nature(text) == expected


def noticed(*rows: tuple[str, str]) -> pd.DataFrame:
    """Return notices on one study: nature and date."""
    cells = [{**dict.fromkeys(KEPT_UP["retractions"], ""), "study_id": "x", "nature": n, "date": d} for n, d in rows]
    return pd.DataFrame(cells, dtype="str")


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([("retraction", "2020-01-31"), ("reinstatement", "2021-03-02")], "reinstatement"),
        ([("reinstatement", "2021-03-02"), ("retraction", "2022")], "retraction"),
        ([("retraction", "2020-01-31"), ("reinstatement", "2021"), ("retraction", "2021-06-01")], "retraction"),
        ([("retraction", "2021"), ("reinstatement", "2021-03-02")], "retraction"),
        ([("retraction", ""), ("reinstatement", "2021-03-02")], "retraction"),
        ([("reinstatement", "2021-03-02"), ("expression_of_concern", "2019")], "expression_of_concern"),
        ([("retraction", "2020"), ("correction", "2019"), ("reinstatement", "2021")], "reinstatement"),
    ],
)
def test_a_retraction_counts_unless_the_study_was_reinstated_later(rows: list[tuple[str, str]], counts: str) -> None:
    ordered = by_weight(noticed(*rows))
    assert ordered["nature"].iloc[0] == counts
    assert len(ordered) == len(rows)


def test_status_shows_the_last_word_with_the_earlier_ones(built: Review) -> None:
    rows = noticed(("retraction", "2020-01-31"), ("reinstatement", "2021-03-02"), ("retraction", "2020-01-31"))
    write_table(built.folder / "retractions.csv", rows)
    assert last_words(built) == {"x": ["reinstatement 2021-03-02", "retraction 2020-01-31"]}


def test_things_in_conflict_and_to_appraise_are_found(built: Review) -> None:
    table = read_table(built.results / "screening.csv")
    table.loc[table.index[0], ["decision", "how"]] = ["open", "conflict"]
    write_table(built.results / "screening.csv", table)
    judged = read_table(built.extraction / "risk_of_bias.csv")
    write_table(built.extraction / "risk_of_bias.csv", judged.iloc[1:])
    waiting = what_awaits(built)
    counts = waiting.counts()
    assert (counts["in_conflict"], counts["to_appraise"], counts["to_screen"]) == (1, 32, 0)
    assert waiting.first("to_appraise") == judged["study_id"].iloc[0], "what nobody has judged comes before software's"
