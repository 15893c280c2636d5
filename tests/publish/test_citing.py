"""How a publication is named: what was not seen is said, and nothing is printed twice."""

from __future__ import annotations

import pandas as pd
import pytest

from ettervern.publish.results import without_ditto
from ettervern.publish.site.html import Column, table
from ettervern.publish.words.citing import authors, reference


def publication(**fields: str) -> pd.Series[str]:
    """Return a publication of our own making."""
    known = {"report_id": "r1", "title": "A trial", "authors": "Berg, A", "year": "2001", "journal": "Journal"}
    return pd.Series(known | fields)


@pytest.mark.parametrize("title", ["A trial.", "Does it help?", "[A trial.]"])
def test_a_title_with_its_own_stop_gets_no_second_one(title: str) -> None:
    text = reference(publication(title=title), "en")
    assert ". <cite>" not in text and ".." not in text
    assert " <cite>" in text


def test_a_title_without_a_stop_gets_one_before_the_journal() -> None:
    assert ". <cite>" in reference(publication(), "en")


def test_a_remark_on_the_authors_is_no_name() -> None:
    one = publication(authors="Berg, A (from the thesis; authors of the article not seen)")
    assert authors(one, "nb") == "Berg, A (forfatterlista er ikke sett)"


def test_a_list_of_authors_cut_off_is_shown_as_three_and_others() -> None:
    many = publication(authors="A, B; C, D; E, F; G, H; ... (list cut off)")
    assert authors(many, "en") == "A, B; C, D; E, F et al."


def test_as_above_says_what_stands_above() -> None:
    found = without_ditto(pd.DataFrame({"people": ["adults", "as above", "As above"], "n": ["1", "", "3"]}))
    assert found["people"].tolist() == ["adults"] * 3
    assert found["n"].tolist() == ["1", "", "3"]


def test_what_follows_as_above_is_kept() -> None:
    found = without_ditto(pd.DataFrame({"finding": ["Work rose", "As above: heroin use was alike"]}))
    assert found["finding"].tolist() == ["Work rose", "Heroin use was alike"]


def test_a_cell_of_several_parts_stays_one_piece_beside_its_heading_on_a_telephone() -> None:
    shown = table("T", [Column("a"), Column("b")], [["x", reference(publication(), "en")], ["y", "plain"]])
    assert shown.count('data-heading="b"><div>') == 1
    assert 'data-heading="b">plain</td>' in shown
