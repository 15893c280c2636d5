"""Our numbers against R metafor's on eight published data sets (see tests/reference/metafor.R)."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.synthesise.reference import all_deviations

#: metafor's GLMMs and selection models stop at their optimiser's tolerance; the rest of the families are exact.
LOOSE = {"GLMM": (1e-3, 1e-3), "selection": (1e-4, 1e-5)}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return all_deviations()


def test_every_measure_method_and_interval_is_compared(table: pd.DataFrame) -> None:
    compared = {where.split("|")[1] for where in table["where"]}
    assert compared == {"OR", "RR", "RD", "PETO", "MD", "SMD", "GEN"}
    assert len(table) > 25_000
    assert len({where.split("|")[0] for where in table["where"]}) == 14


def test_closed_forms_agree_to_ten_digits(table: pd.DataFrame) -> None:
    exact = table[(table["family"] == "closed form") & (table["absolute"] > 1e-12)]
    assert exact["relative"].max() < 1e-10


def test_polished_likelihoods_agree_to_eight_digits(table: pd.DataFrame) -> None:
    rows = table[table["family"].isin(["iterative", "Q-profile"])]
    # Where tau2 is 0, metafor stops at 1e-12 and shows it in I2; everything else agrees relatively.
    assert ((rows["relative"] < 1e-8) | (rows["absolute"] < 1e-9)).all()
    assert (rows[~rows["quantity"].isin(["i2", "h2", "tau2"])]["relative"] < 1e-8).all()
    tau2 = rows[rows["quantity"] == "tau2"]
    assert ((tau2["relative"] < 1e-8) | (tau2["absolute"] < 5e-12)).all()


def test_study_by_study_numbers_agree(table: pd.DataFrame) -> None:
    assert table[table["family"] == "study by study"]["absolute"].max() < 1e-8


def test_trim_and_fill_finds_the_same_number_on_the_same_side(table: pd.DataFrame) -> None:
    filled = table[(table["family"] == "trim and fill") & table["quantity"].isin(["k0", "right"])]
    assert len(filled) > 100
    assert (filled["ours"] == filled["theirs"]).all()


@pytest.mark.parametrize("family", ["MH", "PETO", "egger", "begg", "peters", "harbord", "regression"])
def test_other_closed_forms_agree_to_ten_digits(table: pd.DataFrame, family: str) -> None:
    rows = table[table["family"] == family]
    assert len(rows) > 0
    assert (rows["relative"].clip(upper=1) * (rows["absolute"] > 1e-11)).max() < 1e-10


@pytest.mark.parametrize("family", ["correlated effects (robumeta)", "subgroups allocation"])
def test_dependence_and_subgroups_agree(table: pd.DataFrame, family: str) -> None:
    rows = table[table["family"] == family]
    assert len(rows) > 0
    assert rows["absolute"].max() < 1e-10


@pytest.mark.parametrize("family", LOOSE)
def test_models_without_a_closed_form_agree_to_the_optimisers_tolerance(table: pd.DataFrame, family: str) -> None:
    rows, (relative, absolute) = table[table["family"] == family], LOOSE[family]
    apart = rows[(rows["relative"] > relative) & (rows["absolute"] > absolute)]
    assert len(rows) > 0
    assert apart.empty, apart.to_string()
