"""What a figure of rows shows, and where its parts stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ettervern.catalogue import gettext
from ettervern.draw.chart import NARROW, SIZE, SMALL, WIDE
from ettervern.draw.drawing import fitted, measured
from ettervern.draw.subject import Subject
from ettervern.numbers import NBSP, is_missing, percent, unknown

STEP = 23  # from one judgement to the next
LEADING = 17
WEIGHT = 62
RULE = 8  # room over a row with a rule
#: Least and greatest width of a column of an arm.
ARM = (78.0, 110.0)


@dataclass(frozen=True)
class Row:
    """A row: ``heading``, ``study`` (square), ``pooled`` (diamond), ``prediction`` (line) or ``text``.

    ``cells`` holds the lines of each arm's column; a row whose first arm has none says in the last why. ``ruled`` rows
    have a thin line over them.
    """

    label: str
    kind: str = "study"
    note: str = ""
    estimate: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    weight: float = math.nan
    marks: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    ruled: bool = False


@dataclass(frozen=True)
class Ladder:
    """What a figure of rows shows.

    Attributes
    ----------
    subject : Subject
        As for every figure.
    title, head, description : str
        Of the figure, of its labels, and the figure in words.
    rows : tuple of Row
        From the top.
    sides : tuple of str
        What lies left and right of no effect; empty where a heading of the rows says it.
    reference : float or None
        An effect to compare with, drawn as a dashed line.
    mark_heads : tuple of str
        Headings of the judgements; empty where there are none.
    arm_heads : tuple of str
        Headings of the columns of the arms; empty where no study has figures of its own.
    footer : str
        What stands under the axis.
    both : bool
        Whether both sides of no effect are always seen; intervals of single studies may then be cut, so that the
        pooled answer has room.
    """

    subject: Subject
    title: str
    head: str
    description: str
    rows: tuple[Row, ...]
    sides: tuple[str, str] | None = None
    reference: float | None = None
    mark_heads: tuple[str, ...] = ()
    arm_heads: tuple[str, ...] = ()
    footer: str = ""
    both: bool = False

    @property
    def weighed(self) -> bool:
        """Whether any row has a weight."""
        return any(not is_missing(row.weight) for row in self.rows)

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the axis: every estimate and pooled interval, and other intervals as far as they go."""
        scale, needed = self.subject.scale, [row.estimate for row in self.rows]
        for row in self.rows:
            if row.kind == "pooled" and not scale.squeezes(row, [row.estimate for row in self.rows]):
                needed += [row.ci_low, row.ci_high]
        wide = [row for row in self.rows if row.kind == "prediction" or not self.both]
        wished = [end for row in wide for end in (row.ci_low, row.ci_high)]
        return scale.limits(needed, wished, both=self.both)

    def effect(self, row: Row, language: str) -> str:
        """Return a row's estimate with its interval in the short form of tables; a prediction has only the interval."""
        if row.kind == "prediction":
            return self.subject.scale.interval(row, language, short=True)
        if is_missing(row.estimate):
            return unknown(language) if row.kind in {"study", "pooled"} else ""
        return self.subject.scale.shown(row, language, short=True)


@dataclass(frozen=True)
class Columns:
    """Where the columns stand, in pixels; ``arms`` are their right edges."""

    width: int
    label: float
    arms: tuple[float, ...]
    plot: tuple[float, float]
    effect: float
    weight: float
    marks: float


def columns_of(ladder: Ladder, language: str, *, narrow: bool) -> Columns:
    """Place the columns; the plot takes what the others leave."""
    marks = STEP * len(ladder.mark_heads)
    if narrow:
        return Columns(NARROW, NARROW, (), (14, NARROW - 14), NARROW, 0, NARROW - marks)
    rooms = [len(ladder.subject.scale.column(language)) * SIZE * 0.56]
    for row in ladder.rows:
        text = ladder.effect(row, language)
        rooms.append(measured(text, SIZE, strong=True) if row.kind == "pooled" else len(text) * SIZE * 0.56)
    room = min(230.0, max(rooms))
    right = WIDE - 2 - marks - (10 if marks else 0)
    effect = right - room - (WEIGHT if ladder.weighed else 0)
    label = 200.0 if marks else 270.0 if ladder.both else 250.0
    if ladder.arm_heads:
        longest = max(measured(row.label, SIZE) for row in ladder.rows if row.kind == "study")
        label = min(165.0, max(130.0, longest))
    arms: list[float] = []
    for number, head in enumerate(ladder.arm_heads):
        lines = [line for row in ladder.rows if row.cells and row.cells[0] for line in row.cells[number]]
        wide = max([measured(head, SMALL, strong=True) + 4, *(measured(line) for line in lines)])
        arms.append((arms[-1] if arms else label) + min(max(wide, ARM[0]), ARM[1]))
    return Columns(WIDE, label, tuple(arms), ([label, *arms][-1] + 14, effect - 12), effect, right, WIDE - 2 - marks)


