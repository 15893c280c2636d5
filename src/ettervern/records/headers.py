"""The names that columns have in tables of references, from ``headers.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

_BETWEEN = re.compile(r"[\s_./-]+")
#: Columns of a row and, for each, the name in the table that it is read from.
Found = dict[str, str]


def plain(name: str) -> str:
    """Return a name of a column as the list has it: lower case, words parted by one blank."""
    return _BETWEEN.sub(" ", name.replace("\N{NO-BREAK SPACE}", " ").lower()).strip()


@lru_cache(maxsize=1)
def listed() -> dict[str, list[str]]:
    """Return column of ours -> plain names that mean it, the best first."""
    text = Path(__file__).with_name("headers.toml").read_text("utf-8")
    return {column: [plain(name) for name in names] for column, names in tomllib.loads(text).items()}


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return every plain name that means something."""
    return frozenset(name for names in listed().values() for name in names)


@lru_cache(maxsize=1024)
def found(given: tuple[str, ...]) -> Found:
    """Return, for each column of ours, the best of the names that a row has something under."""
    there: dict[str, str] = {}
    for name in given:
        there.setdefault(plain(name), name)
    best = {column: next((there[one] for one in names if one in there), "") for column, names in listed().items()}
    return {column: name for column, name in best.items() if name and column not in ("ids", "passed_over")}


@lru_cache(maxsize=1024)
def ids(given: tuple[str, ...]) -> list[str]:
    """Return those of the names that hold a database's own number of a record."""
    return [name for name in given if plain(name) in listed()["ids"]]
