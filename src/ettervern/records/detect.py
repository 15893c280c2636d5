"""Which format a text is in, seen from its content and never from its name."""

from __future__ import annotations

import re

from ettervern.records.headers import known, plain

#: Lines in which the header of a table is looked for.
HEADER_WITHIN = 12
_HEAD = 200_000
# Patterns are made when the first text is looked at that needs them: most need none of most.
# The first of these that is found nearest the top of the text wins.
_SIGNS = {
    "ris": r"(?m)^\s?(?:\d+\.\s+)?TY {0,2}- ",
    "medline": r"(?m)^(?:PMID|OWN |STAT|DP  |TI  |AU  |FAU |TT  |BTI )- ",
    "bibtex": r"(?m)^\s*@(?:\s*[A-Za-z]+\s*[{(]|\{)",
    "wos": r"(?m)^(?:FN (?:Clarivate|Thomson|ISI)|PT [A-Z]$)",
    "refer": r"(?m)^%[0TA] \S",
    "refworks": r"(?m)^RT \S.*\n(?:[A-Z][A-Z0-9](?: .*|)\n)+",
}
#: Sign of each kind of XML in a text without prefixes; the decisive first.
_XML_SIGNS = {
    "pubmed_xml": r"<Pubmed(?:Book)?Article",
    "mods": r"<mods(?:Collection)?[\s>]",
    "zotero_rdf": r"(?s)<RDF[\s>].*?<(?:itemType|isPartOf|Article|Book)\b",
    "jats": r"(?s)<article[\s>].*?<(?:front|article-meta)[\s>]",
    "endnote_xml": r"<xml>\s*<records|<(?:titles|ref-type|contributors|rec-number|source-app)\b|<!ENTITY",
}
_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*:(?=[A-Za-z])")
_JSON = re.compile(r"\"(?:title|DOI|uid|uids|display_name|pmid|container-title)\"\s*:")
_KINDS_OF_BYTES = (
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an Excel or Word file of the old kind (.xls, .doc); save it as XLSX or CSV"),
    (b"{\\rtf", "a document in RTF; save it as plain text"),
    (b"PK", "a zip archive or a document in one; unpack it, or export again"),
    ((b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "a packed file; unpack it"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture"),
    (b"SQLite format 3", "a database file; export its references as RIS"),
)
_KINDS_OF_TEXT = (
    (
        r"(?i)<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]",
        "HTML, a web page; export again, as RIS",
    ),
    (r"\A\s*<[?!A-Za-z]", "XML, but of no kind with references that is known"),
    (r"\A\s*[{\[]", "JSON, but without references"),
    (
        r"(?m)^Unique Identifier\s*$|^<\d+>\s*$",
        "Ovid's text with whole names of fields; export as RIS",
    ),
    (r"(?m)^\s*(?:#!|import |def |library\(|function)", "the code of a program"),
    (r"\A[^\n\[=#]{1,2000}[,;\t][^\n=]*\n", "a table, but without known columns (title, author, DOI ...)"),
)
_BIBTEX_ENTRY = re.compile(r"^\s*@\s*(?:article|inproceedings|book|incollection|misc|phdthesis)\s*\{", re.M | re.I)
_ENDED_BY = re.compile(r"^ER {0,2}-", re.MULTILINE)
_TABLE_HEADS = re.compile(
    r"title|author|doi|pmid|\bTI\b|\bAU\b|year|abstract|record_id|tittel|forfatter", re.IGNORECASE
)


def detect(text: str) -> str:
    """Return the name of the format, as :mod:`.read` knows it, or an empty string."""
    head = text[:_HEAD]
    bracketed = head.lstrip()[:1] in ("{", "[")
    if bracketed and _JSON.search(head):
        return "json"
    if head.lstrip().startswith("<"):
        bare = _PREFIX.sub(r"\1", head)
        result = next((name for name, sign in _XML_SIGNS.items() if re.search(sign, bare)), "")
        if result or not re.match(r"\s*<\s*\d+\s*\.?\s*>", head):
            return result
    if not bracketed and header_line(head) is not None and not _surely_other(head):
        return "table"
    found_at = {name: match.start() for name, sign in _SIGNS.items() if (match := re.search(sign, head))}
    if not found_at:
        return "ris" if _ENDED_BY.search(head) else ""
    if "ris" in found_at and "medline" in found_at and _ENDED_BY.search(head):
        return "ris"
    return min(found_at, key=lambda name: found_at[name])


def likeness(data: bytes, text: str) -> str:
    """Return what a file that can't be read looks like, in words; empty where nobody can tell."""
    for mark, name in _KINDS_OF_BYTES:
        if data.startswith(mark):
            return name
    return next((name for sign, name in _KINDS_OF_TEXT if re.search(sign, text[:20_000])), "")


def _surely_other(head: str) -> bool:
    """Tell whether records of another format stand below a first line that only looks like a header."""
    return bool(re.search(_SIGNS["ris"], head) and _ENDED_BY.search(head)) or bool(_BIBTEX_ENTRY.search(head))


def header_line(text: str) -> int | None:
    """Return the number of lines above the header of a table; None where there is no header.

    A header is a line of separated cells of which some have known names; some databases print a line above it.
    """
    for at, line in enumerate(text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]):
        if re.match(r"^\s*(?:@|%|TY {0,2}-|[{\[<])|^[A-Z]{2,4} *- ", line):
            return None
        if line[:4].lower() == "sep=":
            return at + 1
        if line.strip() and _is_header(line, 2 if not text[: text.find(line)].strip() else 4):
            return at
    return None


def _is_header(line: str, least: int) -> bool:
    """Tell whether a line is a header: so many of its cells have known names, or the first word of one."""
    cells = max((line.split(mark) for mark in (",", ";", "\t")), key=len)
    telling = [cell for cell in cells if len(cell) < 60 and _TABLE_HEADS.search(cell)]
    named = telling + [cell for cell in cells if cell not in telling and plain(cell.strip('" ')) in known()]
    return bool(len(cells) >= 2 and len(line) < 20_000 and ("record_id" in line or (telling and len(named) >= least)))
