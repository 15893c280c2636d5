"""The map of the journey: every step a link with its name, no sign by colour alone, all inside the frame."""

from __future__ import annotations

import re

import pytest

from ettervern.draw.journey import Part, Stop, draw_journey

PARTS = [
    Part("First & foremost", tuple(Stop(n, f"Step <{n}>", f"page.html#step-{n}", n == 2) for n in (1, 2))),
    Part("A name that is long enough for two lines", (Stop(3, "A" * 40, "javascript:alert(1)", False),)),
]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_step_is_a_link_named_by_its_number_and_name(narrow: bool) -> None:
    drawn = draw_journey(PARTS, "en", narrow=narrow)
    assert re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', drawn) == [
        ("page.html#step-1", "1 Step &lt;1&gt;"),
        ("page.html#step-2", "2 Step &lt;2&gt; (hole found by the project)"),
    ]


def test_an_address_that_runs_is_no_link_and_markup_stays_text() -> None:
    drawn = draw_journey(PARTS, "nb")
    assert "javascript" not in drawn and "Step <1>" not in drawn


def test_a_figure_of_links_is_a_group_and_not_an_image() -> None:
    drawn = draw_journey(PARTS, "nb")
    assert 'role="group"' in drawn and 'role="img"' not in drawn
    assert "<title" in drawn and "<desc" in drawn


def test_a_hole_has_a_sign_of_its_own_and_a_word() -> None:
    drawn = draw_journey(PARTS, "nb")
    assert drawn.count(">!</text>") == 2  # at the step and in the key
    assert "hull funnet av prosjektet" in drawn


@pytest.mark.parametrize("narrow", [False, True])
def test_all_text_lies_inside_the_frame(narrow: bool) -> None:
    drawn = draw_journey(PARTS, "en", narrow=narrow)
    box = re.search(r'viewBox="-0.5 0 ([\d.]+) ([\d.]+)"', drawn)
    assert box is not None
    for x, y in re.findall(r'<text x="([\d.-]+)" y="([\d.-]+)"', drawn):
        assert 0 <= float(x) <= float(box.group(1)) and 0 <= float(y) <= float(box.group(2))


def test_the_same_journey_gives_the_same_bytes() -> None:
    assert draw_journey(PARTS, "en") == draw_journey(PARTS, "en")


def test_a_journey_without_steps_is_still_a_figure() -> None:
    assert "<svg" in draw_journey([], "nb")
