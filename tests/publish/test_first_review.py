"""The pages of the first review: nothing in the data is left without a page, a source or a Norwegian text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from ettervern.computed import Absolute, Certainty, Contrast, InWords, Study
from ettervern.files import ReviewError
from ettervern.numbers import whole
from ettervern.publish.figures.gallery import icons, icons_table
from ettervern.publish.figures.harvested import harvest, harvest_twin
from ettervern.publish.pages import journey, measures, moves, norway
from ettervern.publish.pages import texts as pages
from ettervern.publish.pages.front import answers
from ettervern.publish.results import Results
from ettervern.publish.tables import gaps, voices
from ettervern.publish.tables.blocks import glance
from ettervern.publish.tables.judged import absolute_table
from ettervern.publish.words import prose
from ettervern.publish.words.examples import examples, people
from ettervern.review import LANGUAGES, Review
from ettervern.settings.model import Page

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the results of the first review."""
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))


def with_pages(results: Results, **changed: Any) -> Results:
    """Return the results with other pages in ``review.toml``."""
    settings = results.review.settings
    other = replace(settings, pages={**settings.pages, **changed})
    return replace(results, review=replace(results.review, settings=other))


def test_every_effect_study_stands_on_exactly_one_page(results: Results) -> None:
    held = [
        study
        for measure in measures.measures(results).values()
        for study in measures.effect_studies(results, measure)["study_id"]
    ]
    kept = results.frame(Study)
    assert sorted(held) == sorted(set(kept[kept["role"] == "effect"]["study_id"]))


def test_a_category_without_a_page_or_with_two_is_refused(results: Results) -> None:
    with pytest.raises(ReviewError, match="exercise"):
        measures.measures(with_pages(results, exercise=Page(())))
    with pytest.raises(ReviewError, match="exercise"):
        measures.measures(with_pages(results, jobs=Page(("exercise",))))


def test_an_experience_that_is_not_there_is_refused_by_its_name(results: Results) -> None:
    with pytest.raises(ReviewError, match="nobody-1"):
        voices.voices(results, ("nobody-1",), "nb")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pooled_answer_on_a_measure_stands_with_its_certainty(results: Results, language: str) -> None:
    said = {"nb": "Tillit til resultatet: ", "en": "Certainty of the evidence: "}[language]
    for page, measure in measures.measures(results).items():
        count = sum(len(measures.analyses(results, measure, outcome)) for outcome in results.review.outcomes)
        assert measures.measure_results(results, page, language).count(said) == count


def test_each_cell_of_the_map_leads_to_a_list_of_studies_that_is_there(results: Results) -> None:
    for gap in gaps.gaps(results, "nb"):
        page = measures.page_of(results, gap.category)
        assert f'id="{gap.href.partition("#")[2]}"' in measures.measure_studies(results, page, "nb")


def test_the_map_counts_each_study_once_for_an_outcome(results: Results) -> None:
    kept = results.frame(Study)
    for gap in gaps.gaps(results, "nb"):
        rows = kept[(kept["role"] == "effect") & (kept["category"] == gap.category)]
        assert gap.figures + gap.words <= rows["study_id"].nunique()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_of_the_journey_leads_to_every_step_and_every_hole_has_a_place(results: Results, language: str) -> None:
    drawn = journey.journey_figure(results, "", language)
    assert drawn is not None
    shown = "".join(journey.journey_steps(results, str(part), language) for part in (1, 2, 3, 4))
    for number in results["journey"]["step_number"]:
        assert f'id="step-{number}"' in shown
        assert f'.html#step-{number}"' in drawn.wide and f'.html#step-{number}"' in drawn.narrow
    for hole in results.written("journey")["holes"]:
        assert hole["steps"] and escape(hole[language]) in shown


def test_every_theme_stands_at_the_steps_that_it_names(results: Results) -> None:
    numbers = {int(number) for number in results["journey"]["step_number"]}
    for _, row in results["experiences"].iterrows():
        steps = [int(step) for step in row["journey_step_numbers"].split(";")]
        assert set(steps) <= numbers
        for step in steps:
            assert row["experience_id"] in journey._themes(results, step)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_of_the_checklist_is_known(results: Results, language: str) -> None:
    for phase, points in results.written("checklist").items():
        shown = pages.checklist(results, phase, language)
        assert shown.count('type="checkbox"') == shown.count('class="source"') == len(points) > 0


def test_the_sources_name_no_one_that_is_not_there(results: Results) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        prose.sources(results, ["nowhere"], "nb")


@pytest.mark.parametrize("outcome", ["relapse", "employment"])
def test_studies_in_words_move_the_answer_towards_no_difference_and_the_page_says_so(
    results: Results, outcome: str
) -> None:
    main, every = (abs(results.pooled[f"{outcome}-{name}"].estimate - 1) for name in ("main", "words-all"))
    assert every < main
    said = moves.moves(results, outcome, "en")
    for name in ("main", "words-null", "words-all"):
        assert f"{results.pooled[f'{outcome}-{name}'].estimate:.2f}" in said


