"""Rows of estimates with intervals on one ratio axis: what leave-one-out, cumulative and grouped forest plots share."""

from __future__ import annotations

import math

import matplotlib as mpl
from matplotlib.axes import Axes

from ettervern.catalogue import pgettext
from ettervern.draw.drawing import fitted
from ettervern.draw.judgements import MARKS, mark_of
from ettervern.draw.ladder_layout import (
    LEADING,
    STEP,
    Columns,
    Ladder,
    Row,
    base_of,
    columns_of,
    effect_of,
    ends_of,
    height_of,
    label_lines,
    lines_of,
    middle_of,
    note_lines,
)
from ettervern.draw.page import SETTINGS, SMALL, Page
from ettervern.draw.ratios import draw_interval, ratio_axis
from ettervern.draw.scatter import pixel_axes
from ettervern.draw.svg import INK, LINE, MARK, PLACES, POOLED, QUIET, finish
from ettervern.numbers import is_missing, percent

MARKERS = {"circle": "o", "diamond": "D", "square": "s"}


def draw_ladder(ladder: Ladder, language: str, *, narrow: bool = False) -> str:
    """Return a figure of rows as SVG text; the same input gives the same bytes."""
    columns = columns_of(ladder, language, narrow=narrow)
    heights = [height_of(row, columns, language, narrow=narrow) for row in ladder.rows]
    top = 30.0
    end = top + sum(heights) + 6
    footer = fitted(ladder.footer, columns.width, SMALL) if ladder.footer else []
    foot = end + (66 if any(ladder.sides) else 34)
    with mpl.rc_context(SETTINGS):
        page = Page(columns.width, foot + LEADING * len(footer))
        axes = page.axes(*columns.plot, top, end)
        ratio_axis(axes, ends_of(ladder), columns.plot[1] - columns.plot[0], language)
        axes.set_yticks([])
        over = pixel_axes(page)
        _heads(page, ladder, columns, narrow=narrow)
        y = top
        for row, height in zip(ladder.rows, heights, strict=True):
            (_write_narrow if narrow else _write_wide)(page, row, columns, y, height, language)
            _draw_row(axes, over, row, columns, (y, height), ladder, language, narrow=narrow)
            y += height
        _write_sides(page, ladder, columns, end, narrow=narrow)
        for number, line in enumerate(footer):
            page.text(0, foot + LEADING * (number + 0.5), line, size=SMALL, colour=QUIET)
        raw = page.svg()
    return finish(raw, name=ladder.name, title=ladder.title, description=ladder.description, language=language)


def _heads(page: Page, ladder: Ladder, columns: Columns, *, narrow: bool) -> None:
    """Write the headings of the columns; on a telephone only those of the labels and the judgements."""
    page.text(0, 12, ladder.head[0], size=SMALL, strong=True)
    if not narrow:
        page.text(columns.effect, 12, ladder.head[1], size=SMALL, strong=True)
        if any(not is_missing(row.weight) for row in ladder.rows):
            page.text(columns.weight, 12, ladder.head[2], size=SMALL, align="right", strong=True)
    for number, head in enumerate(ladder.mark_heads):
        page.text(columns.marks + (number + 0.5) * STEP, 12, head, size=12, align="center", strong=True)


def _write_wide(page: Page, row: Row, columns: Columns, y: float, height: float, language: str) -> None:
    """Write a row's columns."""
    base = y + (height - LEADING * (lines_of(row, columns, language, narrow=False) - 1)) / 2
    base = base_of(row, columns, y, height, language, narrow=False) if row.kind in {"heading", "text"} else base
    _write_label(page, row, columns, base, language, narrow=False)
    page.text(columns.effect, y + height / 2, effect_of(row, language), strong=row.kind == "pooled")
    if not is_missing(row.weight):
        page.text(columns.weight, y + height / 2, percent(row.weight / 100, language, 1), align="right")


def _write_label(page: Page, row: Row, columns: Columns, y: float, language: str, *, narrow: bool) -> None:
    """Write a label and its note, the first line with its middle at ``y``."""
    strong = row.kind in {"heading", "pooled"} or (narrow and row.kind == "study")
    for line in label_lines(row, columns, language, narrow=narrow):
        page.text(0, y, line, strong=strong, colour=QUIET if row.kind == "text" else INK)
        y += LEADING
    for line in note_lines(row, columns, language, narrow=narrow):
        page.text(0, y, line, size=SMALL, colour=QUIET)
        y += LEADING


def _write_narrow(page: Page, row: Row, columns: Columns, y: float, height: float, language: str) -> None:
    """Write a row's text over its interval, the effect at the right edge."""
    base = base_of(row, columns, y, height, language, narrow=True) if row.kind in {"heading", "text"} else y + 10
    _write_label(page, row, columns, base, language, narrow=True)
    page.text(columns.width, base, effect_of(row, language), align="right", strong=row.kind == "pooled")


