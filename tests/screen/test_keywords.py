"""Keywords: what is marked is what the review says, text stays whole, and a mistake in the list is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.review import Review
from ettervern.screen.keywords import marked, read_keywords
from ettervern.settings.model import Group, Screening
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
    return replace(review, settings=replace(review.settings, screening=Screening()))


def test_a_review_without_keywords_marks_the_words_of_its_search_strategy(review: Review) -> None:
    bare = without_keywords(review)
    assert read_keywords(bare) == ()
    bare.searches.mkdir()
    (bare.searches / "strategy.toml").write_bytes((REAL / "searches" / "strategy.toml").read_bytes())
    groups = read_keywords(bare)
    assert [group.id for group in groups] == ["population", "aftercare", "outcome", "design"]
    assert ("Aftercare", "aftercare") in marked("Aftercare", groups)
