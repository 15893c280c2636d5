"""What every figure must hold to, whatever it shows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable

from ettervern.draw.subject import Subject
from ettervern.draw.svg import COLOURS
from ettervern.review import Review
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & $x$"
LONG = "Et svært langt navn på en studie av ettervern i en liten kommune langt mot nord 2019"
LANGUAGES = ("nb", "en")


def phrases(language: str, outcome: str = "relapse") -> dict[str, str]:
    """Return what the first review calls an outcome."""
    return Review.open(ROOT / "reviews" / "ettervern").phrases(language, outcome)


def subject(name: str, favours: str = "low", language: str = "nb") -> Subject:
    """Return a made-up subject."""
    named = phrases(language, "relapse" if favours == "low" else "employment")
    return Subject(name, named["label"], named, "OR", favours)


def texts(svg: str) -> list[str]:
    """Return every text in a figure."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def joined(svg: str) -> str:
    """Return a figure's text with one blank between words, however its lines break."""
    return re.sub(r"\s+", " ", " ".join(texts(svg)))


def letters(svg: str) -> str:
    """Return a figure's text without blanks: for names that may be broken anywhere."""
    return re.sub(r"\s+", "", "".join(texts(svg)))


def description(svg: str) -> str:
    """Return what assistive technology reads of a figure."""
    return " ".join("".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}desc"))


def check(draw: Callable[[str, bool], str], *, role: str = "img") -> None:
    """Check a figure in both languages and layouts; ``draw`` takes the language and whether it is narrow."""
    drawn = {(language, narrow): draw(language, narrow) for language in LANGUAGES for narrow in (False, True)}
    for (language, narrow), svg in drawn.items():
        assert svg == draw(language, narrow), "the same input must give the same bytes"
        check_names(svg, language, role)
        check_colours(svg)
        check_sizes(svg)
        check_inside(svg)
        assert float(str(ET.fromstring(svg).get("width"))) <= (343 if narrow else 762)
    check_ids(drawn.values())


def check_names(svg: str, language: str, role: str) -> None:
    """The figure has a role, a language, a title and a description that are not empty."""
    root = ET.fromstring(svg)
    named = {n.get("id"): "".join(n.itertext()) for n in root.iter() if n.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert root.get("role") == role and root.get("lang") == language
    assert all(named[part].strip() for part in str(root.get("aria-labelledby")).split())
    assert not any("{" in text or "nan" in text.lower().split() for text in [*named.values(), *texts(svg)])


def check_colours(svg: str) -> None:
    """Every colour comes from the page, so that dark mode reaches into the figure; nothing reaches out of it."""
    assert not any(drawn in svg for drawn in COLOURS)
    assert not re.findall(r"(?:fill|stroke): ?#[0-9a-f]{6}", re.sub(r"var\([^)]*\)", "", svg))
    assert "<script" not in svg and "<style" not in svg
    assert not re.findall(r"(?:src|xlink:href)=\"https?:", svg)


def check_sizes(svg: str) -> None:
    """No text is under 12 pixels."""
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: (?:\w+ )?([\d.]+)px", svg)]
    assert sizes and min(sizes) >= 12


def check_inside(svg: str) -> None:
    """Every text begins and ends within the view box, by a cautious measure of its width."""
    root = ET.fromstring(svg)
    left, top, width, height = (float(part) for part in str(root.get("viewBox")).split())
    for node in root.iter(f"{SVG}text"):
        text, style = "".join(node.itertext()), str(node.get("style"))
        found = re.search(r"font(?:-size)?: (?:\w+ )?([\d.]+)px", style)
        assert found is not None
        wide = 0.5 * float(found.group(1)) * len(text)
        x, y = float(str(node.get("x"))), float(str(node.get("y")))
        begins = x - (wide if "anchor: end" in style else wide / 2 if "anchor: middle" in style else 0)
        assert left - 2 <= begins and begins + wide <= left + width + 2, text
        assert top + 8 <= y <= top + height, text


def check_ids(drawn: Iterable[str]) -> None:
    """No id is used twice when all drawings stand on one page, and every reference leads somewhere."""
    drawn = list(drawn)
    ids = re.findall(r'\bid="([^"]+)"', "".join(drawn))
    assert len(ids) == len(set(ids))
    for svg in drawn:
        own = set(re.findall(r'\bid="([^"]+)"', svg))
        assert set(re.findall(r'<use [^>]*href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg)) <= own
