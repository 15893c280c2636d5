"""Tables on how far a result can be trusted: certainty, absolute effects, risk of bias, how the answer moves."""

from __future__ import annotations

from typing import TypeVar

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Absolute, Certainty, Pooled
from ettervern.numbers import decimal, percent, whole
from ettervern.phrases import unit_of
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, folded, headed, opens, paragraph, table
from ettervern.publish.words.citing import named
from ettervern.publish.words.language import headings, own, written
from ettervern.publish.words.sentences import absolute, certainty, sized
from ettervern.review import Review
from ettervern.settings.effect_measures import MEASURES

#: What is no other way to the main answer: itself, and the studies without randomisation.
APART = ("main", "not-randomised")

A = TypeVar("A", Absolute, Certainty)


def questions(review: Review) -> dict[str, tuple[str, ...]]:
    """Return a doubting reader's questions, each with the ends of the names of the analyses that answer it."""
    pooling = review.settings.pooling
    readings = (reading.name for reading in pooling.intervals_read_as)
    definitions = (name for names in pooling.definition_sets.values() for name in names)
    return {
        "method": ("fixed", "dl", "he", "ml", "pm", "wald", "hk"),
        "figures": ("no-reconstructed", "both-agree", *readings, "equal-arms", "all-contrasts"),
        "measured": (*definitions, *(f"window-{name}" for name in pooling.windows)),
        "groups": ("with-indirect",),
        "words": ("words-null", "words-all"),
    }


def analyses(review: Review) -> set[str]:
    """Return the ends of the names of the analyses of the table of pooled answers; others have tables of their own."""
    return {*APART, *(end for ends in questions(review).values() for end in ends)}


def _name(results: Results, row: Pooled, language: str) -> str:
    """Return what an analysis is; empty for one that is shown elsewhere."""
    end = row.analysis.removeprefix(f"{row.outcome}-")
    if end in ("as-mh", "as-glmm", "converted"):
        return pgettext("analysis", end, language)
    if end.startswith("as-"):
        return gettext("judged.as", language, measure=MEASURES[row.measure].name(language))
    if end.startswith("icc-"):
        icc = float(end.removeprefix("icc-").replace("_", "."))
        return gettext("judged.icc", language, icc=decimal(icc, 3, language))
    if end not in analyses(results.review):
        return ""
    if window := results.review.settings.pooling.windows.get(end.removeprefix("window-")):
        low, high = (decimal(months, 0, language) for months in window[1:])
        return gettext("judged.window", language, low=low, high=high)
    return own(results, "analysis", end, language) or pgettext("analysis", end, language)


def pooled_table(results: Results, outcome: str, language: str) -> str:
    """Return every pooled result of an outcome with its heterogeneity."""
    cells: list[list[Cell]] = [
        [
            _name(results, row, language),
            whole(row.k, language),
            MEASURES[row.measure].shown(row.estimate, language),
            MEASURES[row.measure].ends(row.ci_low, row.ci_high, language, short=True),
            MEASURES[row.measure].ends(row.pi_low, row.pi_high, language, short=True),
            decimal(row.tau2, 3, language),
            percent(row.i2 / 100, language),
        ]
        for row in results.rows(Pooled)
        if row.outcome == outcome and _name(results, row, language)
    ]
    names = (
        gettext("word.studies", language).capitalize(),
        results.review.outcomes[outcome].kind.heading(language),
        gettext("word.ci", language),
    )
    heads = (*names, gettext("word.prediction", language), "tau²", "I²")
    columns = [Column(gettext("word.analysis", language)), *(Column(head, True) for head in heads)]
    caption = gettext("judged.pooled", language)
    file = table(caption, columns, cells, name=f"table-{outcome}-pooled")
    return folded(caption, len(cells), file, language)


def absolute_table(results: Results, analysis: str, language: str) -> str:
    """Return what a result means in people of 1000, at each base rate; a sentence while that is not worked out."""
    if not results.made(Absolute):
        return paragraph(absolute(results, analysis, language))
    rows = _rows(results, Absolute, analysis)
    cells: list[list[Cell]] = []
    for row in rows:
        reached = _between(row.per_1000_with, row.per_1000_with_low, row.per_1000_with_high, language)
        differ = _between(row.diff_per_1000, row.diff_low, row.diff_high, language)
        cells.append([written(results, row, "label", language), whole(row.per_1000_control, language), reached, differ])
    columns = [Column(gettext("word.base_rate", language))]
    outcome = results.review.outcomes[rows[0].outcome]
    rate = "rate_" if outcome.kind.rates else ""
    heads = headings(results.review, (f"{rate}without", f"{rate}with", f"{rate}difference"), language)
    columns += [Column(head, True) for head in heads]
    kind = "rate" if rate else "better" if outcome.kind.means else "people"
    caption = gettext(f"judged.{kind}", language, unit=unit_of(outcome, language))
    title = f"{caption}. {certainty(results, analysis, language)}"
    made = table(title, columns, cells, name=f"table-{analysis}-absolute")
    return made if sized(results, analysis) else opens(caption, made)


def _between(count: float, low: float, high: float, language: str) -> str:
    """Return a count of people with its interval."""
    ends = {"low": whole(low, language), "high": whole(high, language)}
    return gettext("judged.between", language, count=whole(count, language), **ends)


def certainty_table(results: Results, analysis: str, language: str) -> str:
    """Return the judgement of certainty, a row a domain, with its reason; a sentence while there is none."""
    if not results.made(Certainty):
        return paragraph(certainty(results, analysis, language))
    cells: list[list[Cell]] = [
        [
            pgettext("domain", row.domain, language),
            pgettext("certainty", row.judgement, language),
            written(results, row, "reason", language),
        ]
        for row in _rows(results, Certainty, analysis)
    ]
    columns = headed(language, "domain", "level", "reason")
    return table(certainty(results, analysis, language), columns, cells, name=f"table-{analysis}-certainty")


def _rows(results: Results, table: type[A], analysis: str) -> list[A]:
    """Return a table's rows on an analysis; ``KeyError`` where it has none."""
    rows = [row for row in results.rows(table) if row.analysis == analysis]
    if not rows:
        raise KeyError(analysis)
    return rows


def bias_table(results: Results, analysis: str, language: str) -> str:
    """Return the judgement of risk of bias of each pooled study."""
    judged = results["risk_of_bias"].drop_duplicates("study_id").set_index("study_id")["overall"]
    rows = results.contrasts[results.contrasts["analysis"] == analysis].sort_values("study_id")
    cells = [
        [named(results, study, language), pgettext("overall", str(judged.get(study, "")), language)]
        for study in rows["study_id"]
    ]
    columns = [Column(gettext("word.study", language)), Column(gettext("word.level", language))]
    caption = gettext("judged.bias", language)
    return table(caption, columns, cells, name=f"table-{analysis}-bias")
