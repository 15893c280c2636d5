"""Every client against answers that are wrong, too much, or without end: one line, nothing half-written, no hang."""

from __future__ import annotations

import csv
import gzip
import random
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ettervern.files import Problem, ReviewError, read_table
from ettervern.living.retractions import Included, from_crossref, from_retraction_watch
from ettervern.records import read_file
from ettervern.review import Review
from ettervern.search import limits
from ettervern.search.answer import Part, read_json
from ettervern.search.chase import chase_queries, find_seeds
from ettervern.search.crossref import Crossref
from ettervern.search.fetch import Fetcher
from ettervern.search.openalex import OpenAlex
from ettervern.search.run import Found
from ettervern.search.unpack import Damaged, TooLarge, UnknownCoding, unpacked
from tests.search import answers
from tests.search.conftest import Clock
from tests.search.damage import damaged
from tests.search.server import Answer, Asked, Raw, serving
from tests.search.test_chase import shelf
from tests.search.test_clients import CASES, answer_of, each, search, small_pages

__all__ = ["shelf", "small_pages"]  # fixtures that hold for the tests here too


def hold(review: Review, fetch: Fetcher, answer: Answer, name: str, **options: object) -> Found | list[Problem]:
    """Search, and hold what is left against the promise: an export that reads back whole, or lines and no file."""
    try:
        with serving(answer) as server:
            found = search(review, name, server, fetch, **options)
    except ReviewError as error:
        assert [path.name for path in review.searches.iterdir() if not path.name.startswith(".")] == []
        assert all(str(problem).isprintable() for problem in error.problems)
        assert all(len(str(problem)) < 500 for problem in error.problems)
        return error.problems
    if found.path is not None:
        reading = read_file(found.path)
        assert [problem for problem in reading.problems if problem.severity == "error"] == []
        assert len(reading.records) == found.count
    assert read_table(review.searches / "searches.csv")["count"].to_list() == [str(found.count)]
    return found


def one_wrong(name: str, seed: int) -> Answer:
    """Return a source whose answers are right but for one, early or late."""
    right, chance, asked = answer_of(name, answers.first(7)), random.Random(seed), [0]
    which = chance.randrange(1, 4)

    def answer(path: str, parameters: Asked) -> object:
        asked[0] += 1
        found = right(path, parameters)
        return damaged(found, random.Random(seed)) if asked[0] >= which else found

    return answer


def many_wrong(name: str, seeds: range, review: Review, fetch: Fetcher) -> int:
    """Search once for each seed, in a folder of its own; return how many of the answers were refused."""
    refused = 0
    for seed in seeds:
        own = replace(review, folder=review.folder / f"{seed}")
        own.searches.mkdir(parents=True)
        found = hold(own, replace(fetch, _begun=float("inf")), one_wrong(name, seed), name)
        refused += isinstance(found, list)
    return refused


@each
def test_a_wrong_answer_is_one_line_or_none_and_never_a_broken_export(
    name: str, review: Review, fetch: Fetcher
) -> None:
    assert many_wrong(name, range(25), review, fetch) > 5


@pytest.mark.slow
@each
def test_hundreds_of_wrong_answers_are_one_line_or_none(name: str, review: Review, fetch: Fetcher) -> None:
    assert many_wrong(name, range(1000, 1400), review, fetch) > 60


