"""The forest plot in groups: a diamond a group, risk of bias beside each study, several outcomes in one figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.draw.forest_groups import Group, draw_forest_groups, forest_groups_table
from tests.draw.checks import HOSTILE, LONG, check, description, joined, letters, phrases, subject

NAN = np.nan
STUDIES = pd.DataFrame(
    {
        "study_id": ["berg2001", "odd2002", "dal2003"],
        "label": ["Berg 2001", HOSTILE, LONG],
        "category": ["Rusfri bolig"] * 3,
        "estimate": [0.3, 0.6, 0.9],
        "ci_low": [0.0001, 0.4, 0.5],
        "ci_high": [0.7, 0.9, 1.6],
        "weight": [10.0, 60.0, 30.0],
        "events_intervention": [10.0, 20.0, NAN],
        "n_intervention": [40.0, 1720.0, NAN],
        "events_control": [20.0, 31.0, NAN],
        "n_control": [41.0, 66.0, NAN],
    }
)
POOLED = pd.Series(
    {"k": 2, "estimate": 0.5, "ci_low": 0.011, "ci_high": 9.4, "i2": 12.0, "pi_low": np.nan, "pi_high": np.nan}
)
BIAS = pd.DataFrame(
    {
        "study_id": ["berg2001", "berg2001", "odd2002", "odd2002"],
        "domain": ["d1_randomisation", "overall"] * 2,
        "judgement": ["low", "some_concerns", "no_information", "high"],
    }
)
GROUPS = [
    Group("Rusfri bolig", STUDIES.iloc[:2], POOLED),
    Group("Oppfølging på telefon", STUDIES.iloc[2:], POOLED),
    Group("Unge voksne", STUDIES.iloc[:0], None, note="Ingen studie av unge voksne."),
]


def drawn(language: str, narrow: bool) -> str:
    """Draw the made-up groups with everything beside them."""
    return draw_forest_groups(
        GROUPS, subject("groups", language=language), language, overall=POOLED, bias=BIAS, narrow=narrow
    )


def test_the_figure_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    check(drawn)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_group_count_and_weight_is_text(narrow: bool) -> None:
    svg = drawn("nb", narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in STUDIES["label"])
    for shown in ("Rusfri bolig", "Unge voksne", "10/40 mot 20/41", "60,0 %", "0,50 (0,011–9,40)", "I²: 12 %"):
        assert shown in joined(svg)


def test_a_group_of_one_study_gets_no_diamond_and_an_empty_one_its_reason() -> None:
    found = joined(drawn("nb", False))
    assert found.count("Samlet (2 studier)") == 2  # the first group and all together
    assert "Én studie: ikke noe å slå sammen." in found and "Ingen studie av unge voksne." in found
    assert "Oppfølging på telefon (1): ikke slått sammen." in description(drawn("nb", False))


@pytest.mark.parametrize("narrow", [False, True])
def test_each_judgement_is_a_letter_explained_under_the_figure_and_a_missing_one_is_not_low(narrow: bool) -> None:
    svg = draw_forest_groups(GROUPS, subject("groups", language="en"), "en", bias=BIAS, narrow=narrow)
    marks = [part for part in joined(svg).split() if part in {"L", "C", "H", "?", "–"}]
    assert sorted(marks) == sorted(["L", "C", "?", "H", "–", "–"])
    assert "L: low risk, C: some concerns, H: high risk, ?: no information, –: not assessed" in joined(svg)


def test_outcomes_of_different_direction_each_say_what_their_sides_mean() -> None:
    both = [
        Group("Tilbakefall", STUDIES, POOLED, phrases("nb")),
        Group("I arbeid", STUDIES.iloc[:2], POOLED, phrases("nb", "employment")),
    ]
    found = joined(draw_forest_groups(both, subject("both"), "nb"))
    assert found.count("← Færre tilbakefall med ettervern") == 1 and found.count("← Færre i arbeid med ettervern") == 1


def test_the_table_holds_every_study_and_diamond() -> None:
    table = forest_groups_table(GROUPS, subject("groups"), "nb", BIAS)
    assert list(table["Studie"]) == ["Berg 2001", HOSTILE, "Samlet (2 studier)", LONG]
    assert list(table["Samlet risiko for skjevhet"])[:2] == ["Noe usikker risiko", "Høy risiko"]
    assert table.loc[3, "Ettervern"] == "bare effekt oppgitt"
