"""Every source against a server that speaks its documented form, with faults: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ettervern.files import ReviewError, read_table
from ettervern.records import CONTENT_COLUMNS, read_file
from ettervern.review import Review
from ettervern.search import search_source
from ettervern.search.clinicaltrials import ClinicalTrials
from ettervern.search.crossref import Crossref
from ettervern.search.europepmc import EuropePmc
from ettervern.search.fetch import Fetcher
from ettervern.search.nva import Nva
from ettervern.search.openalex import OpenAlex
from ettervern.search.page import Source
from ettervern.search.pubmed import PubMed
from ettervern.search.run import Found, Log
from tests.search import answers
from tests.search.conftest import Clock
from tests.search.server import Answer, Asked, Server, serving

TODAY = date(2026, 11, 21)
LOG = Log("A source", "Søk", "Search")
Make = Callable[..., Source]
CASES = {
    "pubmed": (PubMed, answers.pubmed),
    "europepmc": (EuropePmc, answers.europepmc),
    "openalex": (OpenAlex, answers.openalex),
    "crossref": (Crossref, answers.crossref),
    "clinicaltrials": (ClinicalTrials, answers.clinicaltrials),
    "nva": (Nva, answers.nva),
}
each = pytest.mark.parametrize("name", CASES)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let PubMed's pages hold three records, so that ten records make four pages."""
    monkeypatch.setattr("ettervern.search.pubmed.PAGE", 3)


def answer_of(name: str, numbers: answers.Numbers) -> Answer:
    return CASES[name][1](numbers)


def itself(server: Server, inner: Answer) -> Answer:
    """Put the server's own address where an answer says BASE."""

    def answer(path: str, asked: Asked) -> object:
        found = inner(path, asked)
        after = found.get("nextSearchAfterResults") if isinstance(found, dict) else None
        if isinstance(found, dict) and isinstance(after, str):
            found["nextSearchAfterResults"] = after.replace("BASE", server.address)
        return found

    return answer


def search(review: Review, name: str, server: Server, fetch: Fetcher, **options: object) -> Found:
    server.answer = itself(server, server.answer)
    source = CASES[name][0](server.address)
    return search_source(review, source, ["aftercare"], fetch, LOG, today=TODAY, **options)  # type: ignore[arg-type]


def titles(found: Found) -> list[int]:
    """Return the numbers in the titles of an export, as the package itself reads it."""
    assert found.path is not None
    reading = read_file(found.path)
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    return [int(next(word for word in title.split() if word.isdigit())) for title in reading.records["title"]]


@each
def test_all_pages_come_once_and_the_export_is_noted_with_date_query_and_count(
    name: str, review: Review, fetch: Fetcher
) -> None:
    with serving(answer_of(name, answers.first(10))) as server:
        found = search(review, name, server, fetch)
    assert titles(found) == list(range(1, 11))
    log = read_table(review.searches / "searches.csv").iloc[0]
    assert (log["date"], log["query"], log["count"]) == ("2026-11-21", "aftercare", "10")
    assert log["kind"] == ("register" if name == "clinicaltrials" else "database")
    assert found.path is not None and log["file"] == found.path.name
    assert list(review.searches.glob(".*state*")) == []


@each
def test_an_export_has_only_columns_that_records_read(name: str, review: Review, fetch: Fetcher) -> None:
    with serving(answer_of(name, answers.first(2))) as server:
        found = search(review, name, server, fetch)
    assert found.path is not None
    columns = set(read_table(found.path)) if found.path.suffix == ".csv" else set()
    assert columns <= set(CONTENT_COLUMNS)
    assert bool(columns) == (name != "pubmed")  # PubMed hands out MEDLINE text