def bomb(size: int) -> Iterator[bytes]:
    """Return zeros, packed a megabyte at a time."""
    packer, part = zlib.compressobj(wbits=31), bytes(2**20)
    for _ in range(size // len(part)):
        yield packer.compress(part)
    yield packer.flush()


@pytest.mark.parametrize("name", ["pubmed", "openalex"])  # text and JSON
def test_an_answer_that_unpacks_to_more_than_its_limit_is_never_held(name: str, review: Review, fetch: Fetcher) -> None:
    packed = list(bomb(200 * 2**20))
    tracemalloc.start()
    try:
        (problem,) = hold(review, fetch, lambda *_: Raw(packed, {"Content-Encoding": "gzip"}), name)  # type: ignore[misc]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "an answer of at most 33,554,432 bytes" in str(problem)
    assert peak < 3 * limits.ANSWER_BYTES


def test_an_answer_without_end_is_left_though_it_is_not_packed(
    review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ANSWER_BYTES", 10**6)

    def endless() -> Iterator[bytes]:
        while True:
            yield b" " * 10**4

    (problem,) = hold(review, fetch, lambda *_: Raw(endless()), "openalex")  # type: ignore[misc]
    assert "at most 1,000,000 bytes" in str(problem)


def test_an_answer_that_comes_a_letter_at_a_time_is_left(
    review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.3)

    def dripping() -> Iterator[bytes]:
        for _ in range(40):
            yield b" "
            time.sleep(0.05)

    (problem,) = hold(review, fetch, lambda *_: Raw(dripping()), "openalex")  # type: ignore[misc]
    assert "no whole answer within 0.3 seconds" in str(problem)


@pytest.mark.parametrize("codings", ["", "identity", "gzip", "x-gzip", "deflate", "gzip, gzip", "GZIP , deflate"])
def test_what_was_packed_is_unpacked(codings: str) -> None:
    data = packed = random.Random(1).randbytes(300_000) + bytes(300_000)
    for coding in [name.strip().lower() for name in codings.split(",")]:
        packed = gzip.compress(packed) if "gzip" in coding else zlib.compress(packed) if "def" in coding else packed
    parts = [packed[at : at + 1000] for at in range(0, len(packed), 1000)]
    assert unpacked(parts, codings, 10**6) == data
    with pytest.raises(TooLarge):
        unpacked(parts, codings, 500_000)
    if "g" in codings or "d" in codings.replace("identity", ""):
        with pytest.raises(Damaged):
            unpacked(parts[:-1], codings, 10**6)


def test_a_deflated_answer_without_header_and_members_that_follow_each_other_are_read() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert unpacked([bare.compress(b"{}") + bare.flush()], "deflate", 99) == b"{}"
    assert unpacked([gzip.compress(b"one") + gzip.compress(b"two")], "gzip", 99) == b"onetwo"
    with pytest.raises(UnknownCoding):
        unpacked([b"{}"], "br", 99)


def test_layers_of_packing_are_each_held_against_the_limit() -> None:
    inside = gzip.compress(bytes(10**8))  # some 100 kB of its own
    with pytest.raises(TooLarge):
        unpacked([gzip.compress(inside)], "gzip, gzip", 10**6)


def endless(name: str, total: int, grows: bool) -> Answer:
    """Return a source that always has one more page of new records, and says so or not."""
    high = [10]

    def numbers() -> list[int]:
        high[0] += 3
        return list(range(1, high[0]))

    right = answer_of(name, numbers)

    def answer(path: str, asked: Asked) -> object:
        found = right(path, asked)
        return found if grows or not isinstance(found, dict) else promised(found, total)

    return answer


def promised(found: dict[str, object], total: int) -> dict[str, object]:
    """Return an answer that says another number of records."""
    for holder in (found, found.get("meta"), found.get("message"), found.get("esearchresult")):
        for key in ("hitCount", "totalCount", "totalHits", "count", "total-results"):
            if isinstance(holder, dict) and key in holder:
                holder[key] = type(holder[key])(total)
    return found


PAGED = pytest.mark.parametrize("name", [name for name in CASES if name not in ("pubmed", "crossref")])


@PAGED
@pytest.mark.parametrize("accept", [False, True])
def test_a_source_that_sends_more_than_it_promised_is_left(
    name: str, accept: bool, review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GROWTH", 20)
    (problem,) = hold(review, fetch, endless(name, 10, grows=False), name, accept_count=accept)  # type: ignore[misc]
    assert ("about 10 records" if accept else "10 records promised") in str(problem)


@pytest.mark.parametrize("name", ["europepmc", "openalex", "crossref", "nva"])
def test_a_count_that_grows_for_ever_ends_the_search(
    name: str, review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GROWTH", 20)
    (problem,) = hold(review, fetch, endless(name, 0, grows=True), name)  # type: ignore[misc]
    assert "records, as at first" in str(problem)


@each
def test_the_same_page_for_ever_ends_the_search_whatever_its_cursor(name: str, review: Review, fetch: Fetcher) -> None:
    first = answer_of(name, answers.first(3))
    asked_for = {
        "cursor": "*",
        "cursorMark": "*",
        "offset": "0",
        "searchAfter": "0",
        "pageToken": "t0",
        "retstart": "0",
    }
    count = [0]

    def answer(path: str, asked: Asked) -> object:
        count[0] += 1
        found = first(path, asked | {key: value for key, value in asked_for.items() if key in asked})
        if isinstance(found, dict):
            promised(found, 50)
            if name == "nva":
                found["nextSearchAfterResults"] = f"BASE/search/resources?searchAfter={count[0]}"
            if name == "clinicaltrials":
                found["nextPageToken"] = f"t{count[0]}"
            if isinstance(meta := found.get("meta"), dict):
                meta["next_cursor"] = f"c{count[0]}"
            if "nextCursorMark" in found:
                found["nextCursorMark"] = f"Ao{count[0]}"
        return found

    (problem,) = hold(review, fetch, answer, name)  # type: ignore[misc]
    assert "a record that had not come before" in str(problem)
    assert count[0] < 6


@each
def test_more_records_than_a_search_takes_are_not_begun(name: str, review: Review, fetch: Fetcher) -> None:
    right, asked_often = answer_of(name, answers.first(3)), [0]

    def answer(path: str, asked: Asked) -> object:
        asked_often[0] += 1
        found = right(path, asked)
        return promised(found, 10**9) if isinstance(found, dict) else found

    (problem,) = hold(review, fetch, answer, name)  # type: ignore[misc]
    assert "1000000000 records; a search takes at most 100,000" in str(problem)
    assert asked_often == [1]


def test_slices_that_pubmed_counts_differently_each_time_end_at_once(review: Review, fetch: Fetcher) -> None:
    right = answers.pubmed(answers.first(1), days={1: "2020/01/01"})

    def answer(path: str, asked: Asked) -> object:
        found = right(path, asked)
        return promised(found, 50_000) if isinstance(found, dict) else found

    with serving(answer) as server, pytest.raises(ReviewError, match="add up to 50000"):
        search(review, "pubmed", server, fetch)
    assert len(server.asked) == 4


@pytest.mark.parametrize(("limit", "value"), [("REQUESTS", 2), ("SEARCH_SECONDS", 0.7)])
def test_a_search_that_takes_too_long_stops_and_goes_on_in_the_next_run(
    limit: str, value: float, review: Review, fetch: Fetcher, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(answers.openalex(answers.first(10))) as server:
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, value)
            with pytest.raises(ReviewError, match="A new run goes on from here"):
                search(review, "openalex", server, fetch)
        again = Fetcher("test", 0.5, fetch.contact, fetch.client, clock.now, clock.sleep)
        assert search(review, "openalex", server, again).count == 10
        assert len(server.asked) == 5  # four pages and the empty one: none of them twice


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://elsewhere.invalid/works?api_key=secret", "https://elsewhere.invalid/works,"),
        ("file:///etc/passwd", "file:///etc/passwd,"),
        ("http://user:word@169.254.169.254/latest", "http://169.254.169.254/latest,"),
        ("/moved", "/moved,"),
    ],
)
def test_a_redirect_names_its_target_and_is_not_followed(
    location: str, named: str, review: Review, fetch: Fetcher
) -> None:
    asked = [0]

    def answer(*_: object) -> object:
        asked[0] += 1
        return Raw([], {"Location": location}, 302)

    (problem,) = hold(review, fetch, answer, "openalex")  # type: ignore[misc]
    assert named in str(problem)
    assert "secret" not in str(problem) and "word" not in str(problem)
    assert asked == [1]


WRONG = {
    "results": [None, 7, {}, "x", [7], [[]], [None]],
    "results.0.id": [None, "", [], {"a": 1}, True, "\ud83d"],
    "results.0.display_name": [[], ["a"], {"a": 1}, True, "half \udc00"],
    "results.0.primary_location": ["x", 7, [{}], {"source": "x"}],
    "results.0.abstract_inverted_index": [[], "x", {"a": 1}, {"a": ["b"]}, {"a": [None]}, {"a": [-1]}, {"\ud800": [1]}],
    "meta.count": [None, -1, 2.5, "", "²", "٣", True, [], 10**30],
    "meta.next_cursor": [[], {}, True],
}


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in WRONG.items() for value in values])
def test_a_value_of_another_kind_is_named_with_its_place(
    path: str, value: object, review: Review, fetch: Fetcher
) -> None:
    def answer(where: str, asked: Asked) -> object:
        found: object = answers.openalex(answers.first(2))(where, asked)
        *way, last = path.split(".")
        holder = found
        for key in way:
            holder = holder[int(key) if key.isdigit() else key]  # type: ignore[index]
        holder[last] = value  # type: ignore[index]
        return found

    (problem,) = hold(review, fetch, answer, "openalex")  # type: ignore[misc]
    assert problem.column.startswith(path.replace(".0", "[0]"))
    assert "may have changed its answers" in problem.message


