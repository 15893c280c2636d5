"""A review of risk ratios never says that it shows odds ratios, and the other way round."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ettervern.computed import Pooled, Power
from ettervern.publish.figures import made as figures
from ettervern.publish.pages import moves, own_study
from ettervern.publish.pages.robustness import robustness
from ettervern.publish.results import Results
from ettervern.publish.tables import blocks
from ettervern.publish.tools import explore, planned_table
from ettervern.publish.words.sentences import width
from ettervern.review import LANGUAGES, Review
from ettervern.settings.effect_measures import MEASURES

ROOT = Path(__file__).parent.parent.parent
NAMES = {measure: [MEASURES[measure].name(language).lower() for language in LANGUAGES] for measure in ("OR", "RR")}


def results_in(measure: str, **pooling: str) -> Results:
    """Return the results of the first review as if they were of a measure."""
    found = Results.read(Review.open(ROOT / "reviews" / "ettervern"))
    settings = found.review.settings
    method = pooling.get("method", settings.pooling.method)
    outcomes = {key: replace(one.measured_as(measure), method=method) for key, one in settings.outcomes.items()}
    settings = replace(settings, outcomes=outcomes, pooling=replace(settings.pooling, **pooling))
    computed = found.computed | {Pooled: [row._replace(measure=measure) for row in found.rows(Pooled)]}
    return replace(found, review=replace(found.review, settings=settings), computed=computed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", sorted(NAMES))
def test_figures_tables_and_sentences_call_the_measure_by_its_name(measure: str, language: str) -> None:
    results = results_in(measure)
    drawn = figures.forest_figure(results, "relapse-main", language)
    shown = {
        "forest": f"{drawn.wide} {drawn.narrow} {drawn.caption}",
        "table": blocks.forest_table(results, "relapse-main", language),
        "moves": moves.moves(results, "relapse", language),
        "subgroups": moves.subgroups(results, "relapse", language),
        "robustness": robustness(results, "relapse", language),
        "planned": planned_table(results, "relapse", language),
        "explore": re.sub(r"(?s)/\*.*?\*/", "", explore(results, "", language)),
        "width": width(results, "employment-main", language),
    }
    others = [name for other, names in NAMES.items() if other != measure for name in names]
    own = re.compile("relativ\\w* risiko|risk ratio" if measure == "RR" else "odds ?ratio", re.IGNORECASE)
    for part, text in shown.items():
        plain = text.replace("\u00ad", "").lower()
        assert not [name for name in others if name in plain], part
        assert own.search(plain) or part == "width", part


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tool_that_pools_in_one_way_is_not_offered_to_a_review_that_pools_in_another(language: str) -> None:
    for rules in ({"method": "DL"}, {"ci_method": "wald"}):
        assert "<form" not in explore(results_in("OR", **rules), "", language)
    assert "<form" in explore(results_in("OR"), "", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_own_study_needs_no_prediction_interval_which_a_common_effect_lacks(
    language: str,
) -> None:
    found = results_in("OR", method="FE")
    pooled = [row for row in found.rows(Power) if row.effect == "pooled"]
    results = replace(found, computed=found.computed | {Power: pooled})
    parts = [
        own_study.power_table(results, "relapse", language),
        own_study.needed_table(results, "", language),
        own_study.power_said(results, "relapse 100", language),
    ]
    assert all("{" not in part and "nan" not in part for part in parts)
