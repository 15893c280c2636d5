"""The forest plot holds every study as real text, is the same bytes each time, and takes its colours from the page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from ettervern.draw import Forest, Subject, draw_forest, stand_alone
from ettervern.draw.svg import COLOURS
from tests.draw.checks import letters, phrases

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & $x$"


def forest(language: str = "nb", **pooled: float) -> Forest:
    """Return a forest of three made-up studies; one has an interval far beyond the axis, one prints no counts."""
    studies = pd.DataFrame(
        {
            "label": ["Berg 2001", HOSTILE, "Dal 2003"],
            "category": ["Rusfri bolig"] * 3,
            "estimate": [0.3, 0.6, 0.9],
            "ci_low": [0.0001, 0.4, 0.5],
            "ci_high": [0.7, 0.9, 1.6],
            "weight": [10.0, 60.0, 30.0],
            "events_intervention": [10.0, 20.0, np.nan],
            "n_intervention": [40.0, 1720.0, np.nan],
            "events_control": [20.0, 31.0, np.nan],
            "n_control": [41.0, 66.0, np.nan],
        }
    )
    numbers = {"estimate": 0.56, "ci_low": 0.42, "ci_high": 0.75, "pi_low": 0.27, "pi_high": 1.16} | pooled
    return Forest(Subject("forest-made-up", "Tilbakefall", phrases(language)), studies, pd.Series(numbers))


def texts(svg: str) -> list[str]:
    """Return every text in a figure."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_same_input_gives_the_same_bytes(language: str, narrow: bool) -> None:
    drawn = [draw_forest(forest(language), language, narrow=narrow) for _ in range(2)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_and_number_is_real_text(narrow: bool) -> None:
    svg = draw_forest(forest(), "nb", narrow=narrow)
    found = " | ".join(texts(svg))
    assert HOSTILE.replace(" ", "") in letters(svg)
    for shown in ("Berg 2001", "Dal 2003", "0,30 (0,00010–0,70)", "60,0\u00a0%", "20/1\u00a0720", "0,27–1,16"):
        assert shown in found
    assert "bare effekt oppgitt" in found


def test_text_from_outside_stays_text() -> None:
    svg = draw_forest(forest(), "nb")
    assert "<script" not in svg
    assert not list(ET.fromstring(svg).iter(f"{SVG}script"))


def test_the_figure_has_a_role_a_title_and_a_description_that_name_it() -> None:
    root = ET.fromstring(draw_forest(forest("en"), "en"))
    named = {
        node.get("id"): "".join(node.itertext()) for node in root.iter() if node.tag in {f"{SVG}title", f"{SVG}desc"}
    }
    assert root.get("role") == "img"
    assert [bool(named[part]) for part in str(root.get("aria-labelledby")).split()] == [True, True]
    assert "0.56" in " ".join(named.values())


def test_no_id_is_used_twice_when_both_layouts_and_languages_stand_on_one_page() -> None:
    drawn = [
        draw_forest(forest(language), language, narrow=narrow) for language in ("nb", "en") for narrow in (False, True)
    ]
    ids = re.findall(r'\bid="([^"]+)"', "".join(drawn))
    assert len(ids) == len(set(ids))
    for svg in drawn:
        assert {name[1:] for name in re.findall(r'href="(#[^"]+)"', svg)} <= set(re.findall(r'\bid="([^"]+)"', svg))


def test_colours_come_from_the_page_and_nothing_reaches_out_of_the_figure() -> None:
    svg = draw_forest(forest(), "nb")
    assert not any(drawn in svg for drawn in COLOURS)
    bare = re.sub(r"var\([^)]*\)", "", svg)
    assert not re.findall(r"(?:fill|stroke): ?#[0-9a-f]{6}", bare)
    assert "<style" not in svg and "<metadata" not in svg and "Date" not in svg
    assert not re.findall(r"https?://(?!www\.w3\.org)", svg)


@pytest.mark.parametrize("narrow", [False, True])
def test_no_text_is_under_twelve_pixels(narrow: bool) -> None:
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", draw_forest(forest(), "nb", narrow=narrow))]
    sizes += [
        float(size) for size in re.findall(r"font: (?:\w+ )?([\d.]+)px", draw_forest(forest(), "nb", narrow=narrow))
    ]
    assert sizes and min(sizes) >= 12


def test_the_narrow_figure_fits_a_telephone() -> None:
    root = ET.fromstring(draw_forest(forest(), "nb", narrow=True))
    assert float(str(root.get("width"))) <= 343


def ticks(svg: str) -> list[float]:
    """Return the numbers that stand under the axis of a figure in English."""
    return [float(text) for text in texts(svg) if re.fullmatch(r"[\d.]+", text)]


def test_the_axis_holds_every_estimate_and_both_sides_of_one() -> None:
    shown = ticks(draw_forest(forest("en"), "en"))
    assert min(shown) <= 0.27 < 0.5 and max(shown) >= 2
    wide = ticks(draw_forest(forest("en", pi_low=1e-9, pi_high=1e9), "en"))
    assert min(wide) >= 0.005 and max(wide) <= 500


def test_a_pool_without_prediction_interval_says_that_it_is_not_known() -> None:
    nothing = forest(pi_low=np.nan, pi_high=np.nan)
    assert "ikke kjent" in " ".join(texts(draw_forest(nothing, "nb")))


def test_the_file_of_its_own_has_its_colours_with_it() -> None:
    own = stand_alone(draw_forest(forest(), "nb"))
    ET.fromstring(own.encode())
    assert "prefers-color-scheme:dark" in own
    assert all(f"--figure-{name}:" in own for name, _, _ in COLOURS.values())
