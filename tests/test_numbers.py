"""Numbers read the same in figures, tables and prose, and as each language writes them."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern import numbers


def test_norwegian_has_decimal_comma_and_space_between_thousands() -> None:
    assert numbers.decimal(1720.5, 1, "nb") == "1\u00a0720,5"
    assert numbers.decimal(1720.5, 1, "en") == "1,720.5"


def test_minus_is_a_minus_sign_and_nothing_is_minus_zero() -> None:
    assert numbers.decimal(-0.25, 2, "en") == "\u22120.25"
    assert numbers.decimal(-0.001, 2, "nb") == "0,00"


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_missing_number_is_said_to_be_unknown(missing: float | None) -> None:
    shown = [numbers.decimal(missing, 2, "nb"), numbers.ratio(missing, "nb"), numbers.percent(missing, "nb")]
    assert shown == ["ikke kjent"] * 3
    assert numbers.interval(0.2, missing, "en") == "not known"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.045, "0.045"), (0.0961, "0.096"), (0.5629, "0.56"), (3.45, "3.45"), (10.06, "10.1"), (182.4, "182")],
)
def test_a_ratio_has_the_decimals_it_can_carry(value: float, shown: str) -> None:
    assert numbers.ratio(value, "en") == shown


@given(st.floats(min_value=1e-6, max_value=1e6))
def test_a_shown_ratio_lies_within_five_percent_of_the_number(value: float) -> None:
    shown = float(numbers.ratio(value, "en").replace(",", ""))
    assert shown == pytest.approx(value, rel=0.05)


@given(st.floats(min_value=0, max_value=1e9), st.integers(0, 4))
def test_both_languages_show_the_same_digits(value: float, places: int) -> None:
    norwegian = numbers.decimal(value, places, "nb").replace("\u00a0", "").replace(",", ".")
    assert norwegian == numbers.decimal(value, places, "en").replace(",", "")


def test_percent_and_dates_follow_the_language() -> None:
    assert (numbers.percent(0.492, "nb"), numbers.percent(0.492, "en")) == ("49\u00a0%", "49%")
    assert numbers.day(date(2026, 11, 21), "nb") == "21.\u00a0november 2026"
    assert numbers.day(date(2026, 11, 21), "en") == "21\u00a0November 2026"


def test_a_tiny_p_value_is_never_shown_as_zero() -> None:
    assert numbers.p_value(0.00002, "nb") == "<\u00a00,001"
    assert numbers.p_value(0.034, "en") == "0.034"


def test_a_chance_that_rounds_to_none_or_all_says_so() -> None:
    assert [numbers.chance(share, "en") for share in (0.0, 0.004, 0.4, 0.996, 1.0)] == [
        *("0%", "under 1%", "40%", "over 99%", "over 99%")
    ]


def test_a_small_p_value_in_a_sentence_has_no_two_signs() -> None:
    assert (numbers.p_equals(0.0123, "nb"), numbers.p_equals(0.0001, "en")) == ("p = 0,012", "p <\u00a00.001")


def test_nothing_else_in_the_package_writes_numbers_for_readers() -> None:
    package = Path(numbers.__file__).parent
    makers = re.compile(r"def (decimal|percent|whole|ratio|p_value|interval)\(.*language")
    found = {path.name for path in package.rglob("*.py") if makers.search(path.read_text("utf-8"))}
    assert found == {"numbers.py"}
