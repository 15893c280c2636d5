"""NVA, the Norwegian research archive (Nasjonalt vitenarkiv): pages by ``nextSearchAfterResults``.

NVA asks callers to give an e-mail address in the User-Agent. Answers come in an older and a newer form (chosen by the
service's version); both are read.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from ettervern.search.fetch import Fetcher
from ettervern.search.page import Changed, Item, Page, Place, inner, joined, listed, need, row, rows, text, whole_number

PAGE = 100
_TYPES = {
    "AcademicArticle": "journal_article",
    "AcademicLiteratureReview": "journal_article",
    "ProfessionalArticle": "journal_article",
    "AcademicChapter": "chapter",
    "AcademicMonograph": "book",
    "ReportResearch": "report",
    "ReportBasic": "report",
    "DegreeMaster": "thesis",
    "DegreePhd": "thesis",
    "ConferenceAbstract": "conference",
}


class Nva:
    """The client."""

    name = "nva"
    kind = "database"
    interval = 0.5
    needs_contact = True
    suffix = "csv"

    def __init__(self, base: str = "https://api.nva.unit.no") -> None:
        self.base = base.rstrip("/")

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return a page of a query."""
        if place is None:
            asked: dict[str, str | int] = {"query": query, "size": PAGE, "sort": "identifier", "aggregation": "none"}
            content = fetch.json(f"{self.base}/search/resources", asked)
        else:
            content = fetch.json(self._safe(str(place["address"])))
        total = whole_number(self.name, content, "totalHits")
        found = rows(self.name, content, "hits") if total else []
        items = [Item(need(self.name, one, "id", str), _row(one)) for one in found]
        after = text(content.get("nextSearchAfterResults"))
        return Page(items, total, {"address": self._safe(after)} if found and after else None)

    def _safe(self, address: str) -> str:
        """Return an address of the service itself; where an answer points elsewhere, nobody goes there."""
        if urlsplit(address)[:2] != urlsplit(self.base)[:2]:
            raise Changed(self.name, "nextSearchAfterResults", "an address of the service itself")
        return address


def _row(one: dict[str, Any]) -> dict[str, str]:
    """Return a hit of either form as a row."""
    deep = one.get("entityDescription")
    about = deep if isinstance(deep, dict) else one
    reference = about.get("reference")
    kind = text(inner(reference, "publicationInstance.type")) or text(one.get("type"))
    day = about.get("publicationDate")
    date = "-".join(part for part in (text(inner(day, name)) for name in ("year", "month", "day")) if part)
    people = listed(about.get("contributors")) or listed(about.get("contributorsPreview"))
    details = one.get("publishingDetails")
    ids = {"nva": text(one.get("id")), "handle": text(one.get("handle"))}
    return row(
        type=_TYPES.get(kind, "other"),
        document_type=kind,
        title=text(about.get("mainTitle")),
        authors=joined([text(inner(person, "identity.name")) for person in people if _is_author(person)]),
        year=text(inner(day, "year")),
        date=date,
        journal=_container(inner(reference, "publicationContext"), details),
        volume=text(inner(reference, "publicationInstance.volume")),
        number=text(inner(reference, "publicationInstance.issue")),
        pages=_pages(inner(reference, "publicationInstance.pages")),
        doi=(text(inner(reference, "doi")) or text(inner(details, "doi"))).rpartition("doi.org/")[2],
        other_ids=json.dumps({key: value for key, value in ids.items() if value}, sort_keys=True),
        abstract=text(about.get("abstract")),
        keywords=joined([text(tag) for tag in listed(about.get("tags"))]),
        url=text(one.get("id")),
        publisher=text(inner(reference, "publicationContext.publisher.name")) or text(inner(details, "publisher.name")),
        language=text(about.get("language")).rpartition("/")[2],
    )


def _is_author(person: Any) -> bool:
    """Return whether a contributor made the work; a supervisor or a rights holder did not."""
    role = inner(person, "role.type") or inner(person, "role")
    return text(role) in ("", "Creator", "Author")


def _container(context: Any, details: Any) -> str:
    found = text(inner(context, "name")) or text(inner(context, "title"))
    return found or text(inner(context, "series.name")) or text(inner(details, "name"))


def _pages(pages: Any) -> str:
    first, last = text(inner(pages, "begin")), text(inner(pages, "end"))
    return f"{first}-{last}" if first and last and first != last else first
