"""Codes that one review alone has are said in its own words; messages may hold markup, never be it."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from ettervern.publish.results import Results
from ettervern.publish.site.templates import filled
from ettervern.publish.tables.judged import pooled_table
from ettervern.publish.words.language import own_code
from ettervern.review import LANGUAGES, Review
from tests.conftest import ROOT
from tests.publish import made_up


def test_a_review_names_its_own_codes_in_texts_codes_toml(tmp_path: Path) -> None:
    review = made_up.write_review(tmp_path)
    (review.folder / "texts").mkdir()
    (review.folder / "texts" / "codes.toml").write_text('[definition_flag]\nany_use = { nb = "All bruk" }\n', "utf-8")
    results = Results.read(review)
    assert own_code(results, "definition_flag", "any_use", "nb") == "All bruk"
    assert own_code(results, "definition_flag", "any_use", "en") == "any use"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_first_review_has_its_words(language: str) -> None:
    results = Results.read(Review.open(ROOT / "reviews" / "ettervern"))
    pooling = results.review.settings.pooling
    used = {
        "definition_flag": set(results["outcomes"]["definition_flag"]) - {""},
        "pilot": set(results["local_pilot"]["outcome"]),
        "analysis": {name for names in pooling.definition_sets.values() for name in names},
    }
    for kind, codes in used.items():
        words = results.written("codes")[kind]
        assert codes <= {code for code, row in words.items() if row.get(language)}, kind


def test_an_analysis_by_follow_up_is_called_by_the_months_of_review_toml() -> None:
    results = Results.read(Review.open(ROOT / "reviews" / "ettervern"))
    assert "Measured at 3 to 9 months" in pooled_table(results, "relapse", "en")


def test_a_value_is_escaped_in_a_message_and_a_link_in_it_stays_one() -> None:
    told = {"home_study": "the Norwegian study", "what": "<b>", "more": ""}
    shown = filled("examples.here", "en", study=Markup("<a>A & B</a>"), **told)
    assert shown == "The Norwegian study <a>A & B</a> found &lt;b&gt;."
