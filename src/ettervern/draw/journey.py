"""The service journey as a map: the steps of each part one after the other, each a link to what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ettervern.catalogue import gettext
from ettervern.draw.drawing import SMALL, Drawing, fitted, safe_link
from ettervern.draw.svg import BOX, INK, LINE, MARK, PAPER, POOLED, QUIET, finish

WIDE, NARROW = 760.0, 343.0
RADIUS = 12.0
LEFT = 34.0
HEAD = 34.0
LEAST = 30.0
GAP = 10.0


@dataclass(frozen=True)
class Stop:
    """One step on the map.

    Attributes
    ----------
    number : int
        Number of the step.
    name : str
        Name as readers see it.
    href : str
        Where it leads; empty for no link.
    hole : bool
        Whether a hole in the services was found here.
    """

    number: int
    name: str
    href: str
    hole: bool


@dataclass(frozen=True)
class Part:
    """A part of the journey with its steps in order."""

    name: str
    stops: tuple[Stop, ...]


def draw_journey(parts: Sequence[Part], language: str, *, narrow: bool = False, name: str = "journey") -> str:
    """Draw the journey.

    Parameters
    ----------
    parts : sequence of Part
        In order; side by side, or one under the other on a telephone.
    language : str
        ``nb`` or ``en``.
    narrow : bool
        The layout for a telephone.
    name : str
        Name of the figure, for ids.

    Returns
    -------
    str
        SVG text. The figure is a group of links, not an image, so that a keyboard reaches every step.
    """
    columns = 1 if narrow else max(1, len(parts))
    whole = NARROW if narrow else WIDE
    width = (whole - GAP * (columns - 1)) / columns
    drawing = Drawing(whole, SMALL)
    top, bottom = 4.0, 4.0
    head = 0.0 if narrow else max((_head_height(part, width) for part in parts), default=0.0)
    for place, part in enumerate(parts):
        left = 0.0 if narrow else place * (width + GAP)
        bottom = max(bottom, _part(drawing, part, left, top, width, language, head or _head_height(part, width)))
        top = bottom + 16 if narrow else top
    bottom = _key(drawing, bottom + 18, language)
    stops = [stop for part in parts for stop in part.stops]
    message = "; ".join(
        f"{part.name}: " + ", ".join(f"{stop.number} {stop.name}" for stop in part.stops) for part in parts
    )
    svg = finish(
        drawing.text(bottom + 8),
        name=f"{name}-{'narrow' if narrow else 'wide'}-{language}",
        title=gettext("journey.title", language, n=len(stops), parts=len(parts)),
        description=gettext("journey.description", language, parts=message, holes=sum(stop.hole for stop in stops)),
        language=language,
    )
    return svg.replace('role="img"', 'role="group"', 1)


def _head_height(part: Part, width: float) -> float:
    """Return the room that a part's name takes."""
    return len(fitted(part.name, width - 4, 14, strong=True)) * 14 * 1.35 + 10


def _part(
    drawing: Drawing, part: Part, left: float, top: float, width: float, language: str, head: float
) -> float:  # fmt: skip
    """Draw one part: its name, a line, a mark and a name for each step; return its lower edge."""
    drawing.lines(left, top + 14, part.name, width - 4, size=14, strong=True)
    y = top + head
    start = y + RADIUS
    line = len(drawing.parts)
    drawing.parts.append("")
    last = start
    for stop in part.stops:
        text = fitted(stop.name, width - LEFT - (18 if stop.hole else 0))
        height = max(LEAST, len(text) * SMALL * 1.3 + 10)
        last = y + RADIUS + 2
        _stop(drawing, stop, left, y, width, height, text, language)
        y += height
    shape = f'path d="M {left + RADIUS + 1:.1f} {start:.1f} V {last:.1f}"'
    drawing.parts[line] = f'<{shape} style="fill: none; stroke: {LINE}; stroke-width: 3"/>'
    return y


def _stop(
    drawing: Drawing, stop: Stop, left: float, top: float, width: float, height: float, text: list[str], language: str
) -> None:
    """Draw one step as one link: a room to press, the mark with its number, the name, the sign of a hole."""
    href = safe_link(stop.href)
    message = f"{stop.number} {stop.name}" + (f" ({gettext('journey.hole', language)})" if stop.hole else "")
    drawing.parts.append(f'<a href="{escape(href)}" aria-label="{escape(message)}">' if href else "<g>")
    drawing.rect(left, top, width, height - 2, fill="transparent")
    x, y = left + RADIUS + 1, top + RADIUS + 2
    drawing.circle(x, y, RADIUS, fill=PAPER, stroke=MARK)
    drawing.say(x, y + 4.5, str(stop.number), align="middle", strong=True, colour=MARK)
    for place, line in enumerate(text):
        drawing.say(left + LEFT, y + 4.5 + place * SMALL * 1.3, line, colour=INK)
    if stop.hole:
        _hole(drawing, left + width - 10, y)
    drawing.parts.append("</a>" if href else "</g>")


def _hole(drawing: Drawing, x: float, y: float) -> None:
    """Draw the sign of a hole: an exclamation mark in a square, so that it is no matter of colour alone."""
    drawing.rect(x - 8, y - 8, 16, 16, fill=BOX, stroke=POOLED, round_=3)
    drawing.say(x, y + 4.5, "!", align="middle", strong=True, colour=POOLED)


def _key(drawing: Drawing, y: float, language: str) -> float:
    """Draw what the sign means; return the lower edge."""
    _hole(drawing, 9, y)
    drawing.say(26, y + 4.5, f"= {gettext('journey.hole', language)}", colour=QUIET)
    return y + 12