def test_numbers_and_nesting_beyond_measure_are_one_line() -> None:
    assert read_json("x", '{"n": %s}' % ("9" * 5000)).text("n") == "9" * 5000  # no digit is lost
    with pytest.raises(ReviewError, match="a whole number"):
        read_json("x", '{"n": %s}' % ("9" * 5000)).number("n")
    with pytest.raises(ReviewError, match="not nested as deeply"):
        read_json("x", '{"n": %s}' % ("[" * 10**6))
    with pytest.raises(ReviewError, match="at most 2,000,000 values"):
        read_json("x", '{"n": [%s]}' % ("[]," * 10**6))
    with pytest.raises(ReviewError, match="an object"):
        read_json("x", "[]")
    with pytest.raises(ValueError, match="NaN"):
        read_json("x", '{"n": NaN}')


def test_what_a_service_says_stays_on_one_line(review: Review, fetch: Fetcher) -> None:
    says = "no\r\n\x1b[31mred\u2028" + "x" * 5000
    for answer in (lambda *_: {"esearchresult": {"ERROR": says}}, lambda *_: Raw([says.encode()], {}, 400)):
        (problem,) = hold(review, fetch, answer, "pubmed")  # type: ignore[misc]
        assert "red" in problem.message and problem.message.isprintable()


