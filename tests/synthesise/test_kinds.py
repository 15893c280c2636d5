"""Outcomes of every usual kind: against metafor on published data, against published worked examples, and refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern import EttervernError, pool
from ettervern.settings.effect_measures import MEASURES
from ettervern.synthesise.inputs import effects_of
from ettervern.synthesise.means import complete, mean_from_five, sd_from_p, sd_of_change

REFERENCE = Path(__file__).parent.parent / "reference"
INPUTS = pd.read_csv(REFERENCE / "metafor_kinds_inputs.csv")
THEIRS = pd.read_csv(REFERENCE / "metafor_kinds.csv", keep_default_na=False)
WAYS = {"z": "wald", "knha": "hk"}


def table(dataset: str) -> pd.DataFrame:
    return INPUTS[INPUTS["dataset"] == dataset].dropna(axis=1, how="all").drop(columns="dataset")


@pytest.mark.parametrize(("dataset", "measure"), sorted(set(zip(THEIRS["dataset"], THEIRS["measure"], strict=True))))
def test_every_kind_agrees_with_metafor(dataset: str, measure: str) -> None:
    theirs = THEIRS[(THEIRS["dataset"] == dataset) & (THEIRS["measure"] == measure)]
    for name, expected in theirs.groupby("method"):
        method, _, ci = (name or "REML z").partition(" ")
        result = pool(table(dataset), measure, method, WAYS[ci])
        ours = {quantity: getattr(result.pool, quantity) for quantity in ("estimate", "ci_low", "ci_high", "tau2")}
        ours |= {"yi": result.effects["y"], "vi": result.effects["v"]}
        ours["natural"] = [result.natural(ours[end]) for end in ("estimate", "ci_low", "ci_high")]
        for quantity, rows in expected.groupby("quantity"):
            # metafor's iterations end within 1e-9 of the root; its GLMM is maximised no closer than this
            near = 1e-3 if method == "GLMM" else 1e-7 if method == "REML" and name else 1e-11
            assert np.atleast_1d(ours[quantity]) == pytest.approx(rows["value"].astype(float), rel=near, abs=near)


def one(measure: str, **cells: float) -> tuple[float, float]:
    """Return the effect of one study and its standard error."""
    result = effects_of(MEASURES[measure], {name: np.array([cell]) for name, cell in cells.items()}, "only0")
    return float(result.y[0]), float(np.sqrt(result.v[0]))


def test_a_cross_over_trial_is_analysed_as_the_cochrane_handbook_does() -> None:
    # Handbook 5.1, 16.4.6.4 (now chapter 23): 10 people, 7.0 (2.38) and 6.5 (2.21), correlation 0.68
    arms = {"mean_intervention": 7.0, "sd_intervention": 2.38, "mean_control": 6.5, "sd_control": 2.21}
    arms |= {"n_intervention": 10, "n_control": 10, "paired_correlation": 0.68}
    assert np.round(one("MD", **arms), 3).tolist() == [0.5, 0.583]
    assert np.round(one("SMD", **arms), 3).tolist() == [0.218, 0.256]


def test_a_standard_deviation_comes_from_a_p_value_as_in_the_cochrane_handbook() -> None:
    # Handbook 6.5.2.3 (5.1: 7.7.3.3): difference 3.8, p 0.008, 25 and 22 people: t 2.78, SE 1.37
    sd = sd_from_p(np.array([3.8]), np.array([0.008]), np.array([25.0]), np.array([22.0]))
    assert round(float(sd[0]) * np.sqrt(1 / 25 + 1 / 22), 2) == 1.37


def test_a_correlation_of_one_leaves_the_difference_of_both_deviations() -> None:
    assert float(sd_of_change(np.array([6.4]), np.array([7.1]), np.array([1.0]))[0]) == pytest.approx(0.7)


@given(st.floats(-50, 50), st.floats(0.5, 20), st.integers(5, 500))
def test_quartiles_and_range_of_a_normal_sample_lead_back_to_it(mean: float, sd: float, n: int) -> None:
    # The expected order statistics that the formulas are built on (Wan 2014), without their error of sampling
    from scipy.special import ndtri

    far, near = ndtri((n - 0.375) / (n + 0.25)), ndtri((0.75 * n - 0.125) / (n + 0.25))
    five = {"min": mean - far * sd, "q1": mean - near * sd, "median": mean, "q3": mean + near * sd}
    arm = {name: np.array([value]) for name, value in {**five, "max": mean + far * sd, "n": float(n)}.items()}
    for dropped in ((), ("min", "max"), ("q1", "q3")):
        rest = {name: value for name, value in arm.items() if name not in dropped}
        m, s, how = complete(rest, np.array([np.nan]))
        assert (m[0], s[0]) == pytest.approx((mean, sd), rel=1e-9, abs=1e-9) and "SD from" in how[0]


def test_the_weights_of_five_numbers_are_those_of_the_paper() -> None:
    # Luo 2018, eq. 17, for n = 25: 2.2 / (2.2 + 25^0.75) and 0.7 - 0.72 / 25^0.55
    weights = [float(mean_from_five(*(np.array([x]) for x in row), np.array([25.0]))[0]) for row in np.eye(5)]
    assert sum(weights) == pytest.approx(1)
    assert weights[0] + weights[4] == pytest.approx(2.2 / (2.2 + 25**0.75))
    assert weights[1] + weights[3] == pytest.approx(0.7 - 0.72 / 25**0.55)


@pytest.mark.parametrize(
    ("measure", "cells", "same"),
    [
        ("OR", {"effect": 0.5, "ci_low": 0.25, "ci_high": 1.0}, "GEN"),
        ("HR", {"effect": 0.5, "ci_low": 0.25, "ci_high": 1.0}, "GEN"),
        ("IRR", {"effect": 0.5, "ci_low": 0.25, "ci_high": 1.0}, "GEN"),
    ],
)
def test_a_printed_ratio_enters_with_its_interval(measure: str, cells: dict[str, float], same: str) -> None:
    y, se = one(measure, **cells)
    assert (y, se) == pytest.approx((np.log(0.5), np.log(4) / (2 * 1.959963984540054)))
    assert one(same, yi=y, se=se) == (y, se)


@pytest.mark.parametrize("measure", ["MD", "SMD", "RD"])
def test_a_printed_difference_enters_with_its_interval_at_its_level(measure: str) -> None:
    y, se = one(measure, effect=-1.0, ci_low=-2.0, ci_high=0.0, ci_level=0.9)
    assert (y, se) == pytest.approx((-1.0, 1 / 1.6448536269514722))


def test_people_of_a_trial_of_clusters_count_for_fewer() -> None:
    alone = one(
        "MD", mean_intervention=5, sd_intervention=2, n_intervention=100, mean_control=6, sd_control=2, n_control=100
    )
    clustered = one(
        "MD", mean_intervention=5, sd_intervention=2, n_intervention=100, mean_control=6, sd_control=2, n_control=100,
        icc=0.02, cluster_size=51,
    )  # fmt: skip
    assert clustered == pytest.approx((alone[0], alone[1] * np.sqrt(2)))
    printed = {"effect": 0.5, "ci_low": 0.25, "ci_high": 1.0}
    assert one("OR", **printed, icc=0.02, cluster_size=51)[1] == pytest.approx(one("OR", **printed)[1] * np.sqrt(2))


def test_how_an_effect_was_had_is_said_with_its_study() -> None:
    arms = {
        "mean_intervention": [5.0, 5.0],
        "n_intervention": [30, 30],
        "mean_control": [6.0, 6.0],
        "n_control": [30, 30],
    }
    spread = {
        "sd_intervention": [2.0, None],
        "sd_control": [2.0, None],
        "se_intervention": [None, 0.4],
        "se_control": [None, 0.4],
    }
    notes = pool({"study": ["Aas", "Bø"], **arms, **spread}, "MD").notes
    assert "SD from its standard error: Bø" in notes


@pytest.mark.parametrize(
    ("measure", "columns", "message"),
    [
        ("MD", {"mean_intervention": [1.0], "se_intervention": [0.2]}, "row 1: expected mean_intervention, sd_interv"),
        ("HR", {"effect": [0.5, 0.7], "ci_low": [0.2, 0.8], "ci_high": [1.0, 0.6]}, "row 2: the lower limit"),
        ("HR", {"effect": [0.5]}, "row 1: an effect needs ci_low and ci_high, or a p value"),
        ("HR", {"observed_minus_expected": [1.0], "variance": [0.0]}, "row 1: the variance of O - E is not above 0"),
        (
            "IRR",
            {"events_intervention": [3], "time_intervention": [0], "events_control": [1], "time_control": [9]},
            "person-time",
        ),
        ("PFT", {"events": [5], "n": [4]}, "more events than people"),
        ("PLO", {"events": [2.5], "n": [4]}, "not a whole number"),
        ("MNLN", {"mean": [-1.0], "sd": [1.0], "n": [9]}, "has no logarithm"),
        ("OR", {"effect": [2.0], "ci_low": [1.0], "ci_high": [3.0], "icc": [0.1]}, "icc and cluster_size go together"),
        (
            "OR",
            {"effect": [2.0], "ci_low": [1.0], "ci_high": [3.0], "icc": [2], "cluster_size": [9]},
            "ICC between 0 and 1",
        ),
    ],
)
def test_figures_that_lead_to_no_effect_are_refused(
    measure: str, columns: dict[str, list[float]], message: str
) -> None:
    with pytest.raises(EttervernError, match=message):
        pool(columns, measure)


def test_quartiles_out_of_order_are_refused() -> None:
    arm = {"median_intervention": [5.0], "q1_intervention": [6.0], "q3_intervention": [9.0], "n_intervention": [20]}
    rest = {"mean_control": [5.0], "sd_control": [1.0], "n_control": [20]}
    with pytest.raises(EttervernError, match="row 1: range, quartiles and median are out of order"):
        pool({**arm, **rest}, "MD")


def test_a_double_arcsine_carries_its_warning() -> None:
    result = pool({"events": [0, 3, 10], "n": [10, 20, 30]}, "PFT")
    assert any("harmonic mean" in note and "PLO" in note for note in result.notes)
    assert 0 <= result.natural(result.pool.ci_low) <= result.natural(result.pool.estimate) <= 1


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - {"GEN"}))
def test_every_measure_is_named_where_a_user_looks_for_it(measure: str) -> None:
    from typing import get_args

    from ettervern.commands.pool import Measure

    assert measure in get_args(Measure)
    table_of_measures = (REFERENCE.parent.parent / "docs" / "tasks" / "pool.md").read_text("utf-8")
    assert re.search(rf"^\| [A-Z, ]*\b{measure}\b", table_of_measures, re.M)
