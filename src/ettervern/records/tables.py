"""Tables: CSV of PubMed, Scopus, IEEE, Springer, Embase and others, tab-delimited Web of Science, and our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ettervern.files import Problem
from ettervern.records import fields, wos
from ettervern.records.medline import titles
from ettervern.records.model import COLUMNS, Entry, Parsed
from ettervern.records.rows import rows
from ettervern.records.types import BIBTEX_TYPES, RIS_TYPES, TYPES, type_from_words
from ettervern.spreadsheet import plain

# Column of ours -> names that exports give it, lower case, the best first.
_NAMES: dict[str, tuple[str, ...]] = {
    "type": (
        "type",
        "entrytype",
        "content type",
        "document type",
        "item type",
        "publication type",
        "document_type",
        "source type",
        "type of reference",
    ),
    "document_type": ("document_type", "document type", "publication type", "document identifier"),
    "title": ("title", "item title", "document title", "article title", "primary title", "tittel", "titel", "ti"),
    "original_title": (
        "original_title",
        "original title",
        "original non-english title",
        "title in original language",
        "translated title",
    ),
    "authors": (
        "authors",
        "author",
        "author(s)",
        "author full names",
        "author names",
        "author name",
        "creator",
        "forfatter",
        "forfattere",
        "au",
    ),
    "editors": ("editors", "editor", "book editors"),
    "year": (
        "year",
        "publication year",
        "pub_year",
        "pubyear",
        "publication_year",
        "year of publication",
        "date of publication",
        "publication date",
        "online date of publication",
        "år",
        "date",
        "py",
    ),
    "date": ("date", "publication date", "date of publication", "create date", "date of publication (online)"),
    "journal": (
        "journal",
        "journal/book",
        "source title",
        "publication title",
        "publication",
        "source",
        "book title",
        "booktitle",
        "journal title",
        "secondary title",
        "container",
        "venue",
        "tidsskrift",
        "so",
    ),
    "series": ("series", "book series title", "series title"),
    "volume": ("volume", "journal volume", "vl"),
    "number": ("number", "issue", "journal issue", "issue number"),
    "pages": ("pages", "page", "page range", "art. no.", "article number"),
    "edition": ("edition",),
    "doi": ("doi", "item doi", "doi link"),
    "pmid": ("pmid", "pubmed id", "pubmed_id", "medline pmid", "pubmed number"),
    "other_ids": ("other_ids",),
    "issn": ("issn", "issns", "source issn"),
    "isbn": ("isbn", "isbns"),
    "abstract": ("abstract", "abstract note", "summary", "sammendrag"),
    "keywords": ("keywords", "author keywords", "index keywords", "manual tags", "emtree drug index terms", "tags"),
    "url": ("url", "link", "pdf link", "links", "full text link"),
    "publisher": ("publisher", "institution"),
    "place": ("place", "place of publication", "publisher location"),
    "language": ("language", "language of original document", "article language", "languages", "språk"),
    "notes": ("notes", "note", "extra", "citation"),
    "database": ("database", "source database"),
}
_OTHER_IDS = (
    "pmcid",
    "nihms id",
    "eid",
    "key",
    "accession number",
    "embase accession id",
    "ut (unique wos id)",
    "zotero key",
)
_WOS_HEAD = {"PT", "AU", "TI"}


def parse(text: str, shown: str) -> Parsed:
    """Return the rows of a table as entries, field names in lower case."""
    first = text.lstrip("\n").split("\n", 1)[0]
    if first.startswith("sep="):
        text = text.replace(first, "", 1)
    problems: list[Problem] = []
    return Parsed(_entries(text, shown, problems), problems)


def _entries(text: str, shown: str, problems: list[Problem]) -> Iterator[Entry]:
    """Yield the rows one by one, so that a large table is never held twice."""
    header: list[str] = []
    headed, widths = 0, set[int]()
    for begins, cells in rows(text, _delimiter(text), shown, problems):
        if header:
            widths.add(len(cells))
            yield _entry(header, cells, begins, shown, problems)
        else:
            headed, header = begins, [cell.strip() for cell in cells]
            header = header if set(header) >= _WOS_HEAD else [cell.lower() for cell in header]
    if len(widths) == 1 and (width := widths.pop()) < len(header):
        message = f"{len(header)} cells, but {width} in every row; if a row has run into the header, it was not read"
        problems.append(Problem(shown, headed, "", message, "warning"))


def _delimiter(text: str) -> str:
    """Return the mark between the cells of the header."""
    first = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _entry(header: list[str], cells: list[str], line: int, shown: str, problems: list[Problem]) -> Entry:
    """Return one row as an entry; cells without a column are kept as notes."""
    entry = Entry(line)
    for name, cell in zip(header, cells, strict=False):
        entry.add(name, plain(cell.strip()))
    rest = [cell for cell in cells[len(header) :] if cell.strip()]
    if rest or len(cells) < len(header):
        message = f"{len(cells)} cells; expected {len(header)}, as in the header; what is there was read"
        problems.append(Problem(shown, line, "", message, "warning"))
        for cell in rest:
            entry.add("notes", cell.strip())
    if any(cell.count('"') == 1 and cell.rstrip().endswith('"') for cell in cells):
        message = "a quotation mark ends a cell that none begins; cells may have slipped into other columns"
        problems.append(Problem(shown, line, "", message, "warning"))
    entry.key = fields.clean(entry.first("record_id"))
    return entry


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one row."""
    if "TI" in entry.fields or "PT" in entry.fields:
        return wos.record(entry)
    row = dict.fromkeys(_NAMES, "")
    for name, given in _present(tuple(entry.fields)):
        row[name] = fields.clean(entry.fields[given][0])
    own = set(entry.fields) >= {"record_id", "original_title"} or "other_ids" in entry.fields
    if row["notes"]:
        row["notes"] = fields.notes(entry.all(*_NAMES["notes"]))
    row["type"] = _type(row, entry)
    row["title"], row["original_title"] = titles(row["title"], row["original_title"])
    row["authors"] = row["authors"] if own else people(row["authors"])
    row["editors"] = row["editors"] if own else people(row["editors"])
    row["year"], row["date"] = (row["year"], row["date"]) if own else _when(row["year"], row["date"])
    if "10." in row["doi"] or "10." in row["url"] or "10." in row["notes"]:
        row["doi"] = fields.doi_of(*entry.all(*_NAMES["doi"]), row["url"], row["notes"]) or row["doi"]
    row["pmid"] = row["pmid"] or fields.pmid_of(row["url"], row["notes"])
    row["pages"] = row["pages"] if entry.first("pages") else _pages(entry, row["pages"])
    row["other_ids"] = row["other_ids"] or fields.ids_json(
        {name: entry.fields[name] for name in _OTHER_IDS if name in entry.fields}
    )
    return row


