"""How far a review has come, counted by other means than the code's: from the files of the review as they change."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ettervern import pipeline
from ettervern.computed import Screened, Standing, path_of
from ettervern.review import Review
from ettervern.schema import read_computed, rows
from tests.conftest import ROOT

TODAY = date(2027, 2, 1)
NEEDED = ("records", "screen", "extract", "standing")


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Return a copy of the first review."""
    for part in ("reviews/ettervern", "screening/ettervern"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "references.bib", tmp_path)
    return Review.open(tmp_path / "reviews" / "ettervern")


def counted(review: Review) -> dict[str, tuple[int, int, str]]:
    with pytest.MonkeyPatch.context() as only:  # what is pooled does not change how far the review has come
        only.setattr(pipeline, "STEPS", [step for step in pipeline.STEPS if step.name in NEEDED])
        pipeline.run(review, TODAY, lambda _: None)
    table = read_computed(Standing, path_of(review, Standing), "standing.csv")
    return {row.fact: (row.done, row.of, row.latest) for row in rows(Standing, table)}


def lines(path: Path) -> int:
    return len(pd.read_csv(path, dtype=str))


def vote(review: Review, stage: str, who: str, reports: list[str], decision: str = "include") -> None:
    """Let somebody vote on reports."""
    path = review.screening / "decisions" / stage / f"{who}.csv"
    path.parent.mkdir(exist_ok=True)
    head = "time,report_id,decision,role,reason,note,criteria_version,rank\n"
    cells = "effect,," if decision == "include" else ",population,"
    body = "".join(f"2027-01-{day + 1:02},{name},{decision},{cells},1.0,\n" for day, name in enumerate(reports))
    path.write_text(head + body, "utf-8")
    reviewers = review.screening / "reviewers.csv"
    if f"\n{who}," not in reviewers.read_text("utf-8"):
        reviewers.write_text(reviewers.read_text("utf-8") + f"{who},person,En person.,A person.\n", "utf-8")


def test_the_first_draft_has_nothing_done_by_people(review: Review) -> None:
    told = counted(review)
    assert told["databases"] == (0, lines(review.searches / "searches.csv"), "")
    assert told["titles"][:2] == (0, 201) and told["screened"][:2] == (201, 201)
    assert told["read"][:2] == told["sought"][:2] == (0, 147)
    studies = pd.read_csv(review.extraction / "outcomes.csv", dtype=str)["study_id"].nunique()
    assert told["figures"][:2] == told["bias"][:2] == (0, studies)
    assert told["signed"] == (0, 2, "")


def test_a_database_counts_by_its_kind_and_a_string_by_what_was_asked(review: Review) -> None:
    log = review.searches / "searches.csv"
    before = ",topic search of a stored index of public web pages,other,2026-11-21,,25,"
    text = log.read_text("utf-8").replace(before, ",Ovid MEDLINE,database,2027-01-09,exp Aftercare/,25,")
    log.write_text(text, "utf-8")
    told = counted(review)
    assert told["databases"] == (1, 5, "2027-01-09") and told["strings"][:2] == (1, 5)
    assert told["records"][:2] == (25, 227)


def test_a_report_counts_as_judged_by_people_when_enough_of_them_have_voted(review: Review) -> None:
    screened = pd.read_csv(path_of(review, Screened), dtype=str)
    agreed = screened[
        (screened["how"] == "agreed") & (screened["decision"] == "include") & (screened["role"] == "effect")
    ]
    three = list(agreed["report_id"].head(3))
    vote(review, "title-abstract", "kari-test", three)
    assert counted(review)["titles"][:2] == (0, 201), "one person is not enough"
    vote(review, "title-abstract", "ola-test", three[:2])
    assert counted(review)["titles"] == (2, 201, "2027-01-03")


def test_full_texts_are_counted_as_sought_read_and_out_of_reach(review: Review) -> None:
    reports = list(pd.read_csv(review.results / "full_text.csv", dtype=str)["report_id"].head(5))
    log = review.screening / "decisions" / "full-text-status.csv"
    stands = ["obtained", "obtained", "requested", "not_obtainable"]
    body = "".join(
        f"2027-01-0{n + 1},{reports[n]},{status},{'not there' if n == 3 else ''},\n" for n, status in enumerate(stands)
    )
    log.write_text("time,report_id,status,reason,note\n" + body, "utf-8")
    for who in ("kari-test", "ola-test"):
        vote(review, "full-text", who, reports[:1])
    told = counted(review)
    assert told["sought"] == (4, 147, "2027-01-04") and told["unobtainable"][:2] == (1, 147)
    assert told["read"][:2] == (1, 147) and told["texts"] == (1, 1, "2027-01-01")


def test_a_study_counts_as_extracted_by_people_when_each_of_its_figures_is(review: Review) -> None:
    table = pd.read_csv(review.extraction / "outcomes.csv", dtype=str)
    study = next(name for name, rows in table.groupby("study_id") if len(rows) > 1)
    mine = list(table.loc[table["study_id"] == study, "outcome_id"])
    path = review.extraction / "resolutions.csv"
    kept = pd.read_csv(path, dtype=str, keep_default_na=False)
    kept = kept[~kept["outcome_id"].isin(mine)]
    head = [{"outcome_id": name, "taken": "both", "resolved_by": "Kari Test", "kind": "person"} for name in mine]
    told = []
    for rows_ in (head[:-1], head):
        more = pd.DataFrame(rows_).assign(date="2027-01-07", reason="read in the full text")
        pd.concat([kept, more]).to_csv(path, index=False)
        told.append(counted(review)["figures"])
    assert told == [(0, table["study_id"].nunique(), "2027-01-07"), (1, table["study_id"].nunique(), "2027-01-07")]
