"""Titles and abstracts come without markup, and with the subtitle that a service keeps apart."""

from __future__ import annotations

import pytest

from ettervern.markup import without_markup
from ettervern.search.answer import Part
from ettervern.search.crossref import as_row as crossref
from ettervern.search.europepmc import as_row as europepmc


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<h4>Background</h4>Relapse in <i>adults</i>, a <b and c> d", "Background Relapse in adults, a <b and c> d"),
        ("CO<sub>2</sub> at p<0.05 and n>3", "CO2 at p<0.05 and n>3"),
        ("<jats:title>Aim</jats:title><jats:p>To find.</jats:p>", "Aim To find."),
        ('<h4 class="x">One</h4><ul><li>Two</li><li>Three</li></ul>', "One Two Three"),
        ("no markup,  two blanks", "no markup,  two blanks"),
    ],
)
def test_tags_go_and_what_only_looks_like_one_stays(text: str, plain: str) -> None:
    assert without_markup(text) == plain


def test_headings_of_europe_pmc_are_no_part_of_an_abstract() -> None:
    found = {"title": "A <i>title</i>.", "abstractText": "<h4>Aims</h4>One.<h4>Results</h4>Two <b and c>."}
    row = europepmc(Part("europepmc", "", found))
    assert (row["title"], row["abstract"]) == ("A title", "Aims One. Results Two <b and c>.")


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        (["Housing"], ["a trial"], "Housing: a trial"),
        (["Housing: a trial"], ["A trial"], "Housing: a trial"),
        (["Housing"], [], "Housing"),
        ([], ["a trial"], ""),
    ],
)
def test_a_title_of_crossref_has_its_subtitle(title: list[str], subtitle: list[str], whole: str) -> None:
    row = crossref(Part("crossref", "", {"title": title, "subtitle": subtitle, "abstract": "<jats:p>One.</jats:p>"}))
    assert (row["title"], row["abstract"]) == (whole, "One.")
