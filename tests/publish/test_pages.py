"""The pages hold no number typed by hand, and both languages reach for the same results in the same order."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from ettervern.publish.directives import BLOCKS, FIGURES, ROLES
from ettervern.review import LANGUAGES
from tests.pages import PAGES

BOOK = Path(__file__).parent.parent.parent / "book"
RULES_OF_THE_REVIEW = BOOK.parent / "reviews" / "ettervern" / "review.toml"
#: Numbers that are rules and no results: months of the protocol, age, level of the intervals, the null value,
#: a hundred people to count in.
RULES = {"0", "1", "3", "12", "18", "25", "95", "100"}
ROLE = re.compile(r"\{(tall|number|setning|sentence)\}`([^`]+)`")
DIRECTIVE = re.compile(r"^```\{([\w-]+)\}[ ]?(.*)$", re.MULTILINE)


def page(key: str, language: str) -> str:
    """Return the text of a page."""
    return (BOOK / language / f"{PAGES[key][language]}.md").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(PAGES))
def test_no_result_is_typed_by_hand(key: str, language: str) -> None:
    text = DIRECTIVE.sub("", ROLE.sub("", page(key, language)))
    text = re.sub(r"\]\([^)]*\)|^\d+\. |CC BY 4\.0|UTF-8|GRADE", "", text, flags=re.MULTILINE)
    assert set(re.findall(r"\d+(?:[.,]\d+)?", text)) <= RULES


@pytest.mark.parametrize("key", sorted(PAGES))
def test_both_languages_show_the_same_results(key: str) -> None:
    shown = {}
    for language in LANGUAGES:
        text = page(key, language)
        numbers = sorted(name for _, name in ROLE.findall(text))
        shown[language] = (numbers, DIRECTIVE.findall(text), len(re.findall(r"^#+ ", text, flags=re.MULTILINE)))
    assert shown["nb"] == shown["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_contents_and_every_directive_is_known(language: str) -> None:
    contents = (BOOK / language / "_toc.yml").read_text("utf-8")
    listed = set(re.findall(r"(?:file|root): ([\w-]+)", contents))
    assert (
        listed
        == {names[language] for names in PAGES.values()}
        == {path.stem for path in (BOOK / language).glob("*.md")}
    )
    for key in PAGES:
        assert {name for name, _ in DIRECTIVE.findall(page(key, language))} <= {*BLOCKS, *FIGURES}
        assert {role for role, _ in ROLE.findall(page(key, language))} <= set(ROLES)


def test_each_page_with_a_figure_has_the_same_as_a_table() -> None:
    for key in PAGES:
        found = DIRECTIVE.findall(page(key, "nb"))
        for name, argument in found:
            if name in FIGURES:
                assert (f"{name}-table", argument) in found


def test_the_front_page_says_what_has_not_been_done() -> None:
    norwegian, english = page("index", "nb"), page("index", "en")
    for fact in ("draft", "databases", "full_texts", "basis", "titles", "figures", "people"):
        assert f"{{setning}}`state.{fact}`" in norwegian and f"{{sentence}}`state.{fact}`" in english
    assert "{remaining}" in norwegian and "{remaining}" in english


@pytest.mark.parametrize("key", ["relapse", "employment", "index"])
def test_no_page_shows_a_result_without_a_word_on_certainty(key: str) -> None:
    for language in LANGUAGES:
        assert "{answers}" in page(key, language) if key == "index" else "{glance}" in page(key, language)


def test_every_page_on_a_measure_says_the_same_things_in_the_same_order() -> None:
    told = ["glance", "results", "words", "studies", "voices", "more"]
    for key in tomllib.loads(RULES_OF_THE_REVIEW.read_text("utf-8"))["pages"]:
        for language in LANGUAGES:
            found = DIRECTIVE.findall(page(key, language))
            assert found == [(f"measure-{part}", key) for part in told]


def test_every_word_that_leads_to_the_glossary_is_explained_there_in_both_languages() -> None:
    words = tomllib.loads((RULES_OF_THE_REVIEW.parent / "texts" / "glossary.toml").read_text("utf-8"))
    for key in PAGES:
        used = [re.findall(r"\{(?:ord|word)\}`[^`<]*<?([^`>]+)>?`", page(key, language)) for language in LANGUAGES]
        assert used[0] == used[1]
        assert set(used[0]) <= set(words)


@pytest.mark.parametrize("word", ["misbruker", "rusmisbruk", "narkoman", "klient"])
def test_people_are_never_named_by_a_harsh_word(word: str) -> None:
    for key in PAGES:
        assert word not in page(key, "nb").lower()


@pytest.mark.parametrize("language", ["nb_NO", "nn"])
def test_the_compiled_norwegian_strings_are_those_of_their_source(language: str) -> None:
    folder = BOOK.parent / "src" / "ettervern" / "theme" / "locale" / language / "LC_MESSAGES"
    with (folder / "sphinx.po").open("rb") as source, (folder / "sphinx.mo").open("rb") as compiled:
        written, shipped = read_po(source), read_mo(compiled)
    assert len(written) > 3
    assert {text.id: text.string for text in written if text.id} == {
        text.id: text.string for text in shipped if text.id
    }
