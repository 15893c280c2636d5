"""The page on one's own study: every number is that of results, nothing is called an effect, cautions stay."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from ettervern.computed import Design
from ettervern.files import ReviewError
from ettervern.publish.pages import own_study
from ettervern.publish.results import Results
from ettervern.publish.tables import own_counts
from ettervern.publish.tools.single_group import single_group
from ettervern.review import LANGUAGES, Review

ROOT = Path(__file__).parent.parent.parent
OUTCOMES = ("relapse", "employment")


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the results of the first review."""
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))


@pytest.fixture(scope="module")
def power(results: Results) -> pd.DataFrame:
    """Return local_power.csv as it lies on the disk."""
    return pd.read_csv(results.review.results / "local_power.csv")


def rows_of(markup: str) -> list[list[str]]:
    """Return the cells of a table's body, as text."""
    body = markup.partition("<tbody")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr.*?</tr>", body, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [[unescape(re.sub("<[^>]+>", " ", cell)).replace("\u00a0", " ") for cell in row] for row in cells]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_forty_people_can_show_is_that_of_the_power_table(
    results: Results, power: pd.DataFrame, outcome: str, language: str
) -> None:
    said = unescape(own_study.power_said(results, f"{outcome} 40", language))
    rows = power[(power["outcome"] == outcome) & (power["effect"] == "pooled") & (power["n_total"] == 40)]
    row = rows.iloc[0]
    chance = round(100 * row["power_midp"])
    for number in (chance, 100 - chance, round(50 * row["width"]), int(2 * row["needed_per_group"])):
        assert re.search(rf"\b{number}\b", said), number
    assert {"nb": "svært lav", "en": "very low"}[language] in said


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_size_of_the_table_has_the_chances_of_results(
    results: Results, power: pd.DataFrame, outcome: str
) -> None:
    shown = rows_of(own_study.power_table(results, outcome, "en"))
    assert [row[0] for row in shown] == [f"{size} people" for size in own_study.SIZES]
    first = power[power["outcome"] == outcome]["base_rate"].iloc[0]
    ends = ("pi_low", "pi_high") if outcome == "relapse" else ("pi_high", "pi_low")
    for row in shown:
        of_size = (
            (power["outcome"] == outcome) & (power["base_rate"] == first) & (power["n_total"] == int(row[0].split()[0]))
        )
        held = power[of_size].set_index("effect")
        for cell, effect in zip(row[1:4], ("pooled", *ends), strict=True):
            value = 100 * held.loc[effect, "power_midp"]
            assert cell == ("over 99%" if value >= 99.5 else f"{round(value)}%"), (row, value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_certainty_stands_beside_each_power_table(results: Results, outcome: str, language: str) -> None:
    words = {"nb": "Tillit til resultatet: svært lav", "en": "Certainty of the evidence: very low"}
    assert words[language] in own_study.power_table(results, outcome, language)


def test_people_needed_are_those_of_both_groups_and_over_800_where_none_was_found(
    results: Results, power: pd.DataFrame
) -> None:
    shown = rows_of(own_study.needed_table(results, "", "en"))
    assert len(shown) == power.groupby(["outcome", "base_rate"]).ngroups
    relapse = power[(power["outcome"] == "relapse") & (power["effect"] == "pooled")]
    assert shown[0][1] == str(int(2 * relapse["needed_per_group"].iloc[0]))
    assert shown[0][3] == "over 800"
    assert power[(power["outcome"] == "relapse") & (power["effect"] == "pi_high")]["needed_per_group"].isna().all()


@pytest.mark.parametrize("argument", ["relapse 41", "relapse", "relapse many"])
def test_a_size_that_results_do_not_hold_stops_the_build(results: Results, argument: str) -> None:
    with pytest.raises((ReviewError, ValueError)):
        own_study.power_said(results, argument, "nb")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_design_stands_with_what_can_fool_us(results: Results, language: str) -> None:
    held = pd.read_csv(results.review.results / "local_designs.csv")
    shown = rows_of(own_study.designs(results, "", language))
    assert [row[2] for row in shown] == list(held[f"bias_{language}"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_published_count_stands_with_its_caution_and_no_row_points_above(results: Results, language: str) -> None:
    markup = own_counts.own_counts(results, "", language)
    shown = rows_of(markup)
    counts = results["local_pilot"]
    assert len(shown) == len(counts)
    for row, (_, held) in zip(shown, counts.iterrows(), strict=True):
        assert bool(held["caution"]) == (row[3].strip().partition(":")[0] not in ("Kilde", "Source"))
        assert not held["n"] or re.search(rf"\b{held['events']} (av|of) {held['n']}\b", row[1])
    assert not re.search(r"as above|som over", markup, flags=re.IGNORECASE)
    assert {"nb": "ingen effekt", "en": "no effect"}[language] in markup


def test_a_target_is_never_shown_with_an_interval(results: Results) -> None:
    shown = [row for row in rows_of(own_counts.own_counts(results, "", "en")) if "a target" in row[1]]
    assert len(shown) == 2
    assert not any("%" in row[1] for row in shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rate_that_points_to_the_row_above_gets_the_text_of_that_row(results: Results, language: str) -> None:
    markup = own_counts.own_rates(results, "", language)
    assert not re.search(r"as above|som over", markup, flags=re.IGNORECASE)
    berg = [row for row in rows_of(markup) if "Berg 2003" in row[0]]
    assert len({row[0] for row in berg}) == 1
    assert {"nb": "terapeutisk samfunn", "en": "therapeutic community"}[language] in berg[0][0]


def test_a_review_without_a_plan_says_so_and_stops_nothing(results: Results) -> None:
    bare = replace(results, computed={})
    for made in (
        own_study.power_said(bare, "relapse 40", "nb"),
        own_study.power_table(bare, "relapse", "nb"),
        own_study.needed_table(bare, "", "nb"),
        own_study.designs(bare, "", "nb"),
        own_counts.own_counts(bare, "", "nb"),
        own_counts.own_rates(bare, "", "nb"),
    ):
        assert made == "<p>Dette er ikke regnet ut ennå.</p>"


def test_markup_in_a_table_stays_text(results: Results) -> None:
    design = results.rows(Design)[0]._replace(name_nb="<b>x</b>")
    hostile = replace(results, computed=results.computed | {Design: [design]})
    assert "&lt;b&gt;x&lt;/b&gt;" in own_study.designs(hostile, "", "nb")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_names_every_field_and_fetches_nothing(results: Results, language: str) -> None:
    form = single_group(results, "", language)
    for name in ("events", "n"):
        assert f'for="{name}"' in form and f'aria-describedby="{name}-help"' in form
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|localStorage|document\.cookie|src=|action=|https?:", form)
