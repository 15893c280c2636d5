"""EndNote XML, read with defusedxml: entity bombs and outside entities are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ettervern.files import Problem
from ettervern.records import fields
from ettervern.records.model import Entry, Parsed
from ettervern.records.torn import torn
from ettervern.records.types import type_from_words

_RECORD = re.compile(r"<record\b[^>]*>.*?(?:</record\s*>|(?=<record\b)|\Z)", re.DOTALL)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A control character, written as itself or as a reference, makes the whole file unreadable to XML.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x[01]?[0-9a-fA-F]|[0-9]|[12][0-9]|3[01]);")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
#: Parts of a record that stand once in it; what else follows the tag that begins the first of them.
_SINGLE = frozenset({"titles", "contributors", "dates", "periodical", "pages", "abstract", "ref-type", "rec-number"})
_PARTS = "|".join([*_SINGLE, "database", "source-app", "foreign-keys", "volume", "number", "keywords", "urls", "isbn"])
_PART = re.compile(rf"<(?:{_PARTS})\b")
_PART_END = re.compile(rf"</(?:{_PARTS}|electronic-resource-num|notes|language)\s*>")
_AROUND = re.compile(r"<\?xml[^>]*\?>|<!--.*?-->|</?(?:xml|records)\b[^>]*>|<!DOCTYPE[^>]*>", re.DOTALL)
_END = re.compile(r"</record\s*>?")
_MENDED = "the record is not well-formed XML; it was mended: look at it"


@dataclass
class _Found:
    """Entries and problems as they are found, and how many records could not be read."""

    shown: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: int = 0

    def warn(self, line: int, message: str) -> None:
        """Add a warning."""
        self.problems.append(Problem(self.shown, line, "", message, "warning"))


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
    found = _Found(shown)
    for raw, line, between in _pieces(text):
        (_take_between if between else _take)(raw, line, found)
    return Parsed(found.entries, found.problems, found.unreadable)


def _pieces(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield records and what stands between them: text, line, and whether it is between."""
    line, at = 1, 0
    for match in [*_RECORD.finditer(text), None]:
        start, end = match.span() if match else (len(text), len(text))
        gap = text[at:start]
        bare = _AROUND.sub(lambda m: "\n" * m.group().count("\n"), gap)
        yield from _between(bare, line)
        line += gap.count("\n")
        if match:
            yield match.group(), line, False
            line += match.group().count("\n")
        at = end


def _between(text: str, line: int) -> Iterator[tuple[str, int, bool]]:
    """Yield the pieces of what stands between records, each up to what is left of a record's end."""
    at = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        piece = text[at:end].lstrip()
        if piece.strip(" \n>"):
            yield piece.rstrip(), line + text.count("\n", 0, end - len(piece)), True
        at = end


def _take(raw: str, line: int, found: _Found) -> None:
    """Add the entry of one record's XML, or the problem with it."""
    for attempt, note in ((raw, ""), (_mended(raw), _MENDED), (_mended(_closed(raw)), _MENDED)):
        element = _element(attempt)
        if element is not None:
            if note:
                found.warn(line, note)
            return _add(element, line, found)
    found.problems.append(Problem(found.shown, line, "", "a record that can't be read as XML begins here"))
    found.unreadable += 1
    return None


def _take_between(raw: str, line: int, found: _Found) -> None:
    """Take what stands between records: one whose first tag is damaged, or text that is no record."""
    begins = _PART.search(raw)
    element = _element(_mended(_closed("<record>" + raw[begins.start() :]))) if begins else None
    if element is not None:
        found.warn(line, f"the first tag of a record is damaged (“{raw[:40]}”); it was mended: look at it")
        return _add(element, line, found)
    if begins or "</record" in raw:
        found.problems.append(Problem(found.shown, line, "", "a record that can't be read as XML begins here"))
        found.unreadable += 1
    else:
        found.warn(line, f"text between the records was not read (“{raw[:60]}”)")
    return None


def _add(element: Element, line: int, found: _Found) -> None:
    """Add the entries of a record: one, or two that ran together."""
    children = list(element)
    parts, said = torn(
        [(line, str(child.tag), [_text(child)]) for child in children], frozenset(), frozenset({"titles"}), _SINGLE
    )
    for row, message in said:
        found.warn(row, message)
    at = 0
    for part in parts:
        element[:] = children[at : at + len(part)]
        found.entries.append(_entry(element, line))
        at += len(part)


def _element(text: str) -> Element | None:
    """Return a text as XML; None where it is not well-formed."""
    try:
        element: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return element


def _mended(raw: str) -> str:
    """Return a record's XML without what is not XML: controls and bare ampersands."""
    return _BARE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", raw))


def _closed(raw: str) -> str:
    """Return a record's XML up to the end of its last whole part, with its last tag."""
    ends = [found.end() for found in _PART_END.finditer(raw)]
    return raw[: ends[-1]] + "</record>" if ends else raw


def _text(element: Element) -> str:
    """Return all text of an element as one line."""
    return " ".join("".join(element.itertext()).split())


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
