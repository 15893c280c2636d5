"""Web of Science: the field-tagged export (``.ciw``, plain text) and its tab-delimited twin."""

from __future__ import annotations

import re

from ettervern.records import fields
from ettervern.records.dialect import Dialect
from ettervern.records.model import Entry, Parsed
from ettervern.records.tagged import read_tagged
from ettervern.records.types import WOS_TYPES, type_from_words

_LINE = re.compile(r"^([A-Z][A-Z0-9])(?: (.*)|)$")


def split(line: str) -> tuple[str, str] | None:
    """Return tag and value of a line; an indented line goes on with the field before."""
    result = _LINE.match(line)
    return (result.group(1), (result.group(2) or "").strip()) if result else None


DIALECT = Dialect(
    split,
    first=frozenset({"PT"}),
    titles=frozenset({"TI"}),
    single=frozenset({"TI", "SO", "PY", "BP", "UT", "VL"}),
    ends=frozenset({"ER"}),
    indented=True,
    heads=frozenset({"FN", "VR", "EF", "FX"}),
)
# Fields whose continued lines are further values, not the rest of a sentence.
_LISTS = frozenset({"AU", "AF", "BE", "ED", "BA", "BF"})


def parse(text: str, file: str) -> Parsed:
    """Return the entries of a field-tagged text."""
    marked = _mark_lists(text)
    return read_tagged(marked, file, DIALECT)


def _mark_lists(text: str) -> str:
    """Return the text with a semicolon before each further name, so that joined lines can be parted again."""
    lines = text.split("\n")
    tag = ""
    for number, line in enumerate(lines):
        if result := split(line):
            tag = result[0]
        elif tag in _LISTS and line.strip():
            lines[number] = f"   ; {line.strip()}"
    return "\n".join(lines)


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one entry."""
    kinds = entry.all("DT")
    return {
        "type": _type(entry),
        "document_type": fields.joined(kinds),
        "title": fields.clean(entry.first("TI")),
        "original_title": fields.clean(entry.first("FT")),
        "authors": fields.people([_names(entry, "AF", "BF", "AU", "BA"), _names(entry, "CA", "GP")]),
        "editors": _names(entry, "BE", "ED"),
        "year": fields.year_of(entry.first("PY"), entry.first("PD"), entry.first("EA")),
        "date": fields.clean(f"{entry.first('PY')} {entry.first('PD')}"),
        "journal": fields.clean(entry.first("SO", "JI", "J9", "CT")),
        "series": fields.clean(entry.first("SE")),
        "volume": fields.clean(entry.first("VL")),
        "number": fields.clean(entry.first("IS", "SI")),
        "pages": fields.page_range(entry.first("BP"), entry.first("EP")) or fields.clean(entry.first("AR")),
        "doi": fields.doi_of(*entry.all("DI", "D2")),
        "pmid": fields.clean(entry.first("PM")),
        "other_ids": fields.ids_json({tag: entry.all(tag) for tag in ("UT", "GA")}),
        "issn": fields.joined(entry.all("SN", "EI")),
        "isbn": fields.joined(entry.all("BN")),
        "abstract": fields.joined(entry.all("AB"), " "),
        "keywords": fields.joined(part for value in entry.all("DE", "ID") for part in value.split(";")),
        "publisher": fields.clean(entry.first("PU")),
        "place": fields.clean(entry.first("PI")),
        "language": fields.clean(entry.first("LA")),
    }


def _names(entry: Entry, *tags: str) -> str:
    """Return the names of the first tag that has some."""
    for tag in tags:
        if values := entry.all(tag):
            return fields.people(fields.person(name) for value in values for name in value.split(";"))
    return ""


def _type(entry: Entry) -> str:
    """Return the type; a meeting abstract in a journal is a conference work."""
    free = type_from_words(*entry.all("DT"))
    if free in ("conference", "chapter"):
        return free
    return WOS_TYPES.get((entry.kind or entry.first("PT"))[:1].upper(), free)
