"""Numbered points in one plot with a list of names under it, for figures where every study is a point."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from ettervern.draw import chart
from ettervern.draw.chart import NARROW, NOTE, SMALL, WIDE, Chart
from ettervern.draw.drawing import fitted
from ettervern.draw.svg import INK, MARK, PAPER, PLACES

LEADING = 19
LEFT, TOP = 46.0, 30.0
#: Places tried for a number, from its point, in pixels; the first that is free is taken.
TRIED = (
    (0, -12), (13, 0), (-13, 0), (0, 13), (11, -11), (-11, -11), (11, 11), (-11, 11),
    (0, -26), (27, 0), (-27, 0), (0, 27), (22, -20), (-22, -20), (22, 20), (-22, 20),
    (0, -42), (43, -12), (38, -30), (20, -40), (-20, -40), (-43, 0), (0, 42), (58, -22), (50, -46), (64, -4),
)  # fmt: skip
Point = tuple[float, float]


class Scatter(Chart):
    """A page with one plot, notes and the names of the studies under it.

    Parameters
    ----------
    names : sequence of str
        What each numbered point is.
    notes : sequence of str
        What stands under the axis.
    tall, under : float
        Height of the plot, and of what is written between it and the notes.
    narrow : bool
        As for every figure.
    """

    def __init__(self, names: Sequence[str], notes: Sequence[str], tall: float, under: float, *, narrow: bool) -> None:
        width = NARROW if narrow else WIDE
        self.names, self.lines = [str(name) for name in names], chart.broken(notes, width)
        self.left, self.top, self.right, self.bottom = LEFT, TOP, width - 14.0, TOP + tall
        self.foot = self.bottom + under
        rows = key_rows(self.names, width)
        super().__init__(width, self.foot + NOTE * len(self.lines) + 8 + sum(map(_tall, rows)))
        self.plot = self.axes(self.left, self.right, self.top, self.bottom)
        self.front = self.over()

    def pixel(self, x: float, y: float) -> Point:
        """Return where places on the axes lie, in pixels from the upper left corner of the page."""
        bottom, top = self.plot.get_ylim()
        down = self.bottom - (y - bottom) / (top - bottom) * (self.bottom - self.top)
        return chart.pixel(self.plot, (self.left, self.right), x), round(down, PLACES)

    def points(self, places: Sequence[Point]) -> None:
        """Draw studies as full circles, each with its number beside it."""
        points = [self.pixel(*place) for place in places]
        for x, y in points:
            self.front.plot([x], [y], marker="o", markersize=7.5, color=MARK, markeredgewidth=0, zorder=5)
        numbers = [str(number + 1) for number in range(len(points))]
        number_points(self.front, points, numbers, (self.left, self.top, self.right, self.bottom))

    def svg(self) -> str:
        """Write the notes and which study each number is, in columns read downwards; return the SVG."""
        self.notes(self.lines, self.foot)
        y, rows = self.foot + NOTE * len(self.lines), key_rows(self.names, self.width)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                x = column * self.width / _columns(self.width)
                mark = str(number + len(rows) * column + 1)
                self.text(x + 20, y + 9, mark, size=SMALL, align="right", strong=True)
                for line, text in enumerate(cell):
                    self.text(x + 28, y + 9 + line * LEADING, text, size=SMALL)
            y += _tall(row)
        return super().svg()


def key_rows(names: Sequence[str], width: float) -> list[list[list[str]]]:
    """Return numbered names in columns: rows of cells of lines."""
    columns = _columns(width)
    cells = [fitted(name, width / columns - 34, SMALL) for name in names]
    down = math.ceil(len(cells) / columns)
    return [cells[row::down] for row in range(down)]


def _columns(width: float) -> int:
    """Return the columns that names stand in."""
    return 4 if width > 500 else 2


def _tall(row: list[list[str]]) -> float:
    """Return how tall a row of names is."""
    return max(len(cell) for cell in row) * LEADING


def number_points(
    over: Axes, points: Sequence[Point], names: Sequence[str], box: tuple[float, float, float, float]
) -> None:
    """Write a short name beside each point, where it meets no other name and no point.

    Parameters
    ----------
    over : Axes
        Axes in pixels, counted from the upper left corner.
    points : sequence of (float, float)
        Where the points lie.
    names : sequence of str
        What to write beside each.
    box : tuple of float
        left, top, right, bottom that the names must lie within.
    """
    taken: list[Point] = []
    for point, name in zip(points, names, strict=True):
        place = _free(point, points, taken, box)
        taken.append(place)
        far = math.dist(point, place) > 18
        if far:
            over.plot([point[0], place[0]], [point[1], place[1]], color=INK, linewidth=0.7, zorder=4)
        over.text(
            *place, name, size=12, ha="center", va="center_baseline", color=INK, zorder=6, parse_math=False,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5} if far else None,
        )  # fmt: skip


def _free(
    point: Point, points: Sequence[Point], taken: list[Point], box: tuple[float, float, float, float]
) -> Point:  # fmt: skip
    """Return the place beside a point that is farthest from trouble, the nearest of those that are free."""
    left, top, right, bottom = box
    best, most = point, -1.0
    for dx, dy in TRIED:
        x, y = point[0] + dx, point[1] + dy
        if not (left + 8 <= x <= right - 8 and top + 7 <= y <= bottom - 7):
            continue
        room = min(
            [_apart((x, y), other, 17, 14) for other in taken]
            + [_apart((x, y), other, 12, 11) for other in points if other != point],
            default=9.0,
        )
        if room >= 1:
            return x, y
        if room > most:
            best, most = (x, y), room
    return best


def _apart(one: Point, other: Point, wide: float, tall: float) -> float:
    """Return how far two things lie apart in shares of what they need; 1 is enough."""
    return max(abs(one[0] - other[0]) / wide, abs(one[1] - other[1]) / tall)
