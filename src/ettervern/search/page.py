"""What every source gives: a page of records and where the next one is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from ettervern.files import Problem, ReviewError
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


class Changed(ReviewError):
    """A service answers in another form than it documents."""

    def __init__(self, name: str, field_name: str, expected: str) -> None:
        message = f"expected {expected}; the service may have changed its answers. Nothing that was fetched is lost"
        super().__init__(Problem(name, 0, field_name, message))


def need(name: str, content: Any, path: str, kind: type | tuple[type, ...]) -> Any:
    """Return what stands at a dotted path of an answer, and must be of a kind.

    Raises
    ------
    Changed
        Where it is not there, or is something else.
    """
    found = content
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, kind) or isinstance(found, bool):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        raise Changed(name, path, " or ".join(one.__name__ for one in kinds))
    return found


def whole_number(name: str, content: Any, path: str) -> int:
    """Return a number of 0 or more that a service may write as text."""
    found = need(name, content, path, (int, str))
    if not str(found).isdigit():
        raise Changed(name, path, "a whole number")
    return int(found)


def rows(name: str, content: Any, path: str) -> list[dict[str, Any]]:
    """Return a list of objects."""
    found = need(name, content, path, list)
    if not all(isinstance(row, dict) for row in found):
        raise Changed(name, path, "a list of objects")
    return list(found)


def text(value: Any) -> str:
    """Return a value as text; empty for what is missing or no plain value."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def inner(content: Any, path: str) -> Any:
    """Return what stands at a dotted path, or None."""
    for key in path.split("."):
        content = content.get(key) if isinstance(content, dict) else None
    return content


def listed(value: Any) -> list[Any]:
    """Return a list; empty where it is none."""
    return value if isinstance(value, list) else []


def joined(values: list[str]) -> str:
    """Return texts joined by ``; ``, each once, without empty ones."""
    return "; ".join(dict.fromkeys(value for value in values if value))


def row(**cells: str) -> dict[str, str]:
    """Return a row of an export: name of a column, as ``ettervern.records`` reads it -> what stands in it."""
    return cells
