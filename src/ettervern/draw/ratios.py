"""The axes of effects that several figures share, of ratios and of differences: ends, ticks, an interval on them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from ettervern.draw.page import SMALL
from ettervern.draw.svg import INK, LINE, QUIET
from ettervern.numbers import decimal, is_missing

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
#: Pixels that the label of a tick needs.
ROOM = 36


def limits(needed: Iterable[float], wished: Iterable[float] = ()) -> tuple[float, float]:
    """Return the ends of a ratio axis.

    Parameters
    ----------
    needed : iterable of float
        Ratios that must lie within, as must 1; missing, infinite and non-positive ones are passed over.
    wished : iterable of float
        Ends of intervals; they lie within unless that would make the axis more than three times as long either way.
    """
    inside = [1.0, *_usable(needed)]
    low, high = min(inside) / 1.1, max(inside) * 1.1
    ends = _usable(wished)
    low = max(min([low, *[end / 1.1 for end in ends]]), low / 3)
    high = min(max([high, *[end * 1.1 for end in ends]]), high * 3)
    below = [tick for tick in TICKS if tick <= low]
    above = [tick for tick in TICKS if tick >= high]
    return (below[-1] if below else low), (above[0] if above else high)


def _usable(values: Iterable[float]) -> list[float]:
    """Return the values that a log axis can hold."""
    return [float(value) for value in values if not is_missing(value) and 0 < value < math.inf]


def thinned(ticks: list[float], most: float) -> list[float]:
    """Return fewer ticks where they would touch; 1 always stays."""
    step = max(1, math.ceil(len(ticks) / most))
    start = ticks.index(1.0) % step
    return ticks[start::step]


def ratio_tick(value: float, language: str) -> str:
    """Return the label of a tick: 0.5, 1, 10, without needless decimals."""
    places = 0 if value >= 1 else max(1, -math.floor(math.log10(value)))
    return decimal(value, places, language)


def ratio_axis(axes: Axes, ends: tuple[float, float], width: float, language: str) -> None:
    """Make the lower edge of axes a ratio axis on the log scale, ``width`` pixels long."""
    low, high = ends
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    ticks = thinned([tick for tick in TICKS if low <= tick <= high], width / ROOM)
    axes.set_xticks(ticks, [ratio_tick(tick, language) for tick in ticks])
    bare_axes(axes)


def difference_limits(needed: Iterable[float], studies: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of an axis of differences: 0 and ``needed`` lie within, intervals where that is not too long."""
    inside = [0.0, *(float(value) for value in needed if not is_missing(value) and math.isfinite(value))]
    low, high = min(inside), max(inside)
    room = (high - low) or 1.0
    ends = [float(end) for end in (*studies["ci_low"], *studies["ci_high"]) if math.isfinite(end)]
    low = max(min([low - 0.1 * room, *ends]), low - room)
    high = min(max([high + 0.1 * room, *ends]), high + room)
    step = _step(high - low, 6)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def _step(span: float, most: float) -> float:
    """Return the distance of ticks: 1, 2 or 5 times a power of ten, at most ``most`` of them over the span."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= most)


def difference_axis(axes: Axes, ends: tuple[float, float], width: float, language: str) -> None:
    """Make the lower edge of axes an axis of differences, ``width`` pixels long."""
    low, high = ends
    axes.set_xlim(low, high)
    step = _step(high - low, max(2.0, width / (1.5 * ROOM)))
    ticks = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
    places = max(0, -math.floor(math.log10(step)))
    axes.set_xticks(ticks, [decimal(tick, places, language) for tick in ticks])
    bare_axes(axes)


def bare_axes(axes: Axes) -> None:
    """Leave only the lower edge of axes, in the quiet colours of the figures."""
    axes.minorticks_off()
    axes.tick_params(axis="x", colors=QUIET, labelsize=SMALL, length=4, labelcolor=INK)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LINE)


def draw_interval(
    axes: Axes, ends: tuple[float, float], height: float, limits: tuple[float, float], colour: str, width: float
) -> None:
    """Draw an interval; an end beyond the axis becomes an arrow, so that nobody takes the cut for the end."""
    low, high = ends
    if is_missing(low) or is_missing(high):
        return
    left, right = min(max(low, limits[0]), limits[1]), max(min(high, limits[1]), limits[0])
    axes.plot([left, right], [height, height], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    for cut, place, marker in ((low < limits[0], left, "<"), (high > limits[1], right, ">")):
        if cut:
            axes.plot([place], [height], marker=marker, color=colour, markersize=6, markeredgewidth=0, clip_on=False)
