"""Tables on how the studies were found and judged, each made from results as one piece of HTML."""

from __future__ import annotations

from datetime import date
from math import isnan

from ettervern.computed import Agreement, FlowAdded, FlowNumber, path_of
from ettervern.numbers import day, whole
from ettervern.publish.figures import is_update
from ettervern.publish.flow import NAMES, PARTS, STEPS
from ettervern.publish.html import Cell, Column, Html, in_language, joined, table
from ettervern.publish.language import label, word
from ettervern.publish.lookup import agreement_number
from ettervern.publish.results import Results


def flow_table(results: Results, _: str, language: str) -> str:
    """Return the table that says the same as the flow diagram, with the parts of each box."""
    caption = {"nb": "Flytskjemaet som tabell", "en": "The flow diagram as a table"}[language]
    return _flow_table(results, FlowNumber, caption, language)


def update_table(results: Results, _: str, language: str) -> str:
    """Return the twin of the flow diagram of an update; a sentence in a first version."""
    if not is_update(results):
        return f"<p>{word('first_version', language)}</p>"
    caption = {"nb": "Det nye i denne versjonen, som tabell", "en": "What is new in this version, as a table"}[language]
    before = sum(row.n for row in results.rows(FlowAdded) if row.box == "previous_reports" and not row.detail)
    shown = f"<p>{NAMES[language]['previous_reports']}: {whole(before, language)}.</p>"
    return shown + _flow_table(results, FlowAdded, caption, language)


def _flow_table(results: Results, kind: type[FlowNumber], caption: str, language: str) -> str:
    """Return the boxes of a flow as a table, both streams beside each other."""
    rows: list[list[Cell]] = []
    for box in [name for step in STEPS for name in step] + ["in_review"]:
        result = [row for row in results.rows(kind) if row.box == box]
        rows.append([Html(f"<strong>{joined(NAMES[language][box])}</strong>"), *_both(result, "", language)])
        if box in PARTS:
            details = [detail for detail in dict.fromkeys(row.detail for row in result) if detail]
            rows += [
                [Html(f'<span class="part">{joined(label(results.review, PARTS[box], detail, language))}</span>'),
                 *_both(result, detail, language)]
                for detail in details
            ]  # fmt: skip
    columns = [Column(word("step", language)), Column(word("databases", language), True)]
    columns.append(Column(word("other", language), True))
    return table(caption, columns, rows, name=f"table-{path_of(results.review, kind).stem.replace('_', '-')}")


def _both(results: list[FlowNumber], detail: str, language: str) -> list[str]:
    """Return a count in each stream; a part that a stream has not is 0 there."""
    places = [(stream, detail) for stream in ("databases", "other")]
    return [whole(sum(row.n for row in results if (row.stream, row.detail) == place), language) for place in places]


def agreement(results: Results, stage: str, language: str) -> str:
    """Return the measures of agreement between the two screenings of a stage, with intervals where they have one."""
    cells: list[list[Cell]] = []
    for row in results.rows(Agreement):
        if (row.stage, row.batch) == (stage, "all"):
            ends = [agreement_number(row.measure, end, language) for end in (row.ci_low, row.ci_high)]
            shown = "" if isnan(row.ci_low) else f"{ends[0]}–{ends[1]}"
            value = agreement_number(row.measure, row.value, language)
            cells.append([_measure_name(row.measure, language), value, shown])
    caption = {"nb": "Enighet mellom de to første vurderingene", "en": "Agreement between the two first votes"}
    columns = [Column(word(key, language), key != "measure") for key in ("measure", "value", "ci")]
    return table(caption[language], columns, cells, name="table-agreement")


AGREEMENT_NAMES = {
    "n": ("Rapporter vurdert av begge", "Reports judged by both"),
    "both_keep": ("Begge beholder", "Both keep"),
    "only_first_keeps": ("Bare den første beholder", "Only the first keeps"),
    "only_second_keeps": ("Bare den andre beholder", "Only the second keeps"),
    "both_exclude": ("Begge utelater", "Both exclude"),
    "percent": ("Enige", "Agree"),
    "positive": ("Enige om å beholde", "Agree on keeping"),
    "negative": ("Enige om å utelate", "Agree on excluding"),
    "kappa": ("Cohens kappa", "Cohen's kappa"),
    "pabak": ("PABAK (kappa justert for skjevhet)", "PABAK (kappa adjusted for bias and prevalence)"),
    "ac1": ("Gwets AC1", "Gwet's AC1"),
}


def _measure_name(measure: str, language: str) -> str:
    """Return the name of a measure of agreement."""
    pair = AGREEMENT_NAMES.get(measure, (measure, measure))
    return pair[0] if language == "nb" else pair[1]


def searches(results: Results, _: str, language: str) -> str:
    """Return the searches: what was looked for, where, when, with what string, how many records."""
    rows = results.get("searches")
    if rows is None:
        return f"<p>{word('none', language)}</p>"
    cells: list[list[Cell]] = []
    for _line, row in rows.iterrows():
        known = SOURCES.get(row["source"], {}).get(language)
        shown: Cell = known or in_language(row["source"], "en")
        query = row["query"] or word("not_recorded", language)
        when = day(date.fromisoformat(row["date"]), language)
        cells.append([row[f"description_{language}"], shown, when, query, row["count"]])
    keys = ("searched", "source", "date", "query", "n")
    columns = [Column(word(key, language), key == "n") for key in keys]
    caption = {"nb": "Søkene", "en": "The searches"}[language]
    return table(caption, columns, cells, name="table-searches")


#: Sources of ``searches.csv`` as readers see them; a source without words is shown as it stands.
SOURCES = {
    "topic search of a stored index of public web pages": {
        "nb": "Emnesøk i en lagret indeks over åpne nettsider",
        "en": "Topic search of a stored index of public web pages",
    },
    "reference list of a master's thesis (Basma 2023)": {
        "nb": "Litteraturlisten i en masteroppgave (Basma 2023)",
        "en": "Reference list of a master's thesis (Basma 2023)",
    },
}


def criteria(results: Results, _: str, language: str) -> str:
    """Return the criteria: what is in, what is out."""
    names = {"nb": ("Krav", "Med", "Ikke med"), "en": ("Criterion", "Include", "Exclude")}[language]
    rows = results.review.settings.criteria.rows
    cells = [[row.label[language], row.include[language], row.exclude[language]] for row in rows]
    caption = {"nb": "Krav til studiene", "en": "Eligibility criteria"}[language]
    return table(caption, [Column(name) for name in names], cells, name="table-criteria")
