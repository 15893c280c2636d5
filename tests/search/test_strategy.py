"""The strategy: read with every mistake named, and said in the words of each source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.search.render import TITLES, render
from ettervern.search.strategy import parse_strategy, read_strategy, strategy_problems
from tests.conftest import ROOT
from tests.small_settings import small_settings

#: Norwegian words without a letter of their own, one a block at least.
NORWEGIAN = ("rusbehandling", "ettervern", "tilbakefall", "evaluering")

SMALL = """
version = "1.0"
date = 2026-11-21
[[blocks]]
id = "population"
label = { nb = "Personer", en = "People" }
en = ["alcohol dependen*", "alcoholism"]
nb = ["rusavhengig*"]
mesh = ["Alcoholism"]
[[blocks]]
id = "aftercare"
label = { nb = "Ettervern", en = "Aftercare" }
en = ["aftercare", "step-down care"]
nb = ["ettervern"]
[expansions]
"dependen*" = ["dependence", "dependent"]
"rusavhengig*" = ["rusavhengig", "rusavhengighet"]
[sources.crossref]
queries = ["aftercare alcohol"]
limit = 5
[sources.clinicaltrials]
blocks = ["aftercare"]
"""


def rendered(source: str, text: str = SMALL) -> str:
    return "\n".join(render(parse_strategy(text, "strategy.toml"), source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "pubmed",
            '("Alcoholism"[Mesh] OR "alcohol dependen*"[tiab] OR alcoholism[tiab] OR rusavhengig*[tiab]) AND '
            '(aftercare[tiab] OR "step-down care"[tiab] OR ettervern[tiab])',
        ),
        (
            "europepmc",
            '(TITLE_ABS:"alcohol dependence" OR TITLE_ABS:"alcohol dependent" OR TITLE_ABS:"alcoholism" OR '
            'TITLE_ABS:"rusavhengig" OR TITLE_ABS:"rusavhengighet") AND (TITLE_ABS:"aftercare" OR '
            'TITLE_ABS:"step-down care" OR TITLE_ABS:"ettervern")',
        ),
        (
            "openalex",
            '("alcohol dependence" OR "alcohol dependent" OR alcoholism OR rusavhengig OR rusavhengighet) AND '
            '(aftercare OR "step-down care" OR ettervern)',
        ),
        ("clinicaltrials", '(aftercare OR "step-down care" OR ettervern)'),
        ("crossref", "aftercare alcohol"),
        (
            "ovid",
            '1. exp Alcoholism/\n2. ("alcohol dependen*" or alcoholism or rusavhengig*).ti,ab,kf.\n3. 1 or 2\n'
            '4. (aftercare or "step-down care" or ettervern).ti,ab,kf.\n5. 3 and 4',
        ),
        (
            "ebsco",
            '(MH "Alcoholism+" OR TI ( "alcohol dependen*" OR alcoholism OR rusavhengig* ) OR '
            'AB ( "alcohol dependen*" OR alcoholism OR rusavhengig* )) AND '
            '(TI ( aftercare OR "step-down care" OR ettervern ) OR AB ( aftercare OR "step-down care" OR ettervern ))',
        ),
        (
            "scopus",
            '(TITLE-ABS-KEY("alcohol dependen*" OR alcoholism OR rusavhengig*)) AND '
            '(TITLE-ABS-KEY(aftercare OR "step-down care" OR ettervern))',
        ),
        (
            "wos",
            '(TS=("alcohol dependen*" OR alcoholism OR rusavhengig*)) AND '
            '(TS=(aftercare OR "step-down care" OR ettervern))',
        ),
    ],
)
def test_each_source_is_asked_in_its_own_words(source: str, expected: str) -> None:
    assert rendered(source) == expected


@pytest.mark.parametrize("source", [name for name in TITLES if name != "nva"])
def test_brackets_and_quotes_are_even(source: str) -> None:
    query = rendered(source)
    assert (query.count("("), query.count('"') % 2) == (query.count(")"), 0)


def test_a_source_without_boolean_search_needs_queries_of_its_own() -> None:
    with pytest.raises(ReviewError, match=r"queries = \[\.\.\.\] in \[sources\.nva\]"):
        rendered("nva")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"alcoholism"]', '"alco(holism"]', "expected letters"),
        ('"alcoholism"]', "'\"alcoholism\"']", "expected letters"),
        ('"alcoholism"]', '"alcohol*ism"]', "expected letters"),
        ('"alcoholism"]', '"heroin*"]', r"'heroin\*' is cut off"),
        ('id = "aftercare"', 'id = "population"', "once"),
        ("limit = 5", "limit = 0", "whole number"),
        ('blocks = ["aftercare"]', 'blocks = ["nothing"]', "ids of blocks"),
        ("date = 2026-11-21", 'date = "2026-11-21"', "date without quotes"),
        ('version = "1.0"', "", "version"),
        ('"dependent"]', '"depend*"]', "whole words"),
        ('en = ["aftercare", "step-down care"]\nnb = ["ettervern"]', "", "lists of terms"),
    ],
)
def test_a_mistake_is_named_with_its_key(old: str, new: str, says: str) -> None:
    assert old in SMALL
    with pytest.raises(ReviewError, match=says) as caught:
        parse_strategy(SMALL.replace(old, new), "searches/strategy.toml")
    assert all(problem.file == "searches/strategy.toml" for problem in caught.value.problems)


def test_all_mistakes_are_told_at_once() -> None:
    broken = SMALL.replace('"alcoholism"]', '"a(b"]').replace("limit = 5", "limit = 0")
    with pytest.raises(ReviewError) as caught:
        parse_strategy(broken, "strategy.toml")
    assert len(caught.value.problems) == 2


def test_a_word_is_cut_off_only_where_the_source_can_do_it() -> None:
    cutting = {name for name in TITLES if name != "nva" and re.search(r"\w\*", rendered(name))}
    assert cutting == {"pubmed", "ovid", "ebsco", "scopus", "wos"}


def test_the_shipped_strategy_is_sound_and_said_for_every_source() -> None:
    review = Review.open(ROOT / "reviews/ettervern")
    assert strategy_problems(review) == []
    strategy = read_strategy(review)
    assert list(strategy.blocks) == ["population", "aftercare", "outcome", "design"]
    for block in strategy.blocks.values():
        assert any(set(term) & set("æøå") or term in NORWEGIAN for term in block.terms), block.id
    for source in TITLES:
        queries = render(strategy, source)
        assert all(queries)
        # GET requests must fit into an address; only these two are posted.
        assert source in ("pubmed", "europepmc", "ovid", "ebsco", "scopus", "wos") or max(map(len, queries)) < 4000


def test_a_review_without_a_strategy_is_no_fault_and_a_broken_one_is(tmp_path: Path) -> None:
    review = Review(tmp_path, small_settings())
    assert strategy_problems(review) == []
    (tmp_path / "searches").mkdir()
    (tmp_path / "searches" / "strategy.toml").write_text("version = ", "utf-8")
    assert "not readable as TOML" in strategy_problems(review)[0].message
