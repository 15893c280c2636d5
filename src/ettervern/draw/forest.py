"""The forest plot: every study with its interval and weight, the pooled diamond and the prediction interval.

Two layouts of the same figure: ``wide`` has a column a number; ``narrow`` (for a telephone, 340 px) puts the numbers
in lines of text over each interval, so that no text is under 12 px.
"""

from __future__ import annotations

import math

import matplotlib as mpl
from matplotlib.axes import Axes

from ettervern.catalogue import gettext
from ettervern.draw.effect_name import measure
from ettervern.draw.forest_layout import NARROW, WIDE, WIDE_DIFFERENCES, Forest, Layout, centre
from ettervern.draw.forest_text import write_narrow, write_wide
from ettervern.draw.page import SETTINGS, SMALL, Page
from ettervern.draw.ratios import TICKS, difference_axis, difference_limits, draw_interval, ratio_axis
from ettervern.draw.subject import sides
from ettervern.draw.svg import LINE, MARK, PLACES, POOLED, QUIET, finish
from ettervern.numbers import decimal, effect, interval, is_missing

HIGHER = "→"
LOWER = "←"


def draw_forest(forest: Forest, language: str, *, narrow: bool = False) -> str:
    """Draw a forest plot.

    Parameters
    ----------
    forest : Forest
        What to show.
    language, narrow
        As for every figure; see :mod:`ettervern.draw`.
    """
    import seaborn as sns  # here, because it takes seconds to load and most builds draw no figure anew

    layout = NARROW if narrow else WIDE if forest.log else WIDE_DIFFERENCES
    with sns.axes_style("ticks"), mpl.rc_context(SETTINGS):
        page, axes = _frame(forest, layout, language)
        _draw_marks(axes, forest, layout, narrow=narrow)
        _draw_pooled(axes, forest, layout, narrow=narrow)
        (write_narrow if narrow else write_wide)(page, forest, layout, language)
        raw = page.svg()
    name = f"{forest.name}-{'narrow' if narrow else 'wide'}-{language}"
    title = gettext("forest.title", language, outcome=forest.outcome.lower())
    return finish(raw, name=name, title=title, description=describe(forest, language), language=language)


def describe(forest: Forest, language: str) -> str:
    """Return the figure in words, for those who don't see it."""
    pooled = forest.pooled
    left, right = sides(forest.phrases, language)
    return gettext(
        "forest.description",
        language,
        k=len(forest.studies),
        outcome=forest.outcome.lower(),
        measure=measure(forest.measure, "name", language),
        estimate=effect(pooled.estimate, language, log=forest.log),
        interval=interval(pooled.ci_low, pooled.ci_high, language, log=forest.log),
        prediction=interval(pooled.pi_low, pooled.pi_high, language, log=forest.log),
        null=decimal(forest.null, 0, language),
        left=left,
        right=right[0].lower() + right[1:],
    )


def _frame(forest: Forest, layout: Layout, language: str) -> tuple[Page, Axes]:
    """Make the page and the axes: log scale, the line of no effect, what each side means."""
    rows = len(forest.studies)
    end = layout.top + rows * layout.pitch + 2 * layout.pitch + 8
    page = Page(layout.width, end + layout.bottom)
    axes = page.axes(layout.plot_left, layout.plot_right, layout.top, end)
    low, high = axis_limits(forest)
    (ratio_axis if forest.log else difference_axis)(axes, (low, high), layout.plot_right - layout.plot_left, language)
    axes.set_yticks([])
    if layout is not NARROW:
        axes.axvline(forest.null, color=QUIET, linewidth=1, zorder=1)
    else:  # only beside the marks, or it would run through the lines of text
        for row in range(rows + 2):
            height = centre(row, layout, narrow=True) + (4 if row >= rows else 0)
            axes.plot([forest.null] * 2, [height - 10, height + 10], color=QUIET, linewidth=1, zorder=1)
    left, right = sides(forest.phrases, language)
    one = _x_of(forest, low, high, layout)
    _write_sides(page, layout, end, one, (f"{LOWER} {left}", f"{right} {HIGHER}"))
    return page, axes


