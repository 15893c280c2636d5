"""The harvest plot shows every study, also those without figures, and what leaving them out does to the answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.draw.harvest import draw_harvest, flattery, harvest, harvest_table
from tests.draw.checks import HOSTILE, LONG, check, description, joined, letters, subject

FIGURES = pd.DataFrame(
    {
        "label": ["Berg 2001", "Dal 2003", "Eng 2004"],
        "n": [120.0, np.nan, 90.0],
        "ci_low": [0.2, 0.6, 1.1],
        "ci_high": [0.8, 1.4, 3.0],
        "pooled": [True, True, False],
    }
)
SEEN = pd.DataFrame(
    {
        "label": [HOSTILE, LONG, "Foss 2010", "Foss 2010"],
        "direction": ["favours_aftercare", "no_difference", "mixed", "favours_control"],
        "n_total": [1433.0, np.nan, 40.0, 10.0],
    }
)
POOLS = pd.DataFrame(
    {"label": ["Bare tall", "Alle i ord"], "k": [3.0, 7.0], "estimate": [0.56, 0.9], "ci_low": [0.42, 0.83],
     "ci_high": [0.75, 0.98]}
)  # fmt: skip
NOTHING = ["gran2015", "hauge2016"]


def drawn(language: str, narrow: bool) -> str:
    """Draw the made-up studies."""
    return draw_harvest(
        FIGURES, SEEN, subject("harvest", language=language), language, nothing=NOTHING, pools=POOLS, narrow=narrow
    )


def test_the_figure_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    check(drawn)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_is_text_whether_it_gave_figures_words_or_nothing(narrow: bool) -> None:
    found = letters(drawn("nb", narrow))
    for name in [*FIGURES["label"], *SEEN["label"], *NOTHING]:
        assert name.replace(" ", "") in found
    assert found.count("Foss2010") == 2  # two findings of one report stay two


def test_a_study_with_figures_is_placed_by_its_own_interval_and_the_side_that_is_good() -> None:
    low = {entry.label: entry.direction for entry in harvest(FIGURES, SEEN, subject("harvest"))}
    assert (low["Berg 2001"], low["Dal 2003"], low["Eng 2004"]) == (
        "favours_aftercare", "no_difference", "favours_control",
    )  # fmt: skip
    high = {entry.label: entry.direction for entry in harvest(FIGURES, SEEN, subject("harvest", "high"))}
    assert (high["Berg 2001"], high["Eng 2004"]) == ("favours_control", "favours_aftercare")


def test_the_columns_add_up_to_every_study() -> None:
    told = description(drawn("en", False))
    assert told.startswith("Studies by what they found, 7 in all. Favours aftercare: 1 with figures, 1 in words only.")
    assert "Studies from which nothing has been extracted yet: 2." in told


def test_it_says_that_leaving_studies_out_flatters_only_where_it_does() -> None:
    entries = harvest(FIGURES, SEEN, subject("harvest"))
    assert "ser ettervern bedre ut: 0,56" in flattery(entries, POOLS, subject("harvest"), "nb")
    assert "forsiktig anslag" in flattery(entries, POOLS, subject("harvest"), "nb")
    assert "bedre ut" not in flattery(entries, POOLS.iloc[::-1], subject("harvest"), "nb")
    none = [entry for entry in entries if entry.direction != "favours_aftercare"]
    assert "forsiktig anslag" not in flattery(none, POOLS, subject("harvest"), "nb")


def test_figures_and_words_differ_in_fill_and_an_unknown_size_is_said() -> None:
    svg = drawn("nb", False)
    assert "Dal 2003 (?)" in joined(svg)
    assert all(name in joined(svg) for name in ("Fylt sirkel", "Ring med kjerne", "Åpen sirkel"))


def test_no_studies_at_all_and_no_pool_still_make_a_figure() -> None:
    svg = draw_harvest(FIGURES.iloc[:0], SEEN.iloc[:0], subject("harvest"), "nb")
    assert "I favør av ettervern: 0" in joined(svg)


def test_the_table_holds_every_study_with_its_basis() -> None:
    table = harvest_table(FIGURES, SEEN, subject("harvest"), "nb", NOTHING)
    assert len(table) == 9
    counted = table["Grunnlag"].value_counts().to_dict()
    assert counted == {
        "Tall, i det samlede svaret": 2,
        "Tall, ikke i det samlede svaret": 1,
        "Bare i ord": 4,
        "Ikke hentet ut ennå": 2,
    }
    assert set(table.loc[table["Grunnlag"] == "Ikke hentet ut ennå", "Resultat"]) == {"?"}
