"""Both languages hold the same: pages, headings, figures, tables, rows and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from ettervern.publish.results import Results
from tests.pages import PAGES

from .pages import numbers, of_article, read

pytestmark = pytest.mark.browser
COUNTED = ("h1", "h2", "h3", "h4", "figure", "svg", "table", "tr", "th", "td", "details", "form", "input", "li")


@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_page_and_its_twin_have_the_same_parts(html: Callable[[str, str], str], key: str) -> None:
    parts = {}
    for language in ("nb", "en"):
        tags = Counter(name for name, _ in read(of_article(html(key, language))).tags)
        parts[language] = {name: tags[name] for name in COUNTED}
    assert parts["nb"] == parts["en"]


@pytest.mark.parametrize("key", sorted(PAGES))
def test_a_page_and_its_twin_have_the_same_numbers(html: Callable[[str, str], str], results: Results, key: str) -> None:
    said = {language: Counter(numbers(read(html(key, language)).text, language)) for language in ("nb", "en")}
    only = {"nb": said["nb"] - said["en"], "en": said["en"] - said["nb"]}
    assert set(only["nb"]) <= repeated(results)
    assert only["en"] == Counter()


def repeated(results: Results) -> set[float]:
    """Return the numbers that a Norwegian text repeats where the English row of the table says "as above"."""
    rows = results["texts"]
    above = rows[rows["english"].str.lower().str.startswith("as above")]
    return {number for text in above["text"] for number in numbers(text, "nb")}


def test_numbers_are_read_as_each_language_writes_them() -> None:
    assert numbers("2\u00a0119 personer, 0,56 (0,42–0,75), 95\u00a0%", "nb") == [0.42, 0.56, 0.75, 95.0, 2119.0]
    assert numbers("2,119 people, 0.56 (0.42–0.75), 95%", "en") == [0.42, 0.56, 0.75, 95.0, 2119.0]