@each
def test_faults_on_the_way_cost_patience_and_no_records(
    name: str, review: Review, fetch: Fetcher, clock: Clock
) -> None:
    faults = {1: "500", 3: "429", 4: "cut", 6: "500"}
    if name != "pubmed":
        faults[8] = "garbled"
    with serving(answer_of(name, answers.first(10)), faults) as server:
        found = search(review, name, server, fetch)
    assert titles(found) == list(range(1, 11))
    assert found.doubled == 0
    assert 7.0 in clock.slept  # what the 429 asked for


@each
def test_a_service_that_goes_away_in_the_middle_is_asked_again_only_for_what_is_missing(
    name: str, review: Review, fetch: Fetcher
) -> None:
    faults = dict.fromkeys(range(4, 10), "500")
    with serving(answer_of(name, answers.first(10)), faults) as server:
        with pytest.raises(ReviewError, match="goes on from here"):
            search(review, name, server, fetch)
        assert not (review.searches / "searches.csv").exists()
        before = len(server.asked)
        found = search(review, name, server, fetch)
        again = [asked for _, asked, _ in server.asked[before:]]
    assert titles(found) == list(range(1, 11))
    places = ("cursorMark", "cursor", "offset", "searchAfter", "retstart", "pageToken")
    asked = [next((a[place] for place in places if place in a), None) for a in again]
    assert not {"*", "0", "t0"} & set(asked)


@each
def test_a_search_without_records_is_noted_and_leaves_no_export(name: str, review: Review, fetch: Fetcher) -> None:
    with serving(answer_of(name, answers.first(0))) as server:
        found = search(review, name, server, fetch)
    assert (found.path, found.count) == (None, 0)
    assert sorted(path.name for path in review.searches.iterdir()) == ["searches.csv"]
    log = read_table(review.searches / "searches.csv")
    assert log[["file", "date", "query", "count"]].to_numpy().tolist() == [["", "2026-11-21", "aftercare", "0"]]


def test_the_same_empty_search_is_noted_once_and_another_day_again(review: Review, fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(0))) as server:
        for day in (TODAY, TODAY, date(2026, 12, 1)):
            search_source(review, OpenAlex(server.address), ["aftercare"], fetch, LOG, today=day)
    assert read_table(review.searches / "searches.csv")["date"].to_list() == ["2026-11-21", "2026-12-01"]


@each
def test_a_changed_form_stops_with_the_field_and_keeps_what_came(name: str, review: Review, fetch: Fetcher) -> None:
    right = answer_of(name, answers.first(10))
    count = [0]

    def changed(path: str, asked: Asked) -> object:
        count[0] += 1
        if count[0] <= 2:
            return right(path, asked)
        return "records: 10" if name == "pubmed" else {"items": [], "found": 10}

    with serving(changed) as server:
        with pytest.raises(ReviewError, match="may have changed its answers") as caught:
            search(review, name, server, fetch)
        assert caught.value.problems[0].column
        assert not (review.searches / "searches.csv").exists()
        server.answer = itself(server, right)
        found = search_source(
            review, CASES[name][0](server.address), ["aftercare"], fetch, LOG, today=date(2026, 11, 22)
        )
    assert titles(found) == list(range(1, 11))
    # The date is the day when the search began.
    assert read_table(review.searches / "searches.csv")["date"].item() == "2026-11-21"


@each
def test_fewer_records_than_promised_are_not_taken_without_a_word(name: str, review: Review, fetch: Fetcher) -> None:
    right = answer_of(name, answers.first(10))

    def short(path: str, asked: Asked) -> object:
        found = right(path, asked)
        if isinstance(found, dict):
            for holder, key in (
                (found, "hitCount"),
                (found, "totalCount"),
                (found, "totalHits"),
                (found.get("meta"), "count"),
                (found.get("message"), "total-results"),
                (found.get("esearchresult"), "count"),
            ):
                if isinstance(holder, dict) and key in holder:
                    holder[key] = type(holder[key])(12)
        return found

    with serving(short) as server:
        with pytest.raises(ReviewError, match="12 records promised, 10 came"):
            search(review, name, server, fetch)
        found = search(review, name, server, fetch, accept_count=True)
    assert titles(found) == list(range(1, 11))


