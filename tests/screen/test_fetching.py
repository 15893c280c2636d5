"""Noting full texts: what waits, where it can be read, and every answer a line in the status file."""

from __future__ import annotations

import pytest

from ettervern.files import read_table, write_table
from ettervern.review import Review
from ettervern.screen.fetching import open_fetching
from ettervern.screen.links import address_of, full_text_file
from ettervern.screen.prepare import read_reports, to_fetch
from tests.screen.test_session import many

pytest.importorskip("ipywidgets")
HEAD = "time,report_id,decision,role,reason,note,criteria_version,rank\n"


@pytest.fixture
def kept(review: Review) -> Review:
    """Return a review of four reports of which two people have kept three, since the last build."""
    reports = many(4).assign(url="", doi="", authors="Berg, A.", journal="J")
    reports.loc[0, ["title", "doi"]] = ["<b>A & B</b>", "10.1000/a<b>"]
    reports.loc[1, "url"] = "javascript:alert(1)"
    write_table(review.results / "reports.csv", reports)
    folder = review.screening / "decisions" / "title-abstract"
    folder.mkdir(parents=True)
    for who in ("anna", "berit"):
        rows = [f"2026-11-21,{name},include,effect,,,1.0,\n" for name in reports["report_id"].head(3)]
        (folder / f"{who}.csv").write_text(HEAD + "".join(rows), "utf-8")
    return review


def test_votes_since_the_build_decide_what_waits(kept: Review) -> None:
    assert list(to_fetch(kept)["report_id"]) == list(many(4)["report_id"].head(3))


def test_every_answer_is_a_line_and_a_reason_is_asked_for_what_cannot_be_had(kept: Review) -> None:
    panel = open_fetching(kept, "en")
    listed, view, reason, row, message = panel.children
    buttons = {button.description: button for button in row.children}
    assert "<b>" not in view.value.replace("<strong>", "") and "&lt;b&gt;A &amp; B&lt;/b&gt;" in view.value
    assert 'href="https://doi.org/10.1000/a%3Cb%3E"' in view.value
    buttons["Obtained"].click()
    assert "javascript" not in view.value
    buttons["Not obtainable"].click()
    assert "reason" in message.value.lower() or "why" in message.value
    reason.value = "never published"
    buttons["Not obtainable"].click()
    buttons["Next"].click()
    assert "No full text waits" in view.value and buttons["Obtained"].disabled
    listed.value = 0  # any report can be chosen from the list, one that is answered too
    assert "You answered: Obtained" in message.value and not buttons["Obtained"].disabled
    table = read_table(kept.screening / "decisions" / "full-text-status.csv")
    assert table[["status", "reason"]].to_numpy().tolist() == [["obtained", ""], ["not_obtainable", "never published"]]


def test_a_file_saved_on_this_machine_is_named_to_who_reads_it(kept: Review) -> None:
    report = to_fetch(kept)["report_id"].iloc[0]
    open_fetching(kept).children[3].children[0].click()
    assert read_reports(kept, "full-text")["file"].to_list() == [""]
    path = full_text_file(kept, report)
    path.parent.mkdir()
    path.write_bytes(b"%PDF")
    assert read_reports(kept, "full-text")["file"].to_list() == [f"reviews/small/fulltexts/{report}.pdf"]


@pytest.mark.parametrize(
    ("doi", "url", "address"),
    [
        ("10.1000/x", "https://a.org", "https://doi.org/10.1000/x"),
        ("10.1000/x y", "https://a.org", "https://a.org"),
        ("", "http://a.org/b", "http://a.org/b"),
        ("", "javascript:alert(1)", ""),
        ("", "//a.org", ""),
    ],
)
def test_only_a_doi_or_an_address_of_the_web_becomes_a_link(doi: str, url: str, address: str) -> None:
    assert address_of(doi, url) == address
