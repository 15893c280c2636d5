"""Risk-of-bias judgements as marks: a shape, a letter and a fill each, so that colour alone never says anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ettervern.draw.drawing import Drawing, fitted, measured
from ettervern.draw.svg import INK, LINE, MARK, PAPER, POOLED, QUIET
from ettervern.numbers import NBSP


@dataclass(frozen=True)
class Mark:
    """How a judgement is drawn: shape, fill, edge, colour of its letter, and its words in each language."""

    shape: str
    fill: str
    edge: str
    ink: str
    dash: str
    letter: dict[str, str]
    words: dict[str, str]


def _mark(shape: str, look: str, letters: str, nb: str, en: str) -> Mark:
    """Return a mark from one of four looks: good, doubtful, bad, unknown."""
    fill, edge, ink, dash = {
        "good": (MARK, MARK, PAPER, ""),
        "doubtful": (PAPER, POOLED, INK, ""),
        "bad": (POOLED, POOLED, PAPER, ""),
        "unknown": (PAPER, QUIET, INK, "3 2"),
        "empty": ("none", LINE, QUIET, "1 3"),
    }[look]
    first, second = letters.split()
    return Mark(shape, fill, edge, ink, dash, {"nb": first, "en": second}, {"nb": nb, "en": en})


#: Judgement -> mark, from the best to the worst, then those that say nothing.
MARKS = {
    "low": _mark("circle", "good", "L L", "Lav risiko", "Low risk"),
    "some_concerns": _mark("diamond", "doubtful", "N C", "Noe usikker risiko", "Some concerns"),
    "moderate": _mark("diamond", "doubtful", "M M", "Moderat risiko", "Moderate risk"),
    "high": _mark("square", "bad", "H H", "Høy risiko", "High risk"),
    "serious": _mark("square", "bad", "A S", "Alvorlig risiko", "Serious risk"),
    "critical": _mark("square", "bad", "K Cr", "Kritisk risiko", "Critical risk"),
    "no_information": _mark("circle", "unknown", "? ?", "Mangler opplysninger", "No information"),
    "not_assessed": _mark("circle", "empty", "– –", "Ikke vurdert", "Not assessed"),
}

#: Domain -> language -> (short heading, name).
DOMAINS = {
    "d1_randomisation": {"nb": ("D1", "Fordeling i grupper"), "en": ("D1", "Allocation to groups")},
    "d2_deviations": {"nb": ("D2", "Avvik fra planen"), "en": ("D2", "Deviations from plan")},
    "d3_missing_data": {"nb": ("D3", "Manglende data"), "en": ("D3", "Missing data")},
    "d4_measurement": {"nb": ("D4", "Måling av utfall"), "en": ("D4", "Outcome measurement")},
    "d5_selective_reporting": {"nb": ("D5", "Valg av resultater"), "en": ("D5", "Selective reporting")},
    "overall": {"nb": ("Alt", "Samlet"), "en": ("All", "Overall")},
}


def mark_of(judgement: str) -> Mark:
    """Return the mark of a judgement; an empty one was not made, and an unknown code is shown as not made too."""
    return MARKS.get(judgement, MARKS["not_assessed"])


def domain_name(domain: str, language: str, *, short: bool = False) -> str:
    """Return a domain's heading or name; a domain without words of its own stands as it is."""
    words = DOMAINS.get(domain)
    return domain if words is None else words[language][0 if short else 1]


def draw_mark(sheet: Drawing, x: float, y: float, judgement: str, language: str, radius: float = 10) -> None:
    """Draw a judgement with its middle at ``x``, ``y``."""
    mark, r = mark_of(judgement), radius
    if mark.shape == "circle":
        sheet.circle(x, y, r, fill=mark.fill, stroke=mark.edge, dash=mark.dash)
    elif mark.shape == "square":
        sheet.rect(x - r + 0.8, y - r + 0.8, 2 * r - 1.6, 2 * r - 1.6, fill=mark.fill, stroke=mark.edge)
    else:
        d = f"M {x:.1f} {y - r - 2:.1f} l {r + 2:g} {r + 2:g} l {-r - 2:g} {r + 2:g} l {-r - 2:g} {-r - 2:g} z"
        sheet.path(d, fill=mark.fill, stroke=mark.edge)
    sheet.say(x, y + 4.3, mark.letter[language], size=12, align="middle", strong=True, colour=mark.ink)


def draw_key(
    sheet: Drawing, top: float, judgements: Iterable[str], language: str, *, left: float = 0
) -> float:  # fmt: skip
    """Write what each mark means, in lines across the sheet; return the lower edge."""
    x, y = left, top + 14
    present = set(judgements)
    for code in [code for code in MARKS if code in present]:
        words = MARKS[code].words[language]
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
