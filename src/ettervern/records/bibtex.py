"""BibTeX and biblatex, read with bibtexparser; what it can't read is mended or reported, never dropped."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import bibtexparser
from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock
from bibtexparser.model import Entry as BibEntry

from ettervern.files import Problem
from ettervern.records import fields, latex
from ettervern.records.model import Entry, Parsed
from ettervern.records.types import BIBTEX_TYPES, type_from_words

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_HELD = "\ue0ff"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Web of Science and Europe PMC put blanks before the key, which the parser takes for a broken block.
_KEY_BLANKS = re.compile(r"^(\s*@\s*[A-Za-z]+)\s*\{[ \t]*([^\s,={}\"]*(?:[ \t;][^\s,={}\"]*)*)[ \t]*,", re.MULTILINE)
_ENTRY = re.compile(r"^\s*@\s*([A-Za-z]+)\s*[{(]", re.MULTILINE)
_NOT_RECORDS = frozenset({"comment", "string", "preamble", "set", "xdata"})
_IDS = ("unique-id", "unique_id", "eprint", "pmcid", "pii", "source", "lccn", "accession_number")


@dataclass
class _Found:
    """Entries and problems as they are found."""

    entries: list[Entry]
    problems: list[Problem]


def parse(text: str, shown: str) -> Parsed:
    """Return the entries of a BibTeX text, with crossrefs filled in."""
    # The library logs what it also returns; here the problems are shown.
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)
    stack = [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    found = _Found([], [])
    unreadable = 0
    for block in bibtexparser.parse_string(_tidy(text), parse_stack=stack).blocks:
        unreadable += _take(block, shown, found)
    found.problems.extend(_missed(text, shown, found, unreadable))
    _inherit(found.entries)
    return Parsed(found.entries, found.problems, unreadable)


def _tidy(text: str) -> str:
    """Return the text with the blanks around keys gone, line numbers unchanged."""
    return _KEY_BLANKS.sub(lambda m: f"{m.group(1)}{{{m.group(2).strip() or 'nokey'},", text)


def _take(block: Block, shown: str, found: _Found) -> int:
    """Add the entry of a block, or the problem with it; return 1 for a record that could not be read."""
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        block = block.ignore_error_block
    if isinstance(block, BibEntry):
        if block.entry_type.lower() not in _NOT_RECORDS:
            found.entries.append(_entry(block, line))
        return 0
    if not isinstance(block, ParsingFailedBlock):
        return 0
    if isinstance(block, DuplicateFieldKeyBlock) and isinstance(block.ignore_error_block, BibEntry):
        doubled = ", ".join(sorted(block.duplicate_keys))
        found.problems.append(
            Problem(shown, line, doubled, "the field stands twice in the record; both were read", "warning")
        )
        found.entries.append(_entry(block.ignore_error_block, line))
        return 0
    return _mend(block, line, shown, found)


def _mend(block: ParsingFailedBlock, line: int, shown: str, found: _Found) -> int:
    """Try a broken block again with its end added; report it where that fails too."""
    raw = (block.raw or "").rstrip().rstrip(",")
    opened = _ENTRY.match(raw)
    if not opened or opened.group(1).lower() in _NOT_RECORDS:
        return 0
    attempts = (_without_broken_fields(raw), raw + "\n}", raw + "}\n}", raw + '"\n}')
    # A missing bracket can swallow the fields after it: the attempt that finds the most fields is the best.
    best = max((entry for attempt in attempts for entry in _only_entry(attempt)), key=_count, default=None)
    if best is not None:
        message = "the record is broken (a bracket or comma is missing); what could be read was kept: look at it"
        found.problems.append(Problem(shown, line, "", message, "warning"))
        found.entries.append(_entry(best, line))
        return 0
    found.problems.append(Problem(shown, line, "", f"a record that can't be read as BibTeX begins here ({raw[:40]!r})"))
    return 1


def _only_entry(text: str) -> list[BibEntry]:
    """Return the entry of a text that holds one and nothing broken."""
    stack = [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    library = bibtexparser.parse_string(text, parse_stack=stack)
    whole = len(library.entries) == 1 and not library.failed_blocks and library.entries[0].fields
    return library.entries if whole else []


def _count(entry: BibEntry) -> int:
    """Return how many fields an entry has."""
    return len(entry.fields)


def _without_broken_fields(raw: str) -> str:
    """Return a block with only those lines that are whole fields."""
    lines = raw.split("\n")
    whole = re.compile(r"^\s*[\w-]+\s*=\s*(?:\{.*\}|\".*\"|\d+)\s*,?\s*$")
    kept = [
        line.rstrip().rstrip(",") + ","
        for line in lines[1:]
        if whole.match(line) and line.count("{") == line.count("}")
    ]
    return "\n".join([lines[0].split(",")[0] + ",", *kept, "}"])


def _missed(text: str, shown: str, found: _Found, unreadable: int) -> list[Problem]:
    """Return a problem where the text holds more entries than were read or reported."""
    there = sum(name.lower() not in _NOT_RECORDS for name in _ENTRY.findall(text))
    known = len(found.entries) + unreadable
    if there <= known:
        return []
    return [
        Problem(
            shown,
            0,
            "",
            f"{there} entries begin in the file but {known} were found; look for unclosed brackets",
            "warning",
        )
    ]


def _entry(block: BibEntry, line: int) -> Entry:
    """Return a block as an entry with lower-case field names and plain text."""
    entry = Entry(line, kind=block.entry_type.lower(), key=block.key)
    for item in block.fields:
        name = item.key.strip().lower()
        value = str(item.value)
        if name in ("doi", "url", "eprint"):
            entry.add(name, re.sub(r"[{}\s]+", " ", value.replace("\\_", "_")).strip())
        else:
            entry.add(name, latex.plain(value) if name not in ("author", "editor") else value)
    return entry


def _inherit(entries: list[Entry]) -> None:
    """Give entries with a crossref the fields of the work that holds them, as BibTeX does."""
    by_key = {entry.key: entry for entry in entries if entry.key}
    for entry in entries:
        parent = by_key.get(entry.first("crossref").strip())
        if parent is None or parent is entry:
            continue
        for name in ("year", "date", "publisher", "editor", "volume", "series", "isbn", "booktitle"):
            for value in parent.fields.get(name, []) if name not in entry.fields else []:
                entry.add(name, value)
        if "booktitle" not in entry.fields:
            entry.add("booktitle", parent.first("title"))


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one BibTeX entry."""
    return _record(entry) | fields.custom(entry.first("ettervern"))


