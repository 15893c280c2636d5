"""What has been studied and what has not: studies for each kind of measure and outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Choice, Study
from ettervern.draw.gap_map import draw_gap_map
from ettervern.draw.subject import Subject
from ettervern.numbers import whole
from ettervern.publish.figures.gallery import both
from ettervern.publish.figures.made import Drawn
from ettervern.publish.pages.measures import page_of, studies_anchor
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, local_link, stacked, table
from ettervern.publish.site.page_names import page_name
from ettervern.publish.words.citing import NORDIC
from ettervern.publish.words.language import label
from ettervern.publish.words.sentences import judged_level


@dataclass(frozen=True)
class Gap:
    """What there is for one kind of measure and one outcome.

    Attributes
    ----------
    category, outcome : str
        Ids.
    figures, words : int
        Studies with figures, and studies in words only.
    norwegian, nordic : int
        How many of these are Norwegian, and from other Nordic countries.
    certainty : str
        Level of certainty of the pooled answer; empty where there is none.
    href : str
        Where the studies are listed.
    """

    category: str
    outcome: str
    figures: int
    words: int
    norwegian: int
    nordic: int
    certainty: str
    href: str


def gaps(results: Results, language: str) -> list[Gap]:
    """Return what there is for every kind of measure and outcome, gaps too."""
    kinds = [name for name in results.review.categories if name != "other"]
    return [_gap(results, kind, outcome, language) for kind in kinds for outcome in results.review.outcomes]


def _gap(results: Results, category: str, outcome: str, language: str) -> Gap:
    """Return what there is for one kind of measure and one outcome."""
    kept = results.frame(Study)
    kept = kept[(kept["role"] == "effect") & (kept["category"] == category)]
    choice, result = results.frame(Choice), results["findings_in_words"]
    figures = set(choice[choice["outcome"] == outcome]["study_id"]) & set(kept["study_id"])
    messages = set(result[(result["outcome"] == outcome) & (result["among_reports"] == "yes")]["study_id"])
    messages = (messages & set(kept["study_id"])) - figures
    seen = kept[kept["study_id"].isin(figures | messages)].drop_duplicates("study_id")["country"]
    norwegian, nordic = int((seen == "Norway").sum()), int(seen.isin(NORDIC).sum())
    judged = judged_level(results, f"{outcome}-category-{category}")
    page = page_name(results, page_of(results, category), language)
    level = "" if judged is None else judged.judgement
    href = f"{page}.html#{studies_anchor(category)}"
    return Gap(category, outcome, len(figures), len(messages), norwegian, nordic - norwegian, level, href)


def not_extracted(results: Results, category: str) -> int:
    """Return how many effect studies of a kind of measure nothing has been extracted from."""
    kept = results.frame(Study)
    kept = kept[(kept["role"] == "effect") & (kept["category"] == category) & (kept["status"] == "nothing")]
    return int(kept["study_id"].nunique())


def cells(results: Results, language: str) -> pd.DataFrame:
    """Return the map as a frame: a row a kind of measure and outcome, and one for what has not been extracted yet."""
    rows: list[dict[str, Any]] = []
    for gap in gaps(results, language):
        measure = label(results.review, "categories", gap.category, language)
        level = pgettext("certainty", gap.certainty, language).lower() if gap.certainty else ""
        outcome = label(results.review, "outcomes", gap.outcome, language)
        counts = {"figures": gap.figures, "words": gap.words, "nothing": 0}
        countries = {"norwegian": gap.norwegian, "nordic": gap.nordic}
        rows.append(
            {"measure": measure, "outcome": outcome, "certainty": level, "href": gap.href, **counts, **countries}
        )
        if gap.outcome == list(results.review.outcomes)[-1]:
            counts = {"figures": 0, "words": 0, "nothing": not_extracted(results, gap.category)}
            rest = {"certainty": "", "norwegian": 0, "nordic": 0, "href": gap.href}
            rows.append({"measure": measure, "outcome": gettext("word.outcome_unknown", language), **counts, **rest})
    return pd.DataFrame(rows)


def gap_figure(results: Results, _: str, language: str) -> Drawn:
    """Draw the map; each cell leads to its studies."""
    frame, about = cells(results, language), Subject("gap-map", "", {})
    caption = gettext("gap-map.caption", language)
    return both("gap-map", lambda narrow: draw_gap_map(frame, about, language, narrow=narrow), caption)


def gap_table(results: Results, _: str, language: str) -> str:
    """Return the map as a table: a row a kind of measure, a column an outcome, each cell a link to its studies."""
    result = gaps(results, language)
    rows: list[list[Cell]] = []
    for category in dict.fromkeys(gap.category for gap in result):
        shown = [_cell(gap, language) for gap in result if gap.category == category]
        name = label(results.review, "categories", category, language)
        rows.append([name, *shown, whole(not_extracted(results, category), language)])
    outcomes = [label(results.review, "outcomes", outcome, language) for outcome in results.review.outcomes]
    heads = [gettext("word.category", language), *outcomes]
    columns = [*(Column(head) for head in heads), Column(gettext("word.nothing", language), True)]
    caption = gettext("gap-map.table", language)
    return table(caption, columns, rows, name="table-gap-map")


def _cell(gap: Gap, language: str) -> Cell:
    """Return one cell: how many studies, how sure, how many Nordic ones."""
    if not gap.figures and not gap.words:
        return gettext("gap-map.no_studies", language)
    counted = [
        f"{whole(count, language)} {gettext(f'word.{key}', language).lower()}"
        for key, count in (("figures", gap.figures), ("with_words", gap.words))
        if count
    ]
    lines: list[Cell] = [local_link(gap.href, ", ".join(counted))]
    if gap.norwegian + gap.nordic:
        lines.append(f"{gettext('word.of_nordic', language)}: {whole(gap.norwegian + gap.nordic, language)}")
    if gap.certainty:
        level = pgettext("certainty", gap.certainty, language).lower()
        lines.append(gettext("gap-map.sure", language, level=level))
    return stacked(*lines)
