"""The flow diagram shows both streams with their zeros, in text that stays within its boxes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.draw import Box, Flow, Step, Stream, draw_flow
from ettervern.draw.sheet import CHARACTER, wrap

SVG = "{http://www.w3.org/2000/svg}"


def flow() -> Flow:
    """Return a made-up flow of two steps."""
    empty = (Step(Box("Treff funnet", 0), Box("Doble treff fjernet", 0)), Step(Box("Rapporter vurdert", 0), None))
    reasons = (("Ikke <b>forskning</b>", 1033), ("Ingen sammenlikningsgruppe", 2))
    found = Step(Box("Treff funnet", 1227), Box("Doble treff fjernet", 26))
    full = (found, Step(Box("Rapporter vurdert", 1201), Box("Utelatt", 1035, reasons)))
    streams = (Stream("Databaser og registre", empty), Stream("Andre metoder", full))
    return Flow("flow", "Flyt", "Flyt i ord", streams, (Box("Med så langt", 166),))


@pytest.mark.parametrize("narrow", [False, True])
def test_every_count_is_there_as_text_zeros_too(narrow: bool) -> None:
    root = ET.fromstring(draw_flow(flow(), "nb", narrow=narrow))
    found = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    for count in ("1\u00a0227", "26", "1\u00a0201", "1\u00a0035", "1\u00a0033", "166"):
        assert count in found
    assert len(re.findall(r": 0\b", found)) == 3
    assert "<b>forskning</b>" in found


@pytest.mark.parametrize("narrow", [False, True])
def test_the_same_flow_gives_the_same_bytes_with_ids_of_its_own(narrow: bool) -> None:
    svg = draw_flow(flow(), "en", narrow=narrow)
    assert svg == draw_flow(flow(), "en", narrow=narrow)
    assert set(re.findall(r'\bid="([^"]+)"', draw_flow(flow(), "nb"))).isdisjoint(re.findall(r'\bid="([^"]+)"', svg))


@pytest.mark.parametrize("narrow", [False, True])
def test_boxes_lie_within_the_figure_and_do_not_overlap(narrow: bool) -> None:
    root = ET.fromstring(draw_flow(flow(), "nb", narrow=narrow))
    left, top, width, height = (float(part) for part in str(root.get("viewBox")).split())
    boxes = [
        tuple(float(str(node.get(key))) for key in ("x", "y", "width", "height")) for node in root.iter(f"{SVG}rect")
    ]
    assert len(boxes) >= 7
    for x, y, wide, tall in boxes:
        assert left <= x and x + wide <= left + width and top <= y and y + tall <= top + height
    for first in range(len(boxes)):
        for second in boxes[first + 1 :]:
            x, y, wide, tall = boxes[first]
            apart = (
                x + wide <= second[0]
                or second[0] + second[2] <= x
                or y + tall <= second[1]
                or second[1] + second[3] <= y
            )
            assert apart


@given(st.text(alphabet="abc æøå 12:", max_size=120), st.floats(min_value=60, max_value=400))
def test_wrapping_loses_no_word_and_keeps_to_the_width(text: str, width: float) -> None:
    lines = wrap(text, width, 12)
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert len(line) * 12 * CHARACTER <= width or " " not in line
