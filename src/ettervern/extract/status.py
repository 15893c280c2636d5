"""What has been extracted from each kept effect report, so that none is out of sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ettervern.computed import EffectReport, LaterStudy
from ettervern.extract.schemas import WordsRow
from ettervern.extract.tables import Extraction
from ettervern.files import Problem, ReviewError
from ettervern.schema import columns, frame, shown

#: ``figures``: at least one row in outcomes.csv. ``words``: none there, but one in findings_in_words.csv.
#: ``nothing``: nothing extracted yet.
STATUSES = ("figures", "words", "nothing")


def kept(screened: pd.DataFrame) -> pd.DataFrame:
    """Return the kept reports: included at the last stage that has decided about them.

    A report on which a later stage is still open stays as the stage before it decided.

    Parameters
    ----------
    screened : DataFrame
        Columns report_id, decision, role and, where there is more than one stage, stage; stages in the order in which
        reports pass them.
    """
    last = screened[screened["decision"] != "open"].drop_duplicates("report_id", keep="last")
    return last[last["decision"] == "include"]


def effect_report_status(screened: pd.DataFrame, report_ids: pd.DataFrame, extraction: Extraction) -> pd.DataFrame:
    """Return each kept effect report with what has been extracted from it.

    Parameters
    ----------
    screened : DataFrame
        What the votes come to: report_id, decision (``include`` keeps), role (``effect`` counts here).
    report_ids : DataFrame
        study_id, report_id: under which id the extraction tables know a report; see :func:`all_named`.
    extraction : Extraction
        Tables of the review.

    Returns
    -------
    DataFrame
        report_id, study_id, status (see ``STATUSES``), sorted by study_id; one row a report. A report with figures
        counts as ``figures`` though it has words too.

    Raises
    ------
    ReviewError
        Where figures or words stand for a report that was not kept as an effect report.
    """
    decided = kept(screened)
    effect = decided.loc[decided["role"] == "effect", "report_id"]
    named = all_named(report_ids, screened["report_id"])
    if problems := _not_kept(effect, named, extraction):
        raise ReviewError(problems)
    names = named.groupby("report_id", sort=False)["study_id"].agg(list)
    rows = [EffectReport(report, names[report][0], _status(names[report], extraction)) for report in effect]
    return frame(EffectReport, sorted(rows, key=lambda row: row.study_id))


def cited(report_ids: pd.DataFrame, screened: pd.DataFrame) -> pd.DataFrame:
    """Return study_id, report_id of all reports that are named or kept."""
    return all_named(report_ids, kept(screened)["report_id"])


def all_named(report_ids: pd.DataFrame, reports: Iterable[str]) -> pd.DataFrame:
    """Return study_id, report_id with a row for every report: until somebody names its study, that has its id.

    Parameters
    ----------
    report_ids : DataFrame
        study_id, report_id: the studies that somebody has named.
    reports : iterable of str
        Those that must have a row.
    """
    known = set(report_ids["report_id"])
    unnamed = [report for report in dict.fromkeys(reports) if report not in known]
    new = pd.DataFrame({"study_id": unnamed, "report_id": unnamed}, dtype="str")
    return pd.concat([report_ids[["study_id", "report_id"]], new], ignore_index=True)


def _status(studies: list[str], extraction: Extraction) -> str:
    """Return the status of a report that the tables know under these study ids (experiments in one paper share it)."""
    if any(row.study_id in studies for row in extraction.outcomes.values()):
        return "figures"
    return "words" if any(row.study_id in studies for row in extraction.findings_in_words.values()) else "nothing"


def _not_kept(effect: pd.Series, report_ids: pd.DataFrame, extraction: Extraction) -> list[Problem]:
    """Return a problem for each extracted result of a screened report that was not kept as an effect report."""
    refused = set(report_ids.loc[~report_ids["report_id"].isin(effect), "study_id"])
    given = [("outcomes.csv", line, row.study_id) for line, row in extraction.outcomes.items()]
    given += [("findings_in_words.csv", line, row.study_id) for line, row in extraction.findings_in_words.items()]
    message = "{} was not kept as an effect report; expected no result of it"
    return [
        Problem(file, line, "study_id", message.format(shown(study))) for file, line, study in given if study in refused
    ]


def identified_later(extraction: Extraction) -> pd.DataFrame:
    """Return the studies seen after the lists were closed: identified by other means, not yet screened.

    Returns
    -------
    DataFrame
        The rows of findings_in_words.csv with among_reports ``no``, one a study (its outcomes and directions joined
        with ``;``), sorted by study_id.
    """
    members: dict[str, list[WordsRow]] = {}
    for row in extraction.findings_in_words.values():
        if row.among_reports == "no":
            members.setdefault(row.study_id, []).append(row)
    return frame(LaterStudy, [_one_study(members[study]) for study in sorted(members)])


def _one_study(rows: list[WordsRow]) -> LaterStudy:
    """Return the findings of a study as one row."""
    whole = [dict(zip(columns(WordsRow), row, strict=True)) for row in rows]
    cells: dict[str, Any] = {
        name: next((row[name] for row in whole if row[name] is not None), None) for name in columns(LaterStudy)
    }
    cells["outcome"], cells["direction"], cells["finding"] = (
        "; ".join(said) for said in zip(*((row.outcome, row.direction, row.finding) for row in rows), strict=True)
    )
    return LaterStudy(**cells)
