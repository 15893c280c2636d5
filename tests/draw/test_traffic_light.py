"""Risk of bias is shown by letter and shape, never by colour alone; what was not judged is not shown as low."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ettervern.catalogue import pgettext
from ettervern.draw.judgements import MARKS
from ettervern.draw.traffic_light import (
    bias_summary_table,
    draw_bias_summary,
    draw_traffic_light,
    traffic_light_table,
)
from tests.draw.checks import HOSTILE, LANGUAGES, LONG, check, description, joined, letters, subject

BIAS = pd.DataFrame(
    {
        "label": ["Berg 2001", "Berg 2001", HOSTILE, HOSTILE, LONG],
        "domain": ["d1_randomisation", "overall", "d1_randomisation", "overall", "overall"],
        "judgement": ["low", "some_concerns", np.nan, "high", "critical"],
    }
)
SUMMARY = pd.DataFrame(
    {
        "domain": ["overall", "overall", "d1_randomisation", "d1_randomisation"],
        "judgement": ["high", "some_concerns", "some_concerns", "low"],
        "studies": [1, 11, 9, 3],
        "weight": [0.4, 99.6, 75.0, 25.0],
    }
)


def test_the_traffic_light_holds_to_the_rules_of_every_figure_also_with_odd_names() -> None:
    check(
        lambda language, narrow: draw_traffic_light(BIAS, subject("lights", language=language), language, narrow=narrow)
    )


def test_the_summary_holds_to_the_rules_of_every_figure() -> None:
    check(
        lambda language, narrow: draw_bias_summary(
            SUMMARY, subject("summary", language=language), language, narrow=narrow
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_judgements_of_a_tool_look_or_read_alike(language: str) -> None:
    for codes in (["low", "some_concerns", "high"], ["low", "moderate", "serious", "critical"]):
        all_codes = [*codes, "no_information", "not_assessed"]
        assert len({pgettext("bias letter", code, language) for code in all_codes}) == len(all_codes)
    assert len({MARKS[code].shape for code in ("low", "some_concerns", "high")}) == 3


@pytest.mark.parametrize("narrow", [False, True])
def test_every_study_and_domain_is_text_and_every_mark_has_its_words(narrow: bool) -> None:
    svg = draw_traffic_light(BIAS, subject("lights"), "nb", narrow=narrow)
    assert all(name.replace(" ", "") in letters(svg) for name in set(BIAS["label"]))
    for words in ("Fordeling i grupper", "Lav risiko", "Noe usikker risiko", "Høy risiko", "Kritisk risiko"):
        assert words in joined(svg)


def test_a_missing_judgement_is_shown_as_not_assessed() -> None:
    svg = draw_traffic_light(BIAS, subject("lights", language="en"), "en")
    assert joined(svg).split().count("–") == 3  # two pairs without a judgement, and the key
    assert "Not assessed" in joined(svg)
    table = traffic_light_table(BIAS, "en")
    assert list(table["Allocation to groups"]) == ["Low risk", "Not assessed", "Not assessed"]


def test_the_description_counts_the_overall_judgements() -> None:
    assert "some concerns: 1, high risk: 1, critical risk: 1" in description(
        draw_traffic_light(BIAS, subject("lights", language="en"), "en")
    )


def test_every_share_of_a_bar_is_said_in_words_however_thin_it_is() -> None:
    svg = draw_bias_summary(SUMMARY, subject("summary", language="en"), "en")
    assert "High risk 0% (1 study)" in joined(svg) and "Some concerns 75% (9 studies)" in joined(svg)
    assert "Overall: Some concerns 100% (11 studies); High risk 0% (1 study)." in " ".join(description(svg).split())


def test_the_tables_have_a_row_a_domain_and_headings_in_the_language() -> None:
    table = bias_summary_table(SUMMARY, "nb")
    assert list(table.columns) == ["Område", "Lav risiko", "Noe usikker risiko", "Høy risiko"]
    assert list(table["Lav risiko"]) == ["25\u00a0%", "0\u00a0%"]


def test_no_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="no rows"):
        draw_traffic_light(BIAS.iloc[:0], subject("lights"), "nb")