def test_a_part_that_is_missing_is_empty_and_one_in_the_wrong_place_is_not() -> None:
    part = Part("x", "", {"a": {"b": None}, "c": ["d", None, 3]})
    assert (part.text("a.b"), part.text("a.z.y"), part.texts("c"), part.parts("z")) == ("", "", ["d", "3"], [])
    with pytest.raises(ReviewError, match="an object"):
        part.text("c.d")
    with pytest.raises(ReviewError, match=r"c\[0\]"):
        part.parts("c")[0].parts("")


def test_notices_that_never_end_or_are_not_all_there_are_refused(fetch: Fetcher) -> None:
    studies = [Included("one", "10.5555/made.1", "")]
    update = {"DOI": "10.5555/MADE.1", "type": "retraction", "updated": {"date-parts": [[2026, 3]]}}
    notice = {"DOI": "10.5555/n", "update-to": [update]}
    given = {"message": {"total-results": 1, "items": [notice]}}
    with serving(lambda *_: given) as server:
        source = Crossref(server.address)
        (found,) = from_crossref(studies, source, fetch).to_dict("records")
        assert (found["nature"], found["date"], found["notice"]) == ("retraction", "2026-03", "10.5555/n")
        for total, items in ((9, [notice]), (10**6, [notice]), (3, []), (1, [{"DOI": 7.5, "update-to": {}}])):
            given["message"] = {"total-results": total, "items": items}
            with pytest.raises(ReviewError, match="may have changed"):
                from_crossref(studies, source, fetch)


@pytest.mark.parametrize("wrong", ["W1|W2", "x,cites:W9", "", 7, None, ["W1"]])
def test_a_citation_that_is_no_work_never_gets_into_a_query(wrong: object, fetch: Fetcher) -> None:
    def answer(path: str, asked: Asked) -> object:
        found = answers.openalex(answers.first(1))(path, asked)
        assert isinstance(found, dict)
        found["results"][0]["referenced_works"] = ["https://openalex.org/W5", wrong]
        return found

    with serving(answer) as server, pytest.raises(ReviewError, match=r"referenced_works\[1\]"):
        chase_queries(find_seeds(OpenAlex(server.address), fetch, ["10.5555/made.1"], []), "backward")


def test_a_retraction_watch_export_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "watch.csv"
    names = "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate,RetractionDOI,Reason"
    path.write_text(f'{names}\n10.5555/a,1,x,1/1/2020,,"{"y" * 2000}"\n', "utf-8")
    studies = [Included("one", "10.5555/a", "")]
    before = csv.field_size_limit(1000)
    try:
        with pytest.raises(ReviewError, match=r"watch.csv, row 2: not readable as CSV \(field larger"):
            from_retraction_watch(studies, path)
    finally:
        csv.field_size_limit(before)


