"""The page on how much the answer moves: every analysis is asked after, and the words follow the numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ettervern.publish.judged import ANALYSES
from ettervern.publish.results import Results
from ettervern.publish.robustness import QUESTIONS, robustness
from ettervern.review import Review

ROOT = Path(__file__).parent.parent.parent
#: Analyses that are no other way to the main answer: itself, and the studies without randomisation.
APART = {"main", "not-randomised"}


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the results of the first review."""
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))


def with_pooled(results: Results, analysis: str, **changed: str) -> Results:
    """Return the results with another row in pooled.csv."""
    table = results["pooled"].copy()
    for column, value in changed.items():
        table.loc[table["analysis"] == analysis, column] = value
    return replace(results, tables=results.tables | {"pooled": table})


def test_every_sensitivity_analysis_stands_under_one_question() -> None:
    asked = [end for _, _, ends in QUESTIONS for end in ends]
    assert sorted(asked) == sorted(set(ANALYSES) - APART)


@pytest.mark.parametrize("outcome", ["relapse", "employment"])
def test_the_lowest_and_highest_answers_of_each_question_are_said(results: Results, outcome: str) -> None:
    said = robustness(results, outcome, "en")
    for _, question, ends in QUESTIONS:
        names = [f"{outcome}-{end}" for end in ends if f"{outcome}-{end}" in results.pooled.index]
        line = re.search(rf"<strong>{re.escape(question)}:</strong> (.*?)</li>", said)
        assert line is not None
        for value in (results.pooled.loc[names, "estimate"].min(), results.pooled.loc[names, "estimate"].max()):
            assert f"{value:.2f}" in line[1]


def test_the_study_that_moves_the_answer_most_is_named(results: Results) -> None:
    rows = results.numbers("leave_one_out", ("estimate",))
    rows = rows[rows["analysis"] == "relapse-loo"]
    far = np.log(rows["estimate"] / results.analysis("relapse-main")["estimate"]).abs().to_numpy()
    assert f"without {rows['label'].iloc[int(far.argmax())]}" in robustness(results, "relapse", "en")


@pytest.mark.parametrize(("low", "high", "said"), [("0.4", "0.9", "never holds 1"), ("0.4", "1.2", "In 1 of them")])
def test_the_count_of_intervals_that_hold_1_follows_the_results(
    results: Results, low: str, high: str, said: str
) -> None:
    changed = with_pooled(results, "relapse-words-null", ci_low=low, ci_high=high)
    line = re.search(r"words count as.*?</li>", robustness(changed, "relapse", "en"))
    assert line is not None and said in line[0]


def test_the_question_under_which_the_answer_moves_most_comes_last(results: Results) -> None:
    changed = with_pooled(results, "relapse-with-indirect", estimate="5", ci_low="4", ci_high="6")
    assert robustness(changed, "relapse", "en").endswith("here: if studies of other groups are added.</p>")


def test_an_outcome_without_a_pooled_answer_says_so(results: Results) -> None:
    empty = replace(results, tables=results.tables | {"pooled": pd.DataFrame(results["pooled"].iloc[:0])})
    assert "<li>" not in robustness(empty, "relapse", "nb")
