"""RIS in the dialects of Scopus, Web of Science, Zotero, EndNote, Ovid, EBSCO, ProQuest, JSTOR, IEEE and others."""

from __future__ import annotations

import re

from ettervern.records import citation, fields
from ettervern.records.dialect import Dialect
from ettervern.records.model import Entry, Parsed
from ettervern.records.tagged import read_tagged
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
_ISSUE = re.compile(
    r"(?:no\.?|nr\.?|issue)?\s*(?:\d{1,4}(?:[-/ ]\d{1,4})?|s\d{1,3}|supp?l?\.?(?:ement)?\s*\w{0,6})(?:\s+supp?l?.*)?$",
    re.IGNORECASE,
)
_IDS = ("AN", "ID", "PMC", "C2", "M2", "AC", "UT")


def _split(line: str) -> tuple[str, str] | None:
    """Return tag and value of a line."""
    result = _STRICT.match(line)
    if result and (line[2:4] == "  " or result.group(1) in _KNOWN):
        return result.group(1), (result.group(2) or "").strip()
    result = _LOOSE.match(line)
    if result and result.group(1) in _KNOWN:
        return result.group(1), result.group(2).strip()
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


def parse(text: str, file: str) -> Parsed:
    """Return the entries of a RIS text."""
    return read_tagged(text, file, DIALECT)


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one RIS entry."""
    kind = _type(entry)
    issn, isbn = fields.split_numbers(entry.all("SN"))
    notes = entry.all("N1", "RN")
    urls = entry.all("UR", "LK", "L2", "L1")
    title = fields.clean(entry.first("TI", "T1", "CT") or (entry.first("BT") if kind == "book" else ""))
    row = {
        "type": kind,
        "document_type": fields.joined(entry.all("M3")),
        "title": title,
        "original_title": fields.clean(entry.first("TT", "OP")),
        "authors": fields.people(map(fields.person, entry.all("AU", "A1"))),
        "editors": fields.people(map(fields.person, entry.all("A2", "ED", "A3"))),
        "year": fields.year_of(entry.first("PY"), entry.first("Y1"), entry.first("DA")),
        "date": fields.clean(entry.first("DA", "Y1", "PY")).rstrip("/"),
        "volume": fields.clean(entry.first("VL", "VO")),
        "number": _number(entry),
        "pages": _pages(entry),
        "edition": fields.clean(entry.first("ET")),
        "doi": fields.doi_of(*entry.all("DO", "DOI"), *urls, *entry.all("M3", "L3", "N1", "AN", "ID")),
        "pmid": _pmid(entry, *notes, *urls),
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
    return row | _container(entry, title, kind) | fields.custom(entry.first("U1"))


def _type(entry: Entry) -> str:
    """Return the type of the tag TY, or of the free text in M3 where TY says little."""
    kind = RIS_TYPES.get(entry.kind.strip().upper())
    free = type_from_words(*entry.all("M3"))
    if kind in (None, "journal_article") and free in ("conference", "preprint", "thesis"):
        return free
    return kind or free


def _container(entry: Entry, title: str, kind: str) -> dict[str, str]:
    """Return journal (or the book or conference that holds the work) and series, and what else its tags may hold.

    For an article JF is the journal. Ovid then has the title in the original language in T2, and EBSCO the subtitle.
    """
    ebsco = "ebsco" in entry.first("DP", "DB").lower()
    second, full = fields.clean(entry.first("T2")), fields.clean(entry.first("JF"))
    full = full or (fields.clean(entry.first("JO", "J1")) if ebsco else "")
    result = {"series": fields.clean(entry.first("T3"))}
    article = RIS_TYPES.get(entry.kind.strip().upper()) == "journal_article"
    others = [full, *entry.all("JO", "JA", "J2", "J1")] if article and full and second not in ("", title) else []
    if others and not any(_same_name(second, fields.clean(name)) for name in others):
        if ebsco:
            result["title"] = fields.titled(title, second)
        else:
            result["original_title"] = fields.clean(entry.first("TT", "OP")) or second
            result["title"] = re.sub(
                r"(?<=\S)\s+\[[A-Z][a-z]+\]\.?$", "", title
            )  # the language behind a translated title
        return result | {"journal": full}
    held = (
        fields.clean(entry.first("T2", "JF", "JO", "JA", "J2", "J1", "BT")) or citation.parse(entry.first("SO")).journal
    )
    if held == (title or fields.clean(entry.first("BT"))) and (other := entry.first("JF", "JO")):
        held = fields.clean(other)
    return result | {"journal": held}


def _same_name(one: str, two: str) -> bool:
    """Tell whether two names are of one journal: one holds the other, or its words begin as the other's do, in turn."""
    short, long = sorted((re.findall(r"\w+", one.lower()), re.findall(r"\w+", two.lower())), key=len)
    if " ".join(short) in " ".join(long):
        return True
    words = iter(long)
    return bool(short) and all(
        any(word.startswith(begin) or begin.startswith(word) for word in words) for begin in short
    )


def _pages(entry: Entry) -> str:
    """Return the page range, or the article number."""
    start, end = fields.unworded(entry.first("SP")), fields.unworded(entry.first("EP"))
    return fields.page_range(start, end) or fields.clean(entry.first("C7"))


def _number(entry: Entry) -> str:
    """Return the issue, which EndNote writes into M1 of an article."""
    given = fields.clean(entry.first("IS", "CP"))
    other = fields.clean(entry.first("M1"))
    article = RIS_TYPES.get(entry.kind.strip().upper()) == "journal_article"
    return given or (other if article and _ISSUE.match(other) else "")


def _pmid(entry: Entry, *texts: str) -> str:
    """Return the PubMed number; Dimensions has it in U1, Embase in C5."""
    database = " ".join(entry.all("DB", "DP", "ID")).lower()
    own = [*(entry.all("U1") if "dimensions" in database or "pub." in database else [])]
    own += entry.all("C5") if "embase" in database or any("embase" in url for url in entry.all("UR", "L2")) else []
    numbered = next((value for value in own if re.fullmatch(r"\d{4,9}", value.strip())), "")
    return fields.number_in(entry.first("PMID")) or fields.pmid_of(*texts) or numbered.strip()
