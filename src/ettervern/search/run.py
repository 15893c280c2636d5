"""One search from the first page to the line in ``searches.csv``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ettervern.files import Problem, ReviewError
from ettervern.lock import waited_for
from ettervern.review import Review
from ettervern.search.export import add_to_log, export_text, free_name, read_log, write_export
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Changed, Item, Source
from ettervern.search.state import State, open_state, state_file
from ettervern.staging import remove
from ettervern.transaction import transaction

#: Told the source, how many records have come, and how many there are (0 while unknown).
Tell = Callable[[str, int, int], None]
#: More pages than any search should have: a service that never ends its list.
PAGES = 20_000


@dataclass(frozen=True)
class Found:
    """What a search gave.

    Attributes
    ----------
    path : Path or None
        The export; None where nothing was found.
    count : int
        Records in it.
    doubled : int
        Records that the source gave more than once; they are in the export once.
    """

    path: Path | None
    count: int
    doubled: int


@dataclass(frozen=True)
class Log:
    """What ``searches.csv`` says of a search."""

    source: str
    description_nb: str
    description_en: str
    kind: str = ""


def search_source(
    review: Review,
    source: Source,
    queries: list[str],
    fetch: Fetcher,
    log: Log,
    *,
    today: date,
    limit: int | None = None,
    restart: bool = False,
    accept_count: bool = False,
    tell: Tell = lambda _source, _have, _total: None,
) -> Found:
    """Search a source and keep what it answers; called again after a fault, it goes on where it was.

    Parameters
    ----------
    review : Review
        Its ``searches/`` gets the export and the line.
    source : Source
        The client.
    queries : list of str
        Asked one after the other; a record that answers several is kept once.
    fetch : Fetcher
        Makes the requests.
    log : Log
        What the line in ``searches.csv`` says.
    today : date
        The date of a new search.
    limit : int, optional
        How many records of each query to take, for a source that ranks.
    restart, accept_count : bool
        Forget what an earlier try fetched; take what came though the source promised another number.
    tell : callable, optional
        Told after each page.

    Raises
    ------
    ReviewError
        No contact where the source asks for one, a source that refuses, fails or answers in another form, or
        another number of records than it promised. Nothing is written then but the state file.
    """
    if source.needs_contact and not fetch.contact:
        message = (
            "the service asks for an e-mail address to write to; give --contact, or ETTERVERN_CONTACT in the "
            "environment, or contact in [review] of review.toml"
        )
        raise ReviewError(Problem(source.name, 0, "", message))
    lock = review.root / ".ettervern" / f"{state_file(review.searches, source.name, queries).name[1:]}.lock"
    with waited_for(lock, f"ettervern search run {source.name}", source.name):
        state = open_state(review.searches, source.name, queries, today, restart=restart)
        return _go_on(review, source, queries, state, fetch, log, limit, accept_count, tell)


def _go_on(
    review: Review,
    source: Source,
    queries: list[str],
    state: State,
    fetch: Fetcher,
    log: Log,
    limit: int | None,
    accept_count: bool,
    tell: Tell,
) -> Found:
    """Fetch the pages that are missing; the folder is held only when all have come."""
    for _ in range(PAGES):
        if state.query >= len(queries):
            with transaction(review.root, "ettervern search run"):
                return _finish(review, source, queries, state, log, limit, accept_count)
        number = state.query
        if limit is not None and len(state.of(number)) >= limit:
            state.query, state.place = number + 1, None
            continue
        page = source.page(fetch, queries[number], state.place)
        if page.next is not None and page.next == state.place:
            raise Changed(source.name, "next page", "another place than this page's own")
        state.take(page)
        tell(source.name, len(state.items), sum(state.totals.values()))
    raise ReviewError(Problem(source.name, 0, "", f"more than {PAGES} pages; is the query too wide?"))


def _finish(
    review: Review, source: Source, queries: list[str], state: State, log: Log, limit: int | None, accept: bool
) -> Found:
    """Write the export and its line, then forget the state."""
    if not accept:
        _held_against(source.name, queries, state, limit)
    items = _taken(state, len(queries), limit)
    row = {
        "source": log.source,
        "kind": log.kind or source.kind,
        "date": state.day.isoformat(),
        "query": "\n".join(queries),
        "count": str(len(items)),
        "description_nb": log.description_nb,
        "description_en": log.description_en,
    }
    came = sum(1 for number, _ in state.items if number < len(queries))
    if not items:
        add_to_log(review, [{"file": "", **row}])
        state.remove()
        return Found(None, 0, 0)
    path = write_export(review, *_named(review, source, state, export_text(items, source.suffix)))
    add_to_log(review, [{"file": path.name, **row}])
    state.remove()
    return Found(path, len(items), came - len(items) if limit is None else 0)


def _taken(state: State, queries: int, limit: int | None) -> list[Item]:
    """Return the records of all queries, each once, no more of a query than the limit."""
    items = [item for number in range(queries) for item in state.of(number)[:limit]]
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.id, item)
    return list(first.values())


def _named(review: Review, source: Source, state: State, content: str) -> tuple[str, str]:
    """Return a free name and the content; an export without a line, left by a crash at the very end, is replaced."""
    logged = set(read_log(review)["file"])
    name = free_name(review.searches, state.day, source.name, source.suffix)
    for path in sorted(review.searches.glob(f"{state.day.isoformat()}_{source.name}*.{source.suffix}")):
        if path.name not in logged and path.read_text("utf-8") == content:
            remove(path)
            return path.name, content
    return name, content


def _held_against(name: str, queries: list[str], state: State, limit: int | None) -> None:
    """Hold the records of each query against what the source says it has."""
    for number in range(len(queries)):
        promised = min(state.totals.get(number, 0), limit if limit is not None else 10**9)
        came = len(state.of(number)[:limit])
        if came != promised:
            message = (
                f"{promised} records promised, {came} came; run again with --restart, or --accept-count to take them"
            )
            raise ReviewError(Problem(name, 0, "count", message))
