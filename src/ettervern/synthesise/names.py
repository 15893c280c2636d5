"""What studies are called: "Author year" from what was published, else what their id says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from ettervern.schema import first_by


class Published(Protocol):
    """A row that says which study it is of."""

    @property
    def study_id(self) -> str: ...
    @property
    def authors(self) -> str: ...
    @property
    def year(self) -> int | None: ...


def labels(rows: Iterable[Published]) -> dict[str, str]:
    """Return "Author year" of each study, with a, b ... where two would be the same.

    The name that a study's id gives where no author was seen; the first row of a study counts.
    """
    plain = {study: _plain(row) for study, row in first_by(lambda row: row.study_id, rows).items()}
    members: dict[str, list[str]] = {}
    for study, label in plain.items():
        members.setdefault(label, []).append(study)
    return {
        study: label + chr(ord("a") + min(members[label].index(study), 25)) if len(members[label]) > 1 else label
        for study, label in plain.items()
    }


def _plain(row: Published) -> str:
    author = _surname(row.authors)
    return f"{author} {row.year or ''}".strip() if author else name_from_id(row.study_id)


def name_from_id(study_id: str) -> str:
    """Return a study's id as a name, for a study of which no author was seen; it says no more than the id does.

    Examples
    --------
    >>> name_from_id("koffarnus2011"), name_from_id("sweden_asi2024"), name_from_id("pmc6767461")
    ('Koffarnus 2011', 'Sweden ASI 2024', 'PMC6767461')
    """
    return " ".join(_word_of_id(part, place) for place, part in enumerate(study_id.split("_")) if part)


def _word_of_id(part: str, place: int) -> str:
    """Return a part of an id: a word with a large first letter, or an abbreviation, and what follows it."""
    letters = re.sub(r"\d.*", "", part)
    number = part[len(letters) :]
    if letters == "pmc":  # a PubMed Central number is one word
        return part.upper()
    word = letters.upper() if place > 0 and len(letters) <= 3 else letters[:1].upper() + letters[1:]
    return f"{word} {number}" if word and len(number) > 2 else word + number


def _surname(authors: str) -> str:
    """Return the surname of the first author, or the whole name of an organisation."""
    first = re.sub(r"\(.*", "", authors.split(";")[0]).strip()
    return first.split(",")[0].strip()
