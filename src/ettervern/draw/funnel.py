"""The funnel plot with contours of significance: are small studies with poor results missing?

Contours after Peters, Sutton, Jones, Abrams and Rushton (2008), doi:10.1016/j.jclinepi.2007.11.010: they are drawn
around no effect, so that one sees whether the missing studies would be those without a significant result.
"""

from __future__ import annotations

import math

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Pooled
from ettervern.draw import chart
from ettervern.draw.chart import SMALL
from ettervern.draw.scale import Scale
from ettervern.draw.scatter import Scatter
from ettervern.draw.subject import Subject, need, sides
from ettervern.draw.svg import PAPER, POOLED, QUIET
from ettervern.errors import ArgumentError
from ettervern.numbers import decimal, interval, p_value

#: p value -> its two-sided normal quantile, and the dashes of its contour.
CONTOURS = ((0.1, 1.6448536269514722, (1, 2)), (0.05, 1.959963984540054, (5, 3)), (0.01, 2.5758293035489004, (9, 2)))
PLOT_HEIGHT = 330


@chart.styled
def draw_funnel(
    studies: pd.DataFrame, pooled: Pooled, subject: Subject, language: str, *, filled: pd.DataFrame | None = None,
    minimum: int = 10, narrow: bool = False,
) -> str:  # fmt: skip
    """Draw a contour-enhanced funnel plot.

    Parameters
    ----------
    studies : DataFrame
        One row a study: label, yi (log ratio, or difference), vi (its sampling variance).
    pooled : Series
        estimate, as readers see it.
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
    notes = funnel_notes(len(studies), pooled.estimate, len(added), subject.scale, language, minimum)
    page = Scatter(list(studies["label"]), notes, PLOT_HEIGHT, 74 if narrow else 56, narrow=narrow)
    _frame(page, studies, added, subject.scale, language)
    _draw_contours(page, subject.scale.place(pooled.estimate), language)
    page.points(_places(studies))
    for x, y in (page.pixel(*place) for place in _places(added)):
        page.front.plot([x], [y], marker="o", linestyle="none", color=POOLED, markersize=8, markerfacecolor="none",
                        markeredgewidth=1.6, zorder=5)  # fmt: skip
    _write_sides(page, subject, language, narrow=narrow)
    title = gettext("funnel.title", language, **subject.named)
    described = _describe(studies, pooled, subject, notes, language)
    return subject.finish(page.svg(), title, described, language, narrow=narrow)


def _examine(studies: pd.DataFrame) -> None:
    """Refuse studies that have no place in the plot."""
    need(studies, "funnel plot", ["yi", "vi"])
    if (studies["vi"] <= 0).any():
        raise ArgumentError("the funnel plot needs a sampling variance over 0 of every study")


def funnel_notes(
    k: int, estimate: float, filled: int, scale: Scale, language: str, minimum: int = 10
) -> list[str]:  # fmt: skip
    """Return what the lines mean, and whether there are studies enough for tests."""
    shown, null = scale.effect(estimate, language), scale.nothing(language)
    notes = [gettext("funnel.pooled", language, estimate=shown, null=null), gettext("funnel.lines", language)]
    if filled:
        notes.append(gettext("funnel.filled", language, n=filled))
    return [*notes, gettext("funnel.few" if k < minimum else "funnel.enough", language, minimum=minimum, k=k)]


def _describe(studies: pd.DataFrame, pooled: Pooled, subject: Subject, notes: list[str], language: str) -> str:
    """Return the figure in words."""
    below = int((studies["yi"] < subject.scale.place(pooled.estimate)).sum())
    return gettext("funnel.description", language,
        k=len(studies), outcome=subject.outcome.lower(), left=below, right=len(studies) - below,
        estimate=subject.scale.effect(pooled.estimate, language), notes=" ".join(notes),
    )  # fmt: skip


def _places(studies: pd.DataFrame) -> list[tuple[float, float]]:
    """Return where studies lie: by effect, and by standard error downwards."""
    return [(float(yi), math.sqrt(vi)) for yi, vi in zip(studies["yi"], studies["vi"], strict=True)]


def _frame(page: Scatter, studies: pd.DataFrame, added: pd.DataFrame, scale: Scale, language: str) -> None:
    """Make the axes: effect across, standard error downwards."""
    places = [*_places(studies), *_places(added)]
    deepest = max(error for _, error in places) * 1.12
    low, high = scale.limits(
        [scale.value(yi) for yi, _ in places], [scale.value(sign * 2 * deepest) for sign in (-1, 1)], both=True
    )
    low = max(low, math.log(0.001)) if scale.log else low
    chart.effect_axis(page.plot, scale, (low, high), page.right - page.left, language)
    page.plot.set_ylim(deepest, 0)
    step = next(step for step in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100) if deepest / step <= 8)
    ticks = [round(step * number, 2) for number in range(int(deepest / step) + 1)]
    page.plot.set_yticks(ticks, [decimal(tick, 2 if step < 0.1 else 1, language) for tick in ticks])
    page.text(0, 12, gettext("funnel.se", language), size=SMALL, strong=True)


def _draw_contours(page: Scatter, estimate: float, language: str) -> None:
    """Draw no effect, the pooled answer, and where a study's own p is 0.1, 0.05 and 0.01, each with its p on it."""
    axes = page.plot
    (low, high), (deepest, _) = axes.get_xlim(), axes.get_ylim()
    axes.axvline(0, color=QUIET, linewidth=1, zorder=1)
    axes.axvline(estimate, color=POOLED, linewidth=2.2, zorder=2)
    inner = CONTOURS[1][1] * deepest
    axes.fill_betweenx([0, deepest], [0, -inner], [0, inner], color=QUIET, alpha=0.1, linewidth=0, zorder=0)
    for number, (p, z, dashes) in enumerate(CONTOURS):
        error = deepest * (0.96 - 0.08 * number)  # one above the other, so that they never touch
        for sign in (-1, 1):
            axes.plot([0, sign * z * deepest], [0, deepest], color=QUIET, linewidth=1.3, dashes=dashes, zorder=1)
            x, y = page.pixel(sign * z * error, error)
            if page.left + 16 < x < page.right - 16:
                page.front.text(x, y, decimal(p, 1 if p == 0.1 else 2, language), size=12, ha="center",
                                va="center_baseline", color=QUIET, zorder=3,
                                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})  # fmt: skip
    axes.set_xlim(low, high)


