"""Exact and mid-p results, Firth, Wilson, McNemar, Kaplan-Meier and log-rank, held to R."""

from __future__ import annotations

import numpy as np
import pytest

from ettervern.local.conditional import conditional_odds_ratio, exact_p
from ettervern.local.firth import firth_odds_ratio
from ettervern.local.numbers import TwoGroups
from ettervern.local.pairs import matched_odds_ratio, mcnemar
from ettervern.local.power import p_values
from ettervern.local.single import clopper_pearson, wilson
from ettervern.local.survival import kaplan_meier, log_rank, survival_at
from tests.local.helpers import close, reference

TABLES = reference("tables").to_dict("records")
PAIRS = reference("pairs").to_dict("records")


def table(row: dict[str, float]) -> TwoGroups:
    return TwoGroups(int(row["a"]), int(row["n1"]), int(row["c"]), int(row["n2"]))


@pytest.mark.parametrize("row", TABLES, ids=str)
def test_exact_results_of_two_groups_are_those_of_r(row: dict[str, float]) -> None:
    exact, mid = (conditional_odds_ratio([table(row)], mid=way) for way in (False, True))
    assert close(exact_p([table(row)]), row["fisher_p"]) and close(exact_p([table(row)], mid=True), row["mid_p"])
    assert close(exact.estimate, row["estimate"])
    assert close(exact.low, row["low"]) and close(exact.high, row["high"])
    assert close(mid.low, row["mid_low"]) and close(mid.high, row["mid_high"])
    # fisher.test itself stops its search at about four digits
    assert close(exact.low, row["fisher_low"], 1e-3) and close(exact.high, row["fisher_high"], 1e-3)


@pytest.mark.parametrize("row", TABLES, ids=str)
def test_the_table_of_p_values_behind_power_is_that_of_r(row: dict[str, float]) -> None:
    fisher, mid = p_values(int(row["n1"]), int(row["n2"]))
    place = int(row["a"]), int(row["c"])
    assert close(fisher[place], row["fisher_p"]) and close(mid[place], row["mid_p"])


@pytest.mark.parametrize("row", TABLES, ids=str)
def test_firth_is_the_profile_of_rs_weighted_logistic_regression(row: dict[str, float]) -> None:
    found = firth_odds_ratio(table(row))
    assert close(found.estimate, row["firth"])
    assert close(found.low, row["firth_low"]) and close(found.high, row["firth_high"])


@pytest.mark.parametrize("row", TABLES, ids=str)
def test_single_group_intervals_are_those_of_r(row: dict[str, float]) -> None:
    for corrected, name in ((False, "wilson"), (True, "corrected")):
        low, high = wilson(row["a"], row["n1"], corrected=corrected)
        assert close(float(low), row[f"{name}_low"]) and close(float(high), row[f"{name}_high"])
    low_exact, high_exact = clopper_pearson(int(row["a"]), int(row["n1"]))
    assert close(low_exact, row["cp_low"]) and close(high_exact, row["cp_high"])


def pairs(row: dict[str, float]) -> list[TwoGroups]:
    cells = {"b": (1, 0), "c": (0, 1), "both": (1, 1), "neither": (0, 0)}
    return [TwoGroups(first, 1, second, 1) for name, (first, second) in cells.items() for _ in range(int(row[name]))]


@pytest.mark.parametrize("row", PAIRS, ids=str)
def test_matched_pairs_are_those_of_r(row: dict[str, float]) -> None:
    test, odds = mcnemar(int(row["b"]), int(row["c"])), matched_odds_ratio(pairs(row))
    assert close(test.p_exact, row["exact_p"]) and close(exact_p(pairs(row)), row["exact_p"])
    assert close(odds.low, row["odds_low"]) and close(odds.high, row["odds_high"])
    if row["b"] != row["c"]:  # R takes the correction off where b is c; the p value is 1 either way
        assert close(test.chi2, row["chi2"]) and close(test.p_chi2, row["p"])
    if np.isfinite(row["clogit"]):
        assert close(np.log(odds.estimate), row["clogit"])


def test_strata_are_those_of_mantelhaen_test() -> None:
    row = reference("strata").iloc[0]
    strata = [TwoGroups(2, 8, 8, 13), TwoGroups(1, 8, 9, 13)]
    assert close(exact_p(strata), row["p"])
    assert close(conditional_odds_ratio(strata).estimate, row["estimate"], 1e-3)


@pytest.mark.parametrize("name", ["aml", "veteran"])
@pytest.mark.parametrize("arm", [0, 1])
def test_survival_is_that_of_survfit(name: str, arm: int) -> None:
    data, wanted = reference("survival"), reference("curves")
    mine = data[(data["set"] == name) & (data["arm"] == arm)]
    times, events = mine["time"].to_numpy(float), mine["event"].to_numpy(float)
    wanted = wanted[(wanted["set"] == name) & (wanted["arm"] == arm)].reset_index(drop=True)
    found = kaplan_meier(times, events)
    for column in ("time", "at_risk", "events", "survival", "standard_error"):
        last = slice(None) if column != "standard_error" else slice(0, -1)  # undefined at survival 0
        np.testing.assert_allclose(found[column].to_numpy()[last], wanted[column].to_numpy(float)[last], atol=1e-6)
    np.testing.assert_allclose([survival_at(times, events, t) for t in wanted["time"]], wanted["survival"], atol=1e-6)


@pytest.mark.parametrize("name", ["aml", "veteran"])
def test_log_rank_is_that_of_survdiff(name: str) -> None:
    data, wanted = reference("survival"), reference("logrank").set_index("set").loc[name]
    mine = data[data["set"] == name]
    found = log_rank(*(mine[column].to_numpy(float) for column in ("time", "event", "arm")))
    assert close(found.chi2, wanted["chi2"]) and close(found.p, wanted["p"])
    assert abs(found.p_permutation - wanted["p"]) < 0.03
