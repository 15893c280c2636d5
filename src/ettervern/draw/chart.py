"""The base of the statistical figures: a matplotlib page in pixels with axes of effects and marks on them.

Style, axes, the line of no effect, intervals, squares, diamonds and what stands under the axis are written here once; a
figure's module holds what is its own. The saved SVG is the same bytes each time.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from ettervern.draw.drawing import fitted, measured
from ettervern.draw.scale import Scale
from ettervern.draw.svg import INK, LINE, MARK, PLACES, POOLED, QUIET
from ettervern.numbers import is_missing

#: Settings that make the file the same bytes each time, with text as text.
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ettervern",
    "font.family": "DejaVu Sans",
    "figure.dpi": 72,
    "axes.unicode_minus": False,
}
SIZE = 13
SMALL = 12
#: Widths of a figure on a page and on a telephone.
WIDE, NARROW = 760, 340
#: From one line of notes to the next.
NOTE = 18

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Return what draws in the style of the figures."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        import seaborn as sns  # here, because it takes seconds to load and most builds draw no figure anew

        with sns.axes_style("ticks"), mpl.rc_context(SETTINGS):
            return draw(*args, **kwargs)

    return drawn


class Chart:
    """A matplotlib figure addressed in pixels from its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        FigureCanvasSVG(self.figure)

    def axes(self, left: float, right: float, top: float, bottom: float) -> Axes:
        """Return axes between these pixels, with y counted in pixels downwards too."""
        box = (left / self.width, 1 - bottom / self.height, (right - left) / self.width, (bottom - top) / self.height)
        axes = self.figure.add_axes(box)
        axes.set_ylim(bottom, top)
        axes.patch.set_visible(False)
        return axes

    def over(self) -> Axes:
        """Return axes over the whole page, with x and y in pixels."""
        over = self.axes(0, self.width, 0, self.height)
        over.set_xlim(0, self.width)
        over.set_axis_off()
        return over

    def text(
        self, x: float, y: float, text: str, *, size: int = SIZE, align: str = "left", strong: bool = False,
        colour: str = INK,
    ) -> None:  # fmt: skip
        """Write text with its middle at ``y``. The dollar sign is text here, never the start of a formula."""
        self.figure.text(
            x / self.width, 1 - y / self.height, text, size=size, ha=align, va="center_baseline", color=colour,
            weight="bold" if strong else "normal", parse_math=False,
        )  # fmt: skip

    def notes(self, lines: Sequence[str], top: float) -> None:
        """Write quiet lines under the figure, the first with its middle at ``top``."""
        for number, line in enumerate(lines):
            self.text(0, top + NOTE * number, line, size=SMALL, colour=QUIET)

    def sides(
        self, texts: tuple[str, str], plot: tuple[float, float], null: float, end: float, *, narrow: bool
    ) -> None:
        """Write what each side of no effect means, under the axis; in two lines on a telephone.

        Parameters
        ----------
        texts : tuple of str
            What lies left and right.
        plot : tuple of float
            Where the axis begins and ends, in pixels.
        null, end : float
            Where no effect lies, and the axis.
        narrow : bool
            As for every figure.
        """
        left, right = f"← {texts[0]}", f"{texts[1]} →"
        if narrow:
            self.text(plot[0], end + 34, left, size=SMALL, colour=QUIET)
            self.text(plot[1], end + 51, right, size=SMALL, colour=QUIET, align="right")
            return
        self.text(max(null - 10, measured(left, SMALL)), end + 36, left, size=SMALL, colour=QUIET, align="right")
        self.text(min(null + 10, self.width - measured(right, SMALL)), end + 36, right, size=SMALL, colour=QUIET)

    def svg(self) -> str:
        """Return the SVG as matplotlib writes it, without a date or other data on how it was made."""
        stream = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self.figure.savefig(stream, format="svg", metadata=nothing)
        return stream.getvalue()


# ---- axes ---------------------------------------------------------------------------------------------------------


