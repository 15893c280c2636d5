"""Votes from Rayyan, Covidence and ASReview come in whole or not at all; our ids travel with what goes out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import rispy

from ettervern.files import ReviewError, read_table, table_of
from ettervern.review import Review
from ettervern.screen.exchange import Source, match_reports, read_votes, text_for
from ettervern.screen.intake import take_in

#: Made up for these tests, in the shape that each program writes.
EXPORTS = Path(__file__).parent / "exports"
REPORTS = pd.DataFrame(
    {
        "report_id": ["jensen-2010-aa", "berg-2012-bb", "lie-2015-cc"],
        "title": ["Sober housing: a trial", "Telefonoppfølging etter behandling", "A survey, with commas"],
        "authors": ["Jensen, A.", "Berg, B.", "Lie, C."],
        "year": ["2010", "2012", "2015"],
        "doi": ["10.1000/abc", "", ""],
        "pmid": ["", "123", ""],
        "abstract": ["=1+1", 'Æøå "sitat"', ""],
        "type": "journal_article",
    }
)
COLUMNS = ["original_title", "editors", "date", "journal", "series", "volume", "number", "pages", "edition"]
COLUMNS += ["document_type", "other_ids", "issn", "isbn", "keywords", "url", "publisher", "place", "language", "notes"]
FULL = REPORTS.assign(**dict.fromkeys(COLUMNS, ""))
RAYYAN = (EXPORTS / "rayyan.csv").read_text("utf-8")
COVIDENCE = (EXPORTS / "covidence.csv").read_text("utf-8")
ASREVIEW = (EXPORTS / "asreview.csv").read_text("utf-8")
WORDS = {"wrong design": "design"}


def save(folder: Path, text: str) -> Path:
    """Write an export."""
    path = folder / "export.csv"
    path.write_text(text, "utf-8")
    return path


def votes(review: Review) -> list[tuple[str, ...]]:
    """Return what stands in anna's file."""
    table = read_table(review.screening / "decisions" / "title-abstract" / "anna.csv")
    names = ["report_id", "decision", "role", "reason", "note"]
    return list(table[names].itertuples(index=False, name=None))


def test_rayyan_votes_come_in_for_the_reviewer_chosen(review: Review, tmp_path: Path) -> None:
    source = Source("rayyan", who="Anna B")
    added = take_in(review, save(tmp_path, RAYYAN), source, "anna", REPORTS, role="effect", reasons=WORDS)
    assert added == 2
    # Of two reasons the one that stands first in the protocol's table counts.
    expected = [("jensen-2010-aa", "include", "effect", "", "")]
    assert votes(review) == [*expected, ("berg-2012-bb", "exclude", "", "population", "not a trial")]


def test_rayyan_quotes_written_with_a_backslash_are_read(tmp_path: Path) -> None:
    path = save(tmp_path, RAYYAN.replace('""', '\\"'))
    assert read_votes(path, Source("rayyan", who="Ola"))["decision"].to_list() == ["unsure", "exclude"]


def test_rayyan_reviewers_are_named_where_one_has_to_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="choose one of the reviewers: Anna B, Ola"):
        read_votes(save(tmp_path, RAYYAN), Source("rayyan"))


def test_covidence_lists_are_votes(review: Review, tmp_path: Path) -> None:
    source = Source("covidence", decision="exclude")
    take_in(review, save(tmp_path, COVIDENCE), source, "anna", REPORTS, reasons=WORDS)
    assert votes(review) == [("lie-2015-cc", "exclude", "", "design", "seen twice")]


def test_asreview_labels_are_votes_and_unread_reports_are_none(review: Review, tmp_path: Path) -> None:
    path = save(tmp_path, ASREVIEW)
    assert take_in(review, path, Source("asreview"), "anna", REPORTS, role="effect", reason="design") == 2
    table = read_table(review.screening / "decisions" / "title-abstract" / "anna.csv")
    assert table["time"].to_list() == ["2026-01-02T10:11:12Z", "2026-01-02T10:12:00Z"]
    assert votes(review)[0] == ("jensen-2010-aa", "include", "effect", "", "good")


