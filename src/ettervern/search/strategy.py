"""The search strategy of a review: blocks of synonyms, written once, checked when read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ettervern.files import Problem, ReviewError, decode_utf8
from ettervern.review import LANGUAGES, Review
from ettervern.staging import is_file

#: Letters, digits, blanks, hyphen and apostrophe; one ``*`` at the end of a word cuts it off there. No other character:
#: quotes and brackets mean something else in each source.
TERM = re.compile(r"[\w\-'’&/]+\*?(?: [\w\-'’&/]+\*?)*")

#: A term that stands in brackets waits to be written; who searches with it is refused.
TO_WRITE = re.compile(r"^[^#\n]*\"\[[^\"\[\]]+\]\"", re.M)


@dataclass(frozen=True)
class Block:
    """One idea and its synonyms.

    Attributes
    ----------
    id : str
        ``population``, ``aftercare``, ``outcome``, ``design`` in the first review.
    label : dict
        Language -> name.
    terms : tuple of str
        Words and phrases of all languages, each once; ``*`` cuts a word off.
    mesh : tuple of str
        Medical Subject Headings.
    """

    id: str
    label: dict[str, str]
    terms: tuple[str, ...]
    mesh: tuple[str, ...]


@dataclass(frozen=True)
class Strategy:
    """A search strategy.

    Attributes
    ----------
    version : str
    date : date
    blocks : dict of str to Block
        In the order of the file; blocks are joined with AND, terms with OR.
    expansions : dict of str to tuple of str
        A cut-off word -> the words it stands for, used where a source cannot cut words off.
    sources : dict of str to dict
        What a source needs of its own: ``blocks`` (which to use), ``queries`` (where it cannot take blocks),
        ``limit`` (how many of a ranked list).
    """

    version: str
    date: date
    blocks: dict[str, Block]
    expansions: dict[str, tuple[str, ...]]
    sources: dict[str, dict[str, Any]]

    def used(self, source: str) -> list[Block]:
        """Return the blocks that a source is asked with."""
        names = self.sources.get(source, {}).get("blocks", list(self.blocks))
        return [self.blocks[name] for name in names]

    def spelled_out(self, term: str) -> list[str]:
        """Return a term without ``*``: one term for each word that the cut-off word stands for."""
        words = term.split(" ")
        for at, word in enumerate(words):
            if word.endswith("*"):
                full = [" ".join([*words[:at], whole, *words[at + 1 :]]) for whole in self.expansions[word]]
                return [spelled for whole in full for spelled in self.spelled_out(whole)]
        return [term]


def strategy_file(review: Review) -> Path:
    """Return where the strategy of a review lies."""
    return review.searches / "strategy.toml"


def read_strategy(review: Review) -> Strategy:
    """Read ``searches/strategy.toml``.

    Raises
    ------
    ReviewError
        Where it is missing, is no TOML, or says something that cannot be searched with, each with its key.
    """
    path = strategy_file(review)
    return parse_strategy(decode_utf8(path, review.shown(path)), review.shown(path))


def strategy_problems(review: Review) -> list[Problem]:
    """Return what is wrong with a review's strategy; a review without one, or with one to be written, is no fault."""
    path = strategy_file(review)
    if not is_file(path) or TO_WRITE.search(decode_utf8(path, review.shown(path))):
        return []
    try:
        read_strategy(review)
    except ReviewError as error:
        return error.problems
    return []


def parse_strategy(text: str, file: str) -> Strategy:
    """Return the strategy that a text holds; see :func:`read_strategy`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReviewError(Problem(file, 0, "", f"not readable as TOML: {error}")) from error
    faults = _shape(content) or [*_block_faults(content), *_source_faults(content)]
    if faults:
        raise ReviewError([Problem(file, 0, key, message) for key, message in faults])
    blocks = {row["id"]: _block(row) for row in content["blocks"]}
    expansions = {word: tuple(full) for word, full in content.get("expansions", {}).items()}
    return Strategy(content["version"], content["date"], blocks, expansions, content.get("sources", {}))


def _block(row: dict[str, Any]) -> Block:
    terms = dict.fromkeys(term for language in LANGUAGES[::-1] for term in row.get(language, []))
    return Block(row["id"], row["label"], tuple(terms), tuple(row.get("mesh", [])))


def _shape(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is missing altogether."""
    faults = []
    if not isinstance(content.get("version"), str):
        faults.append(("version", "missing; expected a version in quotes, as “1.0”"))
    if type(content.get("date")) is not date:
        faults.append(("date", "missing; expected a date without quotes, as 2026-11-21"))
    blocks = content.get("blocks")
    if not isinstance(blocks, list) or not blocks or not all(isinstance(row, dict) for row in blocks):
        faults.append(("blocks", "expected at least one table [[blocks]]"))
    for key in ("expansions", "sources"):
        if not isinstance(content.get(key, {}), dict):
            faults.append((key, "expected a table"))
    return faults


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _block_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong in the blocks and the words that stand for cut-off ones."""
    faults: list[tuple[str, str]] = []
    expansions = content.get("expansions", {})
    seen: set[str] = set()
    for number, row in enumerate(content["blocks"], start=1):
        name = row.get("id")
        place = f"blocks.{name or number}"
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in seen:
            faults.append((place, "expected an id of small letters, once"))
        seen.add(str(name))
        label = row.get("label")
        if not isinstance(label, dict) or not label or not all(isinstance(text, str) for text in label.values()):
            faults.append((f"{place}.label", "expected a name in each language of the review"))
        lists = [row.get(key, []) for key in (*LANGUAGES, "mesh")]
        if not all(_words(results) for results in lists) or not any(lists[:2]):
            faults.append((place, "expected lists of terms in quotes: en or nb and, if you like, mesh"))
            continue
        faults += [
            fault for results in lists[:2] for term in results for fault in _term_faults(place, term, expansions)
        ]
    for word, full in expansions.items():
        if not word.endswith("*") or not _words(full) or not full or any("*" in one for one in full):
            faults.append((f"expansions.{word}", "expected whole words for a word that ends in *"))
    return faults


def _term_faults(place: str, term: str, expansions: dict[str, Any]) -> list[tuple[str, str]]:
    if not TERM.fullmatch(term):
        return [(place, f"{term!r}: expected letters, digits, blanks, hyphens, and * only at the end of a word")]
    cut = [word for word in term.split(" ") if word.endswith("*") and word not in expansions]
    return [(place, f"{word!r} is cut off; expected the words it stands for in [expansions]") for word in cut]


def _source_faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong in what single sources need."""
    faults = []
    ids = {row.get("id") for row in content["blocks"]}
    for name, table in content.get("sources", {}).items():
        place = f"sources.{name}"
        if not isinstance(table, dict):
            faults.append((place, "expected a table"))
            continue
        blocks, limit = table.get("blocks", []), table.get("limit", 1)
        if not _words(blocks) or not set(blocks) <= ids:
            faults.append((f"{place}.blocks", "expected ids of blocks"))
        if not _words(table.get("queries", [])):
            faults.append((f"{place}.queries", "expected a list of texts"))
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            faults.append((f"{place}.limit", "expected a whole number of 1 or more"))
    return faults