def effect_axis(axes: Axes, scale: Scale, ends: tuple[float, float], width: float, language: str) -> None:
    """Make the lower edge of axes an axis of effects, ``width`` pixels long."""
    axes.set_xlim(*ends)
    axes.set_xticks(*scale.ticks(ends, width, language))
    bare(axes)


def bare(axes: Axes, *, left: bool = False) -> None:
    """Leave only the lower edge of axes, and the left one where asked, in the quiet colours of the figures."""
    import seaborn as sns

    sns.despine(ax=axes, left=not left)
    axes.tick_params(axis="both", colors=QUIET, labelsize=SMALL, length=4, width=0.8, labelcolor=INK)
    for spine in axes.spines.values():
        spine.set(color=LINE, linewidth=0.8)


def pixel(axes: Axes, plot: tuple[float, float], place: float) -> float:
    """Return where a place of an axis lies between two pixels."""
    low, high = axes.get_xlim()
    return round(plot[0] + (place - low) / (high - low) * (plot[1] - plot[0]), PLACES)


# ---- marks: every one takes places on the axis, not effects ----------------------------------------------------------


def upright(axes: Axes, place: float, reach: tuple[float, float], *, pooled: bool = False) -> None:
    """Draw the line of no effect, or dashed that of a pooled answer, beside a row."""
    colour, width, dashes = (POOLED, 1.2, (4, 3)) if pooled else (QUIET, 1.0, (None, None))
    axes.plot([place] * 2, reach, color=colour, linewidth=width, dashes=dashes, zorder=1)


def interval(axes: Axes, low: float, high: float, y: float, colour: str = MARK, width: float = 1.6) -> None:
    """Draw an interval; an end beyond the axis becomes an arrow, so that nobody takes the cut for the end."""
    if is_missing(low) or is_missing(high):
        return
    first, last = axes.get_xlim()
    left, right = min(max(low, first), last), max(min(high, last), first)
    axes.plot([left, right], [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    for cut, place, marker in ((low < first, left, "<"), (high > last, right, ">")):
        if cut:
            axes.plot([place], [y], marker=marker, color=colour, markersize=6, markeredgewidth=0, clip_on=False)


def diamond(axes: Axes, low: float, middle: float, high: float, y: float) -> None:
    """Draw a pooled answer as a diamond; one whose interval is cut by the axis gets arrows at its ends."""
    if any(map(math.isnan, (low, middle, high))):
        return
    first, last = axes.get_xlim()
    corners = [max(low, first), middle, min(high, last), middle]
    axes.fill(corners, [y, y - 8, y, y + 8], color=POOLED, linewidth=0, zorder=3)
    interval(axes, low, high, y, POOLED, 0.1)


def prediction(axes: Axes, low: float, high: float, y: float) -> None:
    """Draw a prediction interval as a line with end bars."""
    interval(axes, low, high, y, POOLED, 2.2)
    first, last = axes.get_xlim()
    for end in (low, high):
        if first <= end <= last:
            axes.plot([end, end], [y - 5, y + 5], color=POOLED, linewidth=2.2)


def squares(axes: Axes, places: Sequence[float], heights: Sequence[float], weights: Sequence[float]) -> None:
    """Draw studies as squares whose areas follow their weights; all alike where there are none."""
    import seaborn as sns

    studies = pd.DataFrame({"x": places, "y": heights, "weight": weights}).dropna(subset=["x"])
    if studies.empty:
        return
    weighed = not studies["weight"].isna().all()
    size = studies["weight"].fillna(0).clip(lower=0.01) if weighed else [1.0] * len(studies)
    largest = float(max(size))
    sns.scatterplot(
        data=studies, x="x", y="y", size=size, sizes=(16, 150) if weighed else (49, 49), size_norm=(0, largest),
        marker="s", color=MARK, linewidth=0, legend=False, ax=axes, zorder=3,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")


def broken(texts: Sequence[str], width: float) -> list[str]:
    """Return notes in lines that fit a figure."""
    return [line for text in texts for line in fitted(text, width, SMALL)]
