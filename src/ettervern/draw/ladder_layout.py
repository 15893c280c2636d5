"""What a figure of rows shows, and where its parts stand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ettervern.catalogue import gettext
from ettervern.draw.drawing import fitted
from ettervern.draw.page import SIZE, SMALL
from ettervern.draw.ratios import limits
from ettervern.numbers import interval, is_missing, percent, ratio, unknown

STEP = 23  # from one judgement to the next
LEADING = 17
NARROW_WIDTH, WIDE_WIDTH = 340, 760
WEIGHT = 62


@dataclass(frozen=True)
class Row:
    """A row: ``heading``, ``study`` (square), ``pooled`` (diamond), ``prediction`` (line) or ``text``."""

    label: str
    kind: str = "study"
    note: str = ""
    estimate: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    weight: float = math.nan
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """What a figure of rows shows.

    Attributes
    ----------
    name, title, description : str
        Name of the drawing, and what assistive technology reads.
    head : tuple of str
        Headings: of the labels, of the effects, of the weights.
    rows : tuple of Row
        From the top.
    sides : tuple of str
        What lies left and right of 1; empty where a heading of the rows says it.
    reference : float or None
        A ratio to compare with, drawn as a dashed line.
    mark_heads : tuple of str
        Headings of the judgements; empty where there are none.
    footer : str
        What stands under the axis.
    """

    name: str
    title: str
    description: str
    head: tuple[str, str, str]
    rows: tuple[Row, ...]
    sides: tuple[str, str] = ("", "")
    reference: float | None = None
    mark_heads: tuple[str, ...] = ()
    footer: str = ""


@dataclass(frozen=True)
class Columns:
    """Where the columns stand, in pixels."""

    width: int
    label: float
    plot: tuple[float, float]
    effect: float
    weight: float
    marks: float


def columns_of(ladder: Ladder, language: str, *, narrow: bool) -> Columns:
    """Place the columns; the plot takes what the others leave."""
    marks = STEP * len(ladder.mark_heads)
    if narrow:
        return Columns(NARROW_WIDTH, NARROW_WIDTH, (14, NARROW_WIDTH - 14), NARROW_WIDTH, 0, NARROW_WIDTH - marks)
    texts = [ladder.head[1], *(effect_of(row, language) for row in ladder.rows)]
    room = min(230.0, max(len(text) for text in texts) * SIZE * 0.56)
    weighed = any(not is_missing(row.weight) for row in ladder.rows)
    right = WIDE_WIDTH - 2 - marks - (10 if marks else 0)
    effect = right - room - (WEIGHT if weighed else 0)
    label = 200.0 if marks else 250.0
    return Columns(WIDE_WIDTH, label, (label + 14, effect - 12), effect, right, WIDE_WIDTH - 2 - marks)


def ends_of(ladder: Ladder) -> tuple[float, float]:
    """Return the ends of the axis: every estimate and pooled interval, and other intervals as far as they go."""
    needed = [row.estimate for row in ladder.rows]
    for row in ladder.rows:
        needed += [row.ci_low, row.ci_high] if row.kind == "pooled" and not _wide(row) else []
    wished = [end for row in ladder.rows for end in (row.ci_low, row.ci_high)]
    return limits(needed, wished)


def _wide(row: Row) -> bool:
    """Return whether an interval is so wide that it would squeeze every other: ends over 100 times apart."""
    return is_missing(row.ci_low) or row.ci_low <= 0 or row.ci_high / row.ci_low > 100


def label_lines(row: Row, columns: Columns, language: str, *, narrow: bool) -> list[str]:
    """Return a row's label in lines."""
    room = columns.label
    if narrow and effect_of(row, language):
        room = max(120.0, NARROW_WIDTH - len(effect_of(row, language)) * SIZE * 0.58 - 8)
    elif not narrow and row.kind in {"heading", "text"}:
        room = columns.width
    return fitted(row.label, room, SIZE, strong=row.kind in {"heading", "pooled"})


def note_lines(row: Row, columns: Columns, language: str, *, narrow: bool) -> list[str]:
    """Return the quiet lines under a label; on a telephone with the weight."""
    room = columns.label - (STEP * len(row.marks) + 8 if narrow else 0)
    room = columns.width if row.kind == "heading" else room
    lines = fitted(row.note, room, SMALL) if row.note else []
    if narrow and not is_missing(row.weight):
        lines.append(f"{gettext('forest.weight', language)} {percent(row.weight / 100, language, 1)}")
    return lines


def height_of(row: Row, columns: Columns, language: str, *, narrow: bool) -> float:
    """Return how tall a row is."""
    lines = len(label_lines(row, columns, language, narrow=narrow)) + len(
        note_lines(row, columns, language, narrow=narrow)
    )
    if row.kind in {"heading", "text"}:
        return lines * LEADING + (18 if row.kind == "heading" else 10)
    if narrow:
        return max(lines * LEADING, 2 * LEADING + 8 if row.marks else 0) + 32
    return lines * LEADING + 12


def middle_of(row: Row, y: float, height: float, *, narrow: bool) -> float:
    """Return the height of a row's mark: beside its text, or under it on a telephone."""
    return y + height - 15 if narrow else y + height / 2


def effect_of(row: Row, language: str) -> str:
    """Return an estimate with its interval in the short form of tables; a prediction has only the interval."""
    if row.kind == "prediction":
        return interval(row.ci_low, row.ci_high, language, short=True)
    if is_missing(row.estimate):
        return unknown(language) if row.kind in {"study", "pooled"} else ""
    return f"{ratio(row.estimate, language)} ({interval(row.ci_low, row.ci_high, language, short=True)})"


def base_of(row: Row, columns: Columns, y: float, height: float, language: str, *, narrow: bool) -> float:
    """Return the middle of the first line of a heading or text, which stands at the lower edge of its row."""
    return y + height - LEADING * (lines_of(row, columns, language, narrow=narrow) - 0.5) - 2


def lines_of(row: Row, columns: Columns, language: str, *, narrow: bool) -> int:
    """Return how many lines of text a row's label and note take."""
    return len(label_lines(row, columns, language, narrow=narrow)) + len(
        note_lines(row, columns, language, narrow=narrow)
    )
