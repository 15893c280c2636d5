"""The page on how much the answer moves: every analysis is asked after, and the words follow the numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ettervern.catalogue import gettext
from ettervern.computed import LeftOut, Pooled
from ettervern.publish.pages.robustness import robustness
from ettervern.publish.results import Results
from ettervern.publish.tables.judged import APART, questions
from ettervern.review import Review

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the results of the first review."""
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))


def with_pooled(results: Results, analysis: str, **changed: float) -> Results:
    """Return the results with another row in pooled.csv."""
    rows = [row._replace(**changed) if row.analysis == analysis else row for row in results.rows(Pooled)]
    return replace(results, computed=results.computed | {Pooled: rows})


def test_every_sensitivity_analysis_stands_under_one_question(results: Results) -> None:
    asked = [end for ends in questions(results.review).values() for end in ends]
    assert sorted(asked) == sorted({row.analysis.partition("-")[2] for row in results.rows(Pooled)} - set(APART))


@pytest.mark.parametrize("outcome", ["relapse", "employment"])
def test_the_lowest_and_highest_answers_of_each_question_are_said(results: Results, outcome: str) -> None:
    said = robustness(results, outcome, "en")
    for key, ends in questions(results.review).items():
        question = gettext(f"robustness.by.{key}", "en")
        names = {f"{outcome}-{end}" for end in ends}
        estimates = [row.estimate for row in results.rows(Pooled) if row.analysis in names]
        line = re.search(rf"<strong>{re.escape(question)}:</strong> (.*?)</li>", said)
        assert line is not None
        for value in (min(estimates), max(estimates)):
            assert f"{value:.2f}" in line[1]


def test_the_study_that_moves_the_answer_most_is_named(results: Results) -> None:
    rows = [row for row in results.rows(LeftOut) if row.analysis == "relapse-loo"]
    main = next(row.estimate for row in results.rows(Pooled) if row.analysis == "relapse-main")
    furthest = max(rows, key=lambda row: abs(np.log(row.estimate / main)))
    assert f"without {furthest.label}" in robustness(results, "relapse", "en")


@pytest.mark.parametrize(("low", "high", "said"), [(0.4, 0.9, "never holds 1"), (0.4, 1.2, "In 1 of them")])
def test_the_count_of_intervals_that_hold_1_follows_the_results(
    results: Results, low: float, high: float, said: str
) -> None:
    changed = with_pooled(results, "relapse-words-null", ci_low=low, ci_high=high)
    line = re.search(r"words count as.*?</li>", robustness(changed, "relapse", "en"))
    assert line is not None and said in line[0]


def test_the_question_under_which_the_answer_moves_most_comes_last(results: Results) -> None:
    changed = with_pooled(results, "relapse-with-indirect", estimate=5.0, ci_low=4.0, ci_high=6.0)
    assert robustness(changed, "relapse", "en").endswith("here: if studies of other groups are added.</p>")


def test_an_outcome_without_a_pooled_answer_says_so(results: Results) -> None:
    empty = replace(results, computed=results.computed | {Pooled: []})
    assert "<li>" not in robustness(empty, "relapse", "nb")
