"""The gap map counts the studies of each measure and outcome, shows where there are none, and links safely."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from ettervern.draw.gap_map import draw_gap_map
from tests.draw.checks import HOSTILE, LONG, SVG, check, description, joined, letters, subject

CELLS = pd.DataFrame(
    {
        "measure": ["Rusfri bolig", "Rusfri bolig", HOSTILE, LONG],
        "outcome": ["Tilbakefall", "I arbeid", "Tilbakefall", "I arbeid"],
        "figures": [2, 0, 0, 30],
        "words": [3, 0, 1, 0],
        "nothing": [1, 0, np.nan, 0],
        "certainty": ["Svært lav", "", None, "Lav"],
        "norwegian": [1, 0, 0, 2],
        "nordic": [2, 0, 0, 0],
    }
)
LINKED = CELLS.assign(href=["tiltak/bolig.html#funn", "javascript:alert(1)", None, '"><script>x'])


def drawn(language: str, narrow: bool) -> str:
    """Draw the made-up map."""
    return draw_gap_map(CELLS, subject("map", language=language), language, narrow=narrow)


def test_the_map_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    check(drawn)


def test_with_links_it_is_a_group_so_that_they_can_be_reached() -> None:
    check(
        lambda language, narrow: draw_gap_map(LINKED, subject("map", language=language), language, narrow=narrow),
        role="group",
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_every_measure_count_certainty_and_nordic_study_is_text(narrow: bool) -> None:
    svg = drawn("nb", narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in set(CELLS["measure"]))
    for shown in ("2 med tall, 3 bare i ord, 1 ikke hentet ut", "Tillit: svært lav", "Tillit: ikke vurdert",
                  "1 norsk, 2 andre nordiske", "2 norske", "30 med tall"):  # fmt: skip
        assert shown in joined(svg)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_pair_without_studies_or_without_a_row_is_shown_as_a_gap(narrow: bool) -> None:
    # one pair has only zeros, two have no row
    assert joined(drawn("en", narrow)).count("No studies") == 3
    assert "3 cells have studies, 3 are empty" in description(drawn("en", narrow))


def test_as_many_squares_are_drawn_as_there_are_studies() -> None:
    squares = [node for node in ET.fromstring(drawn("nb", False)).iter(f"{SVG}rect") if node.get("width") == "10.6"]
    assert len(squares) == 2 + 3 + 1 + 1 + 30 + 3  # and one of each kind in the key


def test_only_links_to_pages_are_kept_and_each_says_where_it_leads() -> None:
    root = ET.fromstring(draw_gap_map(LINKED, subject("map"), "nb"))
    links = list(root.iter(f"{SVG}a"))
    assert [link.get("href") for link in links] == ["tiltak/bolig.html#funn"]
    assert str(links[0].get("aria-label")).startswith("Rusfri bolig, Tilbakefall, 2 med tall")


def test_a_link_within_the_page_keeps_its_address() -> None:
    svg = draw_gap_map(CELLS.assign(href="#bolig"), subject("map"), "nb")
    assert {link.get("href") for link in ET.fromstring(svg).iter(f"{SVG}a")} == {"#bolig"}
