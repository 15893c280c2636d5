"""New exports into ``searches/``: checked first, then taken in with their line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError, write_whole
from ettervern.living.telling import one_line
from ettervern.records import read_file
from ettervern.review import Review
from ettervern.search.export import KINDS, add_to_log, read_log
from ettervern.staging import digest, is_file, read_bytes

SUFFIXES = (".ris", ".nbib", ".bib", ".xml", ".ciw", ".txt", ".csv", ".tsv", ".enw", ".enl")


@dataclass(frozen=True)
class Incoming:
    """An export that somebody brings, and what is known of it.

    Attributes
    ----------
    path : Path or None
        The file, anywhere; None for a search that found nothing, which leaves no export.
    source : str
        Where it was searched, as “Ovid MEDLINE”.
    kind : str
        ``database``, ``register`` or ``other``.
    day : date
        Day of the search.
    query : str
        What was asked; empty where nobody knows.
    count : int or None
        How many records the source said there are; held against what is read.
    description_nb, description_en : str
        What was searched for, for readers.
    """

    path: Path | None
    source: str
    kind: str
    day: date
    query: str = ""
    count: int | None = None
    description_nb: str = ""
    description_en: str = ""


@dataclass(frozen=True)
class Checked:
    """An export that can be read.

    Attributes
    ----------
    incoming : Incoming
    content : bytes
    count : int
        Records read from it.
    """

    incoming: Incoming
    content: bytes
    count: int


def check_incoming(review: Review, incoming: Sequence[Incoming], today: date) -> list[Checked]:
    """Read exports before anything is touched; those whose bytes the review has already are left out.

    Raises
    ------
    ReviewError
        Every file that cannot be read whole, holds another number than was said, or is described wrongly.
    """
    problems: list[Problem] = []
    checked: list[Checked] = []
    seen = {digest(path.read_bytes()) for path in _exports(review)}
    for one in incoming:
        content, count, result = _looked_at(one, today)
        problems += result
        # A search that found nothing has no bytes to be known by; add_to_log knows it by source, day and query.
        if not result and (one.path is None or digest(content) not in seen):
            seen.add(digest(content))
            checked.append(Checked(one, content, count))
    if problems:
        raise ReviewError(problems)
    return checked


def _looked_at(one: Incoming, today: date) -> tuple[bytes, int, list[Problem]]:
    """Return the bytes of an export, how many records are read from them, and what is wrong."""
    problems = [*_described(one, today)]
    if one.path is None:
        return b"", 0, problems
    reading = read_file(one.path)
    problems += [problem for problem in reading.problems if problem.severity == "error"]
    count = len(reading.records)
    if not problems and one.count is not None and one.count != count:
        problems = [Problem(one.path.name, 0, "", f"{one.count} records expected, {count} are read")]
    return b"" if problems else one.path.read_bytes(), count, problems


def _exports(review: Review) -> list[Path]:
    """Return the exports that have a line."""
    names = set(read_log(review)["file"])
    return [path for path in sorted(review.searches.glob("*")) if path.name in names]


def _described(one: Incoming, today: date) -> Iterator[Problem]:
    """Find what is said wrongly of an export."""
    name = one.path.name if one.path else ""
    if not one_line(one.source):
        yield Problem(name, 0, "source", "empty; expected where the records come from")
    if one.kind not in KINDS:
        yield Problem(name, 0, "kind", f"{one.kind!r}; expected one of {', '.join(KINDS)}")
    if one.day > today:
        yield Problem(name, 0, "date", f"{one.day} is in the future (today is {today})")


def take_in(review: Review, checked: Sequence[Checked]) -> list[Path]:
    """Write exports and their lines, in the caller's transaction; return where the exports will lie."""
    paths: list[Path] = []
    rows = []
    for one in checked:
        if one.incoming.path is None:
            rows.append(_line("", one))
            continue
        paths.append(_place(review, one.incoming.path, one))
        rows.append(_line(paths[-1].name, one))
    add_to_log(review, rows)
    return paths


def _place(review: Review, brought: Path, one: Checked) -> Path:
    """Copy an export to a free name, or to the one that a crash left it under; one that is in place stays there."""
    if brought.resolve().parent == review.searches.resolve():
        return brought
    suffix = brought.suffix.lower()
    base = f"{one.incoming.day.isoformat()}_{slug(one.incoming.source)}"
    number = 1
    while True:
        name = f"{base}{'' if number == 1 else f'-{number}'}{suffix if suffix in SUFFIXES else '.txt'}"
        path = review.searches / name
        if not (is_file(path) or path.exists()) or read_bytes(path) == one.content:
            write_whole(path, one.content)
            return path
        number += 1


def slug(text: str) -> str:
    """Return a text as a part of a file name: small letters, digits and hyphens."""
    plain = text.lower().replace("ø", "o").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "search"


def _line(name: str, one: Checked) -> dict[str, str]:
    message, source = one.incoming, one_line(one.incoming.source)
    return {
        "file": name,
        "source": source,
        "kind": message.kind,
        "date": message.day.isoformat(),
        "query": message.query,
        "count": str(one.count),
        "description_nb": message.description_nb or gettext("search.of", "nb", source=source),
        "description_en": message.description_en or gettext("search.of", "en", source=source),
    }
