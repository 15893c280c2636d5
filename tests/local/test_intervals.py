"""What the intervals promise: they hold, they contain the estimate, and the exact ones agree with exact tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import barnard_exact

from ettervern.local.conditional import conditional_odds_ratio
from ettervern.local.months import mean_difference
from ettervern.local.numbers import TwoGroups
from ettervern.local.power import joint
from ettervern.local.run import matched_rows, unmatched_rows
from ettervern.local.single import clopper_pearson, proportion
from ettervern.local.survival import beta_product, kaplan_meier, log_rank
from ettervern.local.unconditional import (
    all_limits,
    difference_family,
    paired_difference,
    ratio_family,
    risk_difference,
    risk_ratio,
    tails,
)

RATES = np.arange(0.05, 0.96, 0.05)


@st.composite
def two_groups(draw: st.DrawFn, most: int = 14) -> TwoGroups:
    n1, n2 = draw(st.integers(2, most)), draw(st.integers(2, most))
    return TwoGroups(draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2)


@given(two_groups())
@settings(deadline=None, max_examples=40)
def test_every_interval_holds_its_estimate(two: TwoGroups) -> None:
    for row in unmatched_rows(two):
        assert row["low"] <= row["high"]
        if np.isfinite(row["estimate"]):
            assert row["low"] - 1e-9 <= row["estimate"] <= row["high"] + 1e-9


@given(two_groups())
@settings(deadline=None, max_examples=20)
def test_the_other_group_first_turns_the_interval_round(two: TwoGroups) -> None:
    other = TwoGroups(two.events_comparison, two.n_comparison, two.events_service, two.n_service)
    one, turned = risk_difference(two), risk_difference(other)
    assert one.low == pytest.approx(-turned.high, abs=1e-6)
    first, second = conditional_odds_ratio([two]), conditional_odds_ratio([other])
    if 0 < first.low < np.inf:
        assert first.low == pytest.approx(1 / second.high, rel=1e-6)


@pytest.mark.parametrize("two", [TwoGroups(1, 10, 6, 10), TwoGroups(3, 12, 9, 14), TwoGroups(7, 9, 2, 15)])
def test_no_difference_is_tested_as_barnards_exact_test_does(two: TwoGroups) -> None:
    a, n1, c, n2 = two.events_service, two.n_service, two.events_comparison, two.n_comparison
    family = difference_family(n1, n2)
    upper, lower = tails(family, 0.0)
    place = int(np.flatnonzero((family.first == a) & (family.second == c))[0])
    cells = [[a, c], [n1 - a, n2 - c]]
    less, more = (barnard_exact(cells, alternative=way, n=256).pvalue for way in ("less", "greater"))
    assert lower[place] == pytest.approx(less, abs=1e-3)
    assert upper[place] == pytest.approx(more, abs=1e-3)


@pytest.mark.parametrize(("n1", "n2"), [(10, 10), (15, 15), (14, 7)])
def test_exact_intervals_hold_at_every_pair_of_rates(n1: int, n2: int) -> None:
    low, high = all_limits("difference", n1, n2)
    low_ratio, high_ratio = all_limits("ratio", n1, n2)
    for p1 in RATES:
        for p2 in RATES:
            chances = joint(n1, n2, float(p1), float(p2)).ravel()
            assert chances[(low <= p1 - p2 + 1e-9) & (p1 - p2 - 1e-9 <= high)].sum() >= 0.95
            ratio = p1 / p2
            assert chances[(low_ratio <= ratio + 1e-9) & (ratio - 1e-9 <= high_ratio)].sum() >= 0.95


def test_the_scan_of_all_tables_is_never_narrower_than_one_table_narrowed_down() -> None:
    low, high = all_limits("difference", 12, 15)
    family = difference_family(12, 15)
    for place in (0, 17, 90, 200, len(low) - 1):
        one = risk_difference(TwoGroups(int(family.first[place]), 12, int(family.second[place]), 15))
        assert low[place] <= one.low + 1e-9 and one.high - 1e-9 <= high[place]
        assert one.low - low[place] < 0.02 and high[place] - one.high < 0.02


def test_large_groups_get_the_score_interval_close_to_the_exact_one() -> None:
    exact, score = risk_difference(TwoGroups(30, 100, 45, 100)), risk_difference(TwoGroups(45, 150, 67, 150))
    assert (exact.method, score.method) == ("exact_unconditional", "score")
    assert exact.low < score.low < score.high < exact.high
    assert risk_ratio(TwoGroups(0, 150, 40, 150)).low == 0


def test_a_ratio_over_nobody_is_unbounded_above() -> None:
    found = risk_ratio(TwoGroups(4, 12, 0, 12))
    assert found.estimate == np.inf and found.high == np.inf and found.low > 0
    assert ratio_family(3, 3).scale(0.5) == 1


def test_counts_that_are_no_counts_are_refused() -> None:
    for counts in ((5, 4, 1, 4), (-1, 4, 1, 4), (0, 0, 1, 4)):
        with pytest.raises(ValueError, match="expected"):
            TwoGroups(*counts)
    with pytest.raises(ValueError, match="expected"):
        paired_difference(5, 6, 10)


def test_paired_difference_agrees_with_the_discordant_pairs() -> None:
    found = paired_difference(3, 9, 30)
    assert found.estimate == pytest.approx(-0.2)
    assert found.low < -0.2 < found.high
    turned = paired_difference(9, 3, 30)
    assert turned.low == pytest.approx(-found.high, abs=1e-6)


def test_sets_with_two_matches_have_an_odds_ratio_and_no_paired_difference() -> None:
    sets = [TwoGroups(1, 1, 1, 2)] * 5 + [TwoGroups(0, 1, 2, 2)] * 6 + [TwoGroups(1, 1, 0, 2)] * 2
    assert [row["measure"] for row in matched_rows(sets)] == ["OR"]


def test_without_censoring_the_survival_interval_is_the_exact_binomial_one() -> None:
    times, events = np.arange(1.0, 21.0), (np.arange(20) < 7).astype(float)
    low, high = clopper_pearson(7, 20)
    assert beta_product(times, events, 7.0) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_survival_has_limits_before_anybody_relapsed() -> None:
    times, events = np.full(10, 12.0), np.zeros(10)
    assert kaplan_meier(times, events).empty
    low, high = beta_product(times, events, 6.0)
    assert low == pytest.approx(0.025 ** (1 / 10)) and high == 1


def test_a_log_rank_test_without_events_says_nothing() -> None:
    found = log_rank(np.full(6, 12.0), np.zeros(6), np.array([1.0, 1, 1, 0, 0, 0]))
    assert np.isnan(found.p) and found.p_permutation == 1


def test_months_keep_an_interval_when_nobody_worked() -> None:
    found = mean_difference(np.zeros(10), np.zeros(10), 12)
    assert found.estimate == 0 and found.low < -1 and found.high > 1


def test_months_in_work_hold_at_nine_in_ten_simulated_studies_and_more() -> None:
    random = np.random.default_rng(7)
    for p1, p2 in ((0.05, 0.05), (0.3, 0.1), (0.9, 0.5)):
        groups = [(random.random((1000, 10)) < p) * random.integers(1, 13, (1000, 10)).astype(float) for p in (p1, p2)]
        true = 6.5 * (p1 - p2)
        found = [mean_difference(one, two, 12) for one, two in zip(*groups, strict=True)]
        assert np.mean([one.low <= true <= one.high for one in found]) > 0.93


@given(st.integers(1, 60), st.data())
@settings(deadline=None)
def test_a_share_lies_within_its_interval(n: int, data: st.DataObject) -> None:
    found = proportion(data.draw(st.integers(0, n)), n)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@pytest.mark.parametrize("n", [20, 26, 30, 40, 60])
def test_the_single_group_interval_keeps_95_percent_at_every_rate(n: int) -> None:
    limits = [proportion(events, n) for events in range(n + 1)]
    low, high = (np.array([getattr(one, end) for one in limits]) for end in ("low", "high"))
    for p in np.linspace(0.05, 0.95, 181):
        chances = joint(n, 1, float(p), 0.5).sum(axis=1)
        assert chances[(low <= p) & (p <= high)].sum() >= 0.95
