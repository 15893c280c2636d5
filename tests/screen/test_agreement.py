"""Agreement: published values, another implementation, and intervals that cover as often as they say."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from ettervern.review import Review
from ettervern.screen.agree import Table, agreement, wilson
from ettervern.screen.decisions import read_decisions
from tests.screen.helpers import put

counts = st.integers(0, 400)
MEASURES = ("percent", "positive", "negative", "kappa", "pabak", "ac1")


@given(st.integers(1, 400), counts, counts, st.integers(1, 400))
def test_kappa_and_its_interval_equal_statsmodels(a: int, b: int, c: int, d: int) -> None:
    found, other = Table(a, b, c, d).kappa(), cohens_kappa(np.array([[a, b], [c, d]]))
    assert found.value == pytest.approx(other.kappa, abs=1e-12)
    if b + c:
        assert found.ci_low == pytest.approx(max(-1, other.kappa_low), abs=1e-9)
        assert found.ci_high == pytest.approx(min(1, other.kappa_upp), abs=1e-9)


@given(counts, st.integers(1, 400))
def test_wilson_equals_statsmodels(part: int, rest: int) -> None:
    low, high = proportion_confint(part, part + rest, method="wilson")
    found = wilson(part, part + rest)
    assert (found.ci_low, found.ci_high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))


@given(counts, counts, counts, counts)
def test_ac1_interval_equals_the_two_rater_formula(a: int, b: int, c: int, d: int) -> None:
    """Gwet (2008) also gives the variance for two raters in closed form, written here from the paper's terms."""
    n = a + b + c + d
    found = Table(a, b, c, d).ac1()
    if n < 2 or math.isnan(found.ci_low):
        return
    p = np.array([[a, b], [c, d]]) / n
    pi = (p.sum(0) + p.sum(1)) / 2
    observed, chance = np.trace(p), float((pi * (1 - pi)).sum())
    gamma = (observed - chance) / (1 - chance)
    first = observed * (1 - observed)
    second = 4 * (1 - gamma) * (float((np.diag(p) * (1 - pi)).sum()) - observed * chance)
    pairs = sum(p[k, m] * (1 - (pi[k] + pi[m]) / 2) ** 2 for k in (0, 1) for m in (0, 1))
    third = 4 * (1 - gamma) ** 2 * (pairs - chance**2)
    variance = (first - second + third) / (n - 1) / (1 - chance) ** 2
    half = 1.959963984540054 * math.sqrt(max(variance, 0))
    assert found.value == pytest.approx(gamma)
    assert found.ci_low == pytest.approx(max(-1, gamma - half), abs=1e-8)


@given(counts, counts, counts, counts)
def test_exchanging_the_reviewers_or_the_sides_changes_no_chance_corrected_measure(
    a: int, b: int, c: int, d: int
) -> None:
    table = Table(a, b, c, d)
    for other in (Table(a, c, b, d), Table(d, b, c, a)):
        for name in ("percent", "kappa", "pabak", "ac1"):
            one, two = getattr(table, name)(), getattr(other, name)()
            assert one.value == pytest.approx(two.value, abs=1e-12, nan_ok=True)
    swapped = Table(d, b, c, a).positive()
    assert table.negative().value == pytest.approx(swapped.value, nan_ok=True)


@given(counts, counts, counts, counts)
def test_an_interval_holds_its_estimate_and_stays_within_the_measure(a: int, b: int, c: int, d: int) -> None:
    for name in MEASURES:
        found = getattr(Table(a, b, c, d), name)()
        if not math.isnan(found.ci_low):
            assert -1 <= found.ci_low <= found.value + 1e-12 <= found.ci_high + 2e-12 <= 1 + 3e-12


def test_intervals_cover_as_often_as_they_say() -> None:
    shares = np.array([0.5, 0.06, 0.04, 0.4])
    truth = {"positive": 1 / 1.1, "negative": 0.8 / 0.9, "percent": 0.9, "pabak": 0.8}
    chance = 0.56 * 0.54 + 0.44 * 0.46
    truth["kappa"] = (0.9 - chance) / (1 - chance)
    keep = 0.55
    truth["ac1"] = (0.9 - 2 * keep * (1 - keep)) / (1 - 2 * keep * (1 - keep))
    draws = np.random.default_rng(20261121).multinomial(200, shares, 2000)
    for name, value in truth.items():
        found = [getattr(Table(*map(int, row)), name)() for row in draws]
        covered = sum(one.ci_low <= value <= one.ci_high for one in found) / len(found)
        assert 0.93 < covered < 0.97, (name, covered)


def test_known_paradox_high_agreement_low_kappa() -> None:
    """Feinstein and Cicchetti (1990), J Clin Epidemiol 43:543: 80, 10, 5, 5 of 100 gives kappa 0.32 at 85 %."""
    table = Table(80, 10, 5, 5)
    assert round(table.kappa().value, 2) == 0.32
    assert table.percent().value == 0.85
    assert table.pabak().value == pytest.approx(0.7)


def test_agreement_is_measured_on_first_votes(review: Review) -> None:
    put(review, "anna", "r1,include,effect,", "r2,exclude,,design", "r1,exclude,,design")
    put(review, "berit", "r1,exclude,,design", "r2,exclude,,design", "r3,include,effect,")
    found = agreement(read_decisions(review, today=date(2026, 11, 21)), "title-abstract").set_index("measure")["value"]
    assert (found["n"], found["only_first_keeps"], found["both_exclude"]) == (2, 1, 1)


def test_unsure_counts_as_keep(review: Review) -> None:
    put(review, "anna", "r1,unsure,,")
    put(review, "berit", "r1,include,effect,")
    found = agreement(read_decisions(review, today=date(2026, 11, 21)), "title-abstract").set_index("measure")["value"]
    assert found["both_keep"] == 1


def test_batches_add_up_to_all(review: Review) -> None:
    put(review, "anna", "r1,include,effect,", "r2,exclude,,design", "r3,include,effect,")
    put(review, "berit", "r1,include,effect,", "r2,include,effect,", "r3,include,effect,")
    decisions = read_decisions(review, today=date(2026, 11, 21))
    found = agreement(decisions, "title-abstract", {"r1": "2026-01", "r2": "2026-01", "r3": "2026-06"})
    n = found[found["measure"] == "n"].set_index("batch")["value"]
    assert n.to_dict() == {"all": 3, "2026-01": 2, "2026-06": 1}
