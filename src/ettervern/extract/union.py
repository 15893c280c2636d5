"""The bibliographies of several reviews as one: the references.bib beside ``reviews/``."""

from __future__ import annotations

from collections.abc import Mapping

import bibtexparser
from bibtexparser.model import Block, Entry

from ettervern.extract.references import library_text
from ettervern.files import Problem, ReviewError


def join_bibliographies(texts: Mapping[str, str]) -> str:
    """Return one bibliography that holds every entry of some bibliographies once, sorted by key.

    Parameters
    ----------
    texts : mapping
        How messages name each bibliography -> its text, as :func:`ettervern.extract.bibliography` makes it. One alone
        comes back byte for byte.

    Raises
    ------
    ReviewError
        A text that is not readable as BibTeX, and every key that stands for different things in two of them.
    """
    entries: dict[str, Entry] = {}
    homes: dict[str, str] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        library = bibtexparser.parse_string(text, parse_stack=[])
        problems += [_unreadable(name, block) for block in library.failed_blocks]
        for entry in library.entries:
            first = entries.setdefault(entry.key, entry)
            if _content(first) != _content(entry):
                problems.append(_two_meanings(entry.key, homes[entry.key], first, name, entry))
            homes.setdefault(entry.key, name)
    if problems:
        raise ReviewError(problems)
    return library_text([entries[key] for key in sorted(entries)])


def _content(entry: Entry) -> dict[str, str]:
    """Return what an entry says: its type and its fields."""
    return {"type": entry.entry_type} | {field.key: str(field.value) for field in entry.fields}


def _unreadable(name: str, block: Block) -> Problem:
    message = "not readable as BibTeX here; delete the file and build its review again"
    return Problem(name, (block.start_line or 0) + 1, "", message)


def _two_meanings(key: str, home: str, first: Entry, name: str, entry: Entry) -> Problem:
    one, other = _content(first), _content(entry)
    differ = ", ".join(sorted(field for field in one | other if one.get(field) != other.get(field)))
    message = (
        f"the key stands for something else in {home} ({differ} differ); give one of the two studies another id, "
        "or say the same of it in the extraction tables of both reviews"
    )
    return Problem(name, (entry.start_line or 0) + 1, key, message)
