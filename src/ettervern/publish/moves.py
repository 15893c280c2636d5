"""How much the answer moves: the main answer beside what it becomes when it is worked out in other ways."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd

from ettervern.computed import Subgroup
from ettervern.numbers import interval, is_missing, ratio, whole
from ettervern.publish.html import Cell, Column, markup, table
from ettervern.publish.judged import ANALYSES
from ettervern.publish.language import code, headings, word
from ettervern.publish.prose import opened
from ettervern.publish.results import Results

#: What a subgroup is by -> (Norwegian, English), in the order shown; kinds of measure have a figure of their own.
BY = {
    "age_group": ("Alder", "Age"),
    "risk_of_bias": ("Risiko for skjevhet", "Risk of bias"),
    "country": ("Land", "Country"),
    "months": ("Måneder etter start", "Months from start"),
    "figures": ("Tallene i kilden", "Figures in the source"),
}


def moves(results: Results, outcome: str, language: str) -> str:
    """Return how much the answer moves, in sentences: with the studies in words, and over all other analyses."""
    main = f"{outcome}-main"
    names = [name for name in results.pooled if name.startswith(f"{outcome}-")]
    parts = [_with_words(results, outcome, language), _range(results, main, names, language)]
    return "\n".join(f"<p>{markup(part)}</p>" for part in parts if part)


def _with_words(results: Results, outcome: str, language: str) -> str:
    """Return what the answer becomes with studies in words counted as no difference; empty where not worked out."""
    names = [f"{outcome}-{name}" for name in ("main", "words-null", "words-all")]
    if not set(names) <= set(results.pooled):
        return ""
    first, null, every = (ratio(results.pooled[name].estimate, language) for name in names)
    within, the = _between(results, names[1], language), results.review.measure.the[language]
    all_within = _between(results, names[2], language)
    return {
        "nb": f"Noen studier er bare omtalt i ord. Regner vi dem som ikke fant forskjell som «ingen forskjell», "
        f"går {the} fra {first} til {null} ({within}). Regner vi alle studiene i ord slik, "
        f"blir den {every} ({all_within}). Det er strengt regnet, men viser hvor mye tallene mangler. "
        "Et svar på «ingen forskjell» er likevel for snilt der ordene taler for kontrollgruppen.",
        "en": f"Some studies are seen in words only. If those that found no difference count as “no difference”, "
        f"{the} goes from {first} to {null} ({within}). If all studies in words count so, "
        f"it becomes {every} ({all_within}). That is strict, but shows how much is missing. "
        "“No difference” is still too kind where the words favour the control group.",
    }[language]


def _between(results: Results, analysis: str, language: str) -> str:
    """Return the confidence interval of an analysis."""
    row = results.pooled[analysis]
    return interval(row.ci_low, row.ci_high, language)


def _range(results: Results, main: str, names: list[str], language: str) -> str:
    """Return the lowest and highest answer of the other analyses of randomised trials, and how many hold 1."""
    others = [name for name in names if name.split("-", 1)[1] in ANALYSES and name not in {main, _apart(main)}]
    rows = [row for row in map(results.pooled.__getitem__, others) if not isnan(row.ci_low + row.ci_high)]
    if not rows:
        return ""
    low, high = min(row.estimate for row in rows), max(row.estimate for row in rows)
    crossing = sum(row.ci_low <= 1 <= row.ci_high for row in rows)
    shown, count = interval(low, high, language), whole(len(rows), language)
    the_first = results.review.measure.begun(language)
    return {
        "nb": f"Vi har regnet på {count} andre måter. {the_first} går da fra {shown}. "
        f"I {whole(crossing, language)} av dem rommer konfidensintervallet 1, altså ingen forskjell.",
        "en": f"The answer was worked out in {count} other ways. {the_first} then runs from {shown}. "
        f"In {whole(crossing, language)} of them the confidence interval holds 1, that is, no difference.",
    }[language]


def _apart(main: str) -> str:
    """Return the analysis of studies without randomisation, which is never mixed with the trials."""
    return main.replace("-main", "-not-randomised")


def subgroups(results: Results, outcome: str, language: str) -> str:
    """Return the answer for parts of the studies, with the parts that no trial was found for."""
    if not results.made(Subgroup):
        return f"<p>{word('none', language)}</p>"
    rows = results.frame(Subgroup)
    rows = rows[rows["outcome"] == outcome]
    cells: list[list[Cell]] = []
    for by, names in BY.items():
        for _, row in rows[rows["by"] == by].iterrows():
            cells.append([names[language != "nb"], _group(by, str(row["group"]), language), *_figures(row, language)])
    columns = [Column(word("by", language)), Column(word("group", language))]
    heads = headings(results.review, ("studies", "effect", "ci"), language)
    columns += [Column(str(opened(head)), True) for head in heads]
    caption = {
        "nb": "Svaret for deler av studiene. Få studier i hver del: les forskjellene med forsiktighet",
        "en": "The answer for parts of the studies. Few studies in each part: read the differences with care",
    }[language]
    return table(caption, columns, cells, name=f"table-{outcome}-subgroups")


def _figures(row: pd.Series[Any], language: str) -> list[Cell]:
    """Return a part's count of studies and its answer; no answer where there is no trial."""
    if not row["k"] or is_missing(row["estimate"]):
        return [whole(0, language), word("no_trial", language), ""]
    ends = interval(row["ci_low"], row["ci_high"], language, short=True)
    return [whole(row["k"], language), ratio(row["estimate"], language), ends]


def _group(by: str, group: str, language: str) -> str:
    """Return the name of a part."""
    if by == "risk_of_bias":
        return code("overall", group, language)
    return code("subgroup", group, language)
