"""The flow of an update: drawn where a version adds to one before, and said in words where it is the first."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ettervern.computed import FlowAdded, FlowNumber
from ettervern.files import ReviewError
from ettervern.publish.figures.made import flow_figure, update_figure
from ettervern.publish.results import Results
from ettervern.publish.tables.process import flow_table, update_table
from ettervern.review import LANGUAGES, Review

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def first() -> Results:
    """Return the results of the first review, which is a first version."""
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))


@pytest.fixture
def second(first: Results) -> Results:
    """Return them as if 40 reports came from a version before; the numbers are made up."""
    before = [FlowNumber("previous_reports", stream, "", "", 40) for stream in ("previous", "all")]  # as a build writes
    added = [*first.rows(FlowNumber), *before]
    return replace(first, computed=first.computed | {FlowAdded: [FlowAdded(*row) for row in added]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_version_has_no_flow_of_an_update_and_says_so(first: Results, language: str) -> None:
    assert update_figure(first, language) is None
    said = {"nb": "første versjon", "en": "first version"}[language]
    assert said in update_table(first, "", language) and "<table" not in update_table(first, "", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_shows_what_is_new_and_what_came_before(second: Results, language: str) -> None:
    drawn = update_figure(second, language)
    assert drawn is not None and drawn.name == "flow-update"
    before = {"nb": "Med fra forrige versjon: 40", "en": "From the version before: 40"}[language]
    for picture in (drawn.wide, drawn.narrow):
        assert before in re.sub(r"<[^>]+>", "", picture)
    assert before in update_table(second, "", language)


def test_the_two_flows_on_a_page_share_no_id(second: Results) -> None:
    drawn = update_figure(second, "nb")
    assert drawn is not None
    ids = [re.findall(r' id="([^"]+)"', one.wide + one.narrow) for one in (drawn, flow_figure(second, "nb"))]
    assert not set(ids[0]) & set(ids[1])
    tables = [re.findall(r' id="([^"]+)"', make(second, "", "nb")) for make in (flow_table, update_table)]
    assert not set(tables[0]) & set(tables[1])


def test_an_update_without_the_count_of_the_version_before_stops(second: Results) -> None:
    kept = [row for row in second.rows(FlowAdded) if row.box != "previous_reports"]
    broken = replace(second, computed=second.computed | {FlowAdded: kept})
    with pytest.raises(ReviewError, match="previous_reports"):
        update_figure(broken, "nb")
