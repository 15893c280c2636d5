"""Where numbers are hard to get right: ties, two studies, bounds, two tops, effects far from 0, no spread at all."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from ettervern.synthesise import SynthesisError, pool, pool_effects
from ettervern.synthesise.effects import from_table
from ettervern.synthesise.small_study import begg, egger, trim_and_fill
from ettervern.synthesise.tau2 import between_variance
from tests.synthesise.reference import FOLDER, as_table, hard, hard_inputs


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return as_table(hard())


def test_every_hard_case_agrees_with_metafor_to_ten_digits(table: pd.DataFrame) -> None:
    assert len(table) > 4000
    # metafor's lm loses digits where studies are of almost the same precision; see the exact value below.
    rows = table[~(table["where"].str.startswith("almost") & table["quantity"].str.contains("egger"))]
    # metafor stops within these of a tau2 of 0, and shows it in I2.
    allowed = np.select(
        [rows["quantity"].str.endswith("tau2"), rows["quantity"].isin(["i2", "h2"])], [5e-12, 1e-9], 1e-13
    )
    apart = rows[(rows["relative"] > 1e-10) & (rows["absolute"] > allowed)]
    assert apart.empty, apart.to_string()


def test_tied_effects_tie_here_where_they_tie_in_metafor(table: pd.DataFrame) -> None:
    rows = table[table["where"].str.startswith("tiny tables") & table["quantity"].str.contains("begg|trim")]
    assert len(rows) > 70
    assert rows["absolute"].max() < 1e-10


def test_where_the_likelihood_has_two_tops_the_higher_one_is_taken() -> None:
    given = hard_inputs()["two tops"]
    reference = pd.read_csv(FOLDER / "metafor_hard.csv").set_index("quantity")["value"]
    y, v = given["yi"].to_numpy(), given["vi"].to_numpy()
    tau2 = pool_effects(y, v, "ML", "wald").tau2

    def log_likelihood(at: float) -> float:
        w = 1 / (v + at)
        return float(0.5 * (np.log(w / (2 * np.pi)) - w * (y - np.average(y, weights=w)) ** 2).sum())

    assert log_likelihood(reference["stuck_at"].iloc[0]) == pytest.approx(
        reference["log_likelihood"].iloc[0], rel=1e-10
    )
    assert log_likelihood(tau2) > reference["log_likelihood"].iloc[0] + 1
    assert log_likelihood(tau2) >= max(log_likelihood(at) for at in np.geomspace(1e-6, 1, 2000))


def test_the_egger_test_keeps_its_digits_where_studies_are_of_almost_the_same_precision() -> None:
    given = hard_inputs()["almost the same precision"]
    cells = (given[name] for name in ("events_intervention", "n_intervention", "events_control", "n_control"))
    found = from_table("RD", *cells, zero="all")
    y, v = ([Decimal(value) for value in column.tolist()] for column in (found.y, found.v))
    w, x = [1 / value for value in v], [value.sqrt() for value in v]
    centre = [sum(a * b for a, b in zip(w, column, strict=True)) / sum(w) for column in (y, x)]
    y, x = ([value - middle for value in column] for column, middle in zip((y, x), centre, strict=True))
    slope = sum(a * b * c for a, b, c in zip(w, x, y, strict=True)) / sum(a * b * b for a, b in zip(w, x, strict=True))
    rest = sum(a * (c - slope * b) ** 2 for a, b, c in zip(w, x, y, strict=True)) / (len(y) - 2)
    exact = slope / (rest / sum(a * b * b for a, b in zip(w, x, strict=True))).sqrt()
    assert egger(found.y, found.v).statistic == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("method", ["DL", "HE", "REML", "ML", "PM"])
def test_effects_far_from_0_keep_their_spread(method: str) -> None:
    y, v = np.array([0.1, 0.4, -0.2, 0.9, 0.2, -0.4]), np.array([0.01, 0.04, 0.02, 0.09, 0.03, 0.05])
    near, far = (between_variance(y[:, None] + shift, v[:, None], np.ones((6, 1)), method)[0] for shift in (0, 1024))
    assert far == pytest.approx(near, rel=1e-10)


@pytest.mark.parametrize("y", [[0.3] * 4, [0.1 + 0.2, 0.3, 0.3, 0.3]])
def test_effects_that_differ_by_rounding_only_have_no_test_of_small_studies(y: list[float]) -> None:
    v = [0.1, 0.2, 0.3, 0.5]
    for test in (egger, begg, trim_and_fill):
        with pytest.raises(SynthesisError, match="effects that differ"):
            test(y, v)
    found = pool({"yi": y, "vi": v}, "GEN", "REML", "hk").as_dict()
    assert [found[name] for name in ("se", "p", "ci_low", "pi_high")] == [None] * 4
    assert set(found["small_study"].values()) == {None}


def test_two_studies_have_a_rank_correlation_that_says_nothing() -> None:
    found = begg([0.1, 0.9], [0.2, 0.1])
    assert (found.estimate, found.p) == (-1, 1)


def test_trim_and_fill_is_not_given_a_side_that_the_studies_do_not_show() -> None:
    for y, v in (([0.1, 0.9], [0.1, 0.2]), ([0.1, 0.5, 0.9], [0.2, 0.2, 0.2])):
        with pytest.raises(SynthesisError, match="tell the side"):
            trim_and_fill(y, v)
        assert trim_and_fill(y, v, side="left").k0 >= 0
    # A common effect needs one study less.
    assert trim_and_fill([0.1, 0.9], [0.1, 0.2], "FE").side == "left"
