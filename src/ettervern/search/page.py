"""What every source gives: a page of records and where the next one is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ettervern.files import Problem, ReviewError
from ettervern.search import limits

if TYPE_CHECKING:  # who only lays out a page needs no client
    from ettervern.search.fetch import Fetcher

#: Where a page begins, in the source's own terms; written to the state file as JSON.
Place = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One record as a source gives it.

    Attributes
    ----------
    id : str
        The source's own id: what tells whether it came twice.
    content : str or dict
        MEDLINE text, or a row of a table under names that ``ettervern.records`` reads.
    """

    id: str
    content: str | dict[str, str]


@dataclass(frozen=True)
class Page:
    """One page of an answer.

    Attributes
    ----------
    items : list of Item
    total : int or None
        How many records the source has for the query; None where this page does not say.
    next : Place or None
        Where the next page begins; None after the last.
    """

    items: list[Item]
    total: int | None
    next: Place | None = field(default=None)


class Source(Protocol):
    """A source that can be searched over HTTP."""

    name: str
    kind: str
    interval: float
    needs_contact: bool
    suffix: str

    def page(self, fetch: Fetcher, query: str, place: Place | None) -> Page:
        """Return the page of a query that begins at a place (None: the first)."""
        ...


def within_records(name: str, count: int) -> None:
    """Refuse a query with more records than a search takes.

    Raises
    ------
    ReviewError
        Where there are more than :data:`ettervern.search.limits.RECORDS`.
    """
    if count > limits.RECORDS:
        message = f"{count} records; a search takes at most {limits.RECORDS:,}. Narrow the query, or set a limit"
        raise ReviewError(Problem(name, 0, "count", message))


def joined(values: list[str]) -> str:
    """Return texts joined by ``; ``, each once, without empty ones."""
    return "; ".join(dict.fromkeys(value for value in values if value))


def row(**cells: str) -> dict[str, str]:
    """Return a row of an export: name of a column, as ``ettervern.records`` reads it -> what stands in it."""
    return cells