def test_taking_the_same_file_in_twice_adds_nothing(review: Review, tmp_path: Path) -> None:
    path = save(tmp_path, ASREVIEW)
    for expected in (2, 0):
        assert take_in(review, path, Source("asreview"), "anna", REPORTS, role="effect", reason="design") == expected


def test_a_vote_without_a_year_is_known_by_its_title_where_one_report_has_it(tmp_path: Path) -> None:
    reports = pd.DataFrame(
        [
            {"report_id": f"r{at}", "title": title, "year": "2010"}
            for at, title in enumerate(["One title", "Two", "Two"])
        ]
    )
    votes = pd.DataFrame([{"row": "2", "title": "One title.", "decision": "include", "reason": "", "note": ""}])
    assert match_reports(votes, reports, "x.csv")["report_id"].tolist() == ["r0"]
    with pytest.raises(ReviewError, match="could be any of r1, r2"):
        match_reports(votes.assign(title="Two"), reports, "x.csv")


def test_a_changed_vote_comes_after_the_one_it_changes(review: Review, tmp_path: Path) -> None:
    take_in(review, save(tmp_path, ASREVIEW), Source("asreview"), "anna", REPORTS, role="effect", reason="design")
    changed = ASREVIEW.replace("2012,0", "2012,1").replace("2026-01-02", "2025-01-02")
    assert take_in(review, save(tmp_path, changed), Source("asreview"), "anna", REPORTS, role="effect") == 1
    table = read_table(review.screening / "decisions" / "title-abstract" / "anna.csv")
    assert table["time"].is_monotonic_increasing and table["decision"].iloc[-1] == "include"


@pytest.mark.parametrize(
    ("text", "source", "message"),
    [
        (
            ASREVIEW.replace("berg-2012-bb,x,", "none,Quite another,"),
            Source("asreview"),
            "row 3.*is none of our reports",
        ),
        (ASREVIEW, Source("asreview"), "an inclusion needs a role"),
        (ASREVIEW.replace("2010,1,", "2010,2,"), Source("asreview"), "row 2, column asreview_label"),
        (ASREVIEW, Source("rayyan"), "is this an export from Rayyan"),
        (RAYYAN.replace("Maybe", "Perhaps"), Source("rayyan", "Ola"), "'Perhaps' is no vote of Rayyan's"),
        (RAYYAN, Source("rayyan", "Anna B"), "'wrong design' is no reason of ours"),
        (COVIDENCE, Source("covidence"), "the file's name does not tell which list it is; give the decision"),
        (COVIDENCE, Source("mystery"), "no program 'mystery'"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written(
    review: Review, tmp_path: Path, text: str, source: Source, message: str
) -> None:
    with pytest.raises(ReviewError, match=message):
        take_in(review, save(tmp_path, text), source, "anna", REPORTS, reason="design")
    assert not (review.screening / "decisions").exists()


def test_a_vote_that_could_be_on_two_reports_is_not_guessed(tmp_path: Path) -> None:
    twins = pd.concat([REPORTS, REPORTS.assign(report_id="twin-" + REPORTS["report_id"])])
    found = read_votes(save(tmp_path, RAYYAN), Source("rayyan", who="Ola"))
    with pytest.raises(ReviewError, match="could be any of"):
        match_reports(found, twins, "export.csv")


@pytest.mark.parametrize("program", ["rayyan", "asreview"])
def test_csv_for_a_program_keeps_every_report_and_its_text(program: str) -> None:
    table = table_of(text_for(FULL, program), None, "t.csv", exact=True)
    assert table["report_id"].to_list() == REPORTS["report_id"].to_list()
    assert table["abstract"].to_list() == REPORTS["abstract"].to_list()
    assert program == "asreview" or table["key"].to_list() == ["1", "2", "3"]


def test_ris_for_covidence_carries_our_id_as_accession_number() -> None:
    entries = rispy.loads(text_for(FULL, "covidence"))
    assert [entry["accession_number"] for entry in entries] == REPORTS["report_id"].to_list()
    assert [entry["title"] for entry in entries] == REPORTS["title"].to_list()
