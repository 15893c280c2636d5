"""The same search twice the same day: one export, one line, and the user is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ettervern.files import ReviewError, read_table, write_table
from ettervern.review import Review
from ettervern.search import search_source
from ettervern.search.export import add_to_log
from ettervern.search.fetch import Fetcher
from ettervern.search.openalex import OpenAlex
from ettervern.search.run import Found, Log
from tests.search import answers
from tests.search.server import serving
from tests.search.test_chase import STUDIES, call, shelf, works
from tests.search.test_clients import LOG, TODAY, answer_of, each, search, small_pages

__all__ = ["STUDIES", "shelf", "small_pages"]  # fixtures


def tree(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@each
@pytest.mark.parametrize("count", [0, 5])
def test_the_same_answer_the_same_day_is_kept_once_and_said(
    name: str, count: int, review: Review, fetch: Fetcher
) -> None:
    with serving(answer_of(name, answers.first(count))) as server:
        first = search(review, name, server, fetch)
        before = tree(review.searches)
        again = search(review, name, server, fetch)
    assert tree(review.searches) == before
    assert (first.known, again.known) == (False, True)
    assert (first.path, first.count) == (again.path, again.count)


def test_another_day_another_answer_and_another_question_are_searches_of_their_own(
    review: Review, fetch: Fetcher
) -> None:
    number = [2]

    def run(queries: list[str], day: date, log: Log = LOG) -> Found:
        return search_source(review, OpenAlex(server.address), queries, fetch, log, today=day)

    with serving(answers.openalex(lambda: list(range(1, number[0] + 1)))) as server:
        done = [run(["one"], TODAY), run(["one"], TODAY + timedelta(days=1)), run(["two"], TODAY)]
        done.append(run(["one"], TODAY, Log("OpenAlex, citations", "Søk", "Search")))
        number[0] = 3
        done.append(run(["one"], TODAY))
        again = [run(["one"], TODAY), run(["two"], TODAY + timedelta(days=9))]
    assert [found.known for found in done] == [False] * 5
    assert [found.known for found in again] == [True, False]
    log = read_table(review.searches / "searches.csv")
    assert len(log) == log["file"].nunique() == 6


def test_a_search_that_was_cut_and_goes_on_is_the_same_search(review: Review, fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(10))) as server:
        whole = search(review, "openalex", server, fetch)
    before = tree(review.searches)
    with serving(answers.openalex(answers.first(10)), dict.fromkeys(range(3, 9), "500")) as server:
        with pytest.raises(ReviewError):
            search(review, "openalex", server, fetch)
        again = search(review, "openalex", server, fetch)
    assert (again.known, again.path) == (True, whole.path)
    assert tree(review.searches) == before


@pytest.mark.parametrize("left", ["the export without its line", "the state beside both"])
def test_what_a_crash_left_at_the_very_end_is_taken_up(left: str, review: Review, fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(3)), dict.fromkeys(range(2, 8), "500")) as server:
        with pytest.raises(ReviewError):
            search(review, "openalex", server, fetch)
        state = next(review.searches.glob(".*state*"))
        so_far = state.read_bytes()
        search(review, "openalex", server, fetch)
        before = tree(review.searches)
        state.write_bytes(so_far)
        if left == "the export without its line":
            (review.searches / "searches.csv").unlink()
        search(review, "openalex", server, fetch)
    assert tree(review.searches) == before


def test_an_export_with_the_line_ends_or_letters_of_another_program_is_no_obstacle(
    review: Review, fetch: Fetcher
) -> None:
    (review.searches / "2026-11-21_openalex.csv").write_bytes("title\nBlåbær\n".encode("latin-1"))
    with serving(answers.openalex(answers.first(1))) as server:
        assert search(review, "openalex", server, fetch).path == review.searches / "2026-11-21_openalex-2.csv"


@pytest.mark.parametrize("query", ["aftercare ", " a\nb", "a\r\nb", "aftercare"])
def test_an_empty_search_is_known_by_what_was_asked_however_the_table_was_saved(query: str, review: Review) -> None:
    line = {"file": "", "source": "Ovid", "kind": "database", "date": "2026-11-21", "query": query, "count": "0"}
    line |= {"description_nb": "Søk", "description_en": "Search"}
    assert [add_to_log(review, [line, line]), add_to_log(review, [line])] == [1, 0]
    path = review.searches / "searches.csv"
    write_table(path, read_table(path))
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert add_to_log(review, [line]) == 0
    assert add_to_log(review, [{**line, "date": "2026-11-22"}]) == 1


def test_the_commands_say_that_nothing_was_added(shelf: Path) -> None:
    with serving(works) as server:
        words = ["--base", server.address, "--contact", "a@example.org", "--today", "2026-11-22"]
        call(shelf, "run", "openalex", *words)
        call(shelf, "chase", *words)
        before = tree(shelf / "searches")
        said = call(shelf, "run", "openalex", *words), call(shelf, "chase", *words)
    assert tree(shelf / "searches") == before
    assert [text.count("nothing was added") for text in said] == [1, 2]
    with serving(answers.openalex(answers.first(0))) as server:
        words[1] = server.address
        assert "noted as a search without records" in call(shelf, "run", "openalex", *words)
        assert "noted before, the same day; nothing was added" in call(shelf, "run", "openalex", *words)
