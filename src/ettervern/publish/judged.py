"""Tables on how far a result can be trusted: certainty, absolute effects, risk of bias, how the answer moves."""

from __future__ import annotations

from typing import TypeVar

from ettervern.computed import Absolute, Certainty, Pooled
from ettervern.numbers import decimal, interval, percent, ratio, whole
from ettervern.publish.citing import named
from ettervern.publish.html import Cell, Column, folded, joined, opens, table
from ettervern.publish.language import code, word
from ettervern.publish.results import Results
from ettervern.publish.words import absolute, certainty, sized

#: End of an analysis's name -> what it is (Norwegian, English); others have tables of their own.
ANALYSES = {
    "main": ("Hovedsvaret: randomiserte studier", "The main answer: randomised trials"),
    "not-randomised": ("Studier uten loddtrekning", "Studies without randomisation"),
    "fixed": ("Felles effekt i alle studier", "One common effect"),
    "dl": ("Annen metode for spredning (DerSimonian-Laird)", "Other estimator (DerSimonian-Laird)"),
    "ml": ("Annen metode for spredning (ML)", "Other estimator (ML)"),
    "pm": ("Annen metode for spredning (Paule-Mandel)", "Other estimator (Paule-Mandel)"),
    "he": ("Annen metode for spredning (Hedges)", "Other estimator (Hedges)"),
    "wald": ("Vanlig konfidensintervall (Wald)", "Ordinary confidence interval (Wald)"),
    "hk": ("Hartung-Knapp uten nedre grense", "Hartung-Knapp without floor"),
    "no-reconstructed": ("Uten utregnede antall", "Without reconstructed counts"),
    "both-agree": ("Bare tall der begge uthentinger er enige", "Only figures on which both extractions agree"),
    "any-use-remission": ("Bare all ny bruk og remisjon", "Only any use and remission"),
    "no-heavy-use": ("Uten studier av bare stort forbruk", "Without heavy use only"),
    "paid-work": ("Bare lønnet arbeid", "Only paid work"),
    "with-indirect": ("Med studier av andre grupper", "With indirect evidence"),
    "window-6": ("Målt etter 3 til 9 måneder", "Measured at 3 to 9 months"),
    "window-24": ("Målt etter 18 til 30 måneder", "Measured at 18 to 30 months"),
    "godley-95": ("Intervallene i Godley 2014 lest som 95 %", "The intervals of Godley 2014 read as 95%"),
    "equal-arms": (
        "Like store grupper antatt der antall mangler",
        "Arms of equal size assumed where counts are missing",
    ),
    "all-contrasts": ("Alle sammenlikninger i hver studie", "Every contrast of each trial"),
    "words-null": (
        "Med studier i ord som ikke fant forskjell, regnet som ingen forskjell",
        "With studies in words that found no difference, as no difference",
    ),
    "words-all": ("Med alle studier i ord, regnet som ingen forskjell", "With all studies in words, as no difference"),
}


A = TypeVar("A", Absolute, Certainty)


def _name(analysis: str, language: str) -> str:
    """Return what an analysis is; empty for one that is shown elsewhere."""
    pair = ANALYSES.get(analysis.partition("-")[2])
    return "" if pair is None else pair[0] if language == "nb" else pair[1]


def pooled_table(results: Results, outcome: str, language: str) -> str:
    """Return every pooled result of an outcome with its heterogeneity; ratios on their natural scale."""
    cells: list[list[Cell]] = [
        [
            _name(row.analysis, language),
            whole(row.k, language),
            ratio(row.estimate, language),
            interval(row.ci_low, row.ci_high, language, short=True),
            interval(row.pi_low, row.pi_high, language, short=True),
            decimal(row.tau2, 3, language),
            percent(row.i2 / 100, language),
        ]
        for row in results.rows(Pooled)
        if row.outcome == outcome and _name(row.analysis, language)
    ]
    names = (word("studies", language).capitalize(), results.review.measure.heading(language), word("ci", language))
    heads = (*names, word("prediction", language), "tau²", "I²")
    columns = [Column(word("analysis", language)), *(Column(head, True) for head in heads)]
    caption = {"nb": "Samlede svar og hvor ulike studiene er", "en": "Pooled answers and how much the studies differ"}
    file = table(caption[language], columns, cells, name=f"table-{outcome}-pooled")
    return folded(caption[language], len(cells), file, language)


def absolute_table(results: Results, analysis: str, language: str) -> str:
    """Return what a result means in people of 1000, at each base rate; a sentence while that is not worked out."""
    if not results.made(Absolute):
        return f"<p>{joined(absolute(results, analysis, language))}</p>"
    rows = _rows(results, Absolute, analysis)
    cells: list[list[Cell]] = []
    for row in rows:
        reached = _between(row.per_1000_with, row.per_1000_with_low, row.per_1000_with_high, language)
        differ = _between(row.diff_per_1000, row.diff_low, row.diff_high, language)
        cells.append([getattr(row, f"label_{language}"), whole(row.per_1000_control, language), reached, differ])
    columns = [Column(word("base_rate", language))]
    columns += [Column(word(key, language), True) for key in ("without", "with", "difference")]
    caption = {"nb": "Antall personer av 1000, med 95 % KI", "en": "People of 1000, with 95% CI"}[language]
    title = f"{caption}. {certainty(results, analysis, language)}"
    made = table(title, columns, cells, name=f"table-{analysis}-absolute")
    return made if sized(results, analysis) else opens(caption, made)


def _between(count: float, low: float, high: float, language: str) -> str:
    """Return a count of people with its interval."""
    ends = f"{whole(low, language)} {'til' if language == 'nb' else 'to'} {whole(high, language)}"
    return f"{whole(count, language)} ({ends})"


def certainty_table(results: Results, analysis: str, language: str) -> str:
    """Return the judgement of certainty, a row a domain, with its reason; a sentence while there is none."""
    if not results.made(Certainty):
        return f"<p>{joined(certainty(results, analysis, language))}</p>"
    cells: list[list[Cell]] = [
        [
            code("domain", row.domain, language),
            code("certainty", row.judgement, language),
            getattr(row, f"reason_{language}"),
        ]
        for row in _rows(results, Certainty, analysis)
    ]
    columns = [Column(word(key, language)) for key in ("domain", "level", "reason")]
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
        [named(results, study, language), code("overall", str(judged.get(study, "")), language)]
        for study in rows["study_id"]
    ]
    columns = [Column(word("study", language)), Column(word("level", language))]
    caption = {"nb": "Risiko for skjevhet i studiene i det samlede svaret", "en": "Risk of bias in the pooled studies"}
    return table(caption[language], columns, cells, name=f"table-{analysis}-bias")
