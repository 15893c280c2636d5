"""Differences are drawn around 0 and ratios around 1, in every statistical figure; all numbers here are made up."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from ettervern.draw import Diamond, Forest, Subject, draw_forest
from ettervern.draw.baujat import draw_baujat
from ettervern.draw.cumulative import cumulative_table, draw_cumulative
from ettervern.draw.forest_groups import Group, draw_forest_groups, forest_groups_table
from ettervern.draw.funnel import draw_funnel, funnel_table
from ettervern.draw.harvest import draw_harvest, harvest
from ettervern.draw.leave_one_out import draw_leave_one_out, leave_one_out_table
from ettervern.draw.scale import Scale
from ettervern.phrases import general_phrases
from tests.draw.checks import check, description, joined

ENDS = ("estimate", "ci_low", "ci_high")
NAN = math.nan


def made_up(measure: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return four made-up studies and their pooled answer: an SMD with means of its arms, or an HR with none."""
    yi, vi = np.array([-0.62, -0.35, 0.08, -0.95]), np.array([0.053, 0.033, 0.036, 0.094])
    half = 1.96 * np.sqrt(vi)
    studies = pd.DataFrame(
        {"label": ["Aas 2001", "Bø 2004", "Dal 2009", "Eng 2012"], "study_id": list("abcd"), "category": "Trening",
         "yi": yi, "vi": vi, "estimate": yi, "ci_low": yi - half, "ci_high": yi + half,
         "weight": [22.0, 36.0, 33.0, 9.0], "year": [2001.0, 2004.0, 2009.0, 2012.0], "k": [1, 2, 3, 4], "i2": 30.0}
        | dict.fromkeys(("events_intervention", "n_intervention", "events_control", "n_control"), NAN)
    )  # fmt: skip
    pooled = pd.Series(
        {"k": 4, "estimate": -0.37, "ci_low": -0.6, "ci_high": -0.14, "pi_low": -0.95, "pi_high": 0.21, "i2": 40.0}
    )
    if measure == "HR":
        studies[list(ENDS)] = np.exp(studies[list(ENDS)])
        names = [*ENDS, "pi_low", "pi_high"]
        pooled[names] = np.exp(pooled[names].astype(float))
        return studies, pooled
    arms = {"mean_intervention": 12.1, "sd_intervention": 4.1, "n_intervention": 40.0,
            "mean_control": 14.8, "sd_control": 4.5, "n_control": 1042.0}  # fmt: skip
    studies = studies.assign(**arms)
    studies.loc[3, ["mean_intervention", "mean_control"]] = NAN
    return studies, pooled


def about(figure: str, measure: str, language: str = "en") -> Subject:
    """Return a made-up subject of a measure."""
    return Subject(f"{figure}-{measure}".lower(), "Depression", general_phrases(language, "Depression"), measure)


def drawing(figure: str, measure: str) -> Callable[[str, bool], str]:
    """Return what draws a figure of the made-up studies in a language and a layout."""
    studies, pooled = made_up(measure)
    groups = [Group("Alene", studies.iloc[:2], pooled), Group("Sammen", studies.iloc[2:], pooled)]
    influence = studies.assign(baujat_x=[0.5, 0.1, 2.2, 3.0], baujat_y=[0.02, 0.01, 0.11, 0.3])
    pools = pd.DataFrame([{"label": "Tall", **pooled}, {"label": "Alt", **pooled}])
    words = pd.DataFrame({"label": ["Hay 2003"], "direction": ["no_difference"], "n_total": [44.0]})

    def drawn(language: str, narrow: bool) -> str:
        of = about(figure, measure, language)
        svg: str = {
            "forest": lambda: draw_forest(Forest(of, studies, pooled), language, narrow=narrow),
            "groups": lambda: draw_forest_groups(groups, of, language, overall=pooled, narrow=narrow),
            "funnel": lambda: draw_funnel(studies, pooled, of, language, filled=studies.iloc[:1], narrow=narrow),
            "leave-one-out": lambda: draw_leave_one_out(studies, pooled, of, language, narrow=narrow),
            "cumulative": lambda: draw_cumulative(studies, of, language, narrow=narrow),
            "baujat": lambda: draw_baujat(influence, of, language, narrow=narrow),
            "harvest": lambda: draw_harvest(studies.assign(n=80.0), words, of, language, pools=pools, narrow=narrow),
        }[figure]()
        return svg

    return drawn


FIGURES = ("forest", "groups", "funnel", "leave-one-out", "cumulative", "baujat", "harvest")


@pytest.mark.parametrize("measure", ["SMD", "HR"])
@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_holds_to_the_rules_on_both_scales(figure: str, measure: str) -> None:
    check(drawing(figure, measure))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("figure", [name for name in FIGURES if name != "baujat"])
