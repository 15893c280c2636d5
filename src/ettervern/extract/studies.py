"""The list of included studies: what was seen of each, from whichever table saw it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from ettervern.computed import Study
from ettervern.extract.status import kept
from ettervern.extract.tables import Extraction
from ettervern.schema import columns, texts, typed

CITATION = ("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid")


def is_description(title: str) -> bool:
    """Return whether a title is our description: in square brackets, because the title itself was not seen."""
    return title.startswith("[") and title.endswith("]")


def merge_seen(*sources: dict[str, str]) -> dict[str, str]:
    """Return the first value seen of each field; a real title goes before our description of it."""
    merged: dict[str, str] = {}
    for source in sources:
        for name, value in source.items():
            old = merged.get(name, "")
            if value and (not old or (name == "title" and is_description(old) and not is_description(value))):
                merged[name] = value
    return merged


def first_seen(rows: Iterable[tuple[str, dict[str, str]]]) -> dict[str, dict[str, str]]:
    """Return the first row of each study as text by column."""
    result: dict[str, dict[str, str]] = {}
    for study, cells in rows:
        result.setdefault(study, cells)
    return result


def seen_of_studies(
    extraction: Extraction, report_ids: pd.DataFrame, reports: pd.DataFrame | None = None
) -> dict[str, dict[str, str]]:
    """Return what was seen of each study: study_id -> field -> text, from the tables first, then from its report.

    Parameters
    ----------
    extraction : Extraction
        studies.csv goes before findings_in_words.csv, that before experiences.csv.
    report_ids : DataFrame
        study_id, report_id.
    reports : DataFrame, optional
        Reports as duplicate removal merged them: report_id, title, authors, year, journal and so on.
    """
    sources = [
        first_seen((row.study_id, texts(row)) for row in extraction.studies.values()),
        first_seen((row.study_id, texts(row)) for row in extraction.findings_in_words.values()),
        first_seen(
            (
                row.study_id,
                {
                    "doi": row.doi,
                    "country": row.country,
                    "source_url": row.source_url,
                    "citation": row.citation,
                },
            )
            for row in extraction.experiences.values()
        ),
        first_seen((row.study_id, {"country": row.country}) for row in extraction.base_rates.values()),
    ]
    if reports is not None:
        # A report's category of record is no category of measure, so only what the two tables share is taken.
        fields = [name for name in (*CITATION, "url", "type", "publisher", "place") if name in reports]
        joined = report_ids.merge(reports[["report_id", *fields]], on="report_id", how="inner")
        told = zip(*(joined[name].fillna("") for name in ("study_id", *fields)), strict=True)
        sources.append(first_seen((study, dict(zip(fields, cells, strict=True))) for study, *cells in told))
    studies = sorted({study for source in sources for study in source})
    merged = {study: merge_seen(*(source.get(study, {}) for source in sources)) for study in studies}
    for seen in merged.values():
        # BibTeX exports write 313--329, others 313-329 or with an en dash: one way for readers.
        seen["pages"] = re.sub(r"\s*[-–—]+\s*", "-", seen.get("pages", ""))
    return merged


def trials(extraction: Extraction) -> dict[str, str]:
    """Return the trial or cohort of each study that shares one: from trial_families.csv, then from its own row."""
    named = [(row.study_id, row.trial) for row in extraction.trial_families.values()]
    named += [(row.study_id, row.trial) for row in extraction.studies.values()]
    named += [(row.study_id, row.trial) for row in extraction.findings_in_words.values()]
    return dict(reversed(named))


def studies_table(
    extraction: Extraction,
    screened: pd.DataFrame,
    report_ids: pd.DataFrame,
    status: pd.DataFrame,
    reports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the list of included studies: one row a kept report, reports of one trial named together.

    Parameters
    ----------
    extraction : Extraction
        Tables of the review.
    screened : DataFrame
        What the votes come to: report_id, decision, role.
    report_ids : DataFrame
        study_id, report_id.
    status : DataFrame
        From :func:`effect_report_status`.
    reports : DataFrame, optional
        Reports as duplicate removal merged them; fills what the tables have not seen.

    Returns
    -------
    DataFrame
        Typed as :class:`ettervern.computed.Study`, sorted by study_id. ``role`` is what the report is kept for;
        ``status`` is empty where that is not an effect. ``title_is_description`` is yes where the title was not
        seen. ``trial_reports`` names the other reports of the same trial, with ``;`` between.
    """
    names = report_ids.drop_duplicates("report_id").set_index("report_id")["study_id"]
    seen = seen_of_studies(extraction, report_ids, reports)
    trial = trials(extraction)
    statuses = dict(zip(status["report_id"], status["status"], strict=True))
    rows = []
    for report, role in kept(screened)[["report_id", "role"]].itertuples(index=False):
        study = str(names.get(report, report))
        row = seen.get(study, {})
        place = {"study_id": study, "report_id": report, "role": role, "status": statuses.get(report, "")}
        rows.append({**row, **place, "trial": trial.get(study, study), "url": row.get("source_url") or row.get("url")})
    table = pd.DataFrame(rows, columns=list(columns(Study)), dtype="str").fillna("").sort_values("study_id")
    table["title_is_description"] = table["title"].map(lambda title: "yes" if is_description(title) else "no")
    table["trial_reports"] = _companions(table["study_id"], trial)
    return typed(columns(Study), table.reset_index(drop=True))


def _companions(studies: pd.Series, trial: dict[str, str]) -> list[str]:
    """Return for each study the other kept studies of its trial."""
    members: dict[str, list[str]] = {}
    for study in sorted(studies):
        members.setdefault(trial.get(study, study), []).append(study)
    return [";".join(other for other in members[trial.get(study, study)] if other != study) for study in studies]
