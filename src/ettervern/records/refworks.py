"""RefWorks' tagged format: a tag of two letters, a blank and a value; "RT" begins a record."""

from __future__ import annotations

from ettervern.records import fields, wos
from ettervern.records.dialect import Dialect
from ettervern.records.model import Entry, Parsed
from ettervern.records.tagged import read_tagged
from ettervern.records.types import type_from_words

_SHORT = "RT SR ID YR VO IS SP OP DO SN FD LA"
DIALECT = Dialect(
    wos.split,
    first=frozenset({"RT"}),
    titles=frozenset({"T1"}),
    single=frozenset({"T1", "YR", "VO", "SP", "DO", "JF"}),
    short=frozenset(_SHORT.split()),
)


def parse(text: str, file: str) -> Parsed:
    """Return the entries of a RefWorks text."""
    return read_tagged(text, file, DIALECT)


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one entry."""
    issn, isbn = fields.split_numbers(entry.all("SN"))
    links = entry.all("UL", "LK")
    return {
        "type": type_from_words(entry.first("RT")),
        "document_type": fields.joined(entry.all("RT")),
        "title": fields.titled(entry.first("T1"), ""),
        "original_title": fields.clean(entry.first("OT", "FT")),
        "authors": fields.people(map(fields.person, entry.all("A1"))),
        "editors": fields.people(map(fields.person, entry.all("A2", "ED"))),
        "year": fields.year_of(entry.first("YR"), entry.first("FD")),
        "date": fields.joined(entry.all("YR", "FD"), " "),
        "journal": fields.clean(entry.first("JF", "T2", "JO")),
        "series": fields.clean(entry.first("T3")),
        "volume": fields.clean(entry.first("VO")),
        "number": fields.clean(entry.first("IS")),
        "pages": fields.page_range(entry.first("SP"), entry.first("OP")),
        "edition": fields.clean(entry.first("EP")),
        "doi": fields.doi_of(*entry.all("DO"), *links),
        "pmid": fields.pmid_of(*links, *entry.all("NO")),
        "other_ids": fields.ids_json({tag: entry.all(tag) for tag in ("AN", "ID")}),
        "issn": issn,
        "isbn": isbn,
        "abstract": fields.joined(entry.all("AB"), " "),
        "keywords": fields.joined(part for value in entry.all("K1") for part in value.split(";")),
        "url": fields.clean(links[0]) if links else "",
        "publisher": fields.clean(entry.first("PB")),
        "place": fields.clean(entry.first("PP")),
        "language": fields.clean(entry.first("LA")),
        "notes": fields.notes(entry.all("NO")),
        "database": fields.clean(entry.first("DB", "DS")),
    }
