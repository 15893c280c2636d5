"""XML of records, read one record at a time with defusedxml, so that a damaged one takes no other along.

Entity bombs and outside entities are refused. What is not well-formed is mended, and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ettervern.files import Problem
from ettervern.records.model import Entry, Parsed
from ettervern.records.torn import torn

# A control character, written as itself or as a reference, makes the whole file unreadable to XML.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x[01]?[0-9a-fA-F]|[0-9]|[12][0-9]|3[01]);")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*:(?=[A-Za-z])|(?<=\s)[A-Za-z][\w.-]*:(?=[A-Za-z][\w.-]*\s*=\s*[\"'])")
_NAMESPACE = re.compile(r"\sxmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_AROUND = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?\s*>", re.DOTALL)
_TAG = re.compile(
    r"<(/?)([A-Za-z_][\w.-]*)((?:\s+[\w.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*)\s*(/?)>|<!\[CDATA\[.*?\]\]>", re.DOTALL
)
_MENDED = "the record is not well-formed XML; it was mended: look at it"


@dataclass(frozen=True)
class Kind:
    """How one format in XML is built.

    Attributes
    ----------
    record : str
        Names of the elements that are records, as alternatives of a regular expression.
    around : str
        Names of the elements around records, and of those beside them that say nothing of a work.
    parts : str
        Names of elements that stand in a record: by them one is known whose first tag is damaged.
    single : frozenset of str
        Children that stand once in a record; where one stands twice, two records ran together.
    titles : frozenset of str
        Children that hold the title.
    entry : callable
        Element and line -> entry.
    title : str
        Path of the title in a record; empty where several may stand there.
    """

    record: str
    around: str
    parts: str
    single: frozenset[str]
    titles: frozenset[str]
    entry: Callable[[Element, int], Entry]
    title: str = ""

    def records(self) -> re.Pattern[str]:
        """Return what finds each record: up to its end, to the next, or to the end of the text."""
        begin = rf"<(?:{self.record})(?=[\s>])"
        return re.compile(rf"{begin}[^>]*>.*?(?:</(?:{self.record})\s*>|(?={begin})|\Z)", re.DOTALL)


@dataclass
class _Found:
    """Entries and problems as they are found, and how many records could not be read."""

    shown: str
    kind: Kind
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: int = 0

    def warn(self, line: int, message: str) -> None:
        """Add a warning."""
        self.problems.append(Problem(self.shown, line, "", message, "warning"))

    def refuse(self, line: int) -> None:
        """Add a record that can't be read."""
        self.problems.append(Problem(self.shown, line, "", "a record that can't be read as XML begins here"))
        self.unreadable += 1


def parse(text: str, file: str, kind: Kind) -> Parsed:
    """Return the entries of an XML text."""
    if re.search(r"<!ENTITY\b", text[:1_000_000]):
        message = "the XML declares entities, which no reference manager does; refused, as they can be an attack"
        return Parsed([], [Problem(file, 1, "", message)], unreadable=len(kind.records().findall(bare(text))))
    result = _Found(file, kind)
    for raw, line, between in _pieces(bare(text), kind):
        (_take_between if between else _take)(raw, line, result)
    return Parsed(result.entries, result.problems, result.unreadable)


def bare(text: str) -> str:
    """Return XML without the prefixes of its names, which a record alone does not explain."""
    return _PREFIX.sub(r"\1", _NAMESPACE.sub("", text)) if ":" in text or "xmlns" in text else text


def _pieces(text: str, kind: Kind) -> Iterator[tuple[str, int, bool]]:
    """Yield records and what stands between them: text, line, and whether it is between."""
    passed = re.compile(rf"{_AROUND.pattern}|</?(?:{kind.around})\b[^>]*>", re.DOTALL)
    line, at = 1, 0
    for match in [*kind.records().finditer(text), None]:
        start, end = match.span() if match else (len(text), len(text))
        gap = text[at:start]
        yield from _between(passed.sub(lambda m: "\n" * m.group().count("\n"), gap), line, kind)
        line += gap.count("\n")
        if match:
            yield match.group(), line, False
            line += match.group().count("\n")
        at = end


