"""The Baujat plot numbers every study and says in words which differs and which matters most."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.draw.baujat import baujat_table, draw_baujat
from tests.draw.checks import HOSTILE, LONG, check, description, joined, letters, subject

INFLUENCE = pd.DataFrame(
    {
        "label": ["Berg 2001", HOSTILE, LONG, "Dal 2003"],
        "baujat_x": [2.8, 0.01, 0.01, 1.0],
        "baujat_y": [0.2, 0.0, 0.0, 0.5],
        "hat": [0.1, 0.4, 0.3, 0.2],
    }
)


def test_the_figure_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    check(
        lambda language, narrow: draw_baujat(INFLUENCE, subject("baujat", language=language), language, narrow=narrow)
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_is_named_also_where_points_lie_on_one_another(narrow: bool) -> None:
    svg = draw_baujat(INFLUENCE, subject("baujat"), "nb", narrow=narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in INFLUENCE["label"])


def test_numbers_of_points_that_lie_together_do_not_cover_each_other() -> None:
    many = pd.DataFrame({"label": [f"S{n}" for n in range(9)], "baujat_x": [0.001 * n for n in range(8)] + [3.0],
                         "baujat_y": [0.001] * 8 + [1.0]})  # fmt: skip
    svg = draw_baujat(many, subject("baujat"), "nb")
    places = set()
    for part in svg.split("<text")[1:]:
        if part.split(">")[1].split("<")[0] in set("123456789") and "middle" in part.split(">")[0]:
            places.add(part.split(' x="')[1].split('"')[0] + "," + part.split(' y="')[1].split('"')[0])
    assert len(places) >= 9


def test_the_description_names_the_study_that_differs_and_the_one_that_matters() -> None:
    found = description(draw_baujat(INFLUENCE, subject("baujat", language="en"), "en"))
    assert "Berg 2001 contributes most to the heterogeneity (73%" in found and "Dal 2003 has the largest" in found


def test_effects_that_are_all_equal_are_drawn_and_a_study_without_a_place_is_refused() -> None:
    assert "Dal 2003" in joined(draw_baujat(INFLUENCE.assign(baujat_x=0.0, baujat_y=0.0), subject("baujat"), "nb"))
    with pytest.raises(ValueError, match="baujat_x of every study; missing for Berg 2001"):
        draw_baujat(INFLUENCE.assign(baujat_x=[np.nan, 1, 1, 1]), subject("baujat"), "nb")


def test_the_table_has_every_study_with_its_weight() -> None:
    table = baujat_table(INFLUENCE, "nb")
    assert list(table["Studie"]) == list(INFLUENCE["label"]) and table.loc[0, "Vekt"] == "10,0\u00a0%"
