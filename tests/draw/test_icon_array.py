"""The icon array shows as many people as the numbers say, and never an effect without interval and certainty."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.draw.icon_array import _state, difference, draw_icon_array, icon_array_table, people_of
from tests.draw.checks import HOSTILE, check, description, joined, subject

ABSOLUTE = pd.Series({"control_risk": 0.36948, "with_risk": 0.24803, "with_low": 0.1978, "with_high": 0.3061})
BASE = "Utgangspunkt: Norge, tre måneder etter døgnbehandling."
CERTAINTY = "Tillit til resultatet: svært lav."


def drawn(language: str, narrow: bool, per: int = 100) -> str:
    """Draw the made-up effect."""
    return draw_icon_array(
        ABSOLUTE, subject("icons", language=language), language, base=BASE, certainty=CERTAINTY, per=per, narrow=narrow
    )  # fmt: skip


@pytest.mark.parametrize("per", [100, 1000])
def test_the_figure_holds_to_the_rules_of_every_figure(per: int) -> None:
    check(lambda language, narrow: drawn(language, narrow, per))


def test_an_event_that_is_good_news_holds_to_them_too() -> None:
    gain = pd.Series({"control_risk": 0.24, "with_risk": 0.53, "with_low": 0.28, "with_high": 0.76})
    check(lambda language, narrow: draw_icon_array(
        gain, subject("work", "high", language=language), language, base=HOSTILE, certainty=CERTAINTY,
        narrow=narrow))  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True])
def test_numbers_interval_base_and_certainty_are_text_and_read_aloud(narrow: bool) -> None:
    svg = drawn("nb", narrow)
    for shown in ("37 av 100", "25 av 100 (95 % konfidensintervall: 20 til 31)", "12 færre av 100", BASE, CERTAINTY):
        assert shown in joined(svg)
    for told in ("37 av 100 personer", "20 til 31", BASE, CERTAINTY):
        assert told in description(svg)


def test_an_unknown_interval_is_said_to_be_unknown() -> None:
    bare = ABSOLUTE.drop(["with_low", "with_high"])
    svg = draw_icon_array(bare, subject("icons"), "nb", base=BASE, certainty=CERTAINTY)
    assert "25 av 100 (intervall ikke kjent)" in joined(svg)


@given(st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=60)
def test_every_person_has_one_state_and_the_states_add_up(without: int, with_: int) -> None:
    states = [_state(number, with_, without) for number in range(100)]
    assert states.count("has") + states.count("added") == with_
    assert states.count("has") + states.count("spared") == without or with_ > without
    assert states.count("spared") == max(0, without - with_) and states.count("added") == max(0, with_ - without)


@pytest.mark.parametrize("per", [100, 1000])
def test_as_many_people_are_drawn_as_are_counted(per: int) -> None:
    shown = re.sub(r"<defs>.*?</defs>", "", drawn("nb", False, per), flags=re.DOTALL)
    counted: dict[str, int] = {}
    for state, row in re.findall(r'<use href="#icons-wide-nb-(\w+?)(-row)?"', shown):
        counted[state] = counted.get(state, 0) + (per // 10 if row and per == 100 else 40 if row else 1)
    without, with_ = round(0.36948 * per), round(0.24803 * per)
    assert counted == {"has": without + with_, "spared": without - with_, "not": 2 * (per - without)}


def test_a_thousand_people_are_no_heavy_page() -> None:
    assert len(drawn("nb", False, 1000)) < 60_000


@pytest.mark.parametrize(("risk", "per"), [(np.nan, 100), (1.2, 100), (-0.1, 100), (0.3, 37)])
def test_a_share_that_is_none_and_another_number_of_people_are_refused(risk: float, per: int) -> None:
    with pytest.raises(ValueError, match=r"share|icon array"):
        people_of(pd.Series({"control_risk": risk, "with_risk": 0.2}), per)


def test_the_table_has_both_groups_with_the_interval() -> None:
    table = icon_array_table(ABSOLUTE, subject("icons"), "nb", 1000)
    assert list(table["Antall av 1000"]) == ["369", "248"]
    assert list(table["95 % konfidensintervall"]) == ["–", "198 til 306"]


@pytest.mark.parametrize(
    ("with_risk", "said"), [(0.3, "6 more of 100."), (0.527, ""), (0.244, "The same number of 100.")]
)
def test_a_difference_that_rounding_hides_is_left_unsaid(with_risk: float, said: str) -> None:
    people = people_of(pd.Series({"control_risk": 0.244, "with_risk": with_risk}))
    assert difference(people, "en") == said
