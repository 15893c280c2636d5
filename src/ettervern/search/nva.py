"""NVA, the Norwegian research archive (Nasjonalt vitenarkiv): pages by ``nextSearchAfterResults``.

NVA asks callers to give an e-mail address in the User-Agent. Answers come in an older and a newer form (chosen by the
service's version); both are read.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ettervern.search.answer import Changed, Part
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Place, joined, row

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
        total = content.number("totalHits")
        results = content.objects("hits") if total else content.parts("hits")
        items = [Item(one.need("id"), _row(one)) for one in results]
        after = content.text("nextSearchAfterResults")
        return Page(items, total, {"address": self._safe(after)} if results and after else None)

    def _safe(self, address: str) -> str:
        """Return an address of the service itself; where an answer points elsewhere, nobody goes there."""
        try:
            own = urlsplit(address)[:2] == urlsplit(self.base)[:2]
        except ValueError:
            own = False
        if not own:
            raise Changed(self.name, "nextSearchAfterResults", "an address of the service itself")
        return address


def _row(one: Part) -> dict[str, str]:
    """Return a hit of either form as a row."""
    deep = one.at("entityDescription")
    about = deep if deep.value else one
    reference, details = about.at("reference"), one.at("publishingDetails")
    kind = reference.text("publicationInstance.type") or one.text("type")
    day = about.at("publicationDate")
    people = about.parts("contributors") or about.parts("contributorsPreview")
    ids = {"nva": one.text("id"), "handle": one.text("handle")}
    return row(
        type=_TYPES.get(kind, "other"),
        document_type=kind,
        title=about.text("mainTitle"),
        authors=joined([person.text("identity.name") for person in people if _is_author(person)]),
        year=day.text("year"),
        date="-".join(day.text(name) for name in ("year", "month", "day") if day.text(name)),
        journal=_container(reference.at("publicationContext"), details),
        volume=reference.text("publicationInstance.volume"),
        number=reference.text("publicationInstance.issue"),
        pages=_pages(reference.at("publicationInstance.pages")),
        doi=(reference.text("doi") or details.text("doi")).rpartition("doi.org/")[2],
        other_ids=json.dumps({key: value for key, value in ids.items() if value}, sort_keys=True),
        abstract=about.text("abstract"),
        keywords=joined(about.texts("tags")),
        url=one.text("id"),
        publisher=reference.text("publicationContext.publisher.name") or details.text("publisher.name"),
        language=about.text("language").rpartition("/")[2],
    )


def _is_author(person: Part) -> bool:
    """Return whether a contributor made the work; a supervisor or a rights holder did not."""
    role = person.at("role")
    return (role.text("type") if isinstance(role.value, dict) else role.text()) in ("", "Creator", "Author")


def _container(context: Part, details: Part) -> str:
    result = context.text("name") or context.text("title")
    return result or context.text("series.name") or details.text("name")


def _pages(pages: Part) -> str:
    first, last = pages.text("begin"), pages.text("end")
    return f"{first}-{last}" if first and last and first != last else first