def test_a_state_that_is_damaged_is_one_line_and_one_cut_at_its_first_line_begins_anew(
    review: Review, fetch: Fetcher
) -> None:
    with serving(answers.openalex(answers.first(10)), dict.fromkeys(range(3, 9), "500")) as server:
        with pytest.raises(ReviewError):
            search(review, "openalex", server, fetch)
        state = next(review.searches.glob(".*state*"))
        whole = state.read_bytes()
        for wrong in (
            b"[]\n",
            b"{}\n",
            b"null\n",
            b'{"query": 0, "items": [1], "total": 1, "next": null}\n',
            b"\xff\n",
        ):
            state.write_bytes(whole + wrong)
            with pytest.raises(ReviewError, match="--restart"):
                search(review, "openalex", server, fetch)
        state.write_bytes(whole[:9])
        assert search(review, "openalex", server, fetch).count == 10


@pytest.mark.parametrize("base", ["file:///etc/passwd", "nothing", "http://a\x00b", "http://a:port", ""])
def test_a_base_that_is_no_web_address_is_one_line(base: str, review: Review, fetch: Fetcher, clock: Clock) -> None:
    with pytest.raises(ReviewError) as caught:
        OpenAlex(base).page(fetch, "aftercare", None)
    assert str(caught.value).isprintable()
    assert clock.slept == []


def test_a_contact_in_any_letters_can_be_sent(review: Review, fetch: Fetcher) -> None:
    fetch.contact = "åse+søk@example.org"
    with serving(answers.openalex(answers.first(1))) as server:
        search(review, "openalex", server, fetch)
    assert "mailto:%C3%A5se+s%C3%B8k@example.org" in server.asked[0][2]["User-Agent"]


def test_from_the_command_line_a_wrong_answer_is_one_line_and_exit_code_1(shelf: Path) -> None:
    def answer(path: str, asked: Asked) -> object:
        content = answers.openalex(answers.first(2))(path, asked)
        content["results"][0]["display_name"] = "half \ud800 of one"  # type: ignore[index]
        return content

    words = ["search", "run", "openalex", "--review", str(shelf), "--contact", "a@example.org"]
    with serving(answer) as server:
        command = [sys.executable, "-c", "from ettervern.cli import main; main()", *words, "--base", server.address]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "openalex, column results[0].display_name: expected whole characters" in done.stderr
    assert [path.name for path in (shelf / "searches").iterdir() if path.suffix == ".csv"] == []


def test_a_record_too_large_to_be_read_back_is_not_taken(
    review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FIELD", 30)
    (problem,) = hold(review, fetch, answers.openalex(answers.first(1)), "openalex")  # type: ignore[misc]
    assert "column other_ids: expected at most 30 characters; https://openalex.org/W1 has 39" in str(problem)
    (problem,) = hold(review, fetch, answers.pubmed(answers.first(1)), "pubmed")  # type: ignore[misc]
    assert "column record: expected at most 30 characters; 1 has" in str(problem)


def test_seeds_of_which_some_did_not_come_are_not_taken_for_unknown(fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(9))) as server, pytest.raises(ReviewError, match="the 3 works"):
        find_seeds(OpenAlex(server.address), fetch, ["10.5555/made.1"], [])


def test_a_proxy_that_is_none_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "carrier-pigeon://loft")
    with pytest.raises(ReviewError, match="ALL_PROXY: the proxy of this machine cannot be used"):
        Fetcher("test", 0.5)


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("PT  - Journal", "PMID- PT  - Journal", False),
        ("PMID- 2", "PMID- two", False),
        ("PMID- 2", "PM\0ID - 2", True),
        ("OWN - NLM", "\n \nOWN - NLM", True),
        ("\n", "\r\n", True),
        ("\n", "\r", True),
    ],
)
def test_records_in_a_medline_text_are_those_that_reading_finds(
    old: str, new: str, fits: bool, review: Review, fetch: Fetcher
) -> None:
    right = answers.pubmed(answers.first(3))

    def answer(path: str, asked: Asked) -> object:
        found = right(path, asked)
        return found.replace(old, new) if isinstance(found, str) else found

    found = hold(review, fetch, answer, "pubmed")
    assert found.count == 3 if isinstance(found, Found) else not fits
