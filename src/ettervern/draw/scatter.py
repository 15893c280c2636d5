"""Numbered points with a list of names under them, for figures where every study is a point."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from ettervern.draw.drawing import fitted
from ettervern.draw.page import SMALL, Page
from ettervern.draw.svg import INK, PAPER

LEADING = 19
#: Places tried for a number, from its point, in pixels; the first that is free is taken.
PLACES = (
    (0, -12), (13, 0), (-13, 0), (0, 13), (11, -11), (-11, -11), (11, 11), (-11, 11),
    (0, -26), (27, 0), (-27, 0), (0, 27), (22, -20), (-22, -20), (22, 20), (-22, 20),
    (0, -42), (43, -12), (38, -30), (20, -40), (-20, -40), (-43, 0), (0, 42), (58, -22), (50, -46), (64, -4),
)  # fmt: skip


def number_points(
    over: Axes, points: Sequence[tuple[float, float]], names: Sequence[str], box: tuple[float, float, float, float]
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
    taken: list[tuple[float, float]] = []
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
    point: tuple[float, float], points: Sequence[tuple[float, float]], taken: list[tuple[float, float]],
    box: tuple[float, float, float, float],
) -> tuple[float, float]:  # fmt: skip
    """Return the place beside a point that is farthest from trouble, the nearest of those that are free."""
    left, top, right, bottom = box
    best, most = point, -1.0
    for dx, dy in PLACES:
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


def _apart(one: tuple[float, float], other: tuple[float, float], wide: float, tall: float) -> float:
    """Return how far two things lie apart in shares of what they need; 1 is enough."""
    return max(abs(one[0] - other[0]) / wide, abs(one[1] - other[1]) / tall)


def key_rows(names: Sequence[str], width: float) -> list[list[list[str]]]:
    """Return numbered names in columns: rows of cells of lines."""
    columns = 4 if width > 500 else 2
    room = width / columns - 34
    cells = [fitted(name, room, SMALL) for name in names]
    down = math.ceil(len(cells) / columns)
    return [[cells[row + down * column] for column in range(columns) if row + down * column < len(cells)]
            for row in range(down)]  # fmt: skip


def key_height(names: Sequence[str], width: float) -> float:
    """Return how tall the list of names is."""
    return sum(max(len(cell) for cell in row) * LEADING for row in key_rows(names, width))


def write_key(page: Page, names: Sequence[str], top: float) -> None:
    """Write which study each number is, in columns read downwards."""
    width = page.width
    columns = 4 if width > 500 else 2
    rows = key_rows(names, width)
    y = top
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            x = column * width / columns
            page.text(x + 20, y + 9, str(number + len(rows) * column + 1), size=SMALL, align="right", strong=True)
            for line, text in enumerate(cell):
                page.text(x + 28, y + 9 + line * LEADING, text, size=SMALL)
        y += max(len(cell) for cell in row) * LEADING


def pixel_axes(page: Page) -> Axes:
    """Return axes over the whole page, with x and y in pixels."""
    over = page.axes(0, page.width, 0, page.height)
    over.set_xlim(0, page.width)
    over.set_axis_off()
    return over
