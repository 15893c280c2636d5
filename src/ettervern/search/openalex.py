"""OpenAlex: search and citations, pages of up to 100 by cursor; the last page has no next cursor.

Since February 2026 OpenAlex asks for a key, which it gives for free; without one it answers a few requests a day.
"""

from __future__ import annotations

import json
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.search.fetch import Fetcher, Refused
from ettervern.search.page import Item, Page, Place, inner, joined, listed, need, row, rows, text, whole_number

PAGE = 100
#: What a request without a key may be answered with, and what to do about it.
ASKS_FOR_KEY = (401, 403, 429)
NO_KEY = "the service asks for a key, free from openalex.org/settings/api; put it in OPENALEX_API_KEY and run again"
#: What a query begins with that is a filter already (citation chasing), not words to search for.
FILTER = "filter:"
FIELDS = (
    "id,doi,display_name,publication_year,publication_date,language,type,authorships,primary_location,biblio,"
    "abstract_inverted_index,ids,keywords,referenced_works"
)
_TYPES = {
    "article": "journal_article",
    "review": "journal_article",
    "letter": "journal_article",
    "editorial": "journal_article",
    "preprint": "preprint",
    "book": "book",
    "book-chapter": "chapter",
    "dissertation": "thesis",
    "report": "report",
    "dataset": "dataset",
}


class OpenAlex:
    """The client.

    Parameters
    ----------
    base : str
        Address of the service.
    key : str
        A key of the user's own, where the service asks for one.
    """

    name = "openalex"
    kind = "database"
    interval = 0.12
    needs_contact = True
    suffix = "csv"

    def __init__(self, base: str = "https://api.openalex.org", key: str = "") -> None:
        self.base = base.rstrip("/")
        self.key = key

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return a page of a query, or of a filter where the query begins with ``filter:``."""
        wanted = query[len(FILTER) :] if query.startswith(FILTER) else f"title_and_abstract.search:{query}"
        cursor = "*" if place is None else str(place["cursor"])
        content = self.works(fetch, wanted, cursor)
        total = whole_number(self.name, content, "meta.count")
        found = rows(self.name, content, "results")
        items = [Item(need(self.name, one, "id", str), _row(one)) for one in found]
        after = text(inner(content, "meta.next_cursor"))
        return Page(items, total, {"cursor": after} if found and after else None)

    def works(self, fetch: Fetcher, wanted: str, cursor: str = "*") -> dict[str, Any]:
        """Return the works that a filter names."""
        asked: dict[str, str | int] = {"filter": wanted, "per_page": PAGE, "cursor": cursor, "select": FIELDS}
        asked["mailto"] = fetch.contact
        if self.key:
            return fetch.json(f"{self.base}/works", asked | {"api_key": self.key})
        try:
            return fetch.json(f"{self.base}/works", asked)
        except Refused as error:
            if error.status not in ASKS_FOR_KEY:
                raise
            raise ReviewError([*error.problems, Problem(self.name, 0, "", NO_KEY)]) from error


def _row(one: dict[str, Any]) -> dict[str, str]:
    """Return a work as a row. OpenAlex gives names as they are printed, given name first: they stay so."""
    place = inner(one, "primary_location.source")
    biblio = one.get("biblio")
    first, last = text(inner(biblio, "first_page")), text(inner(biblio, "last_page"))
    ids = {name: text(value) for name, value in (one.get("ids") or {}).items() if name in ("openalex", "pmcid", "mag")}
    names = [text(inner(author, "author.display_name")) for author in listed(one.get("authorships"))]
    return row(
        type=_TYPES.get(text(one.get("type")), "other"),
        document_type=text(one.get("type")),
        title=text(one.get("display_name")),
        authors=joined(names),
        year=text(one.get("publication_year")),
        date=text(one.get("publication_date")),
        journal=text(inner(place, "display_name")),
        volume=text(inner(biblio, "volume")),
        number=text(inner(biblio, "issue")),
        pages=f"{first}-{last}" if first and last and first != last else first,
        doi=_tail(one.get("doi"), "doi.org/"),
        pmid=_tail(inner(one, "ids.pmid"), "nlm.nih.gov/"),
        other_ids=json.dumps(ids, ensure_ascii=False, sort_keys=True) if ids else "",
        issn=joined([text(issn) for issn in listed(inner(place, "issn"))]),
        abstract=abstract(one.get("abstract_inverted_index")),
        keywords=joined([text(inner(word, "display_name")) for word in listed(one.get("keywords"))]),
        url=text(inner(one, "primary_location.landing_page_url")),
        language=text(one.get("language")),
    )


def _tail(address: Any, mark: str) -> str:
    """Return what follows a mark in an address."""
    return text(address).rpartition(mark)[2]


def abstract(index: Any) -> str:
    """Return the text that an inverted index (word -> positions) holds."""
    if not isinstance(index, dict):
        return ""
    placed = [(at, word) for word, places in index.items() for at in listed(places) if isinstance(at, int)]
    return " ".join(word for _, word in sorted(placed))