def test_the_harvest_holds_every_study_seen_in_words(results: Results) -> None:
    assert harvest(results, "employment", "nb") is not None
    shown = harvest_twin(results, "employment", "nb")
    rows = results.frame(InWords)
    for label in rows[(rows["outcome"] == "employment") & (rows["fate"] != "pooled")]["label"]:
        assert escape(label) in shown


def test_the_services_own_counts_have_an_interval_and_a_target_has_none(results: Results) -> None:
    shown = norway.pilot(results, "", "nb")
    rows = results["local_pilot"]
    targets = [n == "" or people.startswith("target") for n, people in zip(rows["n"], rows["population"], strict=True)]
    assert shown.count("mål, ikke resultat") == sum(targets) == 2
    assert len(re.findall(r"\d+\u00a0% \(\d+–\d+\u00a0%\)", shown)) == len(rows) - sum(targets)
    assert "62\u00a0% (41–79\u00a0%)" in shown  # 16 of 26, Wilson's interval with continuity correction


def test_young_adults_are_shown_as_a_group_without_a_trial(results: Results) -> None:
    assert "Unge voksne (18 til 25 år)" in moves.subgroups(results, "relapse", "nb")
    assert "ingen studie" in moves.subgroups(results, "relapse", "nb")


def judged(results: Results, level: str) -> Results:
    """Return the results with another certainty of every answer."""
    rows = [row._replace(judgement=level) for row in results.rows(Certainty)]
    return replace(results, computed=results.computed | {Certainty: rows})


@pytest.mark.parametrize("level", ["low", "moderate", "high"])
def test_where_it_is_sure_enough_the_front_page_counts_people_of_a_hundred(results: Results, level: str) -> None:
    shown = answers(judged(results, level), "", "en")
    for row in results.rows(Absolute):
        if row.main == "yes" and row.analysis.endswith("-main"):
            for share in (row.control_risk, row.with_risk):
                assert f"<strong>{round(share * 100)}</strong>" in shown
    assert shown.count("(proposed by software, not confirmed by a person)") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_very_low_certainty_no_picture_of_people_and_no_size_is_shown(results: Results, language: str) -> None:
    unsure = judged(results, "very_low")
    for outcome in results.review.outcomes:
        name = f"{outcome}-main"
        assert icons(unsure, name, language) is None and icons(judged(results, "low"), name, language) is not None
        for block in (icons_table, absolute_table):
            assert "<details" in block(unsure, name, language) and "<details" not in block(
                judged(results, "low"), name, language
            )
        open_to_all = re.sub(r"<details.*?</details>", "", glance(unsure, name, language), flags=re.DOTALL)
        assert not re.search(r"av 1000|of 1000", open_to_all)
    front = re.sub(r"<details.*?</details>", "", answers(unsure, "", language), flags=re.DOTALL)
    assert "<svg" not in front and not re.search(r"av 100\b|of 100\b", front)


def test_an_unsure_answer_tells_of_the_largest_study_and_of_the_norwegian_one(results: Results) -> None:
    shown = {outcome: examples(results, f"{outcome}-main", "nb") for outcome in results.review.outcomes}
    counted = {
        outcome: max(
            [people(row) for row in results.rows(Contrast) if row.analysis == f"{outcome}-main"]
            + [people(row) for row in results.rows(InWords) if row.outcome == outcome and row.fate != "pooled"]
        )
        for outcome in shown
    }
    for outcome, most in counted.items():
        assert f"med {whole(most, 'nb')} personer" in shown[outcome]
    assert "Ingen norsk studie" in shown["relapse"]
    assert re.search(r"Den norske studien .*ingen sikker forskjell \(oddsratio 1,25", shown["employment"])


def test_our_own_english_never_puts_the_problem_before_the_person(results: Results) -> None:
    for table in ("studies", "experiences", "findings_in_words", "guidance", "base_rates"):
        own = {"studies": ("population", "intervention", "comparator"), "experiences": ("theme", "summary_own_words")}
        own |= {
            "findings_in_words": ("finding",),
            "guidance": ("what_it_says_own_words",),
            "base_rates": ("population",),
        }
        for column in own[table]:
            rows = results.frame(Study) if table == "studies" else results[table]
            for cell in rows[column]:
                shown = prose.person_first(results, cell).lower()
                assert not re.search(
                    r"\b(ex-)?addicts?\b|\babusers?\b|\bdrug users\b|\balcoholics\b(?! anonymous)", shown
                )


@pytest.mark.parametrize("table", ["experiences", "guidance", "base_rates"])
def test_the_norwegian_pages_show_the_norwegian_of_every_text(results: Results, table: str) -> None:
    shown = {
        "experiences": lambda: norway.themes(results, "", "nb"),
        "guidance": lambda: norway.guidance(results, "", "nb"),
        "base_rates": lambda: (
            norway.base_rates(results, "relapse", "nb") + norway.base_rates(results, "employment", "nb")
        ),
    }[table]()
    columns = {"experiences": "summary_own_words", "guidance": "what_it_says_own_words", "base_rates": "population"}
    for (name, _, column), text in results.twins.items():
        if name == table and column == columns[table]:
            assert escape(prose.opened(text)) in shown
