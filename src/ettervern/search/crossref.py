"""Crossref: a list ranked by likeness, without Boolean search, so only its beginning is taken; pages by offset.

Crossref's cursors are moved on by the service itself and end after five minutes: an answer that is lost on its way
would be passed over without a word, and a search could not go on another day. An offset asks for the same page each
time, and reaches as far (10,000 records) as the beginning of a list is worth.

The updates (corrections, retractions) that Crossref knows of a list of DOIs come from the same service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ettervern.files import Problem, ReviewError
from ettervern.markup import without_markup
from ettervern.search.answer import Part
from ettervern.search.page import Item, Page, Place, joined, row

if TYPE_CHECKING:
    from ettervern.search.fetch import Fetcher

PAGE = 200
#: DOIs in one request for notices.
BATCH = 20
#: Crossref takes no larger offset.
CAP = 10_000
_TYPES = {
    "journal-article": "journal_article",
    "proceedings-article": "conference",
    "book-chapter": "chapter",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "report": "report",
    "dissertation": "thesis",
    "posted-content": "preprint",
    "dataset": "dataset",
}


class Update(NamedTuple):
    """What a notice says of a publication: its DOI and the notice's, what it is in the service's words, and when."""

    doi: str
    notice: str
    nature: str
    date: str


class Crossref:
    """The client."""

    name = "crossref"
    kind = "database"
    interval = 0.4
    needs_contact = True
    suffix = "csv"

    def __init__(self, base: str = "https://api.crossref.org") -> None:
        self.base = base.rstrip("/")

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return a page of a query, the likeliest first."""
        offset = 0 if place is None else int(place["offset"])
        if offset >= CAP:
            message = f"hands out the first {CAP} records of a list; set a limit in [sources.crossref] of strategy.toml"
            raise ReviewError(Problem(self.name, 0, "", message))
        content = self._works(fetch, {"query.bibliographic": query, "rows": PAGE, "offset": offset})
        total = content.number("message.total-results")
        results = content.objects("message.items")
        items = [Item(one.need("DOI").lower(), as_row(one)) for one in results]
        after = offset + len(results)
        return Page(items, total, {"offset": after} if results and after < total else None)

    def updates(self, fetch: Fetcher, dois: list[str]) -> list[Update]:
        """Return the notices that correct or retract some DOIs."""
        batches = [dois[first : first + BATCH] for first in range(0, len(dois), BATCH)]
        return [
            update
            for batch in batches
            for notice in self._notices(fetch, batch)
            for update in _updates(notice, {doi.lower() for doi in batch})
        ]

    def _notices(self, fetch: Fetcher, dois: list[str]) -> list[Part]:
        """Return the notices on some DOIs: all that the service says it has, and no page twice."""
        asked: dict[str, str | int] = {"filter": ",".join(f"updates:{doi}" for doi in dois), "rows": PAGE}
        result: dict[str, Part] = {}
        came, total = 0, 1
        while came < total:
            content = self._works(fetch, asked | {"offset": came})
            total = content.number("message.total-results")
            if total > CAP:
                raise content.at("message.total-results").changed(f"at most {CAP} notices on {len(dois)} publications")
            items = content.objects("message.items")
            new = {one.need("DOI").lower(): one for one in items}
            if total and not new.keys() - result.keys():
                raise content.at("message.items").changed(f"{total} notices, not the {len(result)} that came")
            result, came = result | new, came + len(items)
        return list(result.values())

    def _works(self, fetch: Fetcher, asked: dict[str, str | int]) -> Part:
        return fetch.json(f"{self.base}/works", asked | {"mailto": fetch.contact})


def _updates(one: Part, wanted: set[str]) -> list[Update]:
    """Return what one notice says of the DOIs wanted."""
    results = []
    for update in one.parts("update-to"):
        doi = update.text("DOI").lower()
        if doi in wanted:
            results.append(Update(doi, one.text("DOI").lower(), update.text("type"), _date(update.at("updated"))))
    return results


def _date(value: Part) -> str:
    """Return ``date-parts`` as 2024, 2024-05 or 2024-05-01."""
    return "-".join(part.zfill(2) for first in value.parts("date-parts")[:1] for part in first.texts(""))


def as_row(one: Part) -> dict[str, str]:
    """Return an item as a row."""
    issued = _date(one.at("issued"))
    return row(
        type=_TYPES.get(one.text("type"), "other"),
        document_type=one.text("type"),
        title=without_markup(_title(one)),
        authors=joined([_person(author) for author in one.parts("author")]),
        editors=joined([_person(editor) for editor in one.parts("editor")]),
        year=issued[:4],
        date=issued,
        journal="".join(one.texts("container-title")[:1]),
        volume=one.text("volume"),
        number=one.text("issue"),
        pages=one.text("page"),
        doi=one.text("DOI"),
        issn=joined(one.texts("ISSN")),
        isbn=joined(one.texts("ISBN")),
        abstract=without_markup(one.text("abstract")),
        url=one.text("URL"),
        publisher=one.text("publisher"),
        language=one.text("language"),
    )


def _title(one: Part) -> str:
    """Return the title with its subtitle, which Crossref keeps apart."""
    title, subtitle = ("".join(one.texts(name)[:1]) for name in ("title", "subtitle"))
    return (
        f"{title.rstrip(':.')}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title
    )


def _person(author: Part) -> str:
    """Return a name as "Family, Given"; a group under its own name."""
    parts = [author.text("family"), author.text("given")]
    return ", ".join(part for part in parts if part) or author.text("name")
