"""How far a search has come: a line a page, so that a search that was cut goes on where it was.

The file begins with a dot: it is no export, and it goes when the search is done.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.search.page import Item, Page, Place
from ettervern.staging import digest, remove


@dataclass
class State:
    """A search under way.

    Attributes
    ----------
    path : Path
        The state file.
    day : date
        When the search began: the date that is logged.
    query : int
        Which of the queries is being asked.
    place : Place or None
        Where the next page begins; None before the first.
    totals, promised : dict of int to int
        What the source says it has for each query, last and at first.
    items : list of (int, Item)
        Number of the query and the record, in the order they came.
    """

    path: Path
    day: date
    query: int = 0
    place: Place | None = None
    totals: dict[int, int] = field(default_factory=dict)
    promised: dict[int, int] = field(default_factory=dict)
    items: list[tuple[int, Item]] = field(default_factory=list)
    _found: dict[int, dict[str, Item]] = field(default_factory=dict)

    def take(self, page: Page) -> None:
        """Add a page, on disk first."""
        line = {"query": self.query, "items": [[item.id, item.content] for item in page.items]}
        line |= {"total": page.total, "next": page.next}
        _append(self.path, line)
        self._note(line)

    def _note(self, line: dict[str, Any]) -> None:
        self.query = line["query"]
        result = self._found.setdefault(self.query, {})
        for item in (Item(name, content) for name, content in line["items"]):
            self.items.append((self.query, item))
            result.setdefault(item.id, item)
        if line["total"] is not None:
            # A later page may tell another total; the last one is what the source has in the end.
            self.totals[self.query] = line["total"]
            self.promised.setdefault(self.query, line["total"])
        self.place = line["next"]
        if self.place is None:
            self.query += 1

    def of(self, query: int) -> list[Item]:
        """Return the records of one query, each once."""
        return list(self._found.get(query, {}).values())

    def brings_news(self, page: Page) -> bool:
        """Return whether a page holds a record that the query being asked has not given yet."""
        result = self._found.get(self.query, {})
        return any(item.id not in result for item in page.items)

    def remove(self) -> None:
        """Forget the search."""
        remove(self.path)


def state_file(folder: Path, source: str, queries: list[str]) -> Path:
    """Return where the state of a search lies; another question is another search."""
    return folder / f".{source}-{digest(source, *queries)[:12]}.state.jsonl"


def open_state(folder: Path, source: str, queries: list[str], today: date, *, restart: bool = False) -> State:
    """Return the search as far as it has come, or a new one.

    Parameters
    ----------
    folder : Path
        The review's ``searches/``.
    source : str
        Name of the source.
    queries : list of str
        What is asked; another question is another search.
    today : date
        When a new search begins.
    restart : bool
        Whether to forget what there is.

    Raises
    ------
    ReviewError
        Where the state file cannot be read.
    """
    path = state_file(folder, source, queries)
    if restart:
        path.unlink(missing_ok=True)
    lines = _lines(path) if path.is_file() else []
    if not lines:
        folder.mkdir(parents=True, exist_ok=True)
        _append(path, {"source": source, "queries": queries, "day": today.isoformat()})
        return State(path, today)
    try:
        state = State(path, date.fromisoformat(json.loads(lines[0])["day"]))
        for line in lines[1:]:
            state._note(json.loads(line))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = "the state of a search cannot be read; begin anew with --restart"
        raise ReviewError(Problem(path.name, 0, "", message)) from error
    return state


def _append(path: Path, line: dict[str, Any]) -> None:
    with path.open("ab") as stream:
        stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def _lines(path: Path) -> list[bytes]:
    """Return the whole lines of a state file; a last one that was cut by a crash is taken away."""
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        with path.open("r+b") as stream:
            stream.truncate(len(whole))
    return whole.splitlines()
