"""Rows of estimates with intervals on one axis: forest, grouped forest, leave-one-out, cumulative."""

from __future__ import annotations

from matplotlib.axes import Axes

from ettervern.catalogue import gettext, pgettext
from ettervern.draw import chart
from ettervern.draw.chart import SMALL, Chart
from ettervern.draw.drawing import fitted
from ettervern.draw.judgements import MARKS, mark_of
from ettervern.draw.rows import LEADING, RULE, STEP, Columns, Ladder, Placed, columns_of, placed
from ettervern.draw.svg import INK, LINE, QUIET
from ettervern.numbers import is_missing, percent

MARKERS = {"circle": "o", "diamond": "D", "square": "s"}


@chart.styled
def draw_ladder(ladder: Ladder, language: str, *, narrow: bool = False) -> str:
    """Return a figure of rows as SVG text; the same input gives the same bytes."""
    columns = columns_of(ladder, language, narrow=narrow)
    heads = _heads(ladder, columns, language)
    top = 13.0 + LEADING * max(len(lines) for _, lines, _ in heads)
    rows = placed(ladder, columns, top, language, narrow=narrow)
    end = rows[-1].top + rows[-1].height + 6
    foot = end + (66 if ladder.sides else 34) + LEADING / 2
    notes = chart.broken([ladder.footer] if ladder.footer else [], columns.width)
    page = Chart(columns.width, foot - LEADING / 2 + chart.NOTE * len(notes))
    axes = page.axes(*columns.plot, top, end)
    chart.effect_axis(axes, ladder.subject.scale, ladder.ends, columns.plot[1] - columns.plot[0], language)
    axes.set_yticks([])
    _write(page, rows, columns, heads, language, narrow=narrow)
    _draw(axes, page.over(), rows, ladder, columns, language)
    if ladder.sides:
        page.sides(ladder.sides, columns.plot, chart.pixel(axes, columns.plot, 0.0), end, narrow=narrow)
    page.notes(notes, foot)
    return ladder.subject.finish(page.svg(), ladder.title, ladder.description, language, narrow=narrow)


def _heads(ladder: Ladder, columns: Columns, language: str) -> list[tuple[float, list[str], str]]:
    """Return the headings of the columns: place, lines, alignment; on a telephone those of labels and judgements."""
    heads = [(0.0, [ladder.head] if ladder.head else [], "left")]
    widths = [right - left for left, right in zip((columns.label, *columns.arms), columns.arms, strict=False)]
    for right, wide, head in zip(columns.arms, widths, ladder.arm_heads, strict=False):
        heads.append((right, fitted(head, wide - 2, SMALL, strong=True), "right"))
    if columns.weight:
        heads.append((columns.effect, [ladder.subject.scale.column(language)], "left"))
        heads += [(columns.weight, [gettext("forest.weight", language)], "right")] if ladder.weighed else []
    for number, head in enumerate(ladder.mark_heads):
        heads.append((columns.marks + (number + 0.5) * STEP, [head], "center"))
    return heads


def _write(
    page: Chart, rows: list[Placed], columns: Columns, heads: list[tuple[float, list[str], str]], language: str,
    *, narrow: bool,
) -> None:  # fmt: skip
    """Write the headings and every row's texts."""
    for x, lines, align in heads:
        for number, line in enumerate(lines):
            page.text(x, 12 + LEADING * number, line, size=SMALL, align=align, strong=True)
    for row in rows:
        _write_label(page, row)
        pooled = row.row.kind == "pooled"
        if narrow:
            page.text(columns.width, row.base, row.effect, align="right", strong=pooled)
            below = row.base + LEADING * len(row.label)
            page.text(columns.width, below, row.beside, size=SMALL, align="right", colour=QUIET)
            continue
        _write_cells(page, row, columns)
        middle = row.top + row.height / 2
        page.text(columns.effect, middle, row.effect, strong=pooled)
        if not is_missing(row.row.weight):
            page.text(columns.weight, middle, percent(row.row.weight / 100, language, 1), align="right")


def _write_label(page: Chart, row: Placed) -> None:
    """Write a label and its note."""
    kind, y = row.row.kind, row.base
    strong = kind in {"heading", "pooled"} or (row.narrow and kind == "study")
    for line in row.label:
        page.text(0, y, line, strong=strong, colour=QUIET if kind == "text" else INK)
        y += LEADING
    for line in row.note:
        page.text(0, y, line, size=SMALL, colour=QUIET)
        y += LEADING


def _write_cells(page: Chart, row: Placed, columns: Columns) -> None:
    """Write the figures of the arms; what they come to first, then how many people."""
    for right, lines in zip(columns.arms, row.row.cells, strict=False):
        for number, line in enumerate(lines):
            quiet = number > 0 or not row.row.cells[0]
            look = {"size": SMALL, "colour": QUIET} if quiet else {}
            page.text(right, row.base + LEADING * number, line, align="right", **look)  # type: ignore[arg-type]


def _draw(
    axes: Axes, over: Axes, rows: list[Placed], ladder: Ladder, columns: Columns, language: str
) -> None:  # fmt: skip
    """Draw each row's mark and interval, the lines to compare with beside it, and its judgements."""
    place = ladder.subject.scale.place
    for row in rows:
        _draw_lines(axes, over, row, ladder, columns)
        low, middle, high = (place(value) for value in (row.row.ci_low, row.row.estimate, row.row.ci_high))
        if row.row.kind == "study":
            chart.interval(axes, low, high, row.middle)
        elif row.row.kind == "pooled":
            chart.diamond(axes, low, middle, high, row.middle)
        elif row.row.kind == "prediction":
            chart.prediction(axes, low, high, row.middle)
        beside = row.top + 14 + LEADING if row.narrow else row.top + row.height / 2
        for number, judgement in enumerate(row.row.marks):
            _draw_mark(over, columns.marks + (number + 0.5) * STEP, beside, judgement, language)
    studies = [row for row in rows if row.row.kind == "study"]
    chart.squares(axes, [place(row.row.estimate) for row in studies], [row.middle for row in studies],
                  [row.row.weight for row in studies])  # fmt: skip


def _draw_lines(axes: Axes, over: Axes, row: Placed, ladder: Ladder, columns: Columns) -> None:
    """Draw the line of no effect and the dashed one beside a row, and a rule over a heading or a first diamond."""
    if row.row.kind not in {"heading", "text"}:
        above = row.top - (RULE if row.row.ruled else 0)
        reach = (row.middle - 12, row.middle + 12) if row.narrow else (above, row.top + row.height)
        chart.upright(axes, 0.0, reach)
        if ladder.reference is not None:
            chart.upright(axes, ladder.subject.scale.place(ladder.reference), reach, pooled=True)
    if row.row.ruled:
        axes.plot(axes.get_xlim(), [row.top - RULE / 2] * 2, color=LINE, linewidth=1)
    if row.row.kind == "heading" and row.top > 60:
        over.plot([0, columns.width], [row.top + 6, row.top + 6], color=LINE, linewidth=1)


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
        x, y, pgettext("bias letter", code, language), size=12, ha="center", va="center_baseline", color=mark.ink,
        weight="bold", zorder=3, parse_math=False,
    )  # fmt: skip