def _between(text: str, line: int, kind: Kind) -> Iterator[tuple[str, int, bool]]:
    """Yield the pieces of what stands between records, each up to what is left of a record's end."""
    at, ends = 0, re.finditer(rf"</(?:{kind.record})\s*>?", text)
    for end in [*(result.end() for result in ends), len(text)]:
        piece = text[at:end].lstrip()
        if piece.strip(" \n>"):
            yield piece.rstrip(), line + text.count("\n", 0, end - len(piece)), True
        at = end


def _take(raw: str, line: int, result: _Found) -> None:
    """Add the entries of one record's XML, or the problem with it."""
    for attempt, note in ((raw, ""), (_mended(raw), _MENDED), (_balanced(raw), _MENDED)):
        element = element_of(attempt)
        if element is not None and (len(element) or not (note or element.text)):
            if note:
                result.warn(line, note)
            return _add(element, line, result)
    return result.refuse(line)


def _take_between(raw: str, line: int, result: _Found) -> None:
    """Take what stands between records: one whose first tag is damaged, or text that is no record."""
    begins = re.search(rf"<(?:{result.kind.parts})\b", raw)
    element = element_of(_balanced(f"<record>{raw[begins.start() :]}")) if begins else None
    if element is not None and len(element):
        result.warn(line, f"the first tag of a record is damaged (“{raw[:40]}”); it was mended: look at it")
        return _add(element, line, result)
    if begins or re.search(rf"</(?:{result.kind.record})", raw):
        return result.refuse(line)
    return result.warn(line, f"text between the records was not read (“{raw[:60]}”)")


def _add(element: Element, line: int, result: _Found) -> None:
    """Add the entries of a record: one, or two that ran together."""
    known = re.compile(result.kind.parts)
    while len(element) == 1 and not known.fullmatch(element[0].tag) and len(element[0]):
        element[:] = element[0][:]  # a tag that nobody closed holds all that follows it
    children = list(element)
    lines = [(line, str(child.tag) + ("@" if child.get("type") else ""), [words(child)]) for child in children]
    parts, messages = torn(lines, frozenset(), result.kind.titles, result.kind.single)
    for row, message in messages:
        result.warn(row, message)
    at = 0
    for part in parts:
        element[:] = children[at : at + len(part)]
        for other in element.findall(result.kind.title)[1:] if result.kind.title else []:
            result.warn(line, f"the title stands twice; the second was not read (“{words(other)[:60]}”)")
        result.entries.append(result.kind.entry(element, line))
        at += len(part)


def element_of(text: str) -> Element | None:
    """Return a text as XML; None where it is not well-formed."""
    try:
        element: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return None
    return element


def _mended(raw: str) -> str:
    """Return a record's XML without what is not XML: controls and bare ampersands."""
    return _BARE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", raw))


def _balanced(raw: str) -> str:
    """Return a record's XML with every tag closed, ends without a beginning left out, and other brackets as text."""
    raw, out, opened, at = _mended(raw), [], list[str](), 0
    for tag in _TAG.finditer(raw):
        out.append(raw[at : tag.start()].replace("<", "&lt;"))
        at = tag.end()
        ends, name, attributes, alone = tag.groups()
        if name is None or alone:
            out.append(tag.group())
        elif not ends:
            opened.append(name)
            out.append(f"<{name}{attributes}>")
        elif name in opened:
            while (last := opened.pop()) != name:
                out.append(f"</{last}>")
            if opened:
                out.append(f"</{name}>")
            else:
                opened.append(name)  # the outermost is closed once, at the end
    out.append(raw[at:].replace("<", "&lt;"))
    return "".join([*out, *(f"</{name}>" for name in reversed(opened))])


def words(element: Element | None) -> str:
    """Return all text of an element as one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
