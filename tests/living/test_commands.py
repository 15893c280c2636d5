"""The commands of a living review, as a person meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from ettervern.commands import extract, search
from ettervern.commands.share import share
from ettervern.commands.status import status
from ettervern.commands.update import update
from ettervern.files import ReviewError, read_table
from ettervern.living.new import new_review
from ettervern.living.retractions import included
from ettervern.publish.results import Results
from ettervern.publish.tables.process import searches
from ettervern.review import Review
from tests.filled_in import fill_in
from tests.living.test_status import WATCH


def call(command: Callable[..., Any] | Typer, *words: str) -> str:
    """Run a command; return what it says."""
    app = command
    if not isinstance(app, Typer):
        app = Typer()
        app.command()(command)
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_update_says_what_came_in_and_what_awaits(built: Review, export: Path, tmp_path: Path) -> None:
    words = [str(export), "--review", str(built.folder), "--source", "Ovid MEDLINE", "--date", "2027-01-31"]
    words += ["--count", "60", "--strategy", "ovid", "--today", "2027-02-01", "--queue", str(tmp_path / "queue.csv")]
    said = call(update, *words)
    assert "taken in: reviews/ettervern/searches/2027-01-31_ovid-medline.ris" in said
    assert "60 records, 20 new reports" in said
    assert "  20  to screen" in said
    assert read_table(tmp_path / "queue.csv")["rank"].to_list() == [str(rank) for rank in range(1, 21)]
    logged = read_table(built.searches / "searches.csv").iloc[-1]
    assert logged["query"].startswith("1. exp Substance-Related Disorders/\n2. ")
    assert "there already, left as they are: 1 of 1 exports" in call(update, *words)


@pytest.mark.parametrize("missing", ["--source", "--date"])
def test_update_asks_for_what_it_must_know(built: Review, export: Path, missing: str) -> None:
    words = ["--source", "x", "--date", "2027-01-31"]
    at = words.index(missing)
    with pytest.raises(ReviewError, match=missing):
        call(update, str(export), "--review", str(built.folder), *words[:at], *words[at + 2 :])


def test_a_search_that_found_nothing_is_noted_and_told(built: Review) -> None:
    words = ["--review", str(built.folder), "--source", "CINAHL", "--date", "2027-01-31", "--today", "2027-02-01"]
    said = [call(update, *words, "--query", query, "--count", "0") for query in ("aftercare", "aftercare ")]
    assert "\nnoted in searches.csv: a search of CINAHL that found nothing\n" in said[0]
    assert "\nalready noted in searches.csv: a search of CINAHL that found nothing\n" in said[1]
    log = read_table(built.searches / "searches.csv")
    assert log.loc[log["source"] == "CINAHL", ["file", "count"]].to_numpy().tolist() == [["", "0"]]
    said = call(status, str(built.folder), "--today", "2027-02-01")
    assert "2027-01-31  CINAHL (searches: 1, 1 of them found nothing; records: 0)" in said
    assert "last search 2027-01-31" in said
    page = searches(Results.read(built), "", "en")
    assert "Search of CINAHL" in page


@pytest.mark.parametrize("count", [[], ["--count", "12"]])
def test_a_search_that_found_something_needs_its_export(built: Review, count: list[str]) -> None:
    words = ["--review", str(built.folder), "--source", "CINAHL", "--date", "2027-01-31", "--today", "2027-02-01"]
    with pytest.raises(ReviewError, match="EXPORT: missing"):
        call(update, *words, *count)
    assert "CINAHL" not in (built.searches / "searches.csv").read_text("utf-8")


def test_status_says_age_and_next_step(built: Review) -> None:
    said = call(status, str(built.folder), "--today", "2028-01-01")
    assert "last search 2026-11-21, 13.3 months ago; an update is promised every 12 months: overdue" in said
    assert "held against retractions: never" in said
    assert "next: ettervern screen fetched" in said


def test_retractions_are_told_and_noted(built: Review, tmp_path: Path) -> None:
    first = next(study for study in included(built) if study.doi)
    path = tmp_path / "watch.csv"
    path.write_text(WATCH.format(doi=first.doi, pmid="0"), "utf-8")
    words = ["retractions", "--retraction-watch", str(path), "--review", str(built.folder), "--today", "2027-03-01"]
    assert "1 notices, 1 of them new" in call(search.app, *words)
    assert "1 notices, 0 of them new" in call(search.app, *words)
    assert "held against retractions: 2027-03-01" in call(status, str(built.folder), "--today", "2027-03-02")


def test_share_says_what_the_checklist_comes_to(built: Review, tmp_path: Path) -> None:
    said = call(share, str(tmp_path), "--part", "included.ris", "--review", str(built.folder))
    assert "PRISMA 2020: " in said
    assert [path.name for path in tmp_path.glob("included*")] == ["included.ris"]


def test_compare_and_warnings_tell_the_numbers(built: Review, tmp_path: Path) -> None:
    words = ["--review", str(built.folder), "--today", "2026-11-30"]
    said = call(extract.app, "compare", *words, "--rows", str(tmp_path / "rows.csv"))
    assert "contrasts: 164 (" in said
    assert "outcomes.csv: 36 agreed, 8 resolved" in said
    assert "differ: godley2014 ci_low: “0.95” (row 42) and “1.1” (row 41)" in said
    assert len(read_table(tmp_path / "rows.csv")) == 164
    assert "next: ettervern extract agree " in said.splitlines()[-1]
    odd = call(extract.app, "warnings", *words)
    assert "p from the counts is 0.090 to 0.150" in odd
    assert odd.rstrip().endswith("warnings, 0 accepted")


def test_with_nothing_extracted_compare_says_how_to_begin(tmp_path: Path) -> None:
    review = new_review(tmp_path, "second", date(2027, 3, 1))
    said = call(extract.app, "compare", "--review", str(review.folder), "--rows", str(tmp_path / "rows.csv"))
    assert "nothing is extracted yet" in said
    assert len(read_table(tmp_path / "rows.csv")) == 0


def test_what_the_check_tells_is_counted_and_what_else_a_build_says_is_printed(tmp_path: Path) -> None:
    review = fill_in(new_review(tmp_path, "second", date(2027, 3, 1)))
    assert "second/certainty.csv: no judgements yet" in call(
        update, "--review", str(review.folder), "--today", "2027-03-01"
    )
    assert "'ettervern check' shows them" not in call(update, "--review", str(review.folder), "--today", "2027-03-01")


def test_an_unknown_source_and_a_wrong_address_are_one_line_each_before_anybody_is_asked(built: Review) -> None:
    words = ["--review", str(built.folder), "--base", "http://127.0.0.1:9"]
    with pytest.raises(ReviewError, match="unknown source 'nowhere'"):
        call(search.app, "run", "nowhere", "--contact", "a@example.org", *words)
    with pytest.raises(ReviewError) as caught:
        call(search.app, "run", "--contact", "me", *words)
    assert [str(problem) for problem in caught.value.problems] == ["contact: 'me' is no e-mail address"]


def test_what_a_source_is_called_cannot_break_a_line_or_colour_the_terminal(built: Review, tmp_path: Path) -> None:
    path = tmp_path / "one.ris"
    path.write_text("TY  - JOUR\nTI  - A red \x1b[31mtitle\nPY  - 2026\nER  - \n", "utf-8")
    words = ["--source", "Evil \x1b[31mword\nnext: nothing", "--date", "2026-11-21", "--today", "2026-11-22"]
    said = call(update, str(path), "--review", str(built.folder), *words)
    told = call(status, str(built.folder), "--today", "2026-11-22")
    assert "\x1b" not in said + told
    assert "Evil [31mword next: nothing (searches: 1; records: 1)" in told


def test_sheets_are_laid_out_and_added(built: Review) -> None:
    words = ["--review", str(built.folder)]
    said = call(extract.app, "new", "agyapong2013", *words)
    assert "then: ettervern extract add reviews/ettervern/extraction/sheets/agyapong2013_1.xlsx --by NAME" in said
    sheet = built.extraction / "sheets" / "agyapong2013_1.xlsx"
    day = ["--today", "2026-11-30"]
    said = call(extract.app, "add", str(sheet), "--by", "software-1", "--software", *words, *day)
    assert "0 rows added to extraction_1.csv" in said
    assert said.rstrip().endswith("then: ettervern extract add reviews/ettervern/extraction/sheets/agyapong2013_2.xlsx")
