"""The templates: what comes from a table is text in every one of them, and none has a way around that."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any
from xml.etree import ElementTree

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from ettervern.publish.site import templates
from ettervern.publish.site.html import Column, figure, joined, opens, stacked, table
from ettervern.publish.site.templates import filled, rendered
from tests.publish.test_html import Tags

FOLDER = Path(templates.__file__).parents[1] / "templates"
#: Would be an element, an attribute, the end of one and an entity, wherever it was not escaped.
BAD = "<img src=x onerror=alert(1)>\" onclick=alert(2) ' &lt;b&gt;"
RATE = Row(base_rate=BAD, main="yes", kind="study", control_risk=0.5)
OWN = Row(base_rate=BAD, main="", kind="own", control_risk=0.5)
ARM = Row(name=BAD, n=3, ends={"low": "1", "high": "5"})
HUNDRED = Row(
    arms=[ARM, Row(name=BAD, n=5, ends={})], per=100, does=BAD, base_rate=BAD, full="red", quiet="grey", amount=False
)
AMOUNT = Row(**(vars(HUNDRED) | {"amount": True}))
ANSWER = {"name": BAD, "statement": BAD, "certainty": BAD, "figures": BAD, "page": BAD}
NAMES = ["form", "work", "answer", "outcome", "category", "all", "reset", "figure", "people", "share", "events", "n"]
WORDS = dict.fromkeys([*NAMES, *(f"{name}_help" for name in NAMES)], BAD)
#: Template -> values that hold hostile text wherever a table, a review or a message may.
VALUES: dict[str, dict[str, Any]] = {
    "answers.html": {
        "answers": [
            Row(**ANSWER, sized=True, hundred=HUNDRED),
            Row(**ANSWER, sized=True, hundred=AMOUNT),
            Row(**ANSWER, sized=True, hundred=None, numbers=BAD),
            Row(**ANSWER, sized=False, examples=BAD),
        ]
    },
    "bullets.html": {"lines": [BAD]},
    "calculator.html": {
        "words": WORDS,
        "outcomes": [
            Row(id=BAD, name=BAD, asked=BAD, rates=[Row(row=row, label=BAD, source=BAD) for row in (RATE, OWN)])
        ],
        **dict.fromkeys(("held", "scripts", "others"), BAD),
    },
    "change_log.html": {"changes": [Row(key=BAD, title=BAD, day=date(2026, 1, 2), points=[BAD])]},
    "checklist.html": {"points": [Row(text=BAD, sources=BAD)]},
    "entrance.html": {"first": BAD, "title": BAD, "languages": {BAD: BAD}},
    "explore.html": {
        "words": WORDS | {BAD: BAD},
        "outcomes": {BAD: BAD},
        "categories": {BAD: BAD},
        "filters": {BAD: {BAD: BAD}},
        **dict.fromkeys(("held", "scripts"), BAD),
    },
    "feed.xml": {
        **dict.fromkeys(("language", "base", "title", "id", "updated", "maker", "name", "page"), BAD),
        "entries": [Row(title=BAD, id=BAD, updated=BAD, address=BAD, text=BAD)],
    },
    "glance.html": {
        "facts": [(BAD, BAD)],
        "sized": False,
        **dict.fromkeys(("statement", "people", "certainty"), BAD),
    },
    "glossary.html": {"words": [(BAD, Row(word=BAD, means=BAD))]},
    "journey_model.html": {"points": [BAD], "sources": BAD},
    "journey_step.html": {
        "step": Row(anchor=BAD, number=1, name=BAD, holes=[Row(text=BAD, sources=BAD)], themes=[BAD]),
        **{"voices": BAD, "more": BAD, "n_more": 2, "offers": BAD},
    },
    "measure_glance.html": {"lines": {BAD: BAD}},
    "measure_more.html": {"groups": {"reviews": [BAD], "with_figures": []}},
    "measure_results.html": {"findings": [Row(outcome=BAD, text=BAD, certainty=BAD, analysis=BAD)]},
    "measure_studies.html": {"lists": {BAD: BAD}},
    "power_said.html": {"expect": BAD, "certainty": BAD, "points": [BAD], "elsewhere": BAD},
    "robustness.html": {"said": {BAD: BAD}, "furthest": BAD},
    "single_group.html": {"words": WORDS, "said": BAD, "script": BAD},
    "themes.html": {"studies": [Row(head=BAD, method=BAD, voices=BAD)]},
    "voices.html": {"voices": [Row(theme=BAD, said=BAD, who=BAD)]},
}


def seen(made: str) -> Tags:
    """Return what a reader's program makes of a piece, with nothing of the hostile text at work in it."""
    found = Tags(made)
    assert found.open == []
    assert "img" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    return found


def test_every_template_is_tried_here() -> None:
    assert sorted(VALUES) == sorted(path.name for path in FOLDER.iterdir() if path.name != "parts.html")


@pytest.mark.parametrize("name", sorted(VALUES.keys() - {"feed.xml", "entrance.html"}))
def test_hostile_text_is_shown_as_it_was_written(name: str) -> None:
    found = seen(rendered(name, "en", **VALUES[name]))
    assert BAD in found.text


def test_hostile_text_is_shown_as_it_was_written_above_the_languages() -> None:
    made = rendered("entrance.html", "en", **VALUES["entrance.html"])
    assert seen(made[made.index("<main>") : made.index("</body>")]).text.count(BAD) == 2
    assert "<img" not in made


def test_hostile_text_is_text_in_the_feed() -> None:
    found = ElementTree.fromstring(rendered("feed.xml", "en", **VALUES["feed.xml"]))
    assert {part.tag.partition("}")[2] for part in found.iter()} == {
        *("feed", "title", "id", "updated", "author", "name", "link", "entry", "content"),
    }
    assert found.findtext("{*}entry/{*}content") == BAD


def test_hostile_text_is_shown_as_it_was_written_in_the_pieces_that_blocks_share() -> None:
    columns = [Column(BAD), Column(BAD, True)]
    shared = table(
        BAD, columns, [[BAD, BAD], [stacked(BAD, BAD), joined(BAD, BAD)]], foot=[[BAD, BAD]], ids=[BAD, "x"], name=BAD
    )
    drawn = figure("<svg></svg>", "<svg></svg>", BAD, name=BAD, file=BAD, download=BAD)
    for made in (shared, drawn, opens(BAD, BAD)):
        assert BAD in seen(made).text
    assert opens("a", Markup("<p>b</p>")).count("<p>b</p>") == 1


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_template_goes_around_the_escaping(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
    assert not re.search(r"(?<!; url)=\s*'?\{[{%]", re.sub(r"\{% set .*? %\}", "", text)), "an attribute without quotes"


def test_what_a_template_names_and_nobody_gives_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="sources"):
        rendered("journey_model", "en", points=[])


@pytest.mark.parametrize(("language", "when"), [("nb", "januar"), ("en", "January")])
def test_words_and_numbers_are_those_of_the_language(language: str, when: str) -> None:
    assert f"{when}\u00a02026</h2>" in rendered("change_log", language, **VALUES["change_log.html"]).replace(
        " ", "\u00a0"
    )
    assert filled("word.pooled_figures", language) in rendered("glance", language, **VALUES["glance.html"])
