"""The leave-one-out figure shows the answer without each study, and says whether one of them decides it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.draw.leave_one_out import draw_leave_one_out, leave_one_out_table
from tests.draw.checks import HOSTILE, LONG, check, description, joined, letters, subject

POOLED = pd.Series({"estimate": 0.56, "ci_low": 0.42, "ci_high": 0.75})


def rows(labels: list[str]) -> pd.DataFrame:
    """Return made-up answers without each study; the last one's interval holds 1."""
    k = len(labels)
    high = [0.8] * (k - 1) + [1.2]
    return pd.DataFrame({"label": labels, "estimate": [0.5 + 0.05 * n for n in range(k)], "ci_low": [0.4] * k,
                         "ci_high": high, "i2": [40.0] * k})  # fmt: skip


def test_the_figure_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    table = rows(["Berg 2001", HOSTILE, LONG])
    check(
        lambda language, narrow: draw_leave_one_out(
            table, POOLED, subject("loo", language=language), language, narrow=narrow
        )
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_and_the_answer_with_all_are_text(narrow: bool) -> None:
    svg = draw_leave_one_out(rows(["Berg 2001", HOSTILE, LONG]), POOLED, subject("loo"), "nb", narrow=narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in ("Berg 2001", HOSTILE, LONG))
    assert "0,55 (0,40–0,80)" in joined(svg) and "Alle 3 studiene" in joined(svg) and "0,56 (0,42–0,75)" in joined(svg)


def test_a_study_that_decides_whether_the_interval_holds_one_is_named() -> None:
    svg = draw_leave_one_out(rows(["Berg 2001", "Dal 2003"]), POOLED, subject("loo", language="en"), "en")
    assert "changes when one of these is left out: Dal 2003" in description(svg)
    steady = rows(["Berg 2001", "Dal 2003"]).assign(ci_high=0.9)
    assert "No single study decides" in description(
        draw_leave_one_out(steady, POOLED, subject("loo", language="en"), "en")
    )


def test_a_missing_answer_is_said_to_be_unknown_and_no_rows_are_refused() -> None:
    table = rows(["Berg 2001", "Dal 2003"])
    table.loc[0, ["estimate", "ci_low", "ci_high"]] = np.nan
    assert "ikke kjent" in joined(draw_leave_one_out(table, POOLED, subject("loo"), "nb"))
    with pytest.raises(ValueError, match="at least one study"):
        draw_leave_one_out(table.iloc[:0], POOLED, subject("loo"), "nb")


def test_the_table_has_a_row_a_study_and_headings_in_the_language() -> None:
    table = leave_one_out_table(rows(["Berg 2001", "Dal 2003"]), subject("loo"), "nb")
    assert list(table["Uten denne studien"]) == ["Berg 2001", "Dal 2003"]
    assert table.iloc[0, 1] == "0,50 (0,40 til 0,80)"
