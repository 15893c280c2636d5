"""The panel: what Python does with what the browser sends, and colours that can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import ettervern.screen.panel as panel_module
from ettervern.files import read_table, write_table
from ettervern.review import Review
from ettervern.screen.keywords import MOST_GROUPS
from ettervern.screen.panel import Panel, open_panel
from ettervern.screen.session import Session
from tests.screen.test_session import many


@pytest.fixture
def panel(review: Review) -> Panel:
    return Panel(Session(review, "anna", many(6)), "nb")


def press(panel: Panel, act: str, **cells: str) -> dict[str, Any]:
    """Send what the browser sends when something is pressed; return what it gets back."""
    panel._hear(panel, {"act": act, "report_id": panel.state["report"]["report_id"], **cells}, [])
    return dict(panel.state)


def lines(review: Review) -> list[list[str]]:
    """Return report and decision of every line of anna's file."""
    path = review.screening / "decisions" / "title-abstract" / "anna.csv"
    if not path.exists():  # it is made with its first line
        return []
    table = read_table(path)
    return table[["report_id", "decision"]].to_numpy().tolist()


def test_a_press_saves_and_shows_the_next(review: Review, panel: Panel) -> None:
    first = panel.state["report"]["report_id"]
    state = press(panel, "include", role="effect")
    assert lines(review) == [[first, "include"]]
    assert state["report"]["report_id"] != first and state["decided"] == 1
    assert state["message"] == "Lagret: ta med."


def test_a_press_on_a_report_that_is_gone_does_nothing(review: Review, panel: Panel) -> None:
    gone = panel.state["report"]["report_id"]
    press(panel, "include", role="effect")
    panel._hear(panel, {"act": "include", "report_id": gone, "role": "effect"}, [])
    assert len(lines(review)) == 1


def test_an_exclusion_without_a_reason_is_asked_for_one(review: Review, panel: Panel) -> None:
    state = press(panel, "exclude")
    assert "Velg en grunn" in state["message"] and lines(review) == []
    press(panel, "exclude", reason="design", note="ikke kontrollert")
    assert lines(review)[0][1] == "exclude"


def test_undo_shows_the_vote_that_stands(panel: Panel) -> None:
    press(panel, "exclude", reason="design", note="hm")
    state = press(panel, "undo")
    assert state["vote"] == {"decision": "exclude", "role": "", "reason": "design", "note": "hm"}
    assert "Vurdert før: ta ikke med" in state["message"]


@pytest.mark.parametrize("message", ["text", None, {"act": "rm -rf"}, {"act": ["include"]}, {"report_id": 7}])
def test_nonsense_from_the_browser_changes_nothing(review: Review, panel: Panel, message: object) -> None:
    if isinstance(message, dict):
        message = {"report_id": panel.state["report"]["report_id"], **message}
    panel._hear(panel, message, [])
    assert lines(review) == []


def test_the_last_report_ends_the_work(panel: Panel) -> None:
    for _ in range(6):
        state = press(panel, "unsure")
    assert state["report"]["report_id"] == "" and "Alle rapportene er vurdert" in state["message"]
    assert press(panel, "include", role="effect")["decided"] == 6


def test_running_the_cell_again_takes_the_file_over(review: Review) -> None:
    reports = many(5)
    write_table(review.results / "reports.csv", reports)
    first = open_panel(review, "anna")
    second = open_panel(review, "anna")
    assert "Et nyere panel" in press(first, "include", role="effect")["message"]
    assert lines(review) == []
    press(second, "include", role="effect")
    assert len(lines(review)) == 1


def test_keywords_come_in_pieces_and_each_group_with_its_name(review: Review) -> None:
    reports = many(2).assign(title="<b>Relapse</b> after smoking", abstract="")
    panel = Panel(Session(review, "anna", reports), "en")
    pieces = panel.state["report"]["title"]
    assert [tuple(pair) for pair in pieces if pair[1]] == [("Relapse", "outcome"), ("smoking", "against")]
    assert "".join(text for text, _ in pieces) == "<b>Relapse</b> after smoking"
    assert panel.state["report"]["abstract"] == []
    assert panel.fixed["keywords"][-1] == {"id": "against", "label": "May speak against", "against": True}


def test_each_group_of_keywords_has_a_style_that_needs_no_colour() -> None:
    css = (Path(panel_module.__file__).parent / "panel.css").read_text()
    styles = {
        name: re.sub(r"background[^;]*;", "", body).strip()
        for name, body in re.findall(r"\.ev-panel mark\.ev-(\w+) \{([^}]*)\}", css)
    }
    assert set(styles) == {*(f"for{number}" for number in range(1, MOST_GROUPS + 1)), "against"}
    assert len(set(styles.values())) == len(styles)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_colours_have_aa_contrast_in_light_and_dark(theme: int) -> None:
    css = (Path(panel_module.__file__).parent / "panel.css").read_text()
    block = re.findall(r"\{([^}]*--ev-text[^}]*)\}", css)[theme]
    colour = dict(re.findall(r"--ev-(\w+): (#\w{6})", block))
    for ground in ("ground", "soft", *(f"for{number}" for number in range(1, MOST_GROUPS + 1)), "against"):
        assert contrast(colour["text"], colour[ground]) >= 4.5
    assert contrast(colour["wrong"], colour["ground"]) >= 4.5
    for line in ("accent", "line"):
        assert contrast(colour[line], colour["ground"]) >= 3


def test_the_browser_part_never_makes_markup_from_text() -> None:
    source = (Path(panel_module.__file__).parent / "panel.js").read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|https?:", source)


def test_nobody_is_kept_without_a_role_that_was_chosen(review: Review, panel: Panel) -> None:
    state = press(panel, "include")
    assert "Velg først" in state["message"] and lines(review) == []


def test_a_report_is_found_and_gone_to_and_only_then_voted_on(review: Review, panel: Panel) -> None:
    words = panel.state["report"]["title"][0][0].split()[-1]
    state = press(panel, "find", words=words)
    assert [one["report_id"] for one in state["found"]] and lines(review) == []
    target = state["found"][-1]["report_id"]
    state = press(panel, "go", target=target)
    assert state["report"]["report_id"] == target and state["found"] == []
    assert press(panel, "go", target="no-such-report")["report"]["report_id"] == target


def test_tags_of_ones_notes_come_back_as_tags_and_can_be_searched_for(panel: Panel) -> None:
    first = panel.state["report"]["report_id"]
    state = press(panel, "include", role="effect", note="#nordic good one")
    assert state["tags"] == ["#nordic"]
    assert [one["report_id"] for one in press(panel, "find", words="#nordic")["found"]] == [first]


def test_others_are_counted_and_what_they_decided_is_not_told(review: Review) -> None:
    session = Session(review, "berit", many(6))
    for _ in range(2):
        session.decide("exclude", reason="design", note="secret")
    session.close()
    state = Panel(Session(review, "anna", many(6)), "en").state
    assert state["others"] == ["berit: 2 of 6"]
    assert "secret" not in str(state) and "exclude" not in str(state)


def test_a_doi_becomes_a_link_and_nothing_else_does(review: Review) -> None:
    reports = many(1).assign(doi="10.1000/a", url="javascript:alert(1)")
    assert Panel(Session(review, "anna", reports)).state["report"]["link"] == "https://doi.org/10.1000/a"
    reports["doi"] = ""
    assert Panel(Session(review, "berit", reports)).state["report"]["link"] == ""
