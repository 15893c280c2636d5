"""Figures made from results: a figure in both layouts, with its caption and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ettervern.catalogue import gettext
from ettervern.computed import FlowAdded, FlowNumber
from ettervern.draw import Forest, Subject, draw_flow, draw_forest
from ettervern.publish.figures.flow import build_flow
from ettervern.publish.results import Results
from ettervern.publish.words.language import label


@dataclass(frozen=True)
class Drawn:
    """A figure ready for a page.

    Attributes
    ----------
    name : str
        Name, unique in the book.
    wide, narrow : str
        SVG text of both layouts.
    caption : str
        What stands under it.
    """

    name: str
    wide: str
    narrow: str
    caption: str


def both(name: str, draw: Callable[[bool], str], caption: str) -> Drawn:
    """Return a figure in both layouts."""
    return Drawn(name, draw(False), draw(True), caption)


def subject(results: Results, name: str, outcome: str, language: str, measure: str = "") -> Subject:
    """Return what a figure on an outcome is about; the measure is that of its main answer where no other is given."""
    row = results.review.outcomes[outcome]
    return Subject(
        name,
        row.label[language],
        results.review.phrases(language, outcome),
        measure or results.pooled[f"{outcome}-main"].measure,
        row.favours,
    )


def forest_of(results: Results, analysis: str, language: str) -> Forest:
    """Return the forest plot of an analysis: its studies, the most favourable first."""
    pooled = results.pooled[analysis]
    outcome = results.review.outcomes[pooled.outcome]
    rows = results.contrasts[results.contrasts["analysis"] == analysis]
    rows = rows.sort_values(["estimate", "study_id"], ascending=[outcome.favours == "low", True])
    named = rows.assign(category=[label(results.review, "categories", key, language) for key in rows["category"]])
    return Forest(subject(results, f"forest-{analysis}", pooled.outcome, language, pooled.measure), named, pooled)


def forest_figure(results: Results, analysis: str, language: str) -> Drawn:
    """Draw the forest plot of an analysis."""
    forest = forest_of(results, analysis, language)
    pooled, scale = forest.pooled, forest.subject.scale
    values = {
        "outcome": forest.outcome.lower(),
        "k": len(forest.studies),
        "measure": scale.name(language),
        "estimate": scale.effect(pooled.estimate, language),
        "interval": scale.interval(pooled, language),
    }
    caption = gettext("forest.caption", language, **values)
    return both(forest.subject.name, lambda narrow: draw_forest(forest, language, narrow=narrow), caption)


def is_update(results: Results) -> bool:
    """Return whether this version adds to one before."""
    return bool(results.rows(FlowAdded))


def update_figure(results: Results, language: str) -> Drawn | None:
    """Draw the flow of what this version adds; ``None`` for a first version."""
    return _flow(results, FlowAdded, language) if is_update(results) else None


def flow_figure(results: Results, language: str) -> Drawn:
    """Draw the flow of records."""
    return _flow(results, FlowNumber, language)


def _flow(results: Results, table: type[FlowNumber], language: str) -> Drawn:
    """Draw the flow that a table holds."""
    flow = build_flow(results, language, table)
    caption = gettext("flow.caption", language)
    if table is FlowAdded:
        caption = f"{gettext('flow.caption_update', language)} {caption}"
    return both(flow.name, lambda narrow: draw_flow(flow, language, narrow=narrow), caption)
