"""BibTeX and biblatex, read with bibtexparser; what it can't read is mended or reported, never dropped."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
)
from bibtexparser.model import Entry as BibEntry

from ettervern.files import Problem
from ettervern.records import bibtex_mending as mending
from ettervern.records import fields, latex
from ettervern.records.model import Entry, Parsed
from ettervern.records.types import BIBTEX_TYPES, type_from_words

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_HELD = "\ue0ff"
_MONTHS = list(mending.MONTHS)
# Web of Science and Europe PMC put blanks before the key, which the parser takes for a broken block.
_KEY_BLANKS = re.compile(r"^(\s*@\s*[A-Za-z]+)\s*\{[ \t]*([^\s,={}\"]*(?:[ \t;][^\s,={}\"]*)*)[ \t]*,", re.MULTILINE)
_IDS = ("unique-id", "unique_id", "eprint", "pmcid", "pii", "source", "lccn", "accession_number")


@dataclass
class _Found:
    """Entries and problems as they are found, and how many records could not be read."""

    shown: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: int = 0

    def warn(self, line: int, column: str, message: str) -> None:
        """Add a warning."""
        self.problems.append(Problem(self.shown, line, column, message, "warning"))


def parse(text: str, file: str) -> Parsed:
    """Return the entries of a BibTeX text, with crossrefs filled in."""
    # The library logs what it also returns; here the problems are shown.
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)
    result = _Found(file)
    for block in mending.read(_tidy(text)).blocks:
        _take(block, result)
    _missed(text, result)
    _inherit(result.entries)
    return Parsed(result.entries, result.problems, result.unreadable)


def _tidy(text: str) -> str:
    """Return the text with the blanks around keys gone, line numbers unchanged."""
    return _KEY_BLANKS.sub(lambda m: f"{m.group(1)}{{{m.group(2).strip() or 'nokey'},", text)


def _take(block: Block, result: _Found) -> None:
    """Add the entry of a block, or the problem with it."""
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        block = block.ignore_error_block
    if isinstance(block, ImplicitComment):
        _between(block, line, result)
    elif isinstance(block, BibEntry):
        if not block.entry_type.strip():
            result.warn(line, "", "the entry has no type behind its @; it was read as type other")
        if block.entry_type.lower() not in mending.NOT_RECORDS:
            result.entries.append(_entry(block, line))
    elif isinstance(block, DuplicateFieldKeyBlock) and isinstance(block.ignore_error_block, BibEntry):
        _doubled(block, line, result)
    elif isinstance(block, ParsingFailedBlock):
        _broken(block, line, result)


def _between(block: ImplicitComment, line: int, results: _Found) -> None:
    """Take what stands between entries: an entry whose first line is damaged, or text that is no record."""
    messages = {
        problem.row for problem in results.problems
    }  # of a broken block the parser hands its rest out as a comment
    for at, begins, entry in mending.headless(block.comment):
        if line + at in messages:
            continue
        if entry is not None:
            results.warn(
                line + at, "", f"the first line of an entry is damaged (“{begins[:60]}”); it was mended: look at it"
            )
            results.entries.append(_entry(entry, line + at))
        else:
            results.warn(line + at, "", f"text between the entries was not read (“{begins[:60]}”)")


def _doubled(block: DuplicateFieldKeyBlock, line: int, result: _Found) -> None:
    """Take an entry in which a field stands twice: two that ran together, or one whose fields are all kept."""
    entries, messages = mending.parted(block.ignore_error_block, line)
    if not messages:
        doubled = ", ".join(sorted(block.duplicate_keys))
        result.warn(line, doubled, "the field stands twice in the record; both were read")
    for row, message in messages:
        result.warn(row, "", message)
    rows = [line, *(row for row, _ in messages)]
    result.entries.extend(_entry(entry, row) for entry, row in zip(entries, rows, strict=False))


def _broken(block: ParsingFailedBlock, line: int, result: _Found) -> None:
    """Take what can be read of a broken block; report it where nothing can."""
    raw = block.raw or ""
    opened = mending.ENTRY.match(raw)
    if opened and opened.group(1).lower() in mending.NOT_RECORDS:
        return
    if (best := mending.mended(raw)) is not None:
        message = "the record is broken (a bracket or comma is missing); what could be read was kept: look at it"
        result.warn(line, "", message)
        result.entries.append(_entry(best, line))
        return
    message = f"a record that can't be read as BibTeX begins here (“{raw[:40]}”)"
    result.problems.append(Problem(result.shown, line, "", message))
    result.unreadable += 1


def _missed(text: str, results: _Found) -> None:
    """Say which entries begin in the text that were neither read nor reported."""
    known = {entry.line for entry in results.entries} | {problem.row for problem in results.problems}
    line, counted = 1, 0
    for match in mending.ENTRY.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if line not in known and match.group(1).lower() not in mending.NOT_RECORDS:
            results.warn(line, "", "an entry begins here but was not read; look for an unclosed bracket above it")


def _entry(block: BibEntry, line: int) -> Entry:
    """Return a block as an entry with lower-case field names and plain text."""
    entry = Entry(line, kind=block.entry_type.lower(), key=block.key)
    for item in block.fields:
        name = item.key.strip().lower()
        value, remarks = latex.without_remarks(str(item.value))
        for remark in remarks:
            entry.add("note", latex.plain(remark))
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
    title = entry.first("title")
    if not title and entry.kind in ("proceedings", "book", "collection"):
        title = entry.first("booktitle", "maintitle")
    return fields.titled(title, entry.first("subtitle"))


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