@each
def test_a_record_that_comes_twice_is_kept_once(name: str, review: Review, fetch: Fetcher) -> None:
    with serving(answer_of(name, lambda: [1, 2, 3, 3, 4, 5])) as server:
        found = search(review, name, server, fetch, accept_count=True)
    assert titles(found) == [1, 2, 3, 4, 5]
    assert found.doubled == 1


@each
def test_every_request_says_who_asks_and_keeps_the_pace(
    name: str, review: Review, fetch: Fetcher, clock: Clock
) -> None:
    with serving(answer_of(name, answers.first(10))) as server:
        search(review, name, server, fetch)
    assert all("reviewer@example.org" in headers["User-Agent"] for *_, headers in server.asked)
    assert clock.slept == pytest.approx([0.5] * (len(server.asked) - 1))


@pytest.mark.parametrize("name", ["pubmed", "openalex", "crossref", "nva"])
def test_a_service_that_wants_an_address_is_not_asked_without_one(name: str, review: Review, fetch: Fetcher) -> None:
    fetch.contact = ""
    with serving(answer_of(name, answers.first(3))) as server:
        with pytest.raises(ReviewError, match="ETTERVERN_CONTACT"):
            search(review, name, server, fetch)
        assert server.asked == []


def test_a_long_wait_is_told_and_not_slept(review: Review, fetch: Fetcher, clock: Clock) -> None:
    with (
        serving(answers.openalex(answers.first(3)), {1: "429-long"}) as server,
        pytest.raises(ReviewError, match="86400 seconds"),
    ):
        search(review, "openalex", server, fetch)
    assert clock.slept == []


def test_a_wait_that_is_a_date_is_kept(review: Review, fetch: Fetcher, clock: Clock) -> None:
    with serving(answers.openalex(answers.first(1)), {1: "429-date"}) as server:
        search(review, "openalex", server, fetch)
    assert 9.0 in clock.slept


def test_a_refusal_is_not_asked_again(review: Review, fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(3)), {1: "400"}) as server:
        with pytest.raises(ReviewError, match="status 400"):
            search(review, "openalex", server, fetch)
        assert len(server.asked) == 1


