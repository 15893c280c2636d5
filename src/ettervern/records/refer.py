"""EndNote's "refer" format (``.enw``, ``.enl`` text), as Google Scholar, AIS and others print it."""

from __future__ import annotations

import re
from dataclasses import replace

from ettervern.records import fields
from ettervern.records.dialect import Dialect
from ettervern.records.model import Entry, Parsed
from ettervern.records.tagged import read_tagged
from ettervern.records.types import type_from_words

_LINE = re.compile(r"^%([0-9A-Z@!\[\]$&+>~^*#=(])(?: (.*)|)$")


def _split(line: str) -> tuple[str, str] | None:
    """Return tag and value of a line."""
    result = _LINE.match(line)
    return (result.group(1), (result.group(2) or "").strip()) if result else None


DIALECT = Dialect(
    _split,
    first=frozenset({"0"}),
    titles=frozenset({"T"}),
    single=frozenset("T0DVP"),
    short=frozenset("0D8VNP7R@MG9JBICS"),
    parted=False,
    within=re.compile(r"%0 [A-Z]|(?<=[^\s\d])%T \S"),
)
#: For files without blank lines between records: the type begins a record.
DENSE = replace(DIALECT, parted=True)


def parse(text: str, file: str) -> Parsed:
    """Return the entries of a refer text; blank lines part them, or else the tag of the type."""
    return read_tagged(text, file, DENSE if _is_dense(text) else DIALECT)


def _is_dense(text: str) -> bool:
    """Tell whether two types stand in one run of lines without a blank one between."""
    types = 0
    for line in text.split("\n"):
        types = 0 if not line.strip() else types + line.startswith("%0 ")
        if types > 1:
            return True
    return False


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one entry."""
    issn, isbn = fields.split_numbers(entry.all("@"))
    kind = entry.first("0", "9")
    return {
        "type": type_from_words(kind),
        "document_type": fields.joined(entry.all("9")),
        "title": fields.clean(entry.first("T")),
        "original_title": fields.clean(entry.first("Q", "!")) if entry.first("Q") else "",
        "authors": fields.people(fields.person(name) for name in entry.all("A")),
        "editors": fields.people(fields.person(name) for name in entry.all("E")),
        "year": fields.year_of(entry.first("D"), entry.first("8")),
        "date": fields.clean(entry.first("8", "D")),
        "journal": fields.clean(entry.first("J", "B")),
        "series": fields.clean(entry.first("S")),
        "volume": fields.clean(entry.first("V")),
        "number": fields.clean(entry.first("N")),
        "pages": fields.clean(entry.first("P")),
        "edition": fields.clean(entry.first("7")),
        "doi": fields.doi_of(*entry.all("R", "U")),
        "pmid": fields.pmid_of(*entry.all("U", "Z", "1")),
        "other_ids": fields.ids_json({name: entry.all(tag) for name, tag in (("accession", "M"), ("label", "F"))}),
        "issn": issn,
        "isbn": isbn,
        "abstract": fields.joined(entry.all("X"), " "),
        "keywords": fields.joined(part for value in entry.all("K") for part in re.split(r"[;\n]", value)),
        "url": fields.clean(entry.first("U")),
        "publisher": fields.clean(entry.first("I")),
        "place": fields.clean(entry.first("C")),
        "language": fields.clean(entry.first("G")),
        "notes": fields.notes(entry.all("Z", "O")),
    }
