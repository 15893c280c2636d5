"""EndNote XML, read with defusedxml: entity bombs and outside entities are refused."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ettervern.files import Problem
from ettervern.records import fields
from ettervern.records.model import Entry, Parsed
from ettervern.records.types import type_from_words

_RECORD = re.compile(r"<record\b[^>]*>.*?(?:</record\s*>|(?=<record\b)|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A control character, written as itself or as a reference, makes the whole file unreadable to XML.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x[01]?[0-9a-fA-F]|[0-9]|[12][0-9]|3[01]);")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")


def parse(text: str, shown: str) -> Parsed:
    """Return the entries of an EndNote XML text; where it is not well-formed, record by record."""
    text = _DECLARATION.sub("", text)
    if re.search(r"<!(?:ENTITY|DOCTYPE)", text):
        try:
            fromstring(text, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        except DefusedXmlException:
            message = "the XML declares entities, which no reference manager does; refused, as they can be an attack"
            return Parsed([], [Problem(shown, 1, "", message)], unreadable=len(_RECORD.findall(text)))
        except ParseError:
            pass
    entries: list[Entry] = []
    problems: list[Problem] = []
    unreadable, line, counted = 0, 1, 0
    for match in _RECORD.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        unreadable += _take(match.group(), line, shown, entries, problems)
    return Parsed(entries, problems, unreadable)


def _take(raw: str, line: int, shown: str, entries: list[Entry], problems: list[Problem]) -> int:
    """Add the entry of one record's XML, or the problem with it; return 1 where it could not be read."""
    for attempt, note in ((raw, ""), (_mended(raw), "the record is not well-formed XML; it was mended: look at it")):
        try:
            element = fromstring(attempt, forbid_dtd=True)
        except (ParseError, DefusedXmlException):
            continue
        if note:
            problems.append(Problem(shown, line, "", note, "warning"))
        entries.append(_entry(element, line))
        return 0
    problems.append(Problem(shown, line, "", "a record that can't be read as XML begins here"))
    return 1


def _mended(raw: str) -> str:
    """Return a record's XML without what is not XML: controls and bare ampersands."""
    return _BARE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", raw))


def _entry(element: Element, line: int) -> Entry:
    """Return an element as an entry: path of names -> texts."""
    entry = Entry(line)
    kind = element.find("ref-type")
    if kind is not None:
        entry.kind = kind.get("name") or "".join(kind.itertext())
    _collect(element, "", entry)
    return entry


def _collect(element: Element, path: str, entry: Entry) -> None:
    """Add the texts of an element's children; styled text (``<style>``) is one text."""
    for child in element:
        name = f"{path}/{child.tag}" if path else str(child.tag)
        if len(child) and any(grandchild.tag != "style" for grandchild in child):
            _collect(child, name, entry)
        else:
            entry.add(name, "".join(child.itertext()).strip())


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one entry."""
    issn, isbn = fields.split_numbers(entry.all("isbn"))
    titles = "titles/"
    urls = entry.all("urls/related-urls/url", "urls/web-urls/url")
    return {
        "type": type_from_words(entry.kind),
        "document_type": fields.joined(entry.all("work-type")),
        "title": fields.clean(entry.first(titles + "title")),
        "original_title": fields.clean(entry.first(titles + "translated-title", "orig-pub")),
        "authors": fields.people(map(fields.person, entry.all("contributors/authors/author"))),
        "editors": fields.people(map(fields.person, entry.all("contributors/secondary-authors/author"))),
        "year": fields.year_of(*entry.all("dates/year"), *entry.all("dates/pub-dates/date")),
        "date": fields.joined(entry.all("dates/year", "dates/pub-dates/date"), " "),
        "journal": fields.clean(entry.first(titles + "secondary-title", "periodical/full-title", "periodical/abbr-1")),
        "series": fields.clean(entry.first(titles + "tertiary-title")),
        "volume": fields.clean(entry.first("volume")),
        "number": fields.clean(entry.first("number", "issue")),
        "pages": fields.clean(entry.first("pages", "custom7")),
        "edition": fields.clean(entry.first("edition")),
        "doi": fields.doi_of(*entry.all("electronic-resource-num"), *urls, *entry.all("notes")),
        "pmid": fields.pmid_of(*urls, *entry.all("notes")),
        "other_ids": fields.ids_json({name: entry.all(name) for name in ("accession-num", "rec-number", "custom2")}),
        "issn": issn,
        "isbn": isbn,
        "abstract": fields.joined(entry.all("abstract"), " "),
        "keywords": fields.joined(part for value in entry.all("keywords/keyword") for part in value.split("\n")),
        "url": fields.clean(urls[0]) if urls else "",
        "publisher": fields.clean(entry.first("publisher")),
        "place": fields.clean(entry.first("pub-location")),
        "language": fields.clean(entry.first("language")),
        "notes": fields.notes(entry.all("notes", "research-notes")),
        "database": fields.clean(entry.first("remote-database-name")),
    }
