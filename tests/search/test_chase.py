"""Following citations, and the commands, against a server on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ettervern.commands.search import app
from ettervern.files import ReviewError, read_table
from ettervern.records import read_file
from ettervern.review import Review
from ettervern.search.chase import chase_queries, find_seeds
from ettervern.search.fetch import Fetcher
from ettervern.search.openalex import OpenAlex
from ettervern.search.sources import contact_of
from tests.conftest import ROOT
from tests.search import answers
from tests.search.server import Asked, serving
from tests.search.test_strategy import SMALL
from tests.small_settings import small_settings

STUDIES = """study_id,role,doi,pmid
one,effect,10.5555/made.1,1
two,effect,,2
three,effect,10.5555/unknown.3,
four,experience,10.5555/made.4,
"""


def works(path: str, asked: Asked) -> object:
    """Answer as OpenAlex: works by DOI or PubMed number, who cites them, whom they cite."""
    key, _, wanted = asked["filter"].partition(":")
    names = wanted.split("|")
    found = {
        "doi": [int(name.rpartition(".")[2]) for name in names if "made" in name],
        "pmid": [int(name) for name in names if name.isdigit()],
        "cites": [7, 8],
        "openalex": [int(name.removeprefix("W")) for name in names if name.startswith("W")],
        "title_and_abstract.search": [1],
    }[key]
    return answers.openalex(lambda: found)(path, asked)


def test_seeds_are_found_by_doi_or_pubmed_number_and_the_unknown_are_named(fetch: Fetcher) -> None:
    with serving(works) as server:
        seeds = find_seeds(OpenAlex(server.address), fetch, ["10.5555/made.1", "10.5555/unknown.3"], ["2"])
    assert seeds.works == {"W1": ["W101", "W201"], "W2": ["W102", "W202"]}
    assert seeds.unknown == ["10.5555/unknown.3"]


def test_forward_asks_who_cites_and_backward_who_is_cited(fetch: Fetcher) -> None:
    with serving(works) as server:
        seeds = find_seeds(OpenAlex(server.address), fetch, ["10.5555/made.1"], [])
    assert chase_queries(seeds, "forward") == ["filter:cites:W1"]
    assert chase_queries(seeds, "backward") == ["filter:openalex:W101|W201"]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Return a review folder with a strategy and three included studies."""
    folder = tmp_path / "reviews" / "small"
    (folder / "searches").mkdir(parents=True)
    (folder / "results").mkdir()
    (folder / "review.toml").write_text((ROOT / "reviews/ettervern/review.toml").read_text("utf-8"), "utf-8")
    (folder / "searches" / "strategy.toml").write_text(SMALL, "utf-8")
    (folder / "results" / "studies.csv").write_text(STUDIES, "utf-8")
    return folder


def call(shelf: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [words[0], "--review", str(shelf), *words[1:]], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_chasing_finds_goes_the_way_of_any_search(shelf: Path) -> None:
    with serving(works) as server:
        said = call(shelf, "chase", "--base", server.address, "--contact", "a@example.org", "--today", "2026-11-22")
    assert "3 included effect reports, 2 of them in OpenAlex; unknown there: 1" in said
    log = read_table(shelf / "searches" / "searches.csv")
    assert log["source"].to_list() == ["OpenAlex, citations (forward)", "OpenAlex, citations (backward)"]
    assert (log["kind"].to_list(), log["count"].to_list()) == (["other", "other"], ["2", "4"])
    assert [len(read_file(shelf / "searches" / name).records) for name in log["file"]] == [2, 4]


def test_searching_from_the_command_line_keeps_the_answer(shelf: Path) -> None:
    with serving(works) as server:
        said = call(
            shelf, "run", "openalex", "--base", server.address, "--contact", "a@example.org", "--today", "2026-11-22"
        )
    assert "OpenAlex: 1 records, in reviews/small/searches/2026-11-22_openalex.csv" in said


def test_a_source_that_is_down_does_not_keep_the_others_from_being_searched(shelf: Path) -> None:
    def answer(path: str, asked: Asked) -> object:
        return works(path, asked) if path.endswith("/works") and "filter" in asked else "no JSON at all"

    with serving(answer, dict.fromkeys(range(1, 2), "400")) as server:
        words = [
            "crossref",
            "openalex",
            "--base",
            server.address,
            "--contact",
            "a@example.org",
            "--today",
            "2026-11-22",
        ]
        result = CliRunner().invoke(app, ["run", "--review", str(shelf), *words])
    assert isinstance(result.exception, ReviewError)
    assert [problem.file for problem in result.exception.problems] == ["crossref"]
    assert read_table(shelf / "searches" / "searches.csv")["source"].to_list() == ["OpenAlex"]


def test_trying_writes_nothing(shelf: Path) -> None:
    before = sorted(shelf.rglob("*"))
    with serving(works) as server:
        said = call(shelf, "try", "openalex", "--base", server.address, "--contact", "a@example.org")
    assert "1 records for the first query" in said
    assert sorted(shelf.rglob("*")) == before


def test_the_strategy_is_printed_to_paste_with_how_to_log_the_count(shelf: Path) -> None:
    said = call(shelf, "strategy", "ovid")
    assert "5. 3 and 4" in said
    assert "--count NUMBER --strategy ovid" in said


def test_the_address_comes_from_the_option_then_the_environment_then_the_review() -> None:
    review = Review(Path("reviews/small"), small_settings(review={"contact": "c@example.org"}))
    assert contact_of(review, "a@example.org", {"ETTERVERN_CONTACT": "b@example.org"}) == "a@example.org"
    assert contact_of(review, "", {"ETTERVERN_CONTACT": "b@example.org"}) == "b@example.org"
    assert contact_of(review, "", {}) == "c@example.org"


@pytest.mark.parametrize("wrong", ["nobody", "a@b", "a@example.org\r\nX-Bad: 1", "<a@example.org>"])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ReviewError, match="no e-mail address"):
        contact_of(Review(Path("reviews/small"), small_settings()), wrong, {})
