"""How much the answer moves: the main answer beside what it becomes when it is worked out in other ways."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Subgroup
from ettervern.numbers import is_missing, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, joined, nothing, paragraph, table
from ettervern.publish.tables.judged import analyses
from ettervern.publish.words.language import headings
from ettervern.publish.words.prose import opened
from ettervern.settings.effect_measures import MEASURES, Measure

#: What a subgroup is by, in the order shown; kinds of measure have a figure of their own.
BY = ("age_group", "risk_of_bias", "country", "months", "figures")


def moves(results: Results, outcome: str, language: str) -> str:
    """Return how much the answer moves, in sentences: with the studies in words, and over all other analyses."""
    main = f"{outcome}-main"
    names = [name for name in results.pooled if name.startswith(f"{outcome}-")]
    parts = [_with_words(results, outcome, language), _range(results, main, names, language)]
    return joined(*(paragraph(part) for part in parts if part))


def _with_words(results: Results, outcome: str, language: str) -> str:
    """Return what the answer becomes with studies in words counted as no difference; empty where not worked out."""
    names = [f"{outcome}-{name}" for name in ("main", "words-null", "words-all")]
    if not set(names) <= set(results.pooled):
        return ""
    kind = results.review.outcomes[outcome].kind
    first, null, every = (kind.shown(results.pooled[name].estimate, language) for name in names)
    within, the = _between(results, names[1], language), kind.the(language)
    all_within = _between(results, names[2], language)
    return gettext(
        "moves.words", language, the=the, first=first, null=null, within=within, every=every, all_within=all_within
    )


def _between(results: Results, analysis: str, language: str) -> str:
    """Return the confidence interval of an analysis."""
    row = results.pooled[analysis]
    return MEASURES[row.measure].ends(row.ci_low, row.ci_high, language)


def _range(results: Results, main: str, names: list[str], language: str) -> str:
    """Return the lowest and highest answer of the other analyses of randomised trials, and how many hold 1."""
    known, kind = analyses(results.review), MEASURES[results.pooled[main].measure]
    others = [name for name in names if name.split("-", 1)[1] in known and name not in {main, _apart(main)}]
    rows = [row for row in map(results.pooled.__getitem__, others) if not isnan(row.ci_low + row.ci_high)]
    if not rows:
        return ""
    low, high = min(row.estimate for row in rows), max(row.estimate for row in rows)
    crossing = sum(kind.unsettled(row.ci_low, row.ci_high) for row in rows)
    shown, count = kind.ends(low, high, language), whole(len(rows), language)
    return gettext(
        "moves.range",
        language,
        count=count,
        the=kind.the(language),
        null=whole(kind.null, language),
        shown=shown,
        crossing=whole(crossing, language),
    )


def _apart(main: str) -> str:
    """Return the analysis of studies without randomisation, which is never mixed with the trials."""
    return main.replace("-main", "-not-randomised")


def subgroups(results: Results, outcome: str, language: str) -> str:
    """Return the answer for parts of the studies, with the parts that no trial was found for."""
    if not results.made(Subgroup):
        return nothing(language)
    rows = results.frame(Subgroup)
    rows = rows[rows["outcome"] == outcome]
    kind = results.review.outcomes[outcome].kind
    cells: list[list[Cell]] = []
    for by in BY:
        for _, row in rows[rows["by"] == by].iterrows():
            cells.append(
                [
                    pgettext("subgroup by", by, language),
                    _group(by, str(row["group"]), language),
                    *_figures(row, kind, language),
                ]
            )
    columns = [Column(gettext("word.by", language)), Column(gettext("word.group", language))]
    heads = headings(results.review, ("studies", "effect", "ci"), language, kind)
    columns += [Column(str(opened(head)), True) for head in heads]
    caption = gettext("moves.subgroups", language)
    return table(caption, columns, cells, name=f"table-{outcome}-subgroups")


def _figures(row: pd.Series[Any], kind: Measure, language: str) -> list[Cell]:
    """Return a part's count of studies and its answer; no answer where there is no trial."""
    if not row["k"] or is_missing(row["estimate"]):
        return [whole(0, language), gettext("word.no_trial", language), ""]
    ends = kind.ends(row["ci_low"], row["ci_high"], language, short=True)
    return [whole(row["k"], language), kind.shown(row["estimate"], language), ends]


def _group(by: str, group: str, language: str) -> str:
    """Return the name of a part."""
    if by == "risk_of_bias":
        return pgettext("overall", group, language)
    return pgettext("subgroup", group, language)