def _draw_row(
    axes: Axes, over: Axes, row: Row, columns: Columns, place: tuple[float, float], ladder: Ladder, language: str,
    *, narrow: bool,
) -> None:  # fmt: skip
    """Draw a row's mark and interval, the lines to compare with beside it, and its judgements."""
    y, height = place
    middle = middle_of(row, y, height, narrow=narrow)
    if row.kind not in {"heading", "text"}:
        reach = (middle - 12, middle + 12) if narrow else (y, y + height)
        axes.plot([1, 1], reach, color=QUIET, linewidth=1, zorder=1)
        if ladder.reference is not None:
            axes.plot([ladder.reference] * 2, reach, color=POOLED, linewidth=1.2, dashes=(4, 3), zorder=1)
    if row.kind == "heading" and y > 60:
        over.plot([0, columns.width], [y + 6, y + 6], color=LINE, linewidth=1)
    draw = {"study": _study, "pooled": _diamond, "prediction": _prediction}.get(row.kind)
    if draw is not None:
        draw(axes, row, middle)
    beside = y + 14 + LEADING if narrow else y + height / 2
    for number, judgement in enumerate(row.marks):
        _draw_mark(over, columns.marks + (number + 0.5) * STEP, beside, judgement, language)


def _study(axes: Axes, row: Row, y: float) -> None:
    """Draw a study: its interval, and a square whose area follows its weight."""
    draw_interval(axes, (row.ci_low, row.ci_high), y, axes.get_xlim(), MARK, 1.6)
    if not is_missing(row.estimate):
        area = 49 if is_missing(row.weight) else 16 + 1.34 * min(max(row.weight, 0), 100)
        axes.scatter([row.estimate], [y], s=area, marker="s", color=MARK, linewidth=0, zorder=3)


def _diamond(axes: Axes, row: Row, y: float) -> None:
    """Draw a pooled answer as a diamond; one whose interval is cut by the axis gets arrows at its ends."""
    if is_missing(row.estimate) or is_missing(row.ci_low) or is_missing(row.ci_high):
        return
    low, high = axes.get_xlim()
    left, right = max(row.ci_low, low), min(row.ci_high, high)
    axes.fill([left, row.estimate, right, row.estimate], [y, y - 8, y, y + 8], color=POOLED, linewidth=0, zorder=3)
    draw_interval(axes, (row.ci_low, row.ci_high), y, (low, high), POOLED, 0.1)


def _prediction(axes: Axes, row: Row, y: float) -> None:
    """Draw a prediction interval as a line with end bars."""
    low, high = axes.get_xlim()
    draw_interval(axes, (row.ci_low, row.ci_high), y, (low, high), POOLED, 2.2)
    for end in (row.ci_low, row.ci_high):
        if not is_missing(end) and low <= end <= high:
            axes.plot([end, end], [y - 5, y + 5], color=POOLED, linewidth=2.2)


def _draw_mark(over: Axes, x: float, y: float, judgement: str, language: str) -> None:
    """Draw a judgement: its shape with its letter."""
    code = mark_of(judgement)
    mark = MARKS[code]
    over.scatter(
        [x], [y], s=230 if mark.shape == "diamond" else 270, marker=MARKERS[mark.shape],
        facecolor=mark.fill, edgecolor=mark.edge, linewidth=1.3, linestyle=(0, (3, 2)) if mark.dash else "solid",
        zorder=2,
    )  # fmt: skip
    over.text(
        x,
        y,
        pgettext("bias letter", code, language),
        size=12,
        ha="center",
        va="center_baseline",
        color=mark.ink,
        weight="bold",
        zorder=3,
        parse_math=False,
    )


def _write_sides(page: Page, ladder: Ladder, columns: Columns, end: float, *, narrow: bool) -> None:
    """Write what each side of 1 means under the axis; in two lines where one is too short."""
    if not any(ladder.sides):
        return
    left, right = f"← {ladder.sides[0]}", f"{ladder.sides[1]} →"
    start, stop = columns.plot if narrow else (0.0, float(columns.width))
    if narrow:
        page.text(start, end + 34, left, size=SMALL, colour=QUIET)
        page.text(stop, end + 51, right, size=SMALL, colour=QUIET, align="right")
        return
    low, high = ends_of(ladder)
    share = (0 - math.log(low)) / (math.log(high) - math.log(low))
    one = round(columns.plot[0] + share * (columns.plot[1] - columns.plot[0]), PLACES)
    page.text(one - 10, end + 36, left, size=SMALL, colour=QUIET, align="right")
    page.text(min(one + 10, stop - 210), end + 36, right, size=SMALL, colour=QUIET)
