"""Everything that comes from a table is data on the page: never markup, never an address that runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.publish.directives import BLOCKS
from ettervern.publish.results import Results
from ettervern.publish.site.html import Column, in_language, link, table
from ettervern.review import Review
from tests.conftest import ROOT
from tests.publish import made_up

ARGUMENTS = {
    "power-table": "relapse",
    "glance": "relapse-main",
    "absolute-table": "relapse-main",
    "certainty-table": "relapse-main",
    "forest-table": "relapse-main",
    "pooled-table": "relapse",
    "bias-table": "relapse-main",
    "unpooled-figures": "relapse",
    "findings-in-words": "relapse",
    "identified-later": "all",
    "effect-reports": "figures",
    "studies": "effect",
    "excluded": "",
    "flow-table": "",
    "flow-update-table": "",
    "agreement": "title-abstract",
    "searches": "",
    "criteria": "",
    "downloads": "results",
    "answer-moves": "relapse",
    "robustness": "relapse",
    "subgroups": "relapse",
    "base-rates": "relapse",
    "journey-steps": "1",
    "journey-model": "ideal",
    "checklist": "before",
    "icons-table": "relapse-main",
    **dict.fromkeys(("leave-one-out-table", "cumulative-table", "funnel-table", "harvest-table"), "relapse"),
    **dict.fromkeys(("traffic-light-table", "bias-summary-table", "forest-groups-table"), "relapse"),
    **{f"measure-{part}": "housing" for part in ("glance", "results", "studies", "voices", "more")},
    "measure-words": "peers",
    "planned-table": "relapse",
}
#: Blocks that carry a script's data on purpose; the browser tests look at them.
FORMS = {"calculator", "explore", "single-group"}
#: Blocks that are prose, lists or boxes.
NO_TABLE = {"glance", "answers", "answer-moves", "robustness", "checklist", "word-list", "changes", "contact", "themes"}
NO_TABLE |= {"no-effect", "power-said", "flow-update-table", "remaining"}
#: Tables of a municipality's own study: nothing is made up for them, so the first review's own are looked at.
OWN_STUDY = {"designs", "needed-table", "own-counts", "own-rates", "power-table"}
NO_TABLE |= {"journey-steps", "journey-model", "measure-glance", "measure-voices", "measure-more"}
#: Elements that have no end.
VOID = {"br", "input"}


class Tags(HTMLParser):
    """Collects the tags and attributes of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(str(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        """See that tags close in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        self.text += data


def judged(home: Path) -> Results:
    """Return the made-up results with an appraisal."""
    review = made_up.write_review(home)
    made_up.write_appraisal(review)
    made_up.write_more(review)
    made_up.write_notice(review)
    return Results.read(review)


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("name", sorted(set(BLOCKS) - FORMS))
def test_no_block_lets_text_become_markup_or_an_address_run(tmp_path: Path, name: str, language: str) -> None:
    found = Tags(BLOCKS[name](judged(tmp_path), ARGUMENTS.get(name, ""), language))
    assert found.open == []
    assert "script" not in found.tags
    assert not [value for key, value in found.attributes if key.startswith("on")]
    for key, value in found.attributes:
        if key in {"href", "src"}:
            assert re.match(r"(https?://|[\w./-]+\.html(#|$)|#[\w-]+$|\.\./data/)", str(value))


@pytest.mark.parametrize("name", sorted(set(BLOCKS) - NO_TABLE - FORMS))
def test_every_table_has_a_caption_and_headings_for_rows_and_columns(tmp_path: Path, name: str) -> None:
    results = Results.read(Review.open(ROOT / "reviews/ettervern")) if name in OWN_STUDY else judged(tmp_path)
    made = BLOCKS[name](results, ARGUMENTS.get(name, ""), "nb")
    tables = re.findall(r"<table.*?</table>", made, flags=re.DOTALL)
    assert tables
    for found in tables:
        columns = found.count('scope="col"')
        assert found.count("<caption>") == 1 and columns >= 2
        for row in re.findall(r'<tr role="row"[^>]*><th role="rowheader".*?</tr>', found, flags=re.DOTALL):
            assert row.count('scope="row"') == 1
            assert row.count("<td") == columns - 1


def test_the_hostile_title_is_shown_as_it_was_written(tmp_path: Path) -> None:
    made = BLOCKS["studies"](made_up.results(tmp_path), "effect", "nb")
    assert made_up.HOSTILE in Tags(made).text


def test_a_study_without_author_or_title_is_said_to_be_so(tmp_path: Path) -> None:
    text = Tags(BLOCKS["studies"](made_up.results(tmp_path), "effect", "nb")).text
    assert "Forfatter ikke sett" in text
    assert "A trial of telephone calls (vår beskrivelse)" in text


def test_titles_in_another_language_are_marked_with_it(tmp_path: Path) -> None:
    made = BLOCKS["studies"](made_up.results(tmp_path), "experience", "en")
    assert '<span lang="nb">Veien hjem og på jobb</span>' in made


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_in_a_cell_comes_back_as_the_same_text(first: str, second: str) -> None:
    clean = [text.replace("\r", "").replace("\x00", "") for text in (first, second)]
    found = Tags(table("Caption", [Column("a"), Column("b")], [clean]))
    assert set(found.tags) == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    for text in clean:
        assert text in found.text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil", "", "https://", "vbscript:x"])
def test_an_address_that_is_no_web_address_is_no_link(address: str) -> None:
    assert link(address, "text") == "text"


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    made = Tags(str(link('https://a.org/"onmouseover="x', in_language("t", "en"))))
    assert [key for key, _ in made.attributes] == ["href", "lang"]


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        table("Caption", [Column("a")], [["x", "y"]])


def test_before_the_appraisal_the_page_says_that_it_is_not_done(tmp_path: Path) -> None:
    results = made_up.results(tmp_path)
    assert "ikke vurdert ennå" in BLOCKS["certainty-table"](results, "relapse-main", "nb")
    assert "ikke regnet ut ennå" in BLOCKS["absolute-table"](results, "relapse-main", "nb")


def test_people_of_1000_are_shown_with_their_interval(tmp_path: Path) -> None:
    made = BLOCKS["absolute-table"](judged(tmp_path), "relapse-main", "nb")
    assert "250 (200 til 300)" in made and "\u2212150 (\u2212200 til \u2212100)" in made
