"""The funnel plot names every study, tells contours apart without colour, and says when tests cannot be made."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ettervern.computed import Contrast, Filled
from ettervern.draw.funnel import CONTOURS, draw_funnel, funnel_table
from ettervern.publish.figures import gallery
from tests.draw.checks import HOSTILE, LONG, check, joined, letters, subject
from tests.publish.made_up import results

STUDIES = pd.DataFrame({"label": ["Berg 2001", HOSTILE, LONG], "yi": [-1.4, -0.5, -0.5], "vi": [0.15, 0.04, 0.041]})
FILLED = pd.DataFrame({"yi": [0.4], "vi": [0.15]})
POOLED = pd.Series({"estimate": 0.56})


def drawn(language: str, narrow: bool) -> str:
    """Draw the made-up studies with one that was filled in."""
    return draw_funnel(STUDIES, POOLED, subject("funnel", language=language), language, filled=FILLED, narrow=narrow)


def test_the_figure_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    check(drawn)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_is_named_and_numbered_also_where_points_lie_together(narrow: bool) -> None:
    svg = drawn("nb", narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in STUDIES["label"])
    for number in ("1", "2", "3"):  # beside its point and in the list
        assert joined(svg).split().count(number) >= 2


def test_contours_have_their_p_and_dashes_of_their_own() -> None:
    svg = drawn("nb", False)
    assert {"0,1", "0,05", "0,01"} <= set(joined(svg).split())
    assert len({dashes for _, _, dashes in CONTOURS}) == len(CONTOURS)
    assert len({part.split('"')[0].split(";")[0] for part in svg.split("stroke-dasharray: ")[1:]}) >= len(CONTOURS)


def test_it_says_that_tests_need_ten_studies_and_whether_there_are_enough() -> None:
    assert "krever minst 10 studier. Her er det 3. De er derfor ikke gjort." in joined(drawn("nb", False))
    many = pd.concat([STUDIES] * 4, ignore_index=True)
    found = joined(draw_funnel(many, POOLED, subject("funnel"), "nb"))
    assert "Her er det 12." in found and "ikke gjort" not in found


def test_filled_studies_are_said_not_to_exist_and_only_where_there_are_any() -> None:
    assert "legger til (1)" in joined(drawn("nb", False)) and "De finnes ikke" in joined(drawn("nb", False))
    assert "finnes ikke" not in joined(draw_funnel(STUDIES, POOLED, subject("funnel"), "nb"))


@pytest.mark.parametrize("narrow", [False, True])
def test_filled_studies_are_hollow_and_have_no_number_and_no_name(narrow: bool) -> None:
    def circles(svg: str) -> int:
        return svg.count("fill-opacity: 0; stroke: var(--figure-pooled")

    with_, without = (
        drawn("en", narrow),
        draw_funnel(STUDIES, POOLED, subject("funnel", language="en"), "en", narrow=narrow),
    )
    assert circles(with_) > circles(without)
    assert "They do not exist." in joined(with_) and "4" not in joined(with_).split()


def test_the_book_hands_what_was_filled_in_to_the_funnel(tmp_path: Path) -> None:
    found = results(tmp_path)
    found.computed[Contrast] = [row._replace(yi=-0.5, vi=0.1) for row in found.rows(Contrast)]
    before = gallery.funnel(found, "relapse", "en")
    filled = Filled("relapse", "relapse-main", "imputed 1", "yes", "right", 0.3, 0.2)
    found.computed[Filled] = [filled, filled._replace(analysis="employment-main")]
    after = gallery.funnel(found, "relapse", "en")
    assert before is not None and after is not None
    assert "adds (1)" in joined(after.wide) and "adds" not in joined(before.wide)
    table = gallery.funnel_twin(found, "relapse", "en")
    assert table.count("Added 1") == 1 and "Added 2" not in table


def test_a_single_study_is_drawn() -> None:
    assert "Berg 2001" in joined(draw_funnel(STUDIES.iloc[:1], POOLED, subject("funnel", language="en"), "en"))


@pytest.mark.parametrize("value", [np.nan, 0.0, -1.0, np.inf])
def test_a_study_that_has_no_place_is_refused_and_never_left_out(value: float) -> None:
    with pytest.raises(ValueError, match=r"vi|variance"):
        draw_funnel(STUDIES.assign(vi=[0.1, value, 0.1]), POOLED, subject("funnel"), "nb")


def test_the_table_gives_effect_error_and_p_of_every_study_and_marks_what_was_added() -> None:
    table = funnel_table(STUDIES, subject("funnel", language="en"), "en", FILLED)
    assert len(table) == 4 and list(table["Added"]) == ["no", "no", "no", "yes"]
    assert table.loc[1, "Odds ratio (95% CI)"] == "0.61 (0.41 to 0.90)"
    p = math.erfc(0.5 / 0.2 / math.sqrt(2))
    assert table.loc[1, "p value"] == f"{p:.3f}"
