"""The commands of a living review, as a person meets them."""

from __future__ import annotations

from collections.abc import Callable
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
from ettervern.living.retractions import included
from ettervern.review import Review
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
    assert "1 exports were there already" in call(update, *words)


@pytest.mark.parametrize("missing", ["--source", "--date"])
def test_update_asks_for_what_it_must_know(built: Review, export: Path, missing: str) -> None:
    words = ["--source", "x", "--date", "2027-01-31"]
    at = words.index(missing)
    with pytest.raises(ReviewError, match=missing):
        call(update, str(export), "--review", str(built.folder), *words[:at], *words[at + 2 :])


def test_status_says_age_and_next_step(built: Review) -> None:
    said = call(status, str(built.folder), "--today", "2028-01-01")
    assert "last search 2026-11-21, 13.3 months ago; an update is promised every 12 months: overdue" in said
    assert "held against retractions: never" in said
    assert "next: fetch the full texts" in said


def test_retractions_are_told_and_noted(built: Review, tmp_path: Path) -> None:
    first = included(built).query("doi != ''").iloc[0]
    path = tmp_path / "watch.csv"
    path.write_text(WATCH.format(doi=first["doi"], pmid="0"), "utf-8")
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
    said = call(extract.app, "compare", *words, "--agreed", str(tmp_path / "agreed.csv"))
    assert "contrasts: 164 (" in said
    assert "outcomes.csv: 36 agreed, 8 resolved" in said
    assert "differ: godley2014 ci_low: “0.95” (row 42) and “1.1” (row 41)" in said
    assert len(read_table(tmp_path / "agreed.csv")) == 48
    odd = call(extract.app, "warnings", *words)
    assert "p from the counts is 0.090 to 0.150" in odd
    assert odd.rstrip().endswith("warnings, 0 accepted")


def test_sheets_are_laid_out_and_added(built: Review) -> None:
    words = ["--review", str(built.folder)]
    said = call(extract.app, "new", "agyapong2013", *words)
    assert "agyapong2013_1.csv" in said
    sheet = built.extraction / "sheets" / "agyapong2013_1.csv"
    assert "0 rows added to extraction_1.csv" in call(extract.app, "add", str(sheet), *words)
