"""BibTeX that its parser can't take: an entry with a bracket or its first line damaged, two that ran together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import bibtexparser
from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
from bibtexparser.model import Entry as BibEntry

from ettervern.records.torn import torn

#: Kinds of blocks that are no record.
NOT_RECORDS = frozenset({"comment", "string", "preamble", "set", "xdata"})
ENTRY = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)\s*[{(]", re.MULTILINE)
_SINGLE = frozenset({"title", "journal", "year", "doi", "pages", "volume", "url"})
# The first line of an entry with its "@", its type or its bracket gone, and the first field after it.
_HEAD = re.compile(
    r"^[ \t]*@?[ \t]*(?:([A-Za-z]+)[ \t]*[{( \t][ \t]*)?[{(]?([^\s,{}()=\"]+)[ \t]*,\s*(?=[A-Za-z][\w-]*\s*=)",
    re.MULTILINE,
)
_BEGUN = re.compile(r"^\s*[\w-]+\s*=")
_FIELD = re.compile(r"^\s*[\w-]+\s*=\s*(?:\{.*\}|\".*\"|\d+)\s*,?\s*$")
# What programs print above their entries, comments, and brackets that are left over.
_FURNITURE = re.compile(
    r"^(?:%.*|Scopus|Export date:.*|(?:Provider|Database|Content|Encoding|Source):.*|This file was .*|[{}(),\s]*)$",
    re.I,
)


_YEAR = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: name for name in _YEAR.split()}
_PIECE = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}|\"[^\"]*\"|[^\s#{}\",]+")
_PIECES = re.compile(rf"(?:{_PIECE.pattern})(?:\s*#\s*(?:{_PIECE.pattern}))+")


def read(text: str) -> bibtexparser.Library:
    """Return what the parser makes of a text, strings filled in."""
    stack = [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    library = bibtexparser.parse_string(text, parse_stack=stack)
    if "#" in text:
        known = {**MONTHS, **{key.lower(): str(result.value) for key, result in library.strings_dict.items()}}
        for block in library.blocks:
            entry = getattr(block, "ignore_error_block", block)
            for item in entry.fields if isinstance(entry, BibEntry) else []:
                if item.enclosing == "no-enclosing":
                    item.value = _put_together(str(item.value), known)
    return library


def _put_together(value: str, known: dict[str, str], deep: int = 5) -> str:
    """Return pieces that stand with ``#`` between them as one text; as they are where one of them is not known."""
    if "#" not in value or not _PIECES.fullmatch(value.strip()):
        return value
    pieces = []
    for piece in _PIECE.findall(value):
        if piece[0] in '{"':
            pieces.append(piece[1:-1])
        elif piece.isdigit() or (piece.lower() in known and deep):
            pieces.append(piece if piece.isdigit() else _put_together(known[piece.lower()], known, deep - 1))
        else:
            return value
    return "".join(pieces)


def mended(raw: str) -> BibEntry | None:
    """Return the entry of a broken block with its end added, or without its broken fields; None where neither helps."""
    raw = raw.rstrip().rstrip(",")
    attempts = (_with_closed_fields(raw), _without_broken_fields(raw), raw + "\n}", raw + "}\n}", raw + '"\n}')
    # A missing bracket can swallow the fields after it: the attempt that finds the most fields is the best.
    result = [entry for attempt in attempts for entry in _only_entry(attempt)]
    return max(result, key=lambda entry: len(entry.fields), default=None)


def _only_entry(text: str) -> list[BibEntry]:
    """Return the entry of a text that holds one and nothing broken."""
    library = read(text)
    whole = len(library.entries) == 1 and not library.failed_blocks and library.entries[0].fields
    return library.entries if whole else []


def _with_closed_fields(raw: str) -> str:
    """Return a block with a bracket at the end of each line that opens one too many, where a field follows."""
    lines = raw.rstrip("}\n ").split("\n")
    for at, (line, after) in enumerate(pairwise([*lines, "x ="])):
        if _BEGUN.match(line) and _BEGUN.match(after) and line.count("{") == line.count("}") + 1:
            lines[at] = line.rstrip().rstrip(",") + "},"
    return "\n".join([*lines, "}"])


def _without_broken_fields(raw: str) -> str:
    """Return a block with only those lines that are whole fields."""
    lines = raw.split("\n")
    kept = [
        line.rstrip().rstrip(",") + ","
        for line in lines[1:]
        if _FIELD.match(line) and line.count("{") == line.count("}")
    ]
    return "\n".join([lines[0].split(",")[0] + ",", *kept, "}"])


def headless(text: str) -> Iterator[tuple[int, str, BibEntry | None]]:
    """Find what is no furniture in text between entries.

    Yields
    ------
    tuple of (int, str, bibtexparser Entry or None)
        Line in the text, counted from 0; its beginning; the entry where only its first line was damaged.
    """
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)] * bool(heads)
    yield from _loose(text[: heads[0].start() if heads else len(text)])
    for head, end in zip(heads, ends, strict=True):
        rest = text[head.end() : end]
        kind = (head.group(1) or "misc").lower()
        raw = f"@{'misc' if kind in NOT_RECORDS else kind}{{{head.group(2)},\n{rest}"
        entry = next(iter(_only_entry(raw)), None) or mended(raw)
        yield (
            text.count("\n", 0, head.start() + len(head.group()) - len(head.group().lstrip())),
            head.group().strip(),
            entry,
        )


def _loose(text: str) -> Iterator[tuple[int, str, None]]:
    """Yield the first line of each run of lines that are no furniture."""
    before = False
    for number, line in enumerate(text.split("\n")):
        loose = not _FURNITURE.match(line.strip())
        if loose and not before:
            yield number, line.strip(), None
        before = loose


def parted(entry: BibEntry, line: int) -> tuple[list[BibEntry], list[tuple[int, str]]]:
    """Return the entries that ran together in one with fields that stand twice, and what to say of it, line by line."""
    lines = [((item.start_line or line - 1) + 1, item.key.lower(), [str(item.value)]) for item in entry.fields]
    parts, message = torn(lines, frozenset(), frozenset({"title"}), _SINGLE)
    entries, at = [], 0
    for part in parts:
        entries.append(
            BibEntry(
                entry.entry_type if not at else "misc", entry.key if not at else "", entry.fields[at : at + len(part)]
            )
        )
        at += len(part)
    return entries, message
