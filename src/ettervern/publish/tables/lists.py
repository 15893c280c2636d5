"""Lists of studies and reports, each made from results as one piece of HTML."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Study
from ettervern.numbers import whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, folded, headed, joined, table
from ettervern.publish.words.citing import anchor, named, reference, short_name
from ettervern.publish.words.language import label
from ettervern.publish.words.prose import opened, told
from ettervern.publish.words.retracted import mark


def findings_in_words(results: Results, outcome: str, language: str) -> str:
    """Return the findings in words of the screened reports, for one outcome."""
    return _findings(results, outcome, "yes", language)


def identified_later(results: Results, outcome: str, language: str) -> str:
    """Return the findings of studies seen after the lists were closed; ``all`` gives every outcome."""
    return _findings(results, outcome, "no", language)


def _findings(results: Results, outcome: str, among: str, language: str) -> str:
    """Return findings in words as a table."""
    result = results["findings_in_words"]
    result = result[result["among_reports"] == among]
    result = result if outcome == "all" else result[result["outcome"] == outcome]
    keys = ["study", "category", "direction", "finding"]
    keys = keys if outcome != "all" else ["study", "outcome", "category", "direction", "finding"]
    rows = []
    for _, row in result.sort_values(["direction", "study_id"]).iterrows():
        cells = [named(results, row["study_id"], language)]
        if outcome == "all":
            cells.append(label(results.review, "outcomes", row["outcome"], language))
        cells.append(label(results.review, "categories", row["category"], language))
        cells.append(pgettext("direction", row["direction"], language, **results.review.phrases(language)))
        cells.append(_prose(results, row, language))
        rows.append(cells)
    caption = gettext("lists.words" if among == "yes" else "lists.later", language)
    file = table(caption, headed(language, *keys), rows, name=f"table-{outcome}-words-{among}")
    return folded(caption, len(rows), file, language)


def _prose(results: Results, row: pd.Series[str], language: str) -> Cell:
    """Return a finding in the reader's language where there is a twin of it, else in English and marked so."""
    key = row["finding_id"] if "finding_id" in row.index else row["study_id"]
    return opened(told(results, "findings_in_words", key, "finding", row["finding"], language))


def effect_reports(results: Results, status: str, language: str) -> str:
    """Return the kept effect reports with one status: ``figures``, ``words`` or ``nothing``."""
    rows = results.frame(Study)[(results.frame(Study)["role"] == "effect") & (results.frame(Study)["status"] == status)]
    caption = pgettext("status", status, language)
    return folded(caption, len(rows), _study_table(results, rows, caption, language), language)


def studies_by_role(results: Results, role: str, language: str) -> str:
    """Return the kept reports of one role, with an anchor a report."""
    rows = results.frame(Study)[results.frame(Study)["role"] == role]
    return _study_table(results, rows, label(results.review, "roles", role, language), language, anchors=True)


def _study_table(results: Results, rows: pd.DataFrame, caption: str, language: str, *, anchors: bool = False) -> str:
    """Return studies as a table: name, title with link, country, design, and category where it is an effect."""
    review = results.review
    keys = ("study", "title", "country", "design", "category")
    cells: list[list[Cell]] = [
        [
            joined(str(results.studies.loc[row["study_id"], "label"]), mark(results, row["study_id"], language)),
            reference(row, language),
            pgettext("country", row["country"], language) or gettext("word.unknown", language),
            pgettext("design", row["design"], language) or gettext("word.unknown", language),
            label(review, "categories", row["category"], language)
            if row["category"]
            else gettext("word.unknown", language),
        ]
        for _, row in rows.iterrows()
    ]
    columns = headed(language, *keys)
    ids = [anchor(study) for study in rows["study_id"]] if anchors else ()
    return table(f"{caption} ({whole(len(rows), language)})", columns, cells, ids=ids)


def excluded(results: Results, _: str, language: str) -> str:
    """Return the excluded reports with the reason of each."""
    rows = results.screened[results.screened["decision"] == "exclude"].sort_values(["reason", "report_id"])
    cells: list[list[Cell]] = [
        [short_name(row, language), reference(row, language), label(results.review, "reasons", row["reason"], language)]
        for _, row in rows.iterrows()
    ]
    caption = gettext("lists.excluded", language)
    columns = headed(language, "study", "title", "reason")
    shown = table(f"{caption} ({whole(len(rows), language)})", columns, cells)
    return folded(caption, len(rows), shown, language)