@lru_cache(maxsize=1024)
def _present(given: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return, for each column of ours, the best of the names that a row has a value for."""
    there = set(given)
    best = ((name, next((one for one in names if one in there), "")) for name, names in _NAMES.items())
    return [(name, one) for name, one in best if one]


def _type(row: dict[str, str], entry: Entry) -> str:
    """Return the type from a name of ours, of BibTeX or RIS, or from words."""
    given = row["type"]
    if given in TYPES:
        return given
    known = BIBTEX_TYPES.get(given.lower()) or RIS_TYPES.get(given.upper())
    if known:
        return known
    fallback = "conference" if entry.first("booktitle") else "journal_article" if row["journal"] else "other"
    return type_from_words(given, row["document_type"]) if given else fallback


def people(names: str) -> str:
    """Return a cell of names as "Family, Given; ..." where the marks between names are plain to see.

    Semicolons or the word "and" part names; commas do where each part reads "Family AB", as PubMed prints them.
    Anything else stays as it is: a guess here would lose who wrote it.
    """
    if ";" in names:
        return fields.people(fields.person(name) for name in names.split(";"))
    if " and " in names:
        return fields.people(fields.person(name) for name in names.split(" and "))
    parts = [part.strip() for part in names.split(",")]
    if all(re.fullmatch(r"[^\s,].*\s[A-Z\u00c0-\u00de]{1,4}\.?", part) for part in parts):
        return fields.people(fields.medline_person(part.rstrip(".")) for part in parts)
    if len(parts) > 2 and all(" " in part for part in parts):
        return fields.people(fields.person(part) for part in parts)
    if len(parts) > 1 and all(re.fullmatch(r"(?:[A-Z\u00c0-\u00de]\.[\s-]?)+\s*\S.*", part) for part in parts):
        return fields.people(fields.person(part) for part in parts)
    return names


def _when(year: str, date: str) -> tuple[str, str]:
    """Return year and date; what stands for a year and is none ("in press", "April") is at most a date."""
    found = fields.year_of(year)
    return found, date or ("" if found else year)


def _pages(entry: Entry, found: str) -> str:
    """Return pages from start and end columns, where there is no single one."""
    start = entry.first("page start", "start page", "first page", "bp")
    return fields.page_range(start, entry.first("page end", "end page", "last page", "ep")) or found


#: Names that are columns of ours: a table that we wrote keeps them all.
assert set(_NAMES) <= set(COLUMNS)
