"""Europe PMC: one query, pages of up to 1000 by cursorMark; the last page has no new mark. Long queries are posted."""

from __future__ import annotations

import json

from ettervern.markup import without_markup
from ettervern.search.answer import Part
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Place, joined, row

PAGE = 200


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
        total = content.number("hitCount")
        results = content.objects("resultList.result") if total else content.parts("resultList.result")
        items = [Item(f"{one.need('source')}:{one.need('id')}", as_row(one)) for one in results]
        after = content.text("nextCursorMark")
        return Page(items, total, {"mark": after} if results and after and after != mark else None)


def as_row(one: Part) -> dict[str, str]:
    """Return a result as a row."""
    issue = one.at("journalInfo")
    names = [_person(author) for author in one.parts("authorList.author")]
    ids = {name: one.text(name) for name in ("pmcid", "source", "id") if one.text(name)}
    return row(
        document_type=joined(one.texts("pubTypeList.pubType")),
        type="preprint" if one.text("source") == "PPR" else "journal_article" if issue.value else "other",
        title=without_markup(one.text("title")).rstrip("."),
        authors=joined(names) or one.text("authorString"),
        year=one.text("pubYear"),
        date=one.text("firstPublicationDate"),
        journal=issue.text("journal.title") or one.text("bookOrReportDetails.publisher"),
        volume=issue.text("volume"),
        number=issue.text("issue"),
        pages=one.text("pageInfo"),
        doi=one.text("doi"),
        pmid=one.text("pmid"),
        other_ids=json.dumps(ids, ensure_ascii=False, sort_keys=True) if ids else "",
        issn=joined([issue.text("journal.issn"), issue.text("journal.essn")]),
        abstract=without_markup(one.text("abstractText")),
        keywords=joined(one.texts("keywordList.keyword")),
        language=one.text("language"),
    )


def _person(author: Part) -> str:
    """Return a name as "Family, Given"; a group under its own name."""
    family, given = author.text("lastName"), author.text("firstName") or author.text("initials")
    return ", ".join(part for part in (family, given) if part) or author.text("collectiveName")
