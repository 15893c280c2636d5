"""Words follow size and certainty, and read as each language is written."""

from __future__ import annotations

import re
from itertools import product

import pytest

from ettervern.appraise.absolute import absolute_effect
from ettervern.appraise.rates import BaseRate
from ettervern.appraise.statements import numbers_sentence, statement
from ettervern.review import Review
from ettervern.settings.judging import Thresholds
from tests.conftest import ROOT

PHRASES = {
    language: Review.open(ROOT / "reviews" / "ettervern").phrases(language, "relapse") for language in ("nb", "en")
}
SIZES = ("trivial", "small", "moderate", "large")
SIZED = re.compile(r"færre|flere|litt|langt|muligens|trolig|reduc|increas|slight|large|may|probably|\d")
LEVELS = ("high", "moderate", "low", "very_low")


@pytest.mark.parametrize(
    ("size", "certainty", "less", "en"),
    [
        ("large", "high", True, "Aftercare results in a large reduction in relapse."),
        ("large", "moderate", True, "Aftercare probably results in a large reduction in relapse."),
        ("large", "low", True, "Aftercare may result in a large reduction in relapse."),
        ("small", "low", True, "Aftercare may result in a slight reduction in relapse."),
        ("moderate", "moderate", False, "Aftercare probably results in an increase in relapse."),
        ("trivial", "high", True, "Aftercare results in little to no difference in how many people relapse."),
        (
            "moderate",
            "very_low",
            True,
            "We do not know whether aftercare affects how many people relapse. The evidence is very uncertain.",
        ),
    ],
)
def test_english_follows_the_guideline(size: str, certainty: str, less: bool, en: str) -> None:
    assert statement(size, certainty, less, PHRASES["en"], "en") == en


@pytest.mark.parametrize(
    ("size", "certainty", "less", "nb"),
    [
        ("large", "high", True, "Ettervern gir langt færre tilbakefall."),
        ("moderate", "moderate", True, "Ettervern gir trolig færre tilbakefall."),
        ("small", "low", False, "Ettervern gir muligens litt flere tilbakefall."),
        (
            "trivial",
            "low",
            True,
            "Ettervern gir muligens liten eller ingen forskjell i hvor mange som får tilbakefall.",
        ),
        (
            "large",
            "very_low",
            True,
            "Vi vet ikke om ettervern påvirker hvor mange som får tilbakefall. Kunnskapsgrunnlaget er svært usikkert.",
        ),
    ],
)
def test_norwegian_is_plain_and_as_cautious(size: str, certainty: str, less: bool, nb: str) -> None:
    assert statement(size, certainty, less, PHRASES["nb"], "nb") == nb


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_pair_of_size_and_certainty_has_its_own_sentence(language: str) -> None:
    sure = [level for level in LEVELS if level != "very_low"]
    sentences = {statement(size, level, True, PHRASES[language], language) for size, level in product(SIZES, sure)}
    assert len(sentences) == len(SIZES) * len(sure)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_at_very_low_certainty_a_sentence_has_neither_size_nor_direction(language: str) -> None:
    sentences = {
        statement(size, "very_low", less, PHRASES[language], language) for size, less in product(SIZES, (True, False))
    }
    (sentence,) = sentences
    assert sentence.startswith({"nb": "Vi vet ikke", "en": "We do not know"}[language])
    assert not SIZED.search(sentence)


@pytest.mark.parametrize(
    ("difference", "size"), [(0, "trivial"), (-19.9, "trivial"), (20, "small"), (-100, "moderate"), (200, "large")]
)
def test_size_has_a_name_from_its_threshold_on(difference: float, size: str) -> None:
    assert Thresholds().size(difference) == size


def test_numbers_in_the_sentence_come_from_the_result() -> None:
    effect = absolute_effect("OR", 0.73, 0.5, 1.0, 0.3)
    rate = BaseRate("x", "own", {"nb": "et eksempel", "en": "an example"}, "", 12, 0.3)
    nb, en = (numbers_sentence(effect, rate, PHRASES[language], language) for language in ("nb", "en"))
    assert nb == (
        "Uten slikt ettervern får om lag 300 av 1000 tilbakefall. Med ettervern får om lag 238 av 1000 tilbakefall "
        "(95\u00a0% konfidensintervall: 176 til 300). Utgangspunkt: et eksempel."
    )
    assert en == (
        "Without such aftercare, about 300 of 1000 relapse. With aftercare, about 238 of 1000 relapse "
        "(95% confidence interval: 176 to 300). Base rate: an example."
    )
