"""PubMed through the E-utilities of NCBI: esearch keeps the answer on their server, efetch hands out MEDLINE text.

PubMed gives no more than the first 10,000 records of an answer, so a larger one is cut by the day of entry into slices
that are small enough. Three requests a second without a key, ten with one; both need tool and email.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.search.answer import Changed, Part, said
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Place, within_records

CAP = 9_999
PAGE = 200
#: The first day in PubMed's history of entry, and one after every present day.
FIRST, LAST = date(1780, 1, 1), date(3000, 12, 31)
#: What begins a record for whoever reads the export.
_BEGINS = re.compile(r"^PMID {0,2}-(.*)$", re.MULTILINE)
_BLANK = re.compile(r"\n\s*\n")


class PubMed:
    """The client; holds the server's handle of the answer between two pages."""

    name = "pubmed"
    kind = "database"
    needs_contact = True
    suffix = "nbib"

    def __init__(self, base: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", key: str = "") -> None:
        self.base = base.rstrip("/")
        self.key = key
        self.interval = 0.11 if key else 0.35
        self._held: tuple[str, str, str, str] | None = None

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return a page of a query; the first call finds out how many records there are."""
        if place is None:
            total = self._search(fetch, query, None)
            slices = self._slices(fetch, query, total) if total else []
            return Page([], total, {"slices": slices, "slice": 0, "start": 0} if slices else None)
        first, last, count = place["slices"][place["slice"]]
        self._hold(fetch, query, (first, last), count)
        result = self._fetch(fetch, place["start"])
        return Page(result, None, _after(place, count))

    def _common(self, fetch: Fetcher) -> dict[str, str | int]:
        common: dict[str, str | int] = {"db": "pubmed", "tool": "ettervern", "email": fetch.contact}
        return common | ({"api_key": self.key} if self.key else {})

    def _search(self, fetch: Fetcher, query: str, days: tuple[str, str] | None) -> int:
        """Ask for the number of records, entered in PubMed between two days, and keep the answer on the server."""
        asked = self._common(fetch) | {"term": query, "retmode": "json", "retmax": 0, "usehistory": "y"}
        if days:
            asked |= {"datetype": "edat", "mindate": days[0], "maxdate": days[1]}
        content = fetch.json(f"{self.base}/esearch.fcgi", asked, post=True)
        result = content.at("esearchresult")
        refused = result.at("ERROR").value
        if refused:
            raise ReviewError(Problem(self.name, 0, "query", f"PubMed cannot read the query: {said(refused)}"))
        _phrases(result)
        count = result.number("count")
        if count:
            self._held = (query, str(days), result.need("webenv"), result.need("querykey"))
        return count

    def _slices(self, fetch: Fetcher, query: str, total: int) -> list[list[Any]]:
        """Return [first day, last day, count] of slices that PubMed hands out whole; empty days for all days."""
        if total <= CAP:
            return [["", "", total]]
        within_records(self.name, total)
        if self._search(fetch, query, (_day(FIRST), _day(LAST))) != total:
            raise Changed(self.name, "esearchresult.count", f"slices by day of entry that add up to {total}")
        return self._cut(fetch, query, FIRST, LAST, total)

    def _cut(self, fetch: Fetcher, query: str, first: date, last: date, count: int) -> list[list[Any]]:
        """Return the slices between two days, halved until PubMed hands them out whole."""
        if count <= CAP:
            return [[_day(first), _day(last), count]] if count else []
        if first == last:
            raise ReviewError(Problem(self.name, 0, "query", f"{count} records on one day ({first})"))
        middle = first + (last - first) // 2
        halves = [(first, middle), (middle + timedelta(days=1), last)]
        counts = [self._search(fetch, query, (_day(one), _day(other))) for one, other in halves]
        if sum(counts) != count:
            raise Changed(self.name, "esearchresult.count", f"slices by day of entry that add up to {count}")
        return [
            piece for half, part in zip(halves, counts, strict=True) for piece in self._cut(fetch, query, *half, part)
        ]

    def _hold(self, fetch: Fetcher, query: str, days: tuple[str, str], count: int) -> None:
        """Make sure that the server holds the answer; the same query may give another number on another day."""
        wanted = days if days[0] else None
        if self._held is not None and self._held[:2] == (query, str(wanted)):
            return
        result = self._search(fetch, query, wanted)
        if result != count:
            message = f"{count} records when the search began, {result} now; begin anew with --restart"
            raise ReviewError(Problem(self.name, 0, "count", message))

    def _fetch(self, fetch: Fetcher, start: int) -> list[Item]:
        """Return the records of a page as MEDLINE text."""
        assert self._held is not None
        asked = self._common(fetch) | {"WebEnv": self._held[2], "query_key": self._held[3]}
        asked |= {"retstart": start, "retmax": PAGE, "rettype": "medline", "retmode": "text"}
        return _records(fetch.text(f"{self.base}/efetch.fcgi", asked))


def _records(answer: str) -> list[Item]:
    """Return the records of a MEDLINE text, each begun by its number, as reading the export will find them."""
    text = answer.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    begins = list(_BEGINS.finditer(text))
    numbers = [result.group(1).strip() for result in begins]
    if not begins or not all(number.isascii() and number.isdigit() for number in numbers):
        raise Changed("pubmed", "efetch", "MEDLINE text with lines “PMID- ” and a number")
    ends = [*(result.start() for result in begins[1:]), len(text)]
    # A blank line ends a record, wherever it stands.
    parts = [_BLANK.sub("\n", text[result.start() : end].strip()) for result, end in zip(begins, ends, strict=True)]
    return [Item(number, part) for number, part in zip(numbers, parts, strict=True)]


def _after(place: Place, count: int) -> Place | None:
    """Return where the page after this one begins."""
    start = place["start"] + PAGE
    if start < count:
        return {**place, "start": start}
    if place["slice"] + 1 < len(place["slices"]):
        return {**place, "slice": place["slice"] + 1, "start": 0}
    return None


def _day(day: date) -> str:
    return day.strftime("%Y/%m/%d") if day.year >= 1000 else day.isoformat().replace("-", "/")


def _phrases(result: Part) -> None:
    """Refuse a query of which PubMed left a field out: it would then find something else than was asked."""
    fields = result.texts("errorlist.fieldsnotfound")
    if fields:
        message = f"PubMed does not know the field {said(', '.join(fields))}"
        raise ReviewError(Problem(result.source, 0, "query", message))
