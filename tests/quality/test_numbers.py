"""No result is typed by hand: every digit of a page's source or its texts comes by a role, or is a known constant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ettervern.review import LANGUAGES
from tests.pages import PAGES

ROOT = Path(__file__).parent.parent.parent
#: Numbers that are no results -> why they may stand in a text.
CONSTANTS = {
    "0": "the null value, 0 to 100", "1": "the null value of a ratio", "3": "months, minimum follow-up",
    "12": "months, target of the protocol", "18": "age, young adults", "25": "age, young adults",
    "95": "level of intervals",
    "100": "people reached, what the tables count by", "1000": "people, what the tables count by",
    "10": "minutes of a way in", "2019": "the year of the journey", "2020": "PRISMA 2020", "2": "RoB 2, WCAG 2.2",
}  # fmt: skip
#: What is a name or an address and no number.
NAMES = re.compile(
    r"CC BY 4\.0|UTF-8|RoB 2|WCAG 2\.2|PRISMA(?:-S)? 2020|I²|tau²|\]\([^)]*\)|<[^>]+>|\{#[^}]*\}|^\d+\. "
    r"|[A-Za-zÆØÅæøå]+\d+\w*",
    re.MULTILINE,
)
ROLE = re.compile(r"\{[\w-]+\}`[^`]*`")
BLOCK = re.compile(r"^(`{3,}|:{3,})\{[\w-]+\}.*$", re.MULTILINE)


def typed(text: str) -> set[str]:
    """Return the numbers typed in a text."""
    left = NAMES.sub("", BLOCK.sub("", ROLE.sub("", text)))
    return set(re.findall(r"\d+(?:[.,]\d+)?", left))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_page_types_no_number_of_its_own(key: str, language: str) -> None:
    text = (ROOT / "book" / language / f"{PAGES[key][language]}.md").read_text("utf-8")
    assert typed(text) - set(CONSTANTS) == set()


def strings(content: Any) -> Iterator[str]:
    """Return every text that readers see in a file of texts: those of the languages."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in LANGUAGES:
                yield from ([value] if isinstance(value, str) else leaves(value))
            else:
                yield from strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from strings(value)


def leaves(content: Any) -> Iterator[str]:
    """Return every text under a value."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for value in content.values() if isinstance(content, dict) else content:
            yield from leaves(value)


def test_the_test_sees_a_number_typed_by_hand() -> None:
    assert typed("Av 37 personer fikk {tall}`relapse-main.k` hjelp, oddsratio 0,56.") == {"37", "0,56"}
    assert typed("{setning}`relapse-main.statement` [Les mer](side.html#del-2) om RoB 2.") == set()


@pytest.mark.parametrize("name", ["glossary", "checklist", "journey", "changes"])
def test_texts_that_lie_as_data_type_no_number_of_their_own(name: str) -> None:
    content = tomllib.loads((ROOT / "reviews" / "ettervern" / "texts" / f"{name}.toml").read_text("utf-8"))
    said = list(strings(content))
    assert len(said) > 4
    assert {text for text in said if typed(text) - set(CONSTANTS)} == set()
