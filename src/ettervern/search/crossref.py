"""Crossref: a list ranked by likeness, without Boolean search, so only its beginning is taken; pages by offset.

Crossref's cursors are moved on by the service itself and end after five minutes: an answer that is lost on its way
would be passed over without a word, and a search could not go on another day. An offset asks for the same page each
time, and reaches as far (10,000 records) as the beginning of a list is worth.

The updates (corrections, retractions) that Crossref knows of a list of DOIs come from the same service.
"""

from __future__ import annotations

import re
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Place, inner, joined, listed, need, row, rows, text, whole_number

PAGE = 200
#: Crossref takes no larger offset.
CAP = 10_000
_MARKUP = re.compile(r"</?jats:[^<>]*>")
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
        total = whole_number(self.name, content, "message.total-results")
        found = rows(self.name, content, "message.items")
        items = [Item(need(self.name, one, "DOI", str).lower(), _row(one)) for one in found]
        after = offset + len(found)
        return Page(items, total, {"offset": after} if found and after < total else None)

    def updates(self, fetch: Fetcher, dois: list[str]) -> list[dict[str, str]]:
        """Return the notices that correct or retract some DOIs.

        Returns
        -------
        list of dict
            ``doi`` (what is updated), ``notice`` (DOI of the notice), ``nature``, ``date``.
        """
        found: list[dict[str, str]] = []
        for first in range(0, len(dois), 20):
            wanted = dois[first : first + 20]
            asked: dict[str, str | int] = {"filter": ",".join(f"updates:{doi}" for doi in wanted), "rows": PAGE}
            offset, total = 0, 1
            while offset < min(total, CAP):
                content = self._works(fetch, asked | {"offset": offset})
                total = whole_number(self.name, content, "message.total-results")
                items = rows(self.name, content, "message.items")
                found += [update for one in items for update in _updates(one, {doi.lower() for doi in wanted})]
                offset = offset + len(items) if items else total
        return found

    def _works(self, fetch: Fetcher, asked: dict[str, str | int]) -> dict[str, Any]:
        return fetch.json(f"{self.base}/works", asked | {"mailto": fetch.contact})


def _updates(one: dict[str, Any], wanted: set[str]) -> list[dict[str, str]]:
    """Return what one notice says of the DOIs wanted."""
    found = []
    for update in listed(one.get("update-to")):
        doi = text(inner(update, "DOI")).lower()
        if doi in wanted:
            day = _date(inner(update, "updated"))
            nature = text(inner(update, "type"))
            found.append({"doi": doi, "notice": text(one.get("DOI")).lower(), "nature": nature, "date": day})
    return found


def _date(value: Any) -> str:
    """Return ``date-parts`` as 2024, 2024-05 or 2024-05-01."""
    parts = listed(inner(value, "date-parts"))
    first = parts[0] if parts and isinstance(parts[0], list) else []
    return "-".join(f"{part:02d}" for part in first if isinstance(part, int))


def _row(one: dict[str, Any]) -> dict[str, str]:
    """Return an item as a row."""
    issued = _date(one.get("issued"))
    titles = [text(title) for title in listed(one.get("title"))]
    return row(
        type=_TYPES.get(text(one.get("type")), "other"),
        document_type=text(one.get("type")),
        title=titles[0] if titles else "",
        authors=joined([_person(author) for author in listed(one.get("author")) if isinstance(author, dict)]),
        editors=joined([_person(editor) for editor in listed(one.get("editor")) if isinstance(editor, dict)]),
        year=issued[:4],
        date=issued,
        journal=next((text(name) for name in listed(one.get("container-title"))), ""),
        volume=text(one.get("volume")),
        number=text(one.get("issue")),
        pages=text(one.get("page")),
        doi=text(one.get("DOI")),
        issn=joined([text(issn) for issn in listed(one.get("ISSN"))]),
        isbn=joined([text(isbn) for isbn in listed(one.get("ISBN"))]),
        abstract=" ".join(_MARKUP.sub(" ", text(one.get("abstract"))).split()),
        url=text(one.get("URL")),
        publisher=text(one.get("publisher")),
        language=text(one.get("language")),
    )


def _person(author: dict[str, Any]) -> str:
    """Return a name as "Family, Given"; a group under its own name."""
    parts = [text(author.get("family")), text(author.get("given"))]
    return ", ".join(part for part in parts if part) or text(author.get("name"))