@dataclass(frozen=True)
class Placed:
    """A row with its texts in lines, at its place; ``beside`` stands at the right of the lines under the label."""

    row: Row
    label: list[str]
    note: list[str]
    effect: str
    top: float
    height: float
    narrow: bool
    beside: str = ""

    @property
    def base(self) -> float:
        """The middle of the first line: a heading or text stands at the lower edge of its row."""
        lines = len(self.label) + len(self.note)
        if self.row.kind in {"heading", "text"}:
            return self.top + self.height - LEADING * (lines - 0.5) - 2
        lines = max([lines, *map(len, self.row.cells)])
        return self.top + (10 if self.narrow else (self.height - LEADING * (lines - 1)) / 2)

    @property
    def middle(self) -> float:
        """The height of the mark: beside the text, or under it on a telephone."""
        return self.top + (self.height - 15 if self.narrow else self.height / 2)


def placed(ladder: Ladder, columns: Columns, top: float, language: str, *, narrow: bool) -> list[Placed]:
    """Return the rows one under the other."""
    result: list[Placed] = []
    for row in ladder.rows:
        top += RULE if row.ruled else 0
        result.append((_narrow if narrow else _wide)(row, ladder, columns, top, language))
        top += result[-1].height
    return result


def _wide(row: Row, ladder: Ladder, columns: Columns, top: float, language: str) -> Placed:
    """Place a row's texts in columns; a row without figures of the arms may write over their columns."""
    across = row.kind in {"heading", "text"}
    room = columns.width if across else columns.label if row.cells else columns.plot[0] - 14
    label = fitted(row.label, room, SIZE, strong=row.kind in {"heading", "pooled"})
    free = all(len(cell) <= len(label) for cell in row.cells)  # the note may stand under the arms' figures
    room = columns.width if row.kind == "heading" else columns.plot[0] - 14 if free else columns.label
    note = fitted(row.note, room, SMALL) if row.note else []
    lines = max([len(label) + len(note), *map(len, row.cells)])
    height = lines * LEADING + (12 if not across else 18 if row.kind == "heading" else 10)
    return Placed(row, label, note, ladder.effect(row, language), top, height, False)


def _narrow(row: Row, ladder: Ladder, columns: Columns, top: float, language: str) -> Placed:
    """Place a row's texts over its interval, the effect and, where no mark is in the way, the weight at the right."""
    effect = ladder.effect(row, language)
    room = max(120.0, NARROW - len(effect) * SIZE * 0.58 - 8) if effect else NARROW
    label = fitted(row.label, room, SIZE, strong=row.kind in {"heading", "pooled"})
    known = not is_missing(row.weight)
    weight = f"{gettext('forest.weight', language)} {percent(row.weight / 100, language, 1)}" if known else ""
    beside = weight if not row.marks else ""
    taken = STEP * len(row.marks) + 8 if row.marks else measured(beside, SMALL) + 8 if beside else 0
    texts = [row.note, against(row.cells, language)] + ([weight] if row.marks else [])
    note = [line for text in texts if text for line in fitted(text, NARROW - taken, SMALL)]
    note = note or ([""] if beside else [])
    lines = (len(label) + len(note)) * LEADING
    if row.kind in {"heading", "text"}:
        height: float = lines + (18 if row.kind == "heading" else 10)
    else:
        height = max(lines, 2 * LEADING + 8 if row.marks else 0) + 32
    return Placed(row, label, note, effect, top, height, True, beside)


def against(cells: Sequence[Sequence[str]], language: str) -> str:
    """Return the figures of the arms in a line, ``21/67 against 30/66``."""
    texts = [cell[0] if len(cell) == 1 else ", ".join(cell).replace(" ", NBSP) for cell in cells if cell]
    return f" {gettext('forest.against', language)} ".join(texts)
