"""Retractions and corrections of the studies: a word beside the study wherever it is named, and when it was checked.

The word is text, never colour alone, and leads to the notice where its address is known.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext, pgettext
from ettervern.numbers import day, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, headed, joined, link, paragraph, table
from ettervern.search.notices import by_weight

#: What notices may be; another is said to be an update.
NATURES = ("retraction", "expression_of_concern", "reinstatement", "correction")


def flagged(studies: pd.DataFrame, notices: pd.DataFrame) -> pd.DataFrame:
    """Return a table of studies with the weightiest notice on each.

    The columns ``notice`` (its nature), ``notice_date`` and ``notice_doi`` are empty where there is none.

    Parameters
    ----------
    studies : DataFrame
        With study_id.
    notices : DataFrame
        Rows of ``retractions.csv``.
    """
    first = by_weight(notices).drop_duplicates("study_id").set_index("study_id")
    columns = {"notice": "nature", "notice_date": "date", "notice_doi": "notice"}
    marks = {name: studies["study_id"].map(first[column]).fillna("") for name, column in columns.items()}
    return studies.assign(**marks)


def mark(results: Results, study_id: str, language: str) -> Cell:
    """Return the word on the weightiest notice on a study, as a link to it; empty text where there is none."""
    message = mark_text(results, study_id, language)
    if not message:
        return ""
    notices = by_weight(results["retractions"])
    doi = str(notices.loc[notices["study_id"] == study_id, "notice"].iloc[0])
    inside = Markup("<strong>{}</strong>").format(message)
    return joined(" (", _notice(doi, inside), ")")


def mark_text(results: Results, study_id: str, language: str) -> str:
    """Return the word on the weightiest notice on a study as plain text; empty where there is none."""
    notices = results.get("retractions")
    if notices is None:
        return ""
    own = by_weight(notices[notices["study_id"] == study_id])
    return "" if own.empty else _label(str(own["nature"].iloc[0]), language)


def _label(nature: str, language: str) -> str:
    """Return what a notice means in a reader's words."""
    return pgettext("notice", nature if nature in NATURES else "other", language)


def _notice(doi: str, text: Cell) -> Cell:
    """Return a link to a notice; plain text where no DOI of it is known."""
    return link(f"https://doi.org/{doi}", text) if doi.startswith("10.") else text


def retractions(results: Results, _: str, language: str) -> str:
    """Return when the studies were held against retractions, and every notice that was found."""
    message, notices = paragraph(_checked(results, language)), results.get("retractions")
    if notices is not None and len(notices):
        return message + _table(results, by_weight(notices), language)
    nothing = results.get("retraction_checks") is not None
    return message + paragraph(gettext("retracted.nothing", language)) if nothing else message


def _checked(results: Results, language: str) -> str:
    """Return when was looked last and where, or that nobody has looked."""
    checks = results.get("retraction_checks")
    if checks is None or checks.empty:
        return gettext("retracted.never" if results.get("retractions") is None else "retracted.undated", language)
    last = checks["date"].max()
    sources = ", ".join(dict.fromkeys(checks.loc[checks["date"] == last, "source"]))
    return gettext("retracted.looked", language, day=_day(last, language), sources=sources)


def _day(text: str, language: str) -> str:
    """Return a date in words; what is no date stays as it was written."""
    try:
        return day(date.fromisoformat(text), language)
    except ValueError:
        return text or gettext("word.unknown", language)


def _table(results: Results, notices: pd.DataFrame, language: str) -> str:
    """Return the notices, a row each."""
    rows: list[list[Cell]] = [
        [
            _study(results, row["study_id"]),
            _label(row["nature"], language),
            _day(row["date"], language),
            row["source"],
            _notice(row["notice"], row["notice"]) or gettext("word.unknown", language),
        ]
        for _, row in notices.iterrows()
    ]
    caption = gettext("retracted.caption", language, n=whole(len(rows), language))
    columns = headed(language, "study", "notice_says", "date", "source", "notice")
    return table(caption, columns, rows, name="table-retractions")


def _study(results: Results, study_id: str) -> str:
    """Return a study's short name; its id where it is no longer among the studies."""
    return str(results.studies.loc[study_id, "label"]) if study_id in results.studies.index else study_id
