"""Read the formats that put a tag before every field: RIS, MEDLINE, Web of Science and EndNote's "refer".

Written here instead of taken from a library, as exports break these formats in ways that libraries meet by
dropping lines: a record without its end line, text between records, a field wrapped without indent. Here every
line ends up in a record or in a problem with its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ettervern.files import Problem
from ettervern.records.dialect import Dialect
from ettervern.records.model import Entry, Parsed
from ettervern.records.torn import Line, torn


@dataclass
class _State:
    """What the walk over the lines has seen so far."""

    shown: str
    dialect: Dialect
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    outside: list[tuple[int, str, int]] = field(default_factory=list)
    strays: list[tuple[int, str, int]] = field(default_factory=list)
    head: str = ""
    before: list[Line] = field(default_factory=list)
    apart: bool = False
    glued: bool = False
    middle: bool | None = None

    def warn(self, row: int, message: str) -> None:
        """Add a warning."""
        self.problems.append(Problem(self.shown, row, "", message, "warning"))

    def leave_out(self, row: int, line: str) -> None:
        """Note a line outside records, unless it is what databases print around them."""
        if not _FURNITURE.match(line.strip()):
            self.outside.append((row, line.strip(), len(self.entries)))


_HEAD = re.compile(r"^(?:Database|DB):\s*(.+)$", re.IGNORECASE)
# Lines that databases print around records and that carry nothing of a record.
_FURNITURE = re.compile(
    r"^(?:(?:Provider|Database|Content|Source|Date|Search(?: strategy| history| date| terms?)?|"
    r"(?:Date )?Exported(?: on| from)?|Export date|(?:Total )?Records?(?: exported)?|Total):.{0,200}|"
    r"Link to the Ovid Full Text or citation:.*|"
    r"\W*\d+[.)]?\s*|[-=_*\s]+|<\s*\d+\s*\.?\s*>)$",
    re.IGNORECASE,
)
_TAG_WITHIN = re.compile(r"%\S ")
_RUNS = 100
#: Characters of the value of the tag that a record begins with.
_LONGEST = 60


def read_tagged(text: str, file: str, dialect: Dialect) -> Parsed:
    """Return the records of a tagged text; see :class:`Dialect`."""
    state = _State(file, dialect)
    if dialect.ends:
        _walk_ended(text, state)
    else:
        _walk_blank(text, state)
    _say_runs(state, state.outside, "stand outside any record and were not read")
    _say_runs(state, state.strays, "begin with no tag and were read as a part of the field before")
    return Parsed(state.entries, state.problems)


def _say_runs(state: _State, lines: list[tuple[int, str, int]], what: str) -> None:
    """Say where runs of lines stand that are no field, each with its beginning; like runs of one tag are said once."""
    runs: dict[int, list[str]] = {}
    begins: dict[int, int] = {}
    for number, line, run in lines:
        runs.setdefault(run, []).append(line)
        begins.setdefault(run, number)
    alike: dict[str, list[int]] = {}
    for run, messages in runs.items():
        result = state.dialect.split(messages[0])
        alike.setdefault(result[0] if result and len(messages) == 1 else f"{run} ", []).append(run)
    for same in list(alike.values())[:_RUNS]:
        messages, more = runs[same[0]], f", and so in {len(same) - 1} more places" if len(same) > 1 else ""
        state.warn(begins[same[0]], f"{len(messages)} lines {what} (“{messages[0][:60]}”){more}")
    if len(alike) > _RUNS:
        row = begins[list(alike.values())[_RUNS][0]]
        state.warn(row, f"from here on {len(alike) - _RUNS} more runs of lines {what}")


def _walk_ended(text: str, state: _State) -> None:
    """Walk over a format whose records have a start and an end tag."""
    dialect, inside, lines = state.dialect, False, text.split("\n")
    for number, line in enumerate(lines, start=1):
        result = dialect.split(line)
        tag = result[0] if result else ""
        if result and tag in dialect.ends and result[1]:
            glued = dialect.split(result[1])
            if glued and glued[0] in dialect.first:  # the line end between two records is lost
                _close(state, inside)
                inside, tag, result = False, glued[0], glued
            elif inside and state.lines and _ends_later(lines[number:], dialect):
                _go_on(state, number, line)  # a word of the text, as an end of its own follows
                continue
        if tag in dialect.first:
            _open(state, number, inside)
            inside = True
        elif tag in dialect.ends:
            _close(state, inside)
            if result and result[1]:
                state.leave_out(number, line)
            inside = False
            continue
        _take(state, number, line, result, inside)
    _close(state, inside)


def _ends_later(lines: list[str], dialect: Dialect) -> bool:
    """Tell whether a bare end line comes before another record begins."""
    for line in lines:
        result = dialect.split(line)
        if result and result[0] in dialect.first:
            return False
        if result and result[0] in dialect.ends and not result[1]:
            return True
    return False


def _open(state: _State, number: int, inside: bool) -> None:
    """Begin a record at its first tag; what stands before the tag is kept until it is known whose it is."""
    if inside and (state.lines or state.before):
        state.warn(number, "the record before has no end line; it was ended here")
        _close(state, True)
    state.glued = bool(state.lines) and not state.apart
    state.middle = state.glued if state.middle is None else state.middle
    state.before, state.lines = state.lines, []


def _take(state: _State, number: int, line: str, result: tuple[str, str] | None, inside: bool) -> None:
    """Take one line into the open record, or note that it stands outside."""
    state.apart = not result and (not line.strip() or _FURNITURE.match(line.strip()) is not None)
    if result and (inside or result[0] not in state.dialect.heads):
        state.lines.append((number, result[0], [result[1]]))
    elif result or not line.strip():
        return
    elif state.lines and (inside or not _FURNITURE.match(line.strip())):
        _go_on(state, number, line)
    elif head := _HEAD.match(line.strip()):
        state.head = head.group(1).strip()
    else:
        state.leave_out(number, line)


def _go_on(state: _State, number: int, line: str) -> None:
    """Take a line without a tag as a part of the field before, and note it where fields do not go on like that."""
    _, tag, values = state.lines[-1]
    if tag in state.dialect.short or (state.dialect.indented and not line[:1].isspace()):
        run = next((run for at, _, run in state.strays[-1:] if at == number - 1), number)
        state.strays.append((number, line.strip(), run))
    values.append(line.strip())


def _close(state: _State, started: bool = True) -> None:
    """Make entries of the lines collected; those before the first tag are a part of the record, another, or none."""
    before, lines = state.before, state.lines
    state.before, state.lines = [], []
    if before and _one_record(before, lines, state):
        lines, before = before + lines, []
    _add(state, before, started=False)
    _add(state, lines, started=started)


def _one_record(before: list[Line], lines: list[Line], state: _State) -> bool:
    """Tell whether lines before a first tag belong to it: they have the title that it lacks, or so it is in the file.

    Where nothing stands before the first record of a file, what stands between two others belongs to neither.
    """
    tags, others = {tag for _, tag, _ in before}, {tag for _, tag, _ in lines}
    if tags & others & state.dialect.single or (tags & state.dialect.titles and others & state.dialect.titles):
        return False
    return bool(state.middle and state.glued) or bool(tags & state.dialect.titles)


def _add(state: _State, lines: list[Line], *, started: bool) -> None:
    """Make entries of lines: one record, or two that ran together; without a first tag and a title they are none."""
    if not lines:
        return
    if not started and not {tag for _, tag, _ in lines} & state.dialect.titles:
        run = len(state.entries)
        state.outside += [(row, f"{tag}  - {' '.join(values)}", run) for row, tag, values in lines]
        return
    if not started:
        state.warn(lines[0][0], "a record without its first line, which gives its type; it was read as type other")
    for row, tag, values in lines:
        if tag in state.dialect.first and (len(values[0]) > _LONGEST or _TAG_WITHIN.search(values[0])):
            state.warn(row, f"more than a value stands behind {tag}; lines may have run together (“{values[0][:60]}”)")
        for below, value in enumerate(values if state.dialect.within else ()):
            if state.dialect.within and (begins := state.dialect.within.search(value)):
                message = f"another record seems to begin within the line (“{value[begins.start() :][:60]}”)"
                state.warn(row + below, f"{message}; its line end may be lost, and it was not read as a record")
    records, messages = torn(lines, state.dialect.first, state.dialect.titles, state.dialect.single)
    for row, message in messages:
        state.warn(row, message)
    state.entries.extend(_entry(part, state) for part in records)


def _entry(lines: list[Line], state: _State) -> Entry:
    """Return the lines of one record as an entry."""
    entry = Entry(lines[0][0], database=state.head)
    for _, tag, values in lines:
        if tag in state.dialect.first and not entry.kind:
            entry.kind = values[0].strip()
        if tag == "KW":
            for value in values:
                entry.add(tag, value)
        else:
            entry.add(tag, " ".join(values).strip())
    return entry


def _walk_blank(text: str, state: _State) -> None:
    """Walk over a format whose records are parted by blank lines or begin with a first tag."""
    for block in _blocks(text, state.dialect):
        tags = {tag for _, tag, _ in block if tag}
        if not tags:
            _loose(block, state)
            continue
        if state.lines and _belongs(tags, {tag for _, tag, _ in state.lines}, state.dialect):
            state.warn(
                block[0][0], "a blank line inside the record; what follows was read as a part of the record before"
            )
        else:
            _close(state)
        _fill(block, state)
    _close(state)


def _belongs(tags: set[str], before: set[str], dialect: Dialect) -> bool:
    """Tell whether tags after a blank line go on with the record before: they say what it lacks, and nothing twice."""
    if tags & dialect.first:
        return False
    titled = bool(tags & dialect.titles)
    return not titled or (bool(before & dialect.first) and not before & dialect.titles)


def _loose(block: list[tuple[int, str, str]], state: _State) -> None:
    """Take lines without any tag: a further paragraph of the field before, or text outside records."""
    for number, _, line in block:
        if state.lines:
            if state.lines[-1][1] in state.dialect.short or state.dialect.indented:
                state.strays.append((number, line.strip(), block[0][0]))
            state.lines[-1][2].append(line.strip())
        else:
            state.leave_out(number, line)


def _fill(block: list[tuple[int, str, str]], state: _State) -> None:
    """Add the lines of a block to the open record."""
    for number, tag, value in block:
        if tag:
            state.lines.append((number, tag, [value]))
        elif state.lines:
            _go_on(state, number, value)
        else:
            state.leave_out(number, value)


def _blocks(text: str, dialect: Dialect) -> Iterator[list[tuple[int, str, str]]]:
    """Yield runs of lines (number, tag or empty, value) between blank lines and before first tags."""
    block: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        result = dialect.split(line)
        starts = bool(result and dialect.parted and result[0] in dialect.first)
        if block and (starts or not line.strip()):
            yield block
            block = []
        if result:
            block.append((number, result[0], result[1]))
        elif line.strip():
            block.append((number, "", line))
    if block:
        yield block