def test_the_axis_of_differences_has_0_and_both_signs_and_that_of_ratios_has_1(figure: str, narrow: bool) -> None:
    difference, ratio = (joined(drawing(figure, measure)("en", narrow)).split() for measure in ("SMD", "HR"))
    assert {"0", "0.0"} & set(difference)
    assert "1" in ratio and "0.5" in ratio
    assert any(tick in difference for tick in ("−1", "−1.0", "−0.5", "−0.8"))
    assert not any(tick.startswith("−") for tick in ratio)


def test_an_effect_reads_as_a_difference_or_a_ratio_in_figures_and_tables() -> None:
    found, shown = joined(drawing("forest", "SMD")("en", False)), "−0.62 (−1.07 to −0.17)"
    assert shown in found and "−0.37 (−0.60 to −0.14)" in found and "−0.95 to 0.21" in found
    assert "0.54 (0.34–0.84)" in joined(drawing("forest", "HR")("en", False))
    studies, pooled = made_up("SMD")
    of = about("table", "SMD")
    tables = [
        funnel_table(studies, of, "en"), leave_one_out_table(studies, of, "en"), cumulative_table(studies, of, "en"),
        forest_groups_table([Group("Alene", studies, pooled)], of, "en"),
    ]  # fmt: skip
    assert all(shown in table[of.scale.column("en")].iloc[0] for table in tables)
    assert "Standard error" in tables[0].columns and "Standard error (log)" not in tables[0].columns


def test_means_stand_with_their_sd_and_people_and_a_study_without_says_so() -> None:
    wide, narrow = (joined(drawing("forest", "SMD")("en", layout)) for layout in (False, True))
    assert "12.1 (4.1)" in wide and "n = 40" in wide and "n = 1,042" in wide
    assert "12.1 (4.1), n = 40 against 14.8 (4.5), n = 1,042" in narrow
    assert wide.count("only effect given") == 1 == narrow.count("only effect given")


def test_where_no_study_has_figures_of_its_arms_there_is_no_column_for_them() -> None:
    for figure in ("forest", "groups"):
        for narrow in (False, True):
            found = joined(drawing(figure, "HR")("en", narrow))
            assert "only effect given" not in found and "Control" not in found
    studies, pooled = made_up("HR")
    assert "Control" not in forest_groups_table([Group("Alle", studies, pooled)], about("t", "HR"), "en")


def test_the_words_name_the_value_of_no_effect() -> None:
    assert "to the left of 0" in description(drawing("forest", "SMD")("en", False))
    assert "to the left of 1" in description(drawing("forest", "HR")("en", False))
    assert "no difference (0)" in joined(drawing("funnel", "SMD")("en", False))
    assert "the interval holds 0" in description(drawing("leave-one-out", "SMD")("en", False))
    assert "0 is no difference. Under 0 favours" in joined(drawing("harvest", "SMD")("en", False))


def test_what_a_study_found_is_told_by_its_own_no_effect() -> None:
    for measure in ("SMD", "HR"):
        studies, _ = made_up(measure)
        words = pd.DataFrame(columns=["label", "direction", "n_total"])
        found = {entry.label: entry.direction for entry in harvest(studies.assign(n=80.0), words, about("h", measure))}
        assert found["Aas 2001"] == "favours_aftercare" and found["Dal 2009"] == "no_difference"


@pytest.mark.parametrize("factor", [0.001, 0.1, 1.0, 8.0, 4000.0])
def test_an_axis_of_differences_has_round_ticks_whatever_the_unit(factor: float) -> None:
    scale = Scale("MD")
    ends = scale.limits([-0.6 * factor, 0.1 * factor], [-1.2 * factor, 0.4 * factor])
    places, labels = scale.ticks(ends, 220, "en")
    assert ends[0] <= -1.2 * factor and ends[1] >= 0.4 * factor
    assert 2 <= len(places) <= 8 and "0" in {label.rstrip("0").rstrip(".") or "0" for label in labels}
    assert len(set(labels)) == len(labels)


def test_one_very_wide_interval_does_not_squeeze_the_others() -> None:
    studies, pooled = made_up("SMD")
    wide = studies.copy()
    wide.loc[0, ["ci_low", "ci_high"]] = [-900.0, 900.0]
    diamond = Diamond(-0.37, -700.0, 700.0, NAN, NAN)
    for svg in (
        draw_forest(Forest(about("wide", "SMD"), wide, diamond), "en"),
        draw_leave_one_out(wide, pooled, about("wide", "SMD"), "en"),
    ):
        found = joined(svg).replace("(−900.00 to 900.00)", "").replace("(−700.00 to 700.00)", "")
        assert "00" not in [part for part in found.split() if part.lstrip("−").isdigit()]
        assert {"−1", "−1.0"} & set(found.split())


def test_no_figure_is_drawn_of_a_measure_of_a_single_group() -> None:
    with pytest.raises(ValueError, match="does not compare two groups"):
        Scale("PLO")
