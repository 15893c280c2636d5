"""MEDLINE, the format of PubMed (``.nbib``), Ovid's MEDLINE and ERIC."""

from __future__ import annotations

import re

from ettervern.records import citation, fields
from ettervern.records.dialect import Dialect
from ettervern.records.model import Entry, Parsed
from ettervern.records.tagged import read_tagged
from ettervern.records.types import type_from_words

_LINE = re.compile(r"^([A-Z]{2,4}) {0,2}- ?(.*)$")
_LANGUAGES = {
    "eng": "English",
    "nor": "Norwegian",
    "nob": "Norwegian",
    "nno": "Norwegian",
    "dan": "Danish",
    "swe": "Swedish",
    "ger": "German",
    "fre": "French",
    "spa": "Spanish",
    "fin": "Finnish",
    "dut": "Dutch",
    "ita": "Italian",
    "por": "Portuguese",
    "rus": "Russian",
    "pol": "Polish",
    "chi": "Chinese",
    "jpn": "Japanese",
}


def _split(line: str) -> tuple[str, str] | None:
    """Return tag and value of a line."""
    result = _LINE.match(line)
    return (result.group(1), result.group(2).strip()) if result else None


DIALECT = Dialect(
    _split,
    first=frozenset({"PMID"}),
    titles=frozenset({"TI", "BTI", "TT"}),
    single=frozenset({"TI", "DP", "JT", "TA", "VI", "PG"}),
    indented=True,
)


def parse(text: str, file: str) -> Parsed:
    """Return the entries of a MEDLINE text."""
    return read_tagged(text, file, DIALECT)


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one MEDLINE entry."""
    if entry.first("VN", "DI") or not entry.first("JT", "TA", "VI", "PG", "DP"):
        entry = _ovid(entry)
    title, original = titles(fields.clean(entry.first("TI", "BTI")), fields.clean(entry.first("TT")))
    locators = entry.all("LID", "AID")
    issns = [value.removeprefix("ISSN-").split(" ")[0] for value in entry.all("IS", "ISSN")]
    kinds = entry.all("PT")
    return {
        "type": _type(kinds),
        "document_type": fields.joined(kinds),
        "title": title,
        "original_title": original,
        "authors": fields.people(
            [*map(fields.medline_person, entry.all("FAU") or entry.all("AU")), *map(fields.clean, entry.all("CN"))]
        ),
        "editors": fields.people(map(fields.medline_person, entry.all("FED") or entry.all("ED"))),
        "year": fields.year_of(entry.first("DP"), entry.first("DEP"), entry.first("SO")),
        "date": fields.clean(entry.first("DP", "DEP")),
        "journal": fields.clean(entry.first("JT", "TA", "BTI" if entry.first("TI") else "JT")),
        "series": fields.clean(entry.first("CTI")),
        "volume": fields.clean(entry.first("VI")),
        "number": fields.clean(entry.first("IP")),
        "pages": fields.clean(entry.first("PG")) or _pii(locators),
        "edition": fields.clean(entry.first("EN")),
        "doi": fields.doi_of(*[value for value in locators if "[pii]" not in value], *entry.all("SO")),
        "pmid": fields.clean(entry.first("PMID")) or fields.pmid_of(*locators),
        "other_ids": fields.ids_json({tag: entry.all(tag) for tag in ("PMC", "OID", "MID", "JID", "AN")}),
        "issn": fields.joined(issns),
        "isbn": fields.joined(value.split(" ")[0] for value in entry.all("ISBN")),
        "abstract": fields.clean(entry.first("AB", "OAB")),
        "keywords": fields.joined(value.lstrip("*") for value in entry.all("OT", "MH")),
        "url": next((fields.clean(value) for value in [*locators, *entry.all("URL")] if value.startswith("http")), ""),
        "publisher": fields.clean(entry.first("PB")),
        "place": fields.clean(entry.first("PL")),
        "language": fields.joined(_LANGUAGES.get(value.lower(), value.rstrip(".")) for value in entry.all("LA")),
        "database": entry.database,
        "notes": fields.joined(entry.all("GN", "CI", "CIN", "CON", "EIN", "EFR", "UOF", "UIN")),
    }


_DEGREES = re.compile(
    r"(?:[\s,]+(?:MD|PhD|DPhil|MPH|MSc?|MA|BSc?|BA|RN|MBA|DrPH|PsyD|EdD|ScD|FRC\w+|Prof|Dr)\.?)+$", re.I
)
_OVID_TAGS = {"LG": "LA", "DI": "LID", "DO": "LID", "DB": "OWN", "KW": "OT", "UI": "AN"}


def _ovid(entry: Entry) -> Entry:
    """Return an entry of Ovid's own tagged text under the tags of MEDLINE: the source is one line, names have marks."""
    given = dict(entry.fields)
    made = Entry(entry.line, entry.kind, database=entry.database or entry.first("DB"))
    printed = citation.parse(entry.first("SO"))
    messages = {
        "JT": printed.journal,
        "DP": printed.year,
        "VI": printed.volume,
        "IP": printed.number,
        "PG": printed.pages,
    }
    for tag, values in given.items():
        for value in values:
            kept = (
                {"AU": _bare_name, "TI": _bare_title}.get(tag, str)(value) if "DB" in given or "VN" in given else value
            )
            made.add(_OVID_TAGS.get(tag, tag), kept)
    for tag, value in messages.items():
        if tag not in made.fields:
            made.add(tag, value)
    return made


def _bare_name(name: str) -> str:
    """Return a name without marks of places, remarks in brackets and degrees."""
    name = re.sub(r"\s*\[[^\]]*\]", "", name)
    return _DEGREES.sub("", re.sub(r"(?:\s+\d+|\s*\(\d+\))+$", "", name.strip()))


def _bare_title(title: str) -> str:
    """Return a title without quotation marks around it and the type in brackets behind it."""
    title = re.sub(r"(?<=[^\s\]])\s*\[[A-Z][^\]]*\]\.?$", "", title.strip())
    return re.sub(r'^"([^"]*)"\.?$', r"\1", title)


def titles(title: str, original: str) -> tuple[str, str]:
    """Return the title without the brackets that mark a translation, and the original title."""
    bare = title.removesuffix(".")
    if bare.startswith("[") and bare.endswith("]") and bare.count("[") == 1:
        title = bare[1:-1]
    return title, original


def _type(kinds: list[str]) -> str:
    """Return the type that the publication types name; a MEDLINE entry is a journal article unless one says not."""
    if any("Abstract" in kind or "Congress" in kind or "Speeches" in kind for kind in kinds):
        return "conference"
    result = type_from_words(*[kind for kind in kinds if "Reports -" not in kind])
    return result if kinds else "journal_article"


def _pii(locators: list[str]) -> str:
    """Return an article number given as publisher's item, where it is short enough to be one."""
    results = (value.removesuffix("[pii]").strip() for value in locators if value.endswith("[pii]"))
    return next((value for value in results if len(value) <= 10), "")
