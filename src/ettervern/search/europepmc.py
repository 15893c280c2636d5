"""Europe PMC: one query, pages of up to 1000 by cursorMark; the last page has no new mark. Long queries are posted."""

from __future__ import annotations

import json
from typing import Any

from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Place, inner, joined, listed, need, row, rows, text, whole_number

PAGE = 500


class EuropePmc:
    """The client."""

    name = "europepmc"
    kind = "database"
    interval = 0.2
    needs_contact = False
    suffix = "csv"

    def __init__(self, base: str = "https://www.ebi.ac.uk/europepmc/webservices/rest") -> None:
        self.base = base.rstrip("/")

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return a page of a query."""
        mark = "*" if place is None else str(place["mark"])
        asked: dict[str, str | int] = {"query": query, "format": "json", "resultType": "core"}
        asked |= {"pageSize": PAGE, "cursorMark": mark}
        if fetch.contact:
            asked["email"] = fetch.contact
        content = fetch.json(f"{self.base}/searchPOST", asked, post=True)
        total = whole_number(self.name, content, "hitCount")
        found = rows(self.name, content, "resultList.result") if total else []
        items = [
            Item(f"{need(self.name, one, 'source', str)}:{need(self.name, one, 'id', str)}", _row(one)) for one in found
        ]
        after = text(content.get("nextCursorMark"))
        return Page(items, total, {"mark": after} if found and after and after != mark else None)


def _row(one: dict[str, Any]) -> dict[str, str]:
    """Return a result as a row."""
    issue = one.get("journalInfo")
    names = [_person(author) for author in listed(inner(one, "authorList.author")) if isinstance(author, dict)]
    ids = {name: text(one.get(name)) for name in ("pmcid", "source", "id") if text(one.get(name))}
    return row(
        document_type=joined([text(kind) for kind in listed(inner(one, "pubTypeList.pubType"))]),
        type="preprint" if text(one.get("source")) == "PPR" else "journal_article" if issue else "other",
        title=text(one.get("title")).rstrip("."),
        authors=joined(names) or text(one.get("authorString")),
        year=text(one.get("pubYear")),
        date=text(one.get("firstPublicationDate")),
        journal=text(inner(issue, "journal.title")) or text(inner(one, "bookOrReportDetails.publisher")),
        volume=text(inner(issue, "volume")),
        number=text(inner(issue, "issue")),
        pages=text(one.get("pageInfo")),
        doi=text(one.get("doi")),
        pmid=text(one.get("pmid")),
        other_ids=json.dumps(ids, ensure_ascii=False, sort_keys=True) if ids else "",
        issn=joined([text(inner(issue, "journal.issn")), text(inner(issue, "journal.essn"))]),
        abstract=text(one.get("abstractText")),
        keywords=joined([text(word) for word in listed(inner(one, "keywordList.keyword"))]),
        language=text(one.get("language")),
    )


def _person(author: dict[str, Any]) -> str:
    """Return a name as "Family, Given"; a group under its own name."""
    family, given = text(author.get("lastName")), text(author.get("firstName")) or text(author.get("initials"))
    return ", ".join(part for part in (family, given) if part) or text(author.get("collectiveName"))