def _write_sides(page: Page, layout: Layout, end: float, one: float, texts: tuple[str, str]) -> None:
    """Write what each side of 1 means, under the axis; in two lines where the plot is too narrow for one."""
    y = end + 34
    if layout is NARROW:
        page.text(layout.plot_left, y, texts[0], size=SMALL, colour=QUIET)
        page.text(layout.plot_right, y + 17, texts[1], size=SMALL, colour=QUIET, align="right")
        return
    page.text(min(one, layout.plot_right - 40) - 10, y, texts[0], size=SMALL, colour=QUIET, align="right")
    page.text(max(one, layout.plot_left + 40) + 10, y, texts[1], size=SMALL, colour=QUIET)


def _x_of(forest: Forest, low: float, high: float, layout: Layout) -> float:
    """Return where no effect lies, in pixels."""
    place = math.log if forest.log else float
    share = (place(forest.null) - place(low)) / (place(high) - place(low))
    return round(layout.plot_left + share * (layout.plot_right - layout.plot_left), PLACES)


def axis_limits(forest: Forest) -> tuple[float, float]:
    """Return the ends of the axis.

    Every estimate and the pooled interval lie within, and so do a half and the double (of a difference, 0), so that
    both sides of no effect are seen. Intervals of single studies, and a very wide prediction interval, may be cut.
    """
    pooled = forest.pooled
    if not forest.log:
        return difference_limits([pooled.ci_low, pooled.ci_high, *forest.studies["estimate"]], forest.studies)
    values = [0.5, 2.0, pooled.ci_low, pooled.ci_high, *forest.studies["estimate"]]
    inside = [value for value in values if not is_missing(value) and 0 < value < math.inf]
    low, high = min(inside) / 1.1, max(inside) * 1.1
    if not is_missing(pooled.pi_low) and not is_missing(pooled.pi_high):
        low = max(min(low, pooled.pi_low / 1.1), low / 3)
        high = min(max(high, pooled.pi_high * 1.1), high * 3)
    below = [tick for tick in TICKS if tick <= low]
    above = [tick for tick in TICKS if tick >= high]
    return (below[-1] if below else TICKS[0]), (above[0] if above else TICKS[-1])


def _draw_marks(axes: Axes, forest: Forest, layout: Layout, *, narrow: bool) -> None:
    """Draw each study: a line for its interval, a square whose area follows its weight."""
    import seaborn as sns

    studies = forest.studies.reset_index(drop=True)
    studies["height"] = [centre(row, layout, narrow=narrow) for row in range(len(studies))]
    low, high = axes.get_xlim()
    for ends in studies[["ci_low", "ci_high", "height"]].to_numpy(dtype=float):
        draw_interval(axes, (ends[0], ends[1]), ends[2], (low, high), MARK, 1.6)
    weights = studies["weight"].fillna(0).clip(lower=0.01)
    sns.scatterplot(
        data=studies,
        x="estimate",
        y="height",
        size=weights,
        sizes=(16, 150),
        size_norm=(0, float(weights.max())),
        marker="s",
        color=MARK,
        linewidth=0,
        legend=False,
        ax=axes,
        zorder=3,
    )
    axes.set(xlabel="", ylabel="")


def _draw_pooled(axes: Axes, forest: Forest, layout: Layout, *, narrow: bool) -> None:
    """Draw the pooled diamond and, under it, the prediction interval as a line with end bars."""
    pooled, rows = forest.pooled, len(forest.studies)
    rule = layout.top + rows * layout.pitch + 4
    axes.axhline(rule, color=LINE, linewidth=1)
    middle = centre(rows, layout, narrow=narrow) + 4
    corners = [pooled.ci_low, pooled.estimate, pooled.ci_high, pooled.estimate]
    axes.fill(corners, [middle, middle - 8, middle, middle + 8], color=POOLED, linewidth=0, zorder=3)
    below = centre(rows + 1, layout, narrow=narrow) + 4
    ends = (pooled.pi_low, pooled.pi_high)
    limits = axes.get_xlim()
    draw_interval(axes, ends, below, limits, POOLED, 2.2)
    for end in ends:
        if limits[0] <= end <= limits[1]:
            axes.plot([end, end], [below - 5, below + 5], color=POOLED, linewidth=2.2)
