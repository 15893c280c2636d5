"""Joining two versions of a table row by row, given the version that both came from.

Rows are told apart by their key; a row that neither side or one side touched needs nobody. Untouched rows keep their
bytes, and the order is that of this side, with the other's new rows where the other has them. Only a row that both
sides changed, each in its own way, is left to a person: a clash.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from ettervern.rows import as_read, raw_rows, written
from ettervern.screen.rules import parse_time

#: Files that lines are only added to.
LINES = "decisions"
#: Tables in which one thing has several rows: there a row is its whole text, and both sides' rows are kept.
WHOLE = frozenset(
    [
        "extraction_1",
        "extraction_2",
        "duplicate_decisions",
        "accepted_warnings",
        "retractions",
        "retraction_checks",
        LINES,
    ]
)
#: Table -> how many of its first columns name a row, where more than the fewest that tell its rows apart.
KEYS = {"searches": 5}
#: Table -> columns that a build writes anew, so that they never clash.
REWRITTEN = {"known_reports": ("file", "position")}
Key = tuple[str, ...]


class Row(NamedTuple):
    """A row of a table, or an entry of a bibliography: its key, what it says, and its own text."""

    key: Key
    cells: tuple[str, ...]
    raw: str


class Sides(NamedTuple):
    """The version that both came from, and the two."""

    base: list[Row]
    ours: list[Row]
    theirs: list[Row]


class Clash(NamedTuple):
    """What both sides changed, each in its own way; a side without rows has taken them away."""

    ours: tuple[Row, ...]
    theirs: tuple[Row, ...]

    def text(self) -> str:
        """Return both sides between marks as git sets them, which no table can hold by itself."""
        sides = ("".join(row.raw for row in rows) for rows in self)
        first, second = (side if side.endswith("\n") or not side else side + "\n" for side in sides)
        return f"<<<<<<< this branch\n{first}=======\n{second}>>>>>>> the other\n"


@dataclass(frozen=True)
class Merged:
    """Two versions as one.

    Attributes
    ----------
    text : str
        The joined text; a clash stands in it between marks.
    clashes : list of (int, Clash)
        Each with the line of the text at which it stands.
    columns : tuple of str
        The header of a table.
    """

    text: str
    clashes: list[tuple[int, Clash]]
    columns: Key = ()


def merge_tables(base: str, ours: str, theirs: str, name: str = "", take: str = "") -> Merged:
    """Join two versions of a table (CSV with a header).

    Parameters
    ----------
    base, ours, theirs : str
        The version that both came from (empty where there was none), and the two.
    name : str
        Which table it is (its file without ``.csv``), for what tells its rows apart.
    take : str
        ``ours`` or ``theirs``: whose rows count where both changed one; left out, they are clashes.
    """
    read = [list(raw_rows(text)) if text.strip() else [] for text in (base, ours, theirs)]
    heads = [as_read(rows[0][0]) if rows else () for rows in read]
    head = _header(*heads)
    tables = [_under(head, rows) for rows in read]
    width = len(head) if name in WHOLE else KEYS.get(name) or _key_width(tables, len(head))
    same = [at for at, column in enumerate(head) if column not in REWRITTEN.get(name, ())]
    sides = Sides(*(_keyed(rows, width) for rows in tables))
    first = read[1][0][1] if heads[1] == head else written(head, "\n", quoted=False)
    return _joined(first, join(sides, take, compared=same, whole=name in WHOLE), _line_end(first), head)


def merge_lines(base: str, ours: str, theirs: str, take: str = "") -> Merged:
    """Join two versions of a file that lines are only added to: every line of both once, by time."""
    merged = merge_tables(base, ours, theirs, LINES, take)
    head, *rows = list(raw_rows(merged.text))
    rows.sort(key=lambda row: parse_time(row[0][0].strip()) or datetime.max.replace(tzinfo=UTC))
    return Merged("".join(raw for _, raw in [head, *rows]), merged.clashes, merged.columns)


def merge_entries(base: str, ours: str, theirs: str, take: str = "") -> Merged:
    """Join two versions of a BibTeX file, entry by entry under their keys."""
    return _joined("", join(Sides(*map(_entries, (base, ours, theirs))), take), "\n", ())


def join(sides: Sides, take: str = "", *, compared: Sequence[int] = (), whole: bool = False) -> list[Row | Clash]:
    """Join rows; keys are told apart within each side.

    Parameters
    ----------
    sides : Sides
        The three versions.
    take : str
        See :func:`merge_tables`.
    compared : sequence of int
        Cells that count; left out, all do.
    whole : bool
        Whether a changed row has a new key (:data:`WHOLE`).

    Returns
    -------
    list of Row or Clash
        In the order of ``ours``, the other's new rows where it has them.
    """
    old, mine, other = ({row.key: row for row in rows} for rows in sides)
    apart = _renamed_apart(old, mine, other) if whole else {}
    new = _new_rows(sides.theirs, mine, old, apart)
    result: list[Row | Clash] = []
    held = new[None]
    for row in sides.ours:
        if row.key in old or row.key in other:  # the other's new rows come after ours at the same place
            result += held
            held = []
        if (clash := apart.get(row.key)) is None:
            result += _outcome(old.get(row.key), row, other.get(row.key), compared)
        elif row == clash.ours[0]:
            result.append(clash)
        held = held + new[row.key]
    return [part for one in result + held for part in _taken(one, take)]


def _outcome(was: Row | None, here: Row, there: Row | None, compared: Sequence[int]) -> list[Row | Clash]:
    """Return what becomes of a row that this side has; nothing where the other took it away untouched."""
    if there is None:
        return [here] if was is None else [] if was.cells == here.cells else [Clash((here,), ())]
    if here.cells == there.cells or (was is not None and was.cells == there.cells):
        return [here]
    if was is not None and was.cells == here.cells:
        return [there]
    differ = any(here.cells[at] != there.cells[at] for at in compared or range(len(here.cells)))
    return [Clash((here,), (there,)) if differ else here]


def _taken(part: Row | Clash, take: str) -> list[Row | Clash]:
    """Return a part as it stands; of a clash the rows of the side that counts."""
    return [*getattr(part, take)] if take and isinstance(part, Clash) else [part]


def _new_rows(
    theirs: Sequence[Row], mine: dict[Key, Row], old: dict[Key, Row], apart: dict[Key, Clash]
) -> dict[Key | None, list[Row | Clash]]:
    """Return what only the other side has by the row after which it stands: new rows, and rows that ours took away."""
    result: dict[Key | None, list[Row | Clash]] = defaultdict(list)
    place: Key | None = None
    for row in theirs:
        if row.key in mine:
            place = row.key
        elif row.key not in old:
            result[place] += [] if row.key in apart else [row]
        elif old[row.key].cells != row.cells:
            result[place].append(Clash((), (row,)))
    return result


def _renamed_apart(old: dict[Key, Row], mine: dict[Key, Row], other: dict[Key, Row]) -> dict[Key, Clash]:
    """Return clashes of rows whose key both sides changed, each in its own way: both would stand for one row.

    They are found by their first cell; each is given under the key of every row in it.
    """
    result: dict[Key, Clash] = {}
    for first in {row.cells[:1] for key, row in old.items() if key not in mine and key not in other}:
        added = [
            tuple(row for key, row in side.items() if key not in old and row.cells[:1] == first)
            for side in (mine, other)
        ]
        if all(added) and {row.key for row in added[0]} != {row.key for row in added[1]}:
            result |= {row.key: Clash(*added) for row in (*added[0], *added[1])}
    return result


def _header(base: Key, ours: Key, theirs: Key) -> Key:
    """Return the columns of both sides, without those that one side took away."""
    if not ours or not theirs:
        return ours or theirs
    gone = set(base) - set(theirs)
    return (*(one for one in ours if one not in gone), *(one for one in theirs if one not in (*ours, *base)))


def _under(head: Key, rows: Sequence[tuple[list[str], str]]) -> list[Row]:
    """Return the rows of a table under a header, their own text where they stand under it already."""
    if not rows:
        return []
    own = as_read(rows[0][0])
    result = []
    for cells, raw in rows[1:]:
        read = as_read(cells)
        if own != head:
            told = dict(zip(own, read, strict=False))
            read = tuple(told.get(column, "") for column in head)
            raw = written(read, "\n", quoted=False)
        result.append(Row((), read, raw))
    return result


def _key_width(tables: Iterable[list[Row]], most: int) -> int:
    """Return the fewest first columns that tell the rows of every version apart."""
    versions = [[row.cells for row in rows] for rows in tables]
    apart = (
        width for width in range(1, most) if all(len({row[:width] for row in rows}) == len(rows) for rows in versions)
    )
    return next(apart, most)


def _keyed(rows: Sequence[Row], width: int) -> list[Row]:
    """Return rows under their keys; of rows with one key each has its number too."""
    seen: Counter[Key] = Counter()
    result = []
    for row in rows:
        key = row.cells[:width]
        result.append(row._replace(key=(*key, str(seen[key]))))
        seen[key] += 1
    return result


def _entries(text: str) -> list[Row]:
    """Return the entries of a BibTeX file by their keys; what stands before the first is one too."""
    parts = [part for part in re.split(r"(?m)^(?=@)", text) if part.strip()]
    named = [(re.match(r"@\w+\s*[{(]\s*([^,\s]+)", part), part) for part in parts]
    rows = [Row((), (found[1] if found else part.strip(), part.strip()), part) for found, part in named]
    return _keyed(rows, 1)


def _line_end(text: str) -> str:
    return "\r\n" if text.endswith("\r\n") else "\n"


def _joined(first: str, parts: Sequence[Row | Clash], end: str, columns: Key) -> Merged:
    """Return parts as one text, every row with the line end of the table."""
    text, clashes = first if first.endswith("\n") or not first else first + end, list[tuple[int, Clash]]()
    for part in parts:
        if isinstance(part, Clash):
            clashes.append((text.count("\n") + 1, part))
            text += part.text()
        else:
            text += part.raw if part.raw.endswith(end) else part.raw.rstrip("\r\n") + end
    return Merged(text, clashes, columns)
