"""One search from the first page to the line in ``searches.csv``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ettervern.files import Problem, ReviewError
from ettervern.lock import waited_for
from ettervern.review import Review
from ettervern.search import limits
from ettervern.search.answer import Changed, said
from ettervern.search.export import add_to_log, export_text, free_name, read_log, same_search, write_export
from ettervern.search.fetch import Fetcher
from ettervern.search.page import Item, Page, Source, within_records
from ettervern.search.state import State, open_state, state_file
from ettervern.transaction import transaction

#: Told the source, how many records have come, and how many there are (0 while unknown).
Tell = Callable[[str, int, int], None]


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
    known : bool
        Whether the same answer was kept before, the same day: nothing has been written then.
    """

    path: Path | None
    count: int
    doubled: int
    known: bool = False


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
    while state.query < len(queries):
        number = state.query
        if limit is not None and len(state.of(number)) >= limit:
            state.query, state.place = number + 1, None
            continue
        if not accept_count and len(state.of(number)) > state.totals.get(number, limits.RECORDS):
            _held_against(source.name, queries[: number + 1], state, limit)
        page = source.page(fetch, queries[number], state.place)
        _held_to_an_end(source.name, state, page, limit)
        _held_to_size(source.name, page)
        state.take(page)
        tell(source.name, len(state.items), sum(state.totals.values()))
    with transaction(review.root, "ettervern search run"):
        return _finish(review, source, queries, state, log, limit, accept_count)


def _held_to_an_end(name: str, state: State, page: Page, limit: int | None) -> None:
    """Refuse a page that shows a list without end: it leads to itself, brings nothing new, or is one of too many."""
    if page.next is not None and page.next == state.place:
        raise Changed(name, "next page", "another place than this page's own")
    if page.next is not None and state.place is not None and not state.brings_news(page):
        raise Changed(name, "next page", "a record that had not come before, or an end")
    total = page.total if page.total is not None else state.totals.get(state.query, 0)
    came, first = len(state.of(state.query)), state.promised.get(state.query, total)
    if max(came, total) > first * (1 + limits.GROWTH_SHARE) + limits.GROWTH:
        raise Changed(name, "count", f"about {first} records, as at first, not {max(came, total)}")
    within_records(name, max(came, min(total, limit or total)))


def _held_to_size(name: str, page: Page) -> None:
    """Refuse a record that could be written and never read back."""
    for item in page.items:
        fields = item.content.items() if isinstance(item.content, dict) else [("record", item.content)]
        for field, text in fields:
            if len(text) > limits.FIELD:
                raise Changed(name, field, f"at most {limits.FIELD:,} characters; {said(item.id)} has {len(text):,}")


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
    doubled = came - len(items) if limit is None else 0
    path, known = None, False
    if items:
        path, known = _kept(review, source, state, export_text(items, source.suffix), row)
    known = not add_to_log(review, [{"file": path.name if path else "", **row}]) or known
    state.remove()
    return Found(path, len(items), doubled, known)


def _taken(state: State, queries: int, limit: int | None) -> list[Item]:
    """Return the records of all queries, each once, no more of a query than the limit."""
    items = [item for number in range(queries) for item in state.of(number)[:limit]]
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.id, item)
    return list(first.values())


def _kept(review: Review, source: Source, state: State, content: str, row: dict[str, str]) -> tuple[Path, bool]:
    """Return where an answer is kept, and whether it was before; one that a crash left without a line is replaced."""
    logged = {line["file"]: line for line in read_log(review).to_dict("records")}
    for path in sorted(review.searches.glob(f"{state.day.isoformat()}_{source.name}*.{source.suffix}")):
        if path.read_bytes() == content.encode():
            if path.name not in logged:
                return path, False
            if same_search(logged[path.name], row):
                return path, True
    name = free_name(review.searches, state.day, source.name, source.suffix)
    return write_export(review, name, content), False


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
