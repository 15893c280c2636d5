"""EndNote XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ettervern.records import fields, xml_text
from ettervern.records.model import Entry, Parsed
from ettervern.records.types import type_from_words

_SINGLE = frozenset({"titles", "contributors", "dates", "periodical", "pages", "abstract", "ref-type", "rec-number"})
_MORE = "database|source-app|foreign-keys|volume|number|keywords|urls|isbn"


def parse(text: str, file: str) -> Parsed:
    """Return the entries of an EndNote XML text; where it is not well-formed, record by record."""
    parts = f"{'|'.join(sorted(_SINGLE))}|{_MORE}"
    kind = xml_text.Kind("record", "xml|records", parts, _SINGLE, frozenset({"titles"}), _entry, "titles/title")
    return xml_text.parse(text, file, kind)


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
