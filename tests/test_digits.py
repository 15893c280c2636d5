"""Digits from outside become numbers in one place, and nothing in them raises."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.deduplicate import deduplicate
from ettervern.deduplicate.identity import report_names
from ettervern.deduplicate.places import place
from ettervern.digits import MOST, ascii_digits, whole
from ettervern.ids import Aliases, Memory
from ettervern.records import COLUMNS, fields
from ettervern.synthesise.choose import natural


@pytest.mark.parametrize("text", ["2020", " 2020 ", "٢٠٢٠", "२०२०", "２０２０", "002020"])
def test_digits_of_every_script_are_the_same_number(text: str) -> None:
    assert whole(text) == 2020


@pytest.mark.parametrize("text", ["", "²020", "①", "-1", "1.0", "12a", "1_000", "half", str(MOST + 1), "9" * 5000])
def test_what_is_no_number_of_a_believable_size_is_none(text: str) -> None:
    assert whole(text) is None


@given(st.text(max_size=40) | st.text("0123456789²٣३３", max_size=30))
def test_no_text_raises(text: str) -> None:
    number = whole(text)
    assert number is None or 0 <= number <= MOST
    assert len(ascii_digits(text)) == len(text)
    place("A journal", text, text, text)
    natural(text)
    fields.year_of(text)


@pytest.mark.parametrize("year", ["²020", "20٢0", "2020²", "9" * 5000, "in press"])
@pytest.mark.parametrize("pages", ["99999999999999999999-99999999999999999999", "²-³", "9" * 5000, "१२-१९", "1-2"])
def test_odd_years_and_pages_do_not_end_the_search_for_duplicates(year: str, pages: str) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"title": "A study of aftercare in two towns", "authors": "Berg, Kari"}
    row |= {"year": year, "pages": pages, "volume": pages, "number": year, "pmid": year, "journal": "Aftercare"}
    rows = [row | {"record_id": name, "position": at, "line": at} for at, name in enumerate("ab", start=1)]
    result = deduplicate(pd.DataFrame(rows))
    assert len(result.reports) - len(result.review) == 1  # one report, or two and a question to a person


def test_pages_of_other_scripts_are_the_same_pages() -> None:
    assert place("", "१२", "", "१२-१९") == place("", "12", "", "12-19")


def test_a_large_volume_stays_itself() -> None:
    assert place("", "9" * 20, "10 9", "")[1:3] == ("9" * 20, "9 10")


def test_a_year_in_superscripts_is_none_in_an_id() -> None:
    ids = report_names(
        ["Berg", "Dahl"], ["²020", "２０２０"], ["ab" * 8, "cd" * 8], [["r1"], ["r2"]], Memory.of(None, Aliases(), [])
    ).ids
    assert [name.split("-")[1] for name in ids] == ["nd", "2020"]
