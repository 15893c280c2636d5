"""Stopping rules: the published test, the common heuristics, and what each would have missed."""

from __future__ import annotations

import math

import buscarpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.screen.stopping import RULES, advise, in_a_row, look_back, p_too_few

labels = st.lists(st.booleans(), min_size=1, max_size=120)


@settings(deadline=None)
@given(labels, st.integers(0, 300), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_p_equals_the_authors_own(kept: list[bool], unread: int, target: float) -> None:
    n = len(kept) + unread
    with np.errstate(all="ignore"):
        other = buscarpy.calculate_h0(np.array(kept, dtype=int), n, target)
    found = p_too_few(kept, n, target)
    if other is None or math.isnan(other):  # more would have to be left than there are: the target is reached
        assert found == 0.0
    else:
        assert found == pytest.approx(other, abs=1e-12)


def test_the_rule_seldom_stops_too_early_on_random_orders() -> None:
    """Under random reading the rule must miss the target in no more than about 1 - 95 % of reviews, looked at once."""
    rng = np.random.default_rng(20261121)
    early = 0
    for _ in range(300):
        kept = rng.permutation(np.arange(400) < 40)
        if p_too_few(kept[:250], 400) < 0.05 and kept[:250].sum() / 40 < 0.95:
            early += 1
    assert early / 300 <= 0.06


def test_nothing_read_says_go_on() -> None:
    assert p_too_few([], 100) == 1.0
    assert not advise([], 100)["stop"].any()


def test_everything_read_says_stop() -> None:
    kept = [True] * 5 + [False] * 200
    found = advise(kept, 205).set_index("rule")
    assert found["stop"].all()
    assert found.loc["hypergeometric-95", "value"] < 0.05


@given(labels)
def test_the_run_of_exclusions_is_counted_from_the_end(kept: list[bool]) -> None:
    text = "".join("1" if keep else "0" for keep in kept)
    assert in_a_row(np.array(kept, dtype=np.int64), len(kept)) == len(text) - len(text.rstrip("0"))


def test_looking_back_tells_what_each_rule_would_have_missed() -> None:
    kept = np.zeros(400, dtype=bool)
    kept[[0, 3, 5, 9, 120]] = True
    found = look_back(kept, checks=400).set_index("rule")
    assert found.loc["50-in-a-row", ["read", "missed", "recall"]].to_list() == [60, 1, 0.8]
    assert found.loc["100-in-a-row", "read"] == 110
    assert found.loc["5-percent-in-a-row", "read"] == 30
    assert found.loc["half-read", ["read", "missed"]].to_list() == [200, 0]
    assert found.loc["hypergeometric-95", "missed"] == 0


def test_the_statistical_rule_comes_first() -> None:
    assert RULES[0].id == "hypergeometric-95"