def _record(entry: Entry) -> dict[str, str]:
    """Return the columns that the entry's own fields give."""
    notes = entry.all("note", "annote", "annotation")
    issn, isbn = fields.split_numbers(entry.all("issn", "eissn", "isbn"))
    return {
        "type": _type(entry),
        "document_type": fields.joined(entry.all("document_type", "type", "entrysubtype")),
        "title": _with_subtitle(entry),
        "original_title": fields.clean(entry.first("origtitle", "titletranslation", "original_title")),
        "authors": _people(entry.first("author")) or _people(entry.first("author_list", "collaboration")),
        "editors": _people(entry.first("editor")),
        "year": fields.year_of(*entry.all("year", "date", "issue_date", "publicationdate")),
        "date": _date(entry),
        "journal": fields.clean(entry.first("journal", "journaltitle", "booktitle", "maintitle", "howpublished")),
        "series": fields.clean(entry.first("series")),
        "volume": fields.clean(entry.first("volume")),
        "number": fields.clean(entry.first("number", "issue")),
        "pages": fields.clean(
            entry.first("pages", "article-number", "article_number", "art_number", "articleno", "eid")
        ),
        "edition": fields.clean(entry.first("edition")),
        "doi": fields.doi_of(*entry.all("doi"), *entry.all("url", "link", "ee", "note")),
        "pmid": fields.clean(entry.first("pmid", "pubmed_id")) or fields.pmid_of(entry.key, *notes, *entry.all("url")),
        "other_ids": fields.ids_json({name: entry.all(name) for name in _IDS}),
        "issn": issn,
        "isbn": isbn,
        "abstract": fields.clean(entry.first("abstract")),
        "keywords": fields.joined(entry.all("keywords", "author_keywords", "keywords-plus", "keyword")),
        "url": fields.clean(entry.first("url", "link", "ee")),
        "publisher": fields.clean(entry.first("publisher", "institution", "school", "organization")),
        "place": fields.clean(entry.first("address", "location")),
        "language": fields.clean(entry.first("language", "langid")),
        "notes": fields.notes(notes),
    }


def _with_subtitle(entry: Entry) -> str:
    """Return the title with its subtitle; a volume of proceedings has its title as book title."""
    title, subtitle = fields.clean(entry.first("title")), fields.clean(entry.first("subtitle"))
    if not title and entry.kind in ("proceedings", "book", "collection"):
        title = fields.clean(entry.first("booktitle", "maintitle"))
    return f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title


def _type(entry: Entry) -> str:
    """Return the type of the entry's name, or of its free text where the name says little."""
    known = BIBTEX_TYPES.get(entry.kind)
    free = type_from_words(*entry.all("document_type"))
    if known == "journal_article" and free == "conference":
        return free
    return known or type_from_words(*entry.all("document_type", "type", "howpublished"))


def _people(names: str) -> str:
    """Return a BibTeX list of names as "Family, Given; ..."."""
    return fields.people(_person(name) for name in _AND.split(_protected(names)))


def _protected(names: str) -> str:
    """Return names with the word "and" inside braces kept from splitting (the name of an institution)."""
    return re.sub(r"\{[^{}]*\}", lambda m: _AND.sub(_HELD, m.group()), names)


def _person(name: str) -> str:
    """Return "Family, Given"; a name in braces is an institution's and stays as it is."""
    whole = name.strip().startswith("{") and name.strip().endswith("}")
    text = latex.plain(name.replace(_HELD, " and "))
    return fields.clean(text) if whole else fields.person(text)


def _date(entry: Entry) -> str:
    """Return the date as it is given, or year and month joined."""
    if given := entry.first("date", "issue_date"):
        return fields.clean(given)
    year, month = fields.clean(entry.first("year")), fields.clean(entry.first("month"))
    short = month.lower()[:3]
    if year and short in _MONTHS:
        return f"{year}-{_MONTHS.index(short) + 1:02d}"
    return f"{year} {month}".strip()
