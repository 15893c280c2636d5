"""The funnel plot with contours of significance: are small studies with poor results missing?

Contours after Peters, Sutton, Jones, Abrams and Rushton (2008), doi:10.1016/j.jclinepi.2007.11.010: they are drawn
around no effect, so that one sees whether the missing studies would be those without a significant result.
"""

from __future__ import annotations

import math

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ettervern.catalogue import gettext
from ettervern.computed import Pooled
from ettervern.draw.drawing import fitted
from ettervern.draw.effect_name import measure
from ettervern.draw.page import SETTINGS, SMALL, Page
from ettervern.draw.ratios import TICKS, limits, ratio_axis
from ettervern.draw.scatter import key_height, number_points, pixel_axes, write_key
from ettervern.draw.subject import Subject, need, sides
from ettervern.draw.svg import INK, MARK, PAPER, PLACES, POOLED, QUIET, finish
from ettervern.errors import ArgumentError
from ettervern.numbers import decimal, interval, p_value, ratio

#: p value -> its two-sided normal quantile, and the dashes of its contour.
CONTOURS = ((0.1, 1.6448536269514722, (1, 2)), (0.05, 1.959963984540054, (5, 3)), (0.01, 2.5758293035489004, (9, 2)))
PLOT_HEIGHT = 330


def draw_funnel(
    studies: pd.DataFrame, pooled: Pooled, subject: Subject, language: str, *, filled: pd.DataFrame | None = None,
    minimum: int = 10, narrow: bool = False,
) -> str:  # fmt: skip
    """Draw a contour-enhanced funnel plot.

    Parameters
    ----------
    studies : DataFrame
        One row a study: label, yi (log ratio), vi (its sampling variance).
    pooled : Series
        estimate, as a ratio.
    filled : DataFrame, optional
        yi, vi of the studies that trim and fill adds; drawn hollow.
    minimum : int
        Studies that tests for small-study effects need.
    subject, language, narrow
        As for every figure; see :mod:`ettervern.draw`.

    Raises
    ------
    ArgumentError
        Without studies, or where one has no effect or no variance over 0.
    """
    _examine(studies)
    added = filled if filled is not None else studies.iloc[:0]
    notes = funnel_notes(len(studies), pooled.estimate, len(added), language, minimum)
    return finish(
        _draw(studies, added, pooled.estimate, subject, notes, language, narrow=narrow),
        name=subject.figure(language, narrow=narrow),
        title=gettext("funnel.title", language, outcome=subject.outcome.lower()),
        description=_describe(studies, pooled, subject, notes, language),
        language=language,
    )


def _examine(studies: pd.DataFrame) -> None:
    """Refuse studies that have no place in the plot."""
    need(studies, "funnel plot", ["yi", "vi"])
    if (studies["vi"] <= 0).any():
        raise ArgumentError("the funnel plot needs a sampling variance over 0 of every study")


def _draw(
    studies: pd.DataFrame, added: pd.DataFrame, estimate: float, subject: Subject, notes: list[str], language: str,
    *, narrow: bool,
) -> str:  # fmt: skip
    """Draw the plot, its notes and the list of studies; return the SVG as matplotlib writes it."""
    width, left, end = (340 if narrow else 760), 46, 30.0 + PLOT_HEIGHT
    lines = [line for note in notes for line in fitted(note, width, SMALL)]
    names = [str(label) for label in studies["label"]]
    foot = end + (74 if narrow else 56)
    with mpl.rc_context(SETTINGS):
        page = Page(width, foot + 18 * len(lines) + 8 + key_height(names, width))
        axes = page.axes(left, width - 14, 30, end)
        _frame(page, axes, studies, added, width - 14 - left, language)
        over = pixel_axes(page)
        _draw_contours(axes, estimate)
        box = (left, 30.0, width - 14.0, end)
        _label_contours(axes, over, box, language)
        _draw_points(axes, over, studies, added, box)
        _write_sides(page, subject, end, left, language, narrow=narrow)
        for number, line in enumerate(lines):
            page.text(0, foot + 18 * number, line, size=SMALL, colour=QUIET)
        write_key(page, names, foot + 18 * len(lines))
        return page.svg()


def funnel_notes(k: int, estimate: float, filled: int, language: str, minimum: int = 10) -> list[str]:
    """Return what the lines mean, and whether there are studies enough for tests."""
    notes = [gettext("funnel.pooled", language, estimate=ratio(estimate, language)), gettext("funnel.lines", language)]
    if filled:
        notes.append(gettext("funnel.filled", language, n=filled))
    return [*notes, gettext("funnel.few" if k < minimum else "funnel.enough", language, minimum=minimum, k=k)]


def _describe(studies: pd.DataFrame, pooled: Pooled, subject: Subject, notes: list[str], language: str) -> str:
    """Return the figure in words."""
    below = int((studies["yi"] < math.log(pooled.estimate)).sum())
    return gettext("funnel.description", language,
        k=len(studies), outcome=subject.outcome.lower(), left=below, right=len(studies) - below,
        estimate=ratio(pooled.estimate, language), notes=" ".join(notes),
    )  # fmt: skip