def test_more_than_pubmed_hands_out_is_cut_by_the_day_of_entry(
    review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ettervern.search.pubmed.CAP", 4)
    days = {n: f"20{n:02d}/01/0{1 + n % 3}" for n in range(1, 21)}
    with serving(answers.pubmed(answers.first(20), days=days)) as server:
        found = search(review, "pubmed", server, fetch)
    assert sorted(titles(found)) == list(range(1, 21))
    fetched = [int(asked["retstart"]) for path, asked, _ in server.asked if path.endswith("efetch.fcgi")]
    assert max(fetched) < 4


def test_no_page_is_larger_than_its_source_hands_out(review: Review, fetch: Fetcher) -> None:
    """The limits that the services document: a page that is larger would be refused or cut without a word."""
    limits = {"pageSize": 1000, "per_page": 100, "rows": 1000, "retmax": 10_000, "size": 100}
    for name in CASES:
        with serving(answer_of(name, answers.first(4))) as server:
            search(review, name, server, fetch)
            asked = [{limit: int(a[limit]) for limit in limits if limit in a} for _, a, _ in server.asked]
        assert any(asked), name
        assert all(size <= limits[limit] for sizes in asked for limit, size in sizes.items()), name


def test_crossref_without_a_limit_stops_where_its_offset_ends(
    review: Review, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ettervern.search.crossref.CAP", 6)
    with serving(answers.crossref(answers.first(50))) as server:
        with pytest.raises(ReviewError, match=r"set a limit in \[sources.crossref\]"):
            search(review, "crossref", server, fetch)
        assert len(server.asked) == 2
        assert titles(search(review, "crossref", server, fetch, limit=5)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("fault", ["401", "429"])
def test_openalex_without_a_key_says_how_to_get_one(review: Review, fetch: Fetcher, fault: str) -> None:
    faults = dict.fromkeys(range(1, 7), fault)
    with (
        serving(answers.openalex(answers.first(3)), faults) as server,
        pytest.raises(ReviewError, match="OPENALEX_API_KEY"),
    ):
        search(review, "openalex", server, fetch)
    with serving(answers.openalex(answers.first(3)), faults) as server:
        source = OpenAlex(server.address, key="secret")
        with pytest.raises(ReviewError) as caught:
            search_source(review, source, ["aftercare"], fetch, LOG, today=TODAY)
    assert "OPENALEX_API_KEY" not in str(caught.value)
    assert "secret" not in "".join(path.read_text("utf-8") for path in review.searches.iterdir())


def test_a_query_that_pubmed_cannot_read_is_said(review: Review, fetch: Fetcher) -> None:
    with (
        serving(lambda *_: {"esearchresult": {"ERROR": "Empty term and query_key"}}) as server,
        pytest.raises(ReviewError, match="cannot read the query"),
    ):
        search(review, "pubmed", server, fetch)


def test_nobody_follows_an_answer_to_another_host(review: Review, fetch: Fetcher) -> None:
    def elsewhere(path: str, asked: Asked) -> object:
        found = answers.nva(answers.first(10))(path, asked)
        assert isinstance(found, dict)
        return {**found, "nextSearchAfterResults": "http://169.254.0.1/search/resources?searchAfter=3"}

    with serving(elsewhere) as server:
        with pytest.raises(ReviewError, match="address of the service itself"):
            search(review, "nva", server, fetch)
        assert len(server.asked) == 1


def test_a_list_that_points_at_itself_ends(review: Review, fetch: Fetcher) -> None:
    def loop(path: str, asked: Asked) -> object:
        found = answers.openalex(answers.first(9))(path, {**asked, "cursor": "*"})
        assert isinstance(found, dict)
        return found

    with serving(loop) as server, pytest.raises(ReviewError, match="another place"):
        search(review, "openalex", server, fetch)


def test_of_a_ranked_list_only_the_beginning_is_taken(review: Review, fetch: Fetcher) -> None:
    with serving(answers.crossref(answers.first(50))) as server:
        found = search(review, "crossref", server, fetch, limit=4)
        assert len(server.asked) == 2
    assert titles(found) == [1, 2, 3, 4]


def test_several_queries_give_one_export_with_each_record_once(review: Review, fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(4))) as server:
        source = OpenAlex(server.address)
        found = search_source(review, source, ["one", "two"], fetch, LOG, today=TODAY)
    assert titles(found) == [1, 2, 3, 4]
    assert read_table(review.searches / "searches.csv")["query"].item() == "one\ntwo"


def test_a_state_file_that_a_crash_cut_goes_on_from_its_last_whole_line(review: Review, fetch: Fetcher) -> None:
    with serving(answers.openalex(answers.first(10)), dict.fromkeys(range(3, 9), "500")) as server:
        with pytest.raises(ReviewError):
            search(review, "openalex", server, fetch)
        state = next(review.searches.glob(".*state*"))
        state.write_bytes(state.read_bytes() + b'{"query": 0, "items": [["https://openal')
        found = search(review, "openalex", server, fetch)
    assert titles(found) == list(range(1, 11))


def test_an_export_is_never_written_over(review: Review, fetch: Fetcher) -> None:
    number = [2]
    with serving(answers.openalex(lambda: list(range(1, number[0] + 1)))) as server:
        one = search(review, "openalex", server, fetch)
        number[0] = 3
        two = search(review, "openalex", server, fetch)
    assert one.path is not None and two.path is not None
    assert (one.path.name, two.path.name) == ("2026-11-21_openalex.csv", "2026-11-21_openalex-2.csv")
    assert len(read_table(review.searches / "searches.csv")) == 2
