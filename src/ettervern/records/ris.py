"""RIS in the dialects of Scopus, Web of Science, Zotero, EndNote, Ovid, EBSCO, ProQuest, JSTOR, IEEE and others."""

from __future__ import annotations

import re

from ettervern.records import fields
from ettervern.records.model import Entry, Parsed
from ettervern.records.tagged import Dialect, read_tagged
from ettervern.records.types import RIS_TYPES, type_from_words

# The form of the standard, with the blanks that some exports drop; raw Ovid numbers its records before TY.
_STRICT = re.compile(r"^(?:\s*\d+\.\s+(?=TY))?\s?([A-Z][A-Z0-9])  ?-(?: (.*)|)$")
# Longer tags and a single blank occur too, but so do capitals and a dash in wrapped text: only known tags count.
_LOOSE = re.compile(r"^\s?([A-Z][A-Z0-9]{1,3}) {0,2}-\s(.*)$")
_KNOWN_TAGS = (
    "TY ER TI T1 T2 T3 CT BT AU A1 A2 A3 A4 ED PY Y1 Y2 DA JO JF JA J1 J2 VL VO IS CP SP EP DO UR AB N1 N2 KW SN PB CY"
    " PP AN ID LA DB DP M1 M2 M3 L1 L2 L3 L4 C1 C2 C7 AD ET ST TT PMID PMC DOI NP SE RN U1"
)
_KNOWN = frozenset(_KNOWN_TAGS.split())
_IDS = ("AN", "ID", "PMC", "C2", "M2", "AC", "UT")
_NUMBER_WORD = re.compile(r"^(?:vol(?:ume)?|no|nr|number|issue|iss|pp?|pages?|s)\s*\.?:?\s*(?=\w*\d)", re.IGNORECASE)


def _split(line: str) -> tuple[str, str] | None:
    """Return tag and value of a line."""
    found = _STRICT.match(line)
    if found and (line[2:4] == "  " or found.group(1) in _KNOWN):
        return found.group(1), (found.group(2) or "").strip()
    found = _LOOSE.match(line)
    if found and found.group(1) in _KNOWN:
        return found.group(1), found.group(2).strip()
    return None


_SHORT_TAGS = "TY PY Y1 DA VL VO IS CP SP EP DO SN LA PMID DB DP ID AN"
DIALECT = Dialect(
    _split,
    first=frozenset({"TY"}),
    titles=frozenset({"TI", "T1"}),
    single=frozenset({"TI", "T1", "PY", "Y1", "DO", "VL", "SP"}),
    short=frozenset(_SHORT_TAGS.split()),
    ends=frozenset({"ER"}),
)


def parse(text: str, shown: str) -> Parsed:
    """Return the entries of a RIS text."""
    return read_tagged(text, shown, DIALECT)


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one RIS entry."""
    kind = _type(entry)
    issn, isbn = fields.split_numbers(entry.all("SN"))
    notes = entry.all("N1", "RN")
    urls = entry.all("UR", "LK", "L2", "L1")
    row = {
        "type": kind,
        "document_type": fields.joined(entry.all("M3")),
        "title": fields.clean(entry.first("TI", "T1", "CT") or (entry.first("BT") if kind == "book" else "")),
        "original_title": fields.clean(entry.first("TT", "OP")),
        "authors": fields.people(map(fields.person, entry.all("AU", "A1"))),
        "editors": fields.people(map(fields.person, entry.all("A2", "ED", "A3"))),
        "year": fields.year_of(entry.first("PY"), entry.first("Y1"), entry.first("DA")),
        "date": fields.clean(entry.first("DA", "Y1", "PY")).rstrip("/"),
        "volume": unworded(entry.first("VL", "VO")),
        "number": unworded(entry.first("IS", "CP")),
        "pages": _pages(entry),
        "edition": fields.clean(entry.first("ET")),
        "doi": fields.doi_of(*entry.all("DO", "DOI"), *urls, *entry.all("M3", "L3", "N1", "AN", "ID")),
        "pmid": fields.number_in(entry.first("PMID")) or fields.pmid_of(*notes, *urls),
        "other_ids": fields.ids_json({tag: entry.all(tag) for tag in _IDS}),
        "issn": issn,
        "isbn": isbn,
        "abstract": fields.joined(entry.all("AB") or entry.all("N2"), " "),
        "keywords": fields.joined(value.lstrip("*") for value in entry.all("KW")),
        "url": fields.clean(urls[0]) if urls else "",
        "publisher": fields.clean(entry.first("PB")),
        "place": fields.clean(entry.first("CY", "PP")),
        "language": fields.clean(entry.first("LA")),
        "database": fields.clean(entry.first("DB", "DP")),
        "notes": fields.notes(notes),
    }
    return row | _container(entry) | fields.custom(entry.first("U1"))


def _type(entry: Entry) -> str:
    """Return the type of the tag TY, or of the free text in M3 where TY says little."""
    kind = RIS_TYPES.get(entry.kind.strip().upper())
    free = type_from_words(*entry.all("M3"))
    if kind in (None, "journal_article") and free in ("conference", "preprint", "thesis"):
        return free
    return kind or free


def _container(entry: Entry) -> dict[str, str]:
    """Return journal (or the book or conference that holds the work) and series."""
    journal = fields.clean(entry.first("T2", "JF", "JO", "JA", "J2", "J1", "BT"))
    series = fields.clean(entry.first("T3"))
    if journal == fields.clean(entry.first("TI", "T1", "CT", "BT")) and entry.first("JF", "JO"):
        journal = fields.clean(entry.first("JF", "JO"))
    return {"journal": journal, "series": series}


def _pages(entry: Entry) -> str:
    """Return the page range, or the article number."""
    start = unworded(entry.first("SP"))
    return fields.page_range(start, unworded(entry.first("EP"))) or unworded(entry.first("C7"))


def unworded(value: str) -> str:
    """Return a number without the word before it: "vol. 55" is 55, "pp 37-64" is 37-64."""
    return _NUMBER_WORD.sub("", fields.clean(value))
