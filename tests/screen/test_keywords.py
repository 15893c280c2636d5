"""Keywords: what is marked is what the review says, text stays whole, and a mistake in the list is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.screen.keywords import Group, keyword_problems, marked, read_keywords
from tests.screen.helpers import REAL

GROUPS = (
    Group("aftercare", {}, ("relapse prevention", "follow-up", "aftercare")),
    Group("outcome", {}, ("relaps*", "*fri", "i arbeid")),
    Group("against", {}, ("prevention", "u.s. veterans"), against=True),
)


def hits(text: str) -> list[tuple[str, str]]:
    """Return what is marked in a text."""
    return [(piece, group) for piece, group in marked(text, GROUPS) if group]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Relapse prevention works", [("Relapse prevention", "aftercare")]),
        ("prevention of RELAPSES", [("prevention", "against"), ("RELAPSES", "outcome")]),
        ("collapse, preventions, xprevention", []),
        (
            "Follow up and follow–up,\nfollow\nup",
            [("Follow up", "aftercare"), ("follow–up", "aftercare"), ("follow\nup", "aftercare")],
        ),
        ("Rusfri, friheten og I arbeid.", [("Rusfri", "outcome"), ("I arbeid", "outcome")]),
        ("u.s. veterans, uXsX veterans", [("u.s. veterans", "against")]),
    ],
)
def test_words_are_found_whole_in_any_case_and_the_longer_one_counts(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert hits(text) == expected


@given(st.text(alphabet="relaps prevntiofu-.\n<&åø*()[", max_size=60))
def test_no_letter_of_a_text_is_lost_or_moved(text: str) -> None:
    pieces = marked(text, GROUPS)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


def test_the_first_review_marks_words_of_its_protocol_in_both_languages() -> None:
    groups = read_keywords(Review.open(REAL))
    assert [group.id for group in groups] == ["population", "aftercare", "outcome", "design", "against"]
    text = "Ettervern etter rusbehandling: tilbakefall. "
    text += "A randomised trial of recovery housing; alcohol dependence; smoking."
    found = {piece.lower(): group for piece, group in marked(text, groups) if group}
    assert found == {
        "ettervern": "aftercare",
        "rusbehandling": "population",
        "tilbakefall": "outcome",
        "randomised": "design",
        "recovery housing": "aftercare",
        "alcohol dependence": "population",
        "smoking": "against",
    }


def without_keywords(review: Review) -> Review:
    """Return the review as one that says nothing on screening."""
    return Review(review.folder, {name: table for name, table in review.config.items() if name != "screening"})


def test_a_review_without_keywords_marks_the_words_of_its_search_strategy(review: Review) -> None:
    bare = without_keywords(review)
    assert read_keywords(bare) == ()
    bare.searches.mkdir()
    (bare.searches / "strategy.toml").write_bytes((REAL / "searches" / "strategy.toml").read_bytes())
    groups = read_keywords(bare)
    assert [group.id for group in groups] == ["population", "aftercare", "outcome", "design"]
    assert ("Aftercare", "aftercare") in marked("Aftercare", groups)


LABEL = {"nb": "Personer", "en": "People"}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([], "expected a table for each group"),
        ({"one": ["word"]}, r"keywords\.one: expected a table with label and words"),
        ({"One": {"label": LABEL, "words": ["a"]}}, "expected an id of small letters"),
        ({"one": {"label": {"nb": "x"}, "words": ["a"]}}, "no label in each of nb, en"),
        ({"one": {"label": LABEL, "words": []}}, "expected a list of words"),
        ({"one": {"label": LABEL, "words": ["a(b"]}}, r"'a\(b': expected letters"),
        ({"one": {"label": LABEL, "words": ["re*lapse"]}}, "only where a word begins or ends"),
        ({"one": {"label": LABEL, "words": ["*"]}}, "expected letters"),
        ({"one": {"label": LABEL, "words": ["a"], "against": 1}}, "expected true or false"),
        ({"one": {"label": LABEL, "words": ["a"], "colour": "red"}}, "colour: not known"),
        (
            {"one": {"label": LABEL, "words": ["Ab"]}, "two": {"label": LABEL, "words": ["aB"]}},
            "'aB' stands in one and in two",
        ),
        ({f"g{n}": {"label": LABEL, "words": [f"w{n}"]} for n in range(6)}, "6 groups, 0 of them"),
        (
            {f"g{n}": {"label": LABEL, "words": [f"w{n}"], "against": True} for n in range(2)},
            "expected 5 groups and 1 with against = true at most",
        ),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_key(review: Review, tables: Any, message: str) -> None:
    wrong = Review(review.folder, {**review.config, "screening": {"keywords": tables}})
    with pytest.raises(ReviewError, match=message):
        read_keywords(wrong)
    assert {problem.file for problem in keyword_problems(wrong)} == {"reviews/small/review.toml"}


def test_a_review_that_says_nothing_on_screening_has_no_fault(review: Review) -> None:
    assert keyword_problems(without_keywords(review)) == []
    assert keyword_problems(Review.open(Path(REAL))) == []
