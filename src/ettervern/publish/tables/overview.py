"""Every measure at a glance, one under the other."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.numbers import whole
from ettervern.publish.pages.measures import answer, effect_studies, levels, measures
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, joined, paragraph, stacked, table
from ettervern.publish.site.page_names import page_name
from ettervern.publish.words.citing import NORDIC
from ettervern.publish.words.language import label
from ettervern.publish.words.prose import opened, page_link


def measures_table(results: Results, _: str, language: str) -> str:
    """Return every measure at a glance, a row a page."""
    rows: list[list[Cell]] = []
    for page, measure in measures(results).items():
        studies = effect_studies(results, measure)
        names = [label(results.review, "categories", name, language) for name in measure.categories if name]
        rows.append(
            [
                page_link(page_name(results, page, language), ", ".join(names)),
                *[answer(results, measure, outcome, language) for outcome in results.review.outcomes],
                levels(results, measure, language).partition(" (")[0],
                stacked(whole(len(studies), language), f"({_nordic(studies, language)})"),
                measure.cost.get(language) or gettext("word.not_given", language),
            ]
        )
    outcomes = [label(results.review, "outcomes", outcome, language) for outcome in results.review.outcomes]
    heads = [gettext("word.category", language), *outcomes, gettext("word.certainty", language)]
    heads += [str(opened(gettext("word.studies", language))), gettext("word.cost", language)]
    costs = {measure.cost.get(language, "") for measure in measures(results).values()}
    if costs == {""}:  # a column that says nothing is a sentence
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    caption = gettext("overview.caption", language)
    file = table(caption, [Column(head) for head in heads], rows, name="table-measures")
    none = paragraph(gettext("overview.no_cost", language))
    return joined(file, none) if costs == {""} else file


def _nordic(studies: pd.DataFrame, language: str) -> str:
    """Return how many of the studies are Nordic."""
    count = whole(int(studies["country"].isin(NORDIC).sum()), language)
    return gettext("overview.nordic", language, n=count)
