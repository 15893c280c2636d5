"""A sheet to draw boxes and lines of text on, for figures that are no plot.

Sizes are in CSS pixels. Text is measured generously (no font is known for sure in a browser), so that a line that
fits here fits there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from ettervern.draw.svg import BOX, EMPTY, INK, LINE, QUIET

#: Mean width of a character as a share of the font size, on the safe side for common sans-serif fonts.
CHARACTER = 0.58
LEADING = 1.35


def wrap(text: str, width: float, size: float) -> list[str]:
    """Return text broken into lines that fit a width; a word that is too long stands on a line of its own.

    The last two words stay together where they fit, so that a count is not left alone.
    """
    most = max(1, int(width / (size * CHARACTER)))
    words = [word for word in text.split(" ") if word]  # a no-break space stays within its word
    if len(words) > 2 and len(words[-2]) + 1 + len(words[-1]) <= most:
        words[-2:] = [f"{words[-2]} {words[-1]}"]
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True)
class Line:
    """One line of text in a box."""

    text: str
    strong: bool = False
    quiet: bool = False


def wrapped(text: str, width: float, size: float, *, strong: bool = False, quiet: bool = False) -> list[Line]:
    """Return text as lines of one weight that fit a width."""
    return [Line(part, strong, quiet) for part in wrap(text, width, size)]


@dataclass
class Sheet:
    """Shapes in the order they were laid down; :meth:`text` gives the SVG."""

    width: float
    size: float = 13
    parts: list[str] = field(default_factory=list)

    def box_height(self, lines: list[Line]) -> float:
        """Return how tall a box round these lines is."""
        return len(lines) * self.size * LEADING + 16

    def box(self, x: float, y: float, width: float, lines: list[Line], *, empty: bool = False) -> float:
        """Lay a box with lines of text; return its lower edge. ``empty`` marks a box that holds nothing (dashes)."""
        height = self.box_height(lines)
        fill, dash = (EMPTY, ' stroke-dasharray="4 3"') if empty else (BOX, "")
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5" '
            f'style="fill: {fill}; stroke: {LINE}"{dash}/>'
        )
        for number, line in enumerate(lines):
            self.write(x + 10, y + 8 + (number + 0.76) * self.size * LEADING, line)
        return y + height

    def write(self, x: float, y: float, line: Line) -> None:
        """Write one line of text with its base at ``y``."""
        weight = "; font-weight: 700" if line.strong else ""
        fill = QUIET if line.quiet else INK
        self.parts.append(
            f'<text x="{x:g}" y="{y:.1f}" style="font-size: {self.size:g}px; fill: {fill}{weight}">'
            f"{escape(line.text)}</text>"
        )

    def arrow(self, x: float, top: float, bottom: float) -> None:
        """Draw an arrow straight down."""
        self.parts.append(
            f'<path d="M {x:g} {top:g} V {bottom - 2:g} M {x - 4:g} {bottom - 7:g} L {x:g} {bottom - 1:g} '
            f'L {x + 4:g} {bottom - 7:g}" style="fill: none; stroke: {QUIET}; stroke-width: 1.3"/>'
        )

    def stem(self, x: float, top: float, bottom: float) -> None:
        """Draw a line straight down, without a head."""
        self.parts.append(
            f'<path d="M {x:g} {top:g} V {bottom:g}" style="fill: none; stroke: {QUIET}; stroke-width: 1.3"/>'
        )

    def arrow_right(self, left: float, right: float, y: float) -> None:
        """Draw an arrow straight to the right."""
        self.parts.append(
            f'<path d="M {left:g} {y:g} H {right - 2:g} M {right - 7:g} {y - 4:g} L {right - 1:g} {y:g} '
            f'L {right - 7:g} {y + 4:g}" style="fill: none; stroke: {QUIET}; stroke-width: 1.3"/>'
        )

    def text(self, height: float) -> str:
        """Return the SVG text of the sheet."""
        inner = "\n".join(self.parts)
        return f'<svg viewBox="-0.5 0 {self.width + 1:g} {height:g}">\n{inner}\n</svg>'
