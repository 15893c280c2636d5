"""Words that are marked while one screens, in groups: they help the eye and decide nothing.

``[screening.keywords]`` of ``review.toml`` gives them; where it does not, the synonyms of ``searches/strategy.toml``
serve. No order, count or vote depends on them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ettervern.review import Review
from ettervern.settings.checks import MOST_GROUPS
from ettervern.settings.model import Group
from ettervern.staging import is_file


def read_keywords(review: Review) -> tuple[Group, ...]:
    """Return the groups of words that a review marks; none where it gives neither words nor a search strategy."""
    groups = review.settings.screening.keywords
    return _from_strategy(review) if groups is None else tuple(groups.values())


def _from_strategy(review: Review) -> tuple[Group, ...]:
    """Return the blocks of the search strategy as groups."""
    # Imported here, since searching brings a web client along that screening has no use for.
    from ettervern.search.strategy import read_strategy, strategy_file

    if not is_file(strategy_file(review)):
        return ()
    blocks = list(read_strategy(review).blocks.values())[:MOST_GROUPS]
    return tuple(Group(block.id, block.label, block.terms) for block in blocks)


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
