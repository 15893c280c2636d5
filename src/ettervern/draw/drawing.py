"""A sheet with more shapes: text of any size and side, marks, links; for figures that are made of marks and words."""

from __future__ import annotations

import re
from html import escape

from ettervern.draw.sheet import CHARACTER, Sheet, wrap
from ettervern.draw.svg import INK, QUIET

SMALL = 12.5
#: Bold text is wider.
BOLD = 1.08


def fitted(text: str, width: float, size: float = SMALL, *, strong: bool = False) -> list[str]:
    """Return text in lines that fit a width; a word that is too long for a line is cut, never lost."""
    wide = size * (BOLD if strong else 1)
    most = max(1, int(width / (wide * CHARACTER)))
    lines: list[str] = []
    for line in wrap(text, width, wide):
        lines += [line[start : start + most] for start in range(0, len(line), most)]
    return lines or [""]


def measured(text: str, size: float = SMALL, *, strong: bool = False) -> float:
    """Return how wide a text is, on the safe side."""
    return len(text) * size * CHARACTER * (BOLD if strong else 1)


class Drawing(Sheet):
    """A sheet addressed in pixels, with text and shapes laid down one by one."""

    def say(
        self, x: float, y: float, text: str, *, size: float = SMALL, align: str = "start", strong: bool = False,
        colour: str = INK, underlined: bool = False,
    ) -> None:  # fmt: skip
        """Write text with its base at ``y``; ``align`` is ``start``, ``middle`` or ``end``."""
        weight = "; font-weight: 700" if strong else ""
        anchor = "" if align == "start" else f"; text-anchor: {align}"
        anchor += "; text-decoration: underline" if underlined else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" style="font-size: {size:g}px; fill: {colour}{weight}{anchor}">'
            f"{escape(text)}</text>"
        )

    def lines(
        self, x: float, y: float, text: str, width: float, *, size: float = SMALL, strong: bool = False,
        colour: str = INK, underlined: bool = False,
    ) -> float:  # fmt: skip
        """Write text in as many lines as it needs, the first with its base at ``y``; return the next free base."""
        for line in fitted(text, width, size, strong=strong):
            self.say(x, y, line, size=size, strong=strong, colour=colour, underlined=underlined)
            y += size * 1.35
        return y

    def shape(self, element: str, fill: str = "none", stroke: str = "none", width: float = 1.4, dash: str = "") -> None:
        """Lay down an element given without its style, e.g. ``circle cx="5" cy="5" r="4"``."""
        dashes = f"; stroke-dasharray: {dash}" if dash else ""
        edge = "none" if stroke == "none" else f"{stroke}; stroke-width: {width:g}{dashes}"
        self.parts.append(f'<{element} style="fill: {fill}; stroke: {edge}"/>')

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str = "none", dash: str = ""
    ) -> None:
        """Draw a circle."""
        self.shape(f'circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"', fill, stroke, 1.5, dash)

    def rect(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = "none",
        dash: str = "", round_: float = 0,
    ) -> None:  # fmt: skip
        """Draw a rectangle."""
        corner = f' rx="{round_:g}"' if round_ else ""
        self.shape(
            f'rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{corner}', fill, stroke, 1.4, dash
        )

    def path(self, d: str, *, fill: str = "none", stroke: str = "none", width: float = 1.4, dash: str = "") -> None:
        """Draw a path."""
        self.shape(f'path d="{d}"', fill, stroke, width, dash)

    def rule(self, y: float, left: float = 0, right: float | None = None, *, colour: str = QUIET) -> None:
        """Draw a thin line across."""
        self.path(f"M {left:.1f} {y:.1f} H {self.width if right is None else right:.1f}", stroke=colour, width=1)


_SAFE = re.compile(r"^(?:https?://|[./#]|[\w-]+(?:[./#?]|$))", re.IGNORECASE)


def safe_link(href: str) -> str:
    """Return an address that only leads to a page; anything that could run (``javascript:``) becomes empty."""
    address = href.strip()
    named = re.match(r"^[a-z][a-z0-9+.-]*:", address, re.IGNORECASE)
    if named and not re.match(r"^https?://", address, re.IGNORECASE):
        return ""
    return address if _SAFE.match(address) else ""