def _frame(
    page: Page, axes: Axes, studies: pd.DataFrame, added: pd.DataFrame, width: float, language: str
) -> None:  # fmt: skip
    """Make the axes: ratio across, standard error downwards."""
    rows = pd.concat([studies[["yi", "vi"]], added[["yi", "vi"]]])
    errors = np.sqrt(rows["vi"].to_numpy(dtype=float))
    deepest = float(errors.max()) * 1.12
    ends = limits(
        [0.5, 2.0, *np.exp(rows["yi"].to_numpy(dtype=float))], [math.exp(-2 * deepest), math.exp(2 * deepest)]
    )
    ratio_axis(axes, (max(ends[0], TICKS[0] / 10), ends[1]), width, language)
    axes.set_ylim(deepest, 0)
    step = next(step for step in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100) if deepest / step <= 8)
    ticks = [round(step * number, 2) for number in range(int(deepest / step) + 1)]
    axes.set_yticks(ticks, [decimal(tick, 2 if step < 0.1 else 1, language) for tick in ticks])
    axes.tick_params(axis="y", colors=QUIET, labelsize=SMALL, length=4, labelcolor=INK)
    page.text(0, 12, gettext("funnel.se", language), size=SMALL, strong=True)


def _draw_contours(axes: Axes, estimate: float) -> None:
    """Draw no effect, the pooled answer, and where a study's own p is 0.1, 0.05 and 0.01."""
    deepest, _ = axes.get_ylim()
    low, high = axes.get_xlim()
    errors = np.linspace(0, deepest, 2)
    axes.axvline(1, color=QUIET, linewidth=1, zorder=1)
    axes.axvline(estimate, color=POOLED, linewidth=2.2, zorder=2)
    for _, z, dashes in CONTOURS:
        for sign in (-1, 1):
            axes.plot(np.exp(sign * z * errors), errors, color=QUIET, linewidth=1.3, dashes=dashes, zorder=1)
    axes.fill_betweenx(errors, np.exp(-CONTOURS[1][1] * errors), np.exp(CONTOURS[1][1] * errors), color=QUIET,
                       alpha=0.1, linewidth=0, zorder=0)  # fmt: skip
    axes.set_xlim(low, high)


def _label_contours(axes: Axes, over: Axes, box: tuple[float, float, float, float], language: str) -> None:
    """Write its p on each contour, one above the other so that they never touch."""
    deepest, _ = axes.get_ylim()
    for number, (p, z, _) in enumerate(CONTOURS):
        error = deepest * (0.96 - 0.08 * number)
        for sign in (-1, 1):
            x, y = _pixel(axes, sign * z * error, error**2, box)
            if box[0] + 16 < x < box[2] - 16:
                over.text(x, y, decimal(p, 1 if p == 0.1 else 2, language), size=12, ha="center", va="center_baseline",
                          color=QUIET, zorder=3, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})  # fmt: skip


def _draw_points(
    axes: Axes, over: Axes, studies: pd.DataFrame, added: pd.DataFrame, box: tuple[float, float, float, float]
) -> None:
    """Draw the studies as full circles with their number, and those that were added as open ones."""
    points = [_pixel(axes, float(row["yi"]), float(row["vi"]), box) for _, row in studies.iterrows()]
    for x, y in points:
        over.plot([x], [y], marker="o", markersize=7.5, color=MARK, markeredgewidth=0, zorder=5)
    for _, row in added.iterrows():
        x, y = _pixel(axes, float(row["yi"]), float(row["vi"]), box)
        over.plot([x], [y], marker="o", linestyle="none", color=POOLED, markersize=8,
                  markerfacecolor="none", markeredgewidth=1.6, zorder=5)  # fmt: skip
    number_points(over, points, [str(number + 1) for number in range(len(points))], box)


def _pixel(axes: Axes, yi: float, vi: float, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return where a study lies, in pixels from the upper left corner of the page."""
    low, high = (math.log(end) for end in axes.get_xlim())
    deepest, _ = axes.get_ylim()
    left, top, right, bottom = box
    x, y = left + (yi - low) / (high - low) * (right - left), top + math.sqrt(vi) / deepest * (bottom - top)
    return round(x, PLACES), round(y, PLACES)


def _write_sides(page: Page, subject: Subject, end: float, left: float, language: str, *, narrow: bool) -> None:
    """Write what each side of 1 means."""
    low, high = sides(subject.phrases, language)
    page.text(left, end + 32, f"← {low}", size=SMALL, colour=QUIET)
    page.text(page.width - 14, end + (50 if narrow else 32), f"{high} →", size=SMALL, colour=QUIET, align="right")


def funnel_table(
    studies: pd.DataFrame, subject: Subject, language: str, filled: pd.DataFrame | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return the figure as a table with headings in the language: study, effect, standard error, p, whether added."""
    rows = [
        [str(row["label"]), *_numbers(row, language), gettext("funnel.no", language)] for _, row in studies.iterrows()
    ]
    for number, (_, row) in enumerate((filled if filled is not None else studies.iloc[:0]).iterrows(), start=1):
        rows.append(
            [gettext("funnel.added", language, n=number), *_numbers(row, language), gettext("funnel.yes", language)]
        )
    heads = [
        gettext("funnel.study", language),
        measure(subject.measure, "column", language),
        gettext("funnel.error", language),
        gettext("funnel.p", language),
        gettext("funnel.kind", language),
    ]
    return pd.DataFrame(rows, columns=heads)


def _numbers(row: pd.Series, language: str) -> list[str]:
    """Return a study's effect with interval, its standard error and its two-sided p."""
    yi, se = float(row["yi"]), math.sqrt(float(row["vi"]))
    z = CONTOURS[1][1]
    effect = f"{ratio(math.exp(yi), language)} ({interval(math.exp(yi - z * se), math.exp(yi + z * se), language)})"
    return [effect, decimal(se, 2, language), p_value(math.erfc(abs(yi) / se / math.sqrt(2)), language)]
