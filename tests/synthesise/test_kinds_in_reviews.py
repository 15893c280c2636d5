"""Outcomes of a review with a measure of their own: the pools are metafor's, on published data (see test_kinds.py)."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ettervern import pool
from ettervern.computed import Pooled
from ettervern.extract.schemas import OutcomeRow, StudyRow
from ettervern.files import ReviewError
from ettervern.review import Review
from ettervern.schema import rows
from ettervern.settings import read_settings
from ettervern.synthesise.contrasts import Counts, prepare
from ettervern.synthesise.in_words import spread_of_one
from ettervern.synthesise.ledger import Ledger
from ettervern.synthesise.rules import rules_of
from ettervern.synthesise.run import Synthesis, analyse, unpooled
from tests.made_rows import made
from tests.small_settings import CONTENT, TWO, merged, small_settings
from tests.synthesise.helpers import ROW, STUDY
from tests.synthesise.test_kinds import THEIRS, table

THRESHOLDS = {"small": 0.2, "moderate": 0.5, "large": 0.8, "important": 0.2}


def review(measure: str, **outcome: Any) -> Review:
    """Return a review of one outcome with its own measure, pooled by REML with a plain interval."""
    one = {"label": TWO, "favours": "low", "definitions": ["any_use"], "measure": measure, **outcome}
    one |= {"unit": TWO} if measure in ("MD", "GEN", "IRR") else {}
    if measure not in ("MD", "SMD", "GEN"):
        one.setdefault("event", "relapse")
    pooling = {"ci_method": "wald", "printed_effects": ["OR", "RR", "RD", "MD", "SMD", "HR", "IRR", "GEN"]}
    content = merged(CONTENT, {"pooling": pooling})
    amount = measure in ("MD", "SMD", "GEN")
    content |= {"outcomes": {"score": one}, "thresholds": {"score": THRESHOLDS} if amount else {}}
    settings, faults = read_settings(content)
    assert settings is not None, faults
    return Review(Path("reviews/invented"), settings)


def answer(of: Review, *cells: dict[str, Any]) -> Synthesis:
    """Return the synthesis of rows of one study each."""
    blank = dict.fromkeys(("events_intervention", "n_intervention", "events_control", "n_control"), "")
    filled = [
        {**ROW, **blank, "outcome": "score", "outcome_id": f"s{at}-1", "study_id": f"s{at}"}
        | {name: str(value) for name, value in row.items()}
        for at, row in enumerate(cells, start=1)
    ]
    ids = [row["study_id"] for row in filled]
    studies = made(StudyRow, *({**STUDY, "study_id": one, "trial": one, "authors": f"{one}, A"} for one in ids))
    return analyse(made(OutcomeRow, *filled), studies.values(), of)


def main(result: Synthesis, name: str = "main") -> Pooled:
    return next(row for row in rows(Pooled, result.pooled) if row.analysis == f"score-{name}")


def published(dataset: str) -> list[dict[str, Any]]:
    data = table(dataset).drop(columns="study")
    whole = [name for name in data if name.startswith(("n_", "events"))]
    return data.astype(dict.fromkeys(whole, int)).to_dict("records")


@pytest.mark.parametrize(("dataset", "measure"), [
    ("normand1999", "MD"), ("normand1999", "SMD"), ("hart1999", "IRR"), ("nielweise2008", "IRR"), ("yusuf1985_6", "HR"),
])  # fmt: skip
def test_a_reviews_pool_of_each_kind_is_metafors(dataset: str, measure: str) -> None:
    theirs = THEIRS[
        (THEIRS["dataset"] == dataset) & (THEIRS["measure"] == measure) & (THEIRS["method"] == "REML z")
    ].set_index("quantity")["value"]
    result = answer(review(measure), *published(dataset))
    ours, kind = main(result), review(measure).outcomes["score"].kind
    for name in ("estimate", "ci_low", "ci_high"):
        value = float(theirs[name] if not hasattr(theirs[name], "iloc") else theirs[name].iloc[0])
        assert getattr(ours, name) == pytest.approx(float(kind.natural(value)), rel=1e-6)
    assert ours.measure == measure and ours.tau2 == pytest.approx(float(theirs["tau2"]), rel=1e-5, abs=1e-9)


def test_each_outcome_of_a_review_has_its_own_measure_and_others_take_that_of_all() -> None:
    content = small_settings(
        outcomes={"mood": {"label": TWO, "favours": "low", "definitions": ["scale"], "measure": "SMD", "method": "DL"}},
        thresholds={"mood": THRESHOLDS},
    )
    assert {one.id: (one.measure, one.method) for one in content.outcomes.values()} == {
        "relapse": ("OR", "REML"),
        "mood": ("SMD", "DL"),
    }


def test_a_printed_effect_of_the_kind_enters_with_its_interval_and_another_kind_never_does() -> None:
    printed = {"effect": 0.7, "ci_low": 0.5, "ci_high": 0.98, "ci_level": 0.95}
    hazard, odds = {**printed, "effect_measure": "HR"}, {**printed, "effect_measure": "OR"}
    result = answer(review("HR"), hazard, odds)
    assert main(result).k == 1 and main(result).estimate == pytest.approx(0.7)
    assert result.choice["why_not"].tolist() == ["", "measure"]


def test_a_median_with_quartiles_enters_and_how_it_was_had_is_kept() -> None:
    arm = {"median": 10, "q1": 7, "q3": 13, "n": 40}
    cells = {f"{name}_{end}": value for end in ("intervention", "control") for name, value in arm.items()}
    lower = {"median_intervention": 8, "q1_intervention": 5, "q3_intervention": 11}
    result = answer(review("MD"), {**cells, **lower}, cells)
    assert main(result).k == 2 and result.contrasts["derived"].str.contains("SD from").all()
    assert main(result).estimate == pytest.approx(-1.0)


def test_a_difference_of_means_has_its_variance_from_a_p_value_and_a_standardised_one_has_not() -> None:
    told = {"effect": -2, "p_value": "0.04"}
    assert main(answer(review("MD"), {**told, "effect_measure": "MD"})).p == pytest.approx(0.04)
    assert answer(review("SMD"), {**told, "effect_measure": "SMD"}).choice["why_not"].tolist() == ["measure"]


def test_figures_of_an_amount_that_cannot_be_right_stop_with_their_row() -> None:
    cells = {"mean_intervention": 3, "sd_intervention": 1, "n_intervention": 10, "paired_correlation": 1.5}
    cells |= {"mean_control": 3, "sd_control": 1, "n_control": 10}
    with pytest.raises(ReviewError, match=r"outcomes.csv, row 2"):
        answer(review("MD"), cells)


def test_rows_without_figures_of_the_kind_are_left_out_with_a_reason_and_said_loudly() -> None:
    of = review("SMD")
    result = answer(of, {"events_intervention": 3, "n_intervention": 9, "events_control": 4, "n_control": 9}, {})
    assert result.choice["why_not"].tolist() == ["no_figures", "no_figures"] and result.pooled.empty
    (problem,) = unpooled(of, result)
    assert problem.message == "none of 2 rows of outcomes.csv on score can be pooled: 2 no_figures"


COUNTS = [
    {"events_intervention": 10, "n_intervention": 50, "events_control": 20, "n_control": 50},
    {"events_intervention": 0, "n_intervention": 40, "events_control": 4, "n_control": 41},
    {"events_intervention": 22, "n_intervention": 60, "events_control": 25, "n_control": 60},
]


def test_the_same_trials_are_pooled_in_the_other_ways_that_are_asked_for() -> None:
    result = answer(review("OR", also=["RR", "RD", "PETO", "MH", "GLMM"]), *COUNTS)
    data = pd.DataFrame(COUNTS)
    theirs = {
        "as-rr": pool(data, "RR", "REML", "wald"),
        "as-rd": pool(data, "RD", "REML", "wald"),
        "as-peto": pool(data, "PETO", "FE", "wald"),
        "as-mh": pool(data, "OR", "MH"),
        "as-glmm": pool(data, "OR", "GLMM"),
    }
    for name, one in theirs.items():
        assert main(result, name).estimate == pytest.approx(one.natural(one.pool.estimate), rel=1e-9), name
    assert [main(result, name).measure for name in theirs] == ["RR", "RD", "PETO", "OR", "OR"]


def test_odds_ratios_enter_among_standardised_differences_only_on_request_and_recorded() -> None:
    amounts = {"mean_intervention": 8, "sd_intervention": 4, "n_intervention": 30}
    amounts |= {"mean_control": 10, "sd_control": 4, "n_control": 30}
    given = [amounts, COUNTS[0]]
    assert main(answer(review("SMD"), *given)).k == 1
    result = answer(review("SMD", convert="hasselblad-hedges", event="relapse"), *given)
    assert main(result).k == 1 and main(result, "converted").k == 2
    converted = result.contrasts[result.contrasts["analysis"] == "score-converted"].iloc[1]
    # ln(10*30/(20*40)) * sqrt(3) / pi
    assert converted["yi"] == pytest.approx(-0.980829253 * 0.551328895, rel=1e-6)
    assert "converted by hasselblad-hedges" in converted["derived"]


def test_another_intracluster_correlation_is_tried_in_trials_of_clusters() -> None:
    clusters = [{**COUNTS[0], "icc": 0.02, "cluster_size": 11}, COUNTS[2]]
    result = answer(review("OR", icc=[0.05, 0.1]), *clusters)
    widths = [
        one[one["study_id"] == "s1"]["vi"].iloc[0]
        for name in ("main", "icc-0_05", "icc-0_1")
        for one in [result.contrasts[result.contrasts["analysis"] == f"score-{name}"]]
    ]
    plain = answer(review("OR"), COUNTS[0], COUNTS[2]).contrasts["vi"].iloc[0]
    # the variance of counts divided by 1 + (m - 1) icc is that many times as large
    assert widths == pytest.approx([plain * 1.2, plain * 1.5, plain * 2.0])


def test_silent_studies_of_an_amount_have_the_spread_of_those_that_speak() -> None:
    of = review("SMD")
    amounts = {"mean_intervention": 8, "sd_intervention": 4, "n_intervention": 30}
    amounts |= {"mean_control": 10, "sd_control": 4, "n_control": 30}

    studies = made(StudyRow, {**STUDY, "study_id": "s1", "trial": "s1"})
    blank = dict.fromkeys(("events_intervention", "events_control"), "")
    row = {**ROW, **blank, "outcome": "score", "outcome_id": "s1-1", "study_id": "s1"}
    table_ = made(OutcomeRow, {**row, **{name: str(value) for name, value in amounts.items()}})
    chosen = Ledger(of, prepare(table_, studies.values(), {"s1": "S"})).rows(rules_of(of, "score"))
    assert spread_of_one(chosen) == pytest.approx(60 * chosen[0].vi)
    assert isnan(spread_of_one([replace(chosen[0], counts=Counts())]))
