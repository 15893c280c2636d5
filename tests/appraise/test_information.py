"""Optimal information size against R, and people who cannot be counted."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from ettervern.appraise.information import optimal_information_size, people_of
from ettervern.extract.schemas import StudyRow
from tests.made_rows import made

from .helpers import body, contrasts

REFERENCE = pd.read_csv(Path(__file__).parents[1] / "reference" / "appraise_power.csv").to_dict("records")


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: f"{row['control_risk']}-{row['relative_effect']}")
def test_size_agrees_with_r(row: dict) -> None:
    found = optimal_information_size(row["control_risk"], row["relative_effect"], row["alpha"], row["power"])
    # R leaves out the far tail of the two-sided test (strict = FALSE), as the formula does.
    assert found == pytest.approx(row["n_both_arms"], rel=1e-6)


@pytest.mark.parametrize("arguments", [(0, -0.25, 0.05, 0.8), (0.3, 0, 0.05, 0.8), (0.3, 0.25, 0, 0.8)])
def test_numbers_out_of_range_are_refused(arguments: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="above 0 and below 1"):
        optimal_information_size(*arguments)


def test_unknown_arms_are_counted_by_all_who_were_randomised() -> None:
    rows = contrasts(n_intervention=[100, None], n_control=[100, None])
    studies = [*made(StudyRow, *({"study_id": f"s{n}", "n_randomised": f"{n + 1}00"} for n in (1, 2))).values()]
    found = people_of(body(rows), studies)
    assert (found.known, found.most) == (200, 500)


def test_an_unknown_number_is_never_taken_for_few_people() -> None:
    rows = contrasts(n_intervention=[100, None], n_control=[100, None])
    studies = [*made(StudyRow, {"study_id": "s1", "n_randomised": "200"}).values()]
    assert people_of(body(rows), studies).most == math.inf
