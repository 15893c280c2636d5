"""A matplotlib figure addressed in pixels, saved as SVG that is the same bytes each time."""

from __future__ import annotations

import io
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from ettervern.draw.svg import INK

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


class Page:
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

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = SIZE,
        align: str = "left",
        strong: bool = False,
        colour: str = INK,
    ) -> None:
        """Write text with its middle at ``y``. The dollar sign is text here, never the start of a formula."""
        self.figure.text(
            x / self.width,
            1 - y / self.height,
            text,
            size=size,
            ha=align,
            va="center_baseline",
            color=colour,
            weight="bold" if strong else "normal",
            parse_math=False,
        )

    def svg(self) -> str:
        """Return the SVG as matplotlib writes it, without a date or other data on how it was made."""
        stream = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self.figure.savefig(stream, format="svg", metadata=nothing)
        return stream.getvalue()
