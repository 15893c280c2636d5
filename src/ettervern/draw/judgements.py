"""Risk-of-bias judgements as marks: a shape, a letter and a fill each, so that colour alone never says anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ettervern.catalogue import pgettext
from ettervern.draw.drawing import Drawing, fitted, measured
from ettervern.draw.svg import INK, LINE, MARK, PAPER, POOLED, QUIET
from ettervern.numbers import NBSP


@dataclass(frozen=True)
class Mark:
    """How a judgement is drawn: shape, fill, edge, and colour of its letter."""

    shape: str
    fill: str
    edge: str
    ink: str
    dash: str


def _mark(shape: str, look: str) -> Mark:
    """Return a mark from one of four looks: good, doubtful, bad, unknown."""
    fill, edge, ink, dash = {
        "good": (MARK, MARK, PAPER, ""),
        "doubtful": (PAPER, POOLED, INK, ""),
        "bad": (POOLED, POOLED, PAPER, ""),
        "unknown": (PAPER, QUIET, INK, "3 2"),
        "empty": ("none", LINE, QUIET, "1 3"),
    }[look]
    return Mark(shape, fill, edge, ink, dash)


#: Judgement -> mark, from the best to the worst, then those that say nothing.
MARKS = {
    "low": _mark("circle", "good"),
    "some_concerns": _mark("diamond", "doubtful"),
    "moderate": _mark("diamond", "doubtful"),
    "high": _mark("square", "bad"),
    "serious": _mark("square", "bad"),
    "critical": _mark("square", "bad"),
    "no_information": _mark("circle", "unknown"),
    "not_assessed": _mark("circle", "empty"),
    "not_in_tool": _mark("circle", "empty"),
}


def in_order(domains: Iterable[str]) -> list[str]:
    """Return domains once each in their order, the overall judgement last."""
    return sorted(set(domains), key=lambda name: (name == "overall", name))


def mark_of(judgement: str) -> str:
    """Return the code of a mark; an empty judgement was not made, and an unknown code is shown as not made too."""
    return judgement if judgement in MARKS else "not_assessed"


def judged(judgement: str, language: str) -> str:
    """Return a judgement as readers see it."""
    return pgettext("bias", mark_of(judgement), language)


def domain_name(domain: str, language: str, *, short: bool = False) -> str:
    """Return a domain's heading or name; a domain without words of its own stands as it is."""
    return pgettext("bias domain heading", domain, language) if short else pgettext("bias domain", domain, language)


def draw_mark(sheet: Drawing, x: float, y: float, judgement: str, language: str, radius: float = 10) -> None:
    """Draw a judgement with its middle at ``x``, ``y``."""
    code, r = mark_of(judgement), radius
    mark = MARKS[code]
    if mark.shape == "circle":
        sheet.circle(x, y, r, fill=mark.fill, stroke=mark.edge, dash=mark.dash)
    elif mark.shape == "square":
        sheet.rect(x - r + 0.8, y - r + 0.8, 2 * r - 1.6, 2 * r - 1.6, fill=mark.fill, stroke=mark.edge)
    else:
        d = f"M {x:.1f} {y - r - 2:.1f} l {r + 2:g} {r + 2:g} l {-r - 2:g} {r + 2:g} l {-r - 2:g} {-r - 2:g} z"
        sheet.path(d, fill=mark.fill, stroke=mark.edge)
    sheet.say(
        x, y + 4.3, pgettext("bias letter", code, language), size=12, align="middle", strong=True, colour=mark.ink
    )


def draw_key(
    sheet: Drawing, top: float, judgements: Iterable[str], language: str, *, left: float = 0
) -> float:  # fmt: skip
    """Write what each mark means, in lines across the sheet; return the lower edge."""
    x, y = left, top + 14
    present = set(judgements)
    for code in [code for code in MARKS if code in present]:
        words = judged(code, language)
        wide = 32 + measured(words) + 10
        if x > left and x + wide > sheet.width:
            x, y = left, y + 28
        draw_mark(sheet, x + 13, y, code, language)
        sheet.say(x + 30, y + 4.5, words)
        x += wide
    return y + 18


def draw_domains(sheet: Drawing, top: float, domains: Iterable[str], language: str) -> float:
    """Write what the short headings of the domains stand for; return the lower edge."""
    parts = [f"{domain_name(d, language, short=True)}: {domain_name(d, language)}" for d in domains]
    text = "; ".join(part.replace(" ", NBSP) for part in parts)
    y = top + 12
    for line in fitted(text, sheet.width, 12.5):
        sheet.say(0, y, line, colour=QUIET)
        y += 17
    return y
