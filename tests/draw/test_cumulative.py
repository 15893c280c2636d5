"""The cumulative figure shows the answer after each study in the order of years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.draw.cumulative import cumulative_table, draw_cumulative
from tests.draw.checks import HOSTILE, LONG, check, joined, letters, subject

STEPS = pd.DataFrame(
    {
        "label": ["Berg 2001", HOSTILE, LONG],
        "year": [2001.0, np.nan, 2019.0],
        "k": [1, 2, 3],
        "estimate": [0.46, 0.33, 0.56],
        "ci_low": [0.19, 0.0000043, 0.42],
        "ci_high": [1.12, 8472259.0, 0.75],
        "i2": [np.nan, 10.0, 30.0],
    }
)


def test_the_figure_holds_to_the_rules_of_every_figure_also_with_intervals_of_any_width() -> None:
    check(
        lambda language, narrow: draw_cumulative(
            STEPS, subject("cumulative", language=language), language, narrow=narrow
        )
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_stands_with_the_count_so_far(narrow: bool) -> None:
    svg = draw_cumulative(STEPS, subject("cumulative"), "nb", narrow=narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in ("Berg 2001", HOSTILE, LONG))
    assert "1 studie " in joined(svg) and "3 studier" in joined(svg) and "år ikke kjent · 2 studier" in joined(svg)


def test_an_interval_beyond_the_axis_does_not_squeeze_the_others() -> None:
    svg = draw_cumulative(STEPS, subject("cumulative", language="en"), "en")
    ticks = {"0.00001", "1000000"}
    assert not ticks & set(joined(svg).split())
    assert "0.33 (0.0000043–8,472,259)" in joined(svg)


def test_one_study_is_shown_alone_and_not_as_pooled() -> None:
    alone = draw_cumulative(STEPS.iloc[:1], subject("cumulative"), "nb")
    assert "0,46 (0,19–1,12)" in joined(alone)
    bold = [part for part in alone.split("<text") if "Berg 2001" in part]
    assert bold and not any("700" in part or "bold" in part for part in bold)


def test_the_table_gives_year_and_count_and_says_what_is_unknown() -> None:
    table = cumulative_table(STEPS, subject("cumulative"), "nb")
    assert list(table["År"]) == ["2001", "år ikke kjent", "2019"] and list(table["Studier"]) == ["1", "2", "3"]
