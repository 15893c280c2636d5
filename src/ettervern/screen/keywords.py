"""Words that are marked while one screens, in groups: they help the eye and decide nothing.

``[screening.keywords]`` of ``review.toml`` gives them; where it does not, the synonyms of ``searches/strategy.toml``
serve. No order, count or vote depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.review import LANGUAGES, Review
from ettervern.staging import is_file

PLACE = "screening.keywords"
#: Groups that can be told apart without colour: so many lines under a word, and one box around it.
MOST_GROUPS = 5
MOST_AGAINST = 1
_ID = re.compile(r"[a-z][a-z0-9_-]*")
#: Letters, digits, blanks, hyphens and the like; ``*`` only at the beginning or the end of a word.
_WORD = re.compile(r"\*?[\w'’&/.-]+\*?(?: \*?[\w'’&/.-]+\*?)*")


@dataclass(frozen=True)
class Group:
    """Words that are marked alike.

    Attributes
    ----------
    id : str
        ``population``, ``aftercare``, ``outcome``, ``design``, ``against`` in the first review.
    label : dict
        Language -> name.
    words : tuple of str
        Words and phrases; ``*`` stands for more letters.
    against : bool
        Whether they may speak against keeping a report.
    """

    id: str
    label: dict[str, str]
    words: tuple[str, ...]
    against: bool = False


def read_keywords(review: Review) -> tuple[Group, ...]:
    """Return the groups of words that a review marks; none where it gives neither words nor a search strategy.

    Raises
    ------
    ReviewError
        Groups that cannot be used, each with its key.
    """
    problems = keyword_problems(review)
    if problems:
        raise ReviewError(problems)
    tables = review.config.get("screening", {}).get("keywords")
    if tables is None:
        return _from_strategy(review)
    return tuple(
        Group(name, dict(table["label"]), tuple(table["words"]), table.get("against", False))
        for name, table in tables.items()
    )


def _from_strategy(review: Review) -> tuple[Group, ...]:
    """Return the blocks of the search strategy as groups."""
    # Imported here, since searching brings a web client along that screening has no use for.
    from ettervern.search.strategy import read_strategy, strategy_file

    if not is_file(strategy_file(review)):
        return ()
    blocks = list(read_strategy(review).blocks.values())[:MOST_GROUPS]
    return tuple(Group(block.id, block.label, block.terms) for block in blocks)


def keyword_problems(review: Review) -> list[Problem]:
    """Return what is wrong with ``[screening.keywords]`` of a review; a review without it is no fault."""
    file = review.shown(review.folder / "review.toml")
    screening = review.config.get("screening", {})
    if not isinstance(screening, dict):
        return [Problem(file, 0, "screening", "expected a table")]
    tables = screening.get("keywords", {})
    if not isinstance(tables, dict):
        return [Problem(file, 0, PLACE, f"expected a table for each group, as [{PLACE}.population]")]
    found = [
        Problem(file, 0, f"{PLACE}.{name}", says) for name, table in tables.items() for says in _faults(name, table)
    ]
    return found or [Problem(file, 0, PLACE, says) for says in _shared(tables)]


def _faults(name: str, table: Any) -> Iterator[str]:
    """Find what is wrong with one group."""
    if not _ID.fullmatch(name):
        yield "expected an id of small letters"
    if not isinstance(table, dict):
        yield "expected a table with label and words"
        return
    label, words = table.get("label"), table.get("words")
    if not isinstance(label, dict) or not all(_is_text(label.get(language)) for language in LANGUAGES):
        yield f"no label in each of {', '.join(LANGUAGES)}"
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        yield "words: expected a list of words and phrases in quotes"
    else:
        yield from (
            f"{word!r}: expected letters, digits, blanks and hyphens, and * only where a word begins or ends"
            for word in words
            if not _WORD.fullmatch(word)
        )
    if not isinstance(table.get("against", False), bool):
        yield "against: expected true or false"
    for key in sorted(set(table) - {"label", "words", "against"}):
        yield f"{key}: not known; expected label, words and, if you like, against"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shared(tables: Mapping[str, Any]) -> Iterator[str]:
    """Find words that two groups claim, and more groups than can be told apart."""
    against = sum(table.get("against", False) for table in tables.values())
    if against > MOST_AGAINST or len(tables) - against > MOST_GROUPS:
        most = f"{MOST_GROUPS} groups and {MOST_AGAINST} with against = true"
        yield f"{len(tables)} groups, {against} of them with against = true; expected {most} at most"
    first: dict[str, str] = {}
    for name, table in tables.items():
        for word in table["words"]:
            if first.setdefault(word.casefold(), name) != name:
                yield f"{word!r} stands in {first[word.casefold()]} and in {name}; expected it once"


def marked(text: str, groups: tuple[Group, ...]) -> list[tuple[str, str]]:
    """Cut a text where words are marked.

    Parameters
    ----------
    text : str
        Title or abstract.
    groups : tuple of Group
        See :func:`read_keywords`.

    Returns
    -------
    list of (str, str)
        Pieces of the text, in order and whole, each with the id of its group (empty where it is not marked). Where
        two words begin at the same place, the longer of the two as it is written in ``review.toml`` counts.

    Examples
    --------
    >>> marked("Relapsed twice", (Group("outcome", {}, ("relaps*",)),))
    [('Relapsed', 'outcome'), (' twice', '')]
    """
    pattern, owners = _pattern(tuple((group.id, group.words) for group in groups))
    pieces: list[tuple[str, str]] = []
    end = 0
    for hit in pattern.finditer(text) if owners else ():
        pieces += [(text[end : hit.start()], "")] if hit.start() > end else []
        pieces.append((hit[0], owners[(hit.lastindex or 1) - 1]))
        end = hit.end()
    return pieces + ([(text[end:], "")] if end < len(text) else [])


@lru_cache(maxsize=8)
def _pattern(groups: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return a pattern with one part a word, the longest first, and the group of each part."""
    words = sorted(((word, name) for name, listed in groups for word in listed), key=lambda pair: -len(pair[0]))
    parts = "|".join(f"({_spelt(word)})" for word, _ in words)
    return re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE), tuple(name for _, name in words)


def _spelt(word: str) -> str:
    """Return the pattern of a word: ``*`` stands for letters, a blank or hyphen for either or a line break."""
    return re.sub(r"\s|-", r"[\\s‐‑–-]+", word.replace("*", "\0")).replace(".", r"\.").replace("\0", r"\w*")
