"""Which format a text is in, seen from its content and never from its name."""

from __future__ import annotations

import re

from ettervern.records.headers import known, plain

#: Lines in which the header of a table is looked for.
HEADER_WITHIN = 12
_HEAD = 200_000
# The first of these that is found nearest the top of the text wins.
_SIGNS = {
    "ris": re.compile(r"^\s?(?:\d+\.\s+)?TY {0,2}- ", re.MULTILINE),
    "medline": re.compile(r"^(?:PMID|OWN |STAT|DP  |TI  |AU  |FAU |TT  |BTI )- ", re.MULTILINE),
    "bibtex": re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE),
    "wos": re.compile(r"^(?:FN (?:Clarivate|Thomson|ISI)|PT [A-Z]$)", re.MULTILINE),
    "refer": re.compile(r"^%[0TA] \S", re.MULTILINE),
}
_BIBTEX_ENTRY = re.compile(r"^\s*@\s*(?:article|inproceedings|book|incollection|misc|phdthesis)\s*\{", re.M | re.I)
_ENDED_BY = re.compile(r"^ER {0,2}-", re.MULTILINE)
_TABLE_HEADS = re.compile(
    r"title|author|doi|pmid|\bTI\b|\bAU\b|year|abstract|record_id|tittel|forfatter", re.IGNORECASE
)


def detect(text: str) -> str:
    """Return ``ris``, ``medline``, ``bibtex``, ``wos``, ``refer``, ``endnote_xml``, ``table`` or an empty string."""
    head = text[:_HEAD]
    if head.lstrip().startswith("<") and re.search(r"<records?\b|<!DOCTYPE|<!ENTITY", head):
        return "endnote_xml"
    if header_line(head) is not None and not _surely_other(head):
        return "table"
    found = {name: match.start() for name, sign in _SIGNS.items() if (match := sign.search(head))}
    if not found:
        return "ris" if _ENDED_BY.search(head) else ""
    if "ris" in found and "medline" in found and _ENDED_BY.search(head):
        return "ris"
    return min(found, key=lambda name: found[name])


def _surely_other(head: str) -> bool:
    """Tell whether records of another format stand below a first line that only looks like a header."""
    return bool(_SIGNS["ris"].search(head) and _ENDED_BY.search(head)) or bool(_BIBTEX_ENTRY.search(head))


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
