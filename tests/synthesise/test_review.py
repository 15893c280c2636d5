"""The first review's main results, as R metafor gives them from the same contrasts.

metafor 3.8-1: rma(yi, vi, method = "REML", test = "adhoc", control = list(threshold = 1e-14)) on the ``yi`` and ``vi``
of results/contrasts.csv. The extraction of version 1.0 is pinned by its contrasts, so that a later update of the data
fails here only where the arithmetic does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ettervern.extract import load
from ettervern.files import read_table
from ettervern.review import Review
from ettervern.synthesise import Synthesis, analyse

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> Synthesis:
    review = Review.open(ROOT / "reviews" / "ettervern")
    tables = load(review, today="2026-11-21")
    words, bias = tables.findings_in_words.values(), tables.risk_of_bias.values()
    return analyse(tables.outcomes, tables.studies.values(), review, words=words, risk_of_bias=bias)


@pytest.mark.parametrize(
    ("analysis", "k", "numbers"),
    [
        (
            "relapse-main",
            12,
            (0.562903099054858, 0.420909594328985, 0.752797995566488, 0.273678670346922, 1.15778075991053,
             0.0899114077794599, 48.9695653617513, 20.9129888435364, 0.00115344537106058),
        ),
        (
            "employment-main",
            6,
            (3.45025920197106, 1.18314561316173, 10.0615582971009, 0.417403106182944, 28.5198849372444,
             0.501779357132726, 67.1711668101451, 14.5528759199482, 0.0309954873385192),
        ),
    ],
)  # fmt: skip
def test_main_results_are_metafors(found: Synthesis, analysis: str, k: int, numbers: tuple[float, ...]) -> None:
    row = found.pooled.set_index("analysis").loc[analysis]
    names = ["estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "q", "p"]
    assert row["k"] == k
    assert row[names].astype(float).to_numpy() == pytest.approx(numbers, rel=1e-10)


def test_every_sensitivity_of_the_protocol_has_a_row_for_both_outcomes(found: Synthesis) -> None:
    names = {"main", "fixed", "dl", "he", "ml", "pm", "no-reconstructed", "both-agree", "with-indirect", "window-6",
             "window-24", "words-null", "words-all", "all-contrasts"}  # fmt: skip
    wanted = {f"{outcome}-{name}" for outcome in ("relapse", "employment") for name in names}
    assert wanted <= set(found.pooled["analysis"])
    assert not found.pooled["analysis"].duplicated().any()


def test_no_trial_is_pooled_twice_and_no_row_of_the_extraction_is_lost(found: Synthesis) -> None:
    alone = found.contrasts[~found.contrasts["analysis"].str.endswith("all-contrasts")]
    assert not alone.duplicated(["analysis", "trial"]).any()
    written = read_table(ROOT / "reviews" / "ettervern" / "extraction" / "outcomes.csv")
    assert found.choice["outcome_id"].tolist() == written["outcome_id"].tolist()
    assert ((found.choice["why_not"] == "") == found.choice["used_in"].str.contains("-main")).all()


def test_weights_of_each_analysis_add_up(found: Synthesis) -> None:
    totals = found.contrasts.groupby("analysis")["weight"].sum()
    assert totals.astype(float).to_numpy() == pytest.approx(100)


def test_randomised_and_other_studies_are_never_pooled_together(found: Synthesis) -> None:
    design = found.choice.set_index("outcome_id")["design"]
    kinds = found.contrasts["outcome_id"].map(design).groupby(found.contrasts["analysis"]).nunique()
    assert (kinds[~kinds.index.str.endswith("not-randomised")] <= 1).all()