def _write_sides(page: Scatter, subject: Subject, language: str, *, narrow: bool) -> None:
    """Write what each side of no effect means, at the ends of the axis."""
    low, high = sides(subject.phrases, language)
    page.text(page.left, page.bottom + 32, f"← {low}", size=SMALL, colour=QUIET)
    below = page.bottom + (50 if narrow else 32)
    page.text(page.right, below, f"{high} →", size=SMALL, colour=QUIET, align="right")


def funnel_table(
    studies: pd.DataFrame, subject: Subject, language: str, filled: pd.DataFrame | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return the figure as a table with headings in the language: study, effect, standard error, p, whether added."""
    rows = [
        [str(row["label"]), *_numbers(row, subject.scale, language), gettext("funnel.no", language)]
        for _, row in studies.iterrows()
    ]
    for number, (_, row) in enumerate((filled if filled is not None else studies.iloc[:0]).iterrows(), start=1):
        rows.append(
            [
                gettext("funnel.added", language, n=number),
                *_numbers(row, subject.scale, language),
                gettext("funnel.yes", language),
            ]
        )
    heads = [
        gettext("funnel.study", language),
        subject.scale.column(language),
        gettext("funnel.error" if subject.scale.log else "funnel.error_difference", language),
        gettext("funnel.p", language),
        gettext("funnel.kind", language),
    ]
    return pd.DataFrame(rows, columns=heads)


def _numbers(row: pd.Series, scale: Scale, language: str) -> list[str]:
    """Return a study's effect with interval, its standard error and its two-sided p."""
    yi, se = float(row["yi"]), math.sqrt(float(row["vi"]))
    low, middle, high = (scale.value(yi + z * se) for z in (-CONTOURS[1][1], 0, CONTOURS[1][1]))
    effect = f"{scale.effect(middle, language)} ({interval(low, high, language, log=scale.log)})"
    return [effect, decimal(se, 2, language), p_value(math.erfc(abs(yi) / se / math.sqrt(2)), language)]
