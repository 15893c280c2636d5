"""Read the formats that put a tag before every field: RIS, MEDLINE, Web of Science and EndNote's "refer".

Written here instead of taken from a library, as exports break these formats in ways that libraries meet by
dropping lines: a record without its end line, text between records, a field wrapped without indent. Here every
line ends up in a record or in a problem with its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ettervern.files import Problem
from ettervern.records.model import Entry, Parsed

#: Splits a line into tag and value; None for a line that continues the field before.
Split = Callable[[str], tuple[str, str] | None]


@dataclass(frozen=True)
class Dialect:
    """How one tagged format is built.

    Attributes
    ----------
    split : callable
        Line -> (tag, value), or None.
    starts : frozenset of str
        Tags that begin a record.
    ends : frozenset of str
        Tags that end one; where there are none a blank line does.
    core : frozenset of str
        After a blank line, tags without any of these belong to the record before: a blank line inside a
        record must not tear it apart.
    heads : frozenset of str
        Tags of the file itself, passed over outside records.
    """

    split: Split
    starts: frozenset[str]
    ends: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()


@dataclass
class _State:
    """What the walk over the lines has seen so far."""

    shown: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: list[tuple[int, str, list[str]]] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)
    head: str = ""


_HEAD = re.compile(r"^(?:Database|DB):\s*(.+)$", re.IGNORECASE)
# Lines that databases print around records and that carry nothing of a record.
_FURNITURE = re.compile(
    r"^(?:(?:Provider|Database|Content|Source|Date|Search|Records?|Exported|Total)\b.*:.*|[%#].*|\W*\d+[.)]?\s*|[-=_*\s]+|<\d+>)$",
    re.IGNORECASE,
)


def read_tagged(text: str, shown: str, dialect: Dialect) -> Parsed:
    """Return the records of a tagged text; see :class:`Dialect`."""
    state = _State(shown)
    if dialect.ends:
        _walk_ended(text, dialect, state)
    else:
        _walk_blank(text, dialect, state)
    if state.outside:
        message = f"{len(state.outside)} lines stand outside any record and were not read"
        state.problems.append(Problem(shown, state.outside[0], "", message, "warning"))
    return Parsed(state.entries, state.problems)


def _walk_ended(text: str, dialect: Dialect, state: _State) -> None:
    """Walk over a format whose records have a start and an end tag."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        found = dialect.split(line)
        tag = found[0] if found else ""
        if tag in dialect.starts:
            if inside and state.lines:
                message = "the record before has no end line; it was ended here"
                state.problems.append(Problem(state.shown, number, "", message, "warning"))
            _close(state, dialect)
            inside = True
        elif tag in dialect.ends:
            if not inside and state.lines:
                _no_start(state)
            _close(state, dialect)
            inside = False
            continue
        _take(state, number, line, found, inside, dialect)
    if state.lines and not inside:
        _no_start(state)
    _close(state, dialect)


def _take(state: _State, number: int, line: str, found: tuple[str, str] | None, inside: bool, dialect: Dialect) -> None:
    """Take one line into the open record, or note that it stands outside."""
    if found and (inside or found[0] not in dialect.heads):
        state.lines.append((number, found[0], [found[1]]))
    elif found or not line.strip():
        return
    elif state.lines:
        state.lines[-1][2].append(line.strip())
    elif head := _HEAD.match(line.strip()):
        state.head = head.group(1).strip()
    elif not _FURNITURE.match(line.strip()):
        state.outside.append(number)


def _no_start(state: _State) -> None:
    """Say that a record lacks its first line; it is kept all the same."""
    message = "a record without its first line, which gives its type; it was read as type other"
    state.problems.append(Problem(state.shown, state.lines[0][0], "", message, "warning"))


def _close(state: _State, dialect: Dialect) -> None:
    """Make an entry of the lines collected."""
    lines, state.lines = state.lines, []
    if not lines:
        return
    entry = Entry(lines[0][0], database=state.head)
    for _, tag, values in lines:
        if tag in dialect.starts and not entry.kind:
            entry.kind = values[0].strip()
        if tag == "KW":
            for value in values:
                entry.add(tag, value)
        else:
            entry.add(tag, " ".join(values).strip())
    state.entries.append(entry)


def _walk_blank(text: str, dialect: Dialect, state: _State) -> None:
    """Walk over a format whose records are parted by blank lines or begin with a start tag."""
    for block in _blocks(text, dialect):
        tags = {tag for _, tag, _ in block if tag}
        if not tags:
            _loose(block, state)
        elif state.lines and not tags & dialect.core:
            message = "a blank line inside the record; what follows was read as a part of the record before"
            state.problems.append(Problem(state.shown, block[0][0], "", message, "warning"))
            _fill(block, state)
        else:
            _close(state, dialect)
            _fill(block, state)
    _close(state, dialect)


def _loose(block: list[tuple[int, str, str]], state: _State) -> None:
    """Take lines without any tag: a further paragraph of the field before, or text outside records."""
    if state.lines:
        state.lines[-1][2].extend(value for _, _, value in block)
        return
    state.outside.extend(number for number, _, value in block if not _FURNITURE.match(value))


def _fill(block: list[tuple[int, str, str]], state: _State) -> None:
    """Add the lines of a block to the open record."""
    for number, tag, value in block:
        if tag:
            state.lines.append((number, tag, [value]))
        elif state.lines:
            state.lines[-1][2].append(value)
        elif not _FURNITURE.match(value):
            state.outside.append(number)


def _blocks(text: str, dialect: Dialect) -> Iterator[list[tuple[int, str, str]]]:
    """Yield runs of lines (number, tag or empty, value) between blank lines and before start tags."""
    block: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        found = dialect.split(line)
        starts = bool(found and found[0] in dialect.starts)
        if block and (starts or not line.strip()):
            yield block
            block = []
        if found and not (found[0] in dialect.heads and not block):
            block.append((number, found[0], found[1]))
        elif not found and line.strip():
            block.append((number, "", line.strip()))
    if block:
        yield block
