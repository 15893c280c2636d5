"""OpenAlex: search and citations, pages of up to 100 by cursor; the last page has no next cursor.

Since February 2026 OpenAlex asks for a key, which it gives for free; without one it answers a few requests a day.
"""

from __future__ import annotations

import json

from ettervern.files import Problem, ReviewError
from ettervern.search.answer import Part
from ettervern.search.fetch import Fetcher, Refused
from ettervern.search.page import Item, Page, Place, joined, row

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
        total = content.number("meta.count")
        results = content.objects("results")
        items = [Item(one.need("id"), as_row(one)) for one in results]
        after = content.text("meta.next_cursor")
        return Page(items, total, {"cursor": after} if results and after else None)

    def works(self, fetch: Fetcher, wanted: str, cursor: str = "*") -> Part:
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


def as_row(one: Part) -> dict[str, str]:
    """Return a work as a row. OpenAlex gives names as they are printed, given name first: they stay so."""
    place, biblio = one.at("primary_location.source"), one.at("biblio")
    first, last = biblio.text("first_page"), biblio.text("last_page")
    ids = {name: one.text(f"ids.{name}") for name in ("openalex", "pmcid", "mag") if one.text(f"ids.{name}")}
    return row(
        type=_TYPES.get(one.text("type"), "other"),
        document_type=one.text("type"),
        title=one.text("display_name"),
        authors=joined([author.text("author.display_name") for author in one.parts("authorships")]),
        year=one.text("publication_year"),
        date=one.text("publication_date"),
        journal=place.text("display_name"),
        volume=biblio.text("volume"),
        number=biblio.text("issue"),
        pages=f"{first}-{last}" if first and last and first != last else first,
        doi=tail(one.text("doi"), "doi.org/"),
        pmid=tail(one.text("ids.pmid"), "nlm.nih.gov/"),
        other_ids=json.dumps(ids, ensure_ascii=False, sort_keys=True) if ids else "",
        issn=joined(place.texts("issn")),
        abstract=abstract(one),
        keywords=joined([word.text("display_name") for word in one.parts("keywords")]),
        url=one.text("primary_location.landing_page_url"),
        language=one.text("language"),
    )


def tail(address: str, mark: str) -> str:
    """Return what follows a mark in an address."""
    return address.rpartition(mark)[2]


def abstract(work: Part) -> str:
    """Return the text that a work's inverted index (word -> positions) holds."""
    index = work.named("abstract_inverted_index")
    placed = [(places.number(""), word) for word, positions in index for places in positions.parts("")]
    return " ".join(word for _, word in sorted(placed))
