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


#: Function, its arguments before the language, and what readers saw in nb and en before Babel wrote the numbers.
SHOWN = [
    (
        "decimal",
        (
            2.675,
            2,
        ),
        "2,67",
        "2.67",
    ),
    (
        "decimal",
        (
            0.125,
            2,
        ),
        "0,12",
        "0.12",
    ),
    (
        "decimal",
        (
            999.95,
            1,
        ),
        "1\xa0000,0",
        "1,000.0",
    ),
    (
        "decimal",
        (
            12345678.9,
            2,
        ),
        "12\xa0345\xa0678,90",
        "12,345,678.90",
    ),
    (
        "decimal",
        (
            -1234.5678,
            1,
        ),
        "\u22121\xa0234,6",
        "\u22121,234.6",
    ),
    (
        "decimal",
        (
            -0.001,
            2,
        ),
        "0,00",
        "0.00",
    ),
    (
        "decimal",
        (
            math.inf,
            0,
        ),
        "\u221e",
        "\u221e",
    ),
    (
        "decimal",
        (
            -math.inf,
            1,
        ),
        "\u2212\u221e",
        "\u2212\u221e",
    ),
    ("whole", (0.5,), "0", "0"),
    ("whole", (1.5,), "2", "2"),
    ("whole", (999.5,), "1\xa0000", "1,000"),
    ("whole", (1000000.0,), "1\xa0000\xa0000", "1,000,000"),
    ("percent", (0.125,), "12\xa0%", "12%"),
    ("percent", (0.045,), "4\xa0%", "4%"),
    ("percent", (0.994999,), "99\xa0%", "99%"),
    ("percent", (-0.25,), "\u221225\xa0%", "\u221225%"),
    ("percent", (1720.5,), "172\xa0050\xa0%", "172,050%"),
    ("chance", (0.0005,), "under 1\xa0%", "under 1%"),
    ("chance", (0.994999,), "99\xa0%", "99%"),
    ("p_value", (0.0005,), "<\xa00,001", "<\xa00.001"),
    ("p_equals", (0.125,), "p = 0,125", "p = 0.125"),
    ("ratio", (0.045,), "0,045", "0.045"),
    ("ratio", (9.995,), "10,0", "10.0"),
    ("ratio", (99.95,), "100", "100"),
    ("ratio", (-1234.5678,), "\u22121\xa0234,57", "\u22121,234.57"),
]


@pytest.mark.parametrize(("function", "arguments", "nb", "en"), SHOWN)
def test_a_number_is_shown_as_it_always_was(function: str, arguments: tuple[float, ...], nb: str, en: str) -> None:
    shown = [getattr(numbers, function)(*arguments, language) for language in ("nb", "en")]
    assert shown == [nb, en]


@pytest.mark.parametrize(
    ("language", "number", "share"), [("nn", "1\u00a0720,5", "40\u00a0%"), ("de", "1.720,5", "40\u00a0%")]
)
def test_a_third_language_needs_no_code(language: str, number: str, share: str) -> None:
    assert (numbers.decimal(1720.5, 1, language), numbers.percent(0.4, language)) == (number, share)


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
    makers = re.compile(r"^def (decimal|percent|whole|ratio|p_value|interval)\(.*language", re.M)
    found = {path.name for path in package.rglob("*.py") if makers.search(path.read_text("utf-8"))}
    assert found == {"numbers.py"}
