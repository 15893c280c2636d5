"""Full texts: where each kept report stands, and which reports tell of one study.

``screening/<review>/decisions/full-text-status.csv`` is append-only like a decision file: the last line of a report
counts. A kept report without a line has not been sought yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern import clock
from ettervern.files import Problem, ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.rules import in_future, parse_time
from ettervern.screen.store import AppendOnlyFile, now_after
from ettervern.staging import is_file

STATUS_COLUMNS = ("time", "report_id", "status", "reason", "note")
#: To fetch (not sought yet), requested, obtained, not obtainable (the reason says why).
STATUSES = ("to_fetch", "requested", "obtained", "not_obtainable")


def status_file(review: Review) -> Path:
    """Return the path of the status file."""
    return review.screening / "decisions" / "full-text-status.csv"


def read_full_text_status(
    review: Review, kept: Iterable[str], *, aliases: Aliases | None = None, today: date | None = None
) -> pd.DataFrame:
    """Return where the full text of each kept report stands.

    Parameters
    ----------
    review : Review
        The review.
    kept : iterable of str
        Reports that title and abstract kept.
    aliases : Aliases, optional
        Former ids of reports.
    today : date, optional
        Lines after this day are errors; without it, see :func:`ettervern.clock.today`.

    Returns
    -------
    DataFrame
        ``report_id, status, reason, time, note``, a row a kept report, ordered by report id; ``to_fetch`` and empty
        cells where nothing has been written. Lines on reports that are not kept (any more) are left out here and stay
        in the file.

    Raises
    ------
    ReviewError
        Unknown status, ``not_obtainable`` without a reason, a time that is none or lies in the future.
    """
    path = status_file(review)
    log = _read_log(path, review.shown(path), today or clock.today()) if is_file(path) else _no_log()
    last = (aliases or Aliases()).renamed(log).drop_duplicates("report_id", keep="last").set_index("report_id")
    frame = last.reindex(pd.Index(sorted(set(kept)), name="report_id")).fillna("")
    frame["status"] = frame["status"].replace("", "to_fetch")
    return frame.reset_index()[["report_id", "status", "reason", "time", "note"]]


def set_full_text_status(
    review: Review, report_id: str, status: str, *, kept: Iterable[str], reason: str = "", note: str = ""
) -> None:
    """Write down where a report's full text stands: a line is added, the lines before stay.

    Parameters
    ----------
    review : Review
        The review.
    report_id, status : str
        The report, and one of :data:`STATUSES`.
    kept : iterable of str
        Reports that title and abstract kept; the status of any other is refused.
    reason : str
        Why a full text cannot be had.
    note : str
        What else is worth knowing.

    Raises
    ------
    ReviewError
        A status that breaks a rule, or a line that could not be saved.
    """
    path = status_file(review)
    file_name = review.shown(path)
    log = _read_log(path, file_name, date.max) if is_file(path) else _no_log()
    time = now_after(str(log["time"].iloc[-1]) if len(log) else "")
    row = dict(zip(STATUS_COLUMNS, (time, report_id, status, reason, note.strip()), strict=True))
    wrong = [Problem(file_name, 0, column, message) for column, message in _wrong(row, date.max)]
    if report_id not in set(kept):
        wrong.append(Problem(file_name, 0, "report_id", f"{report_id!r} is not among the reports kept"))
    if wrong:
        raise ReviewError(wrong)
    with AppendOnlyFile(path, STATUS_COLUMNS, file_name) as file:
        file.append(row)


def _no_log() -> pd.DataFrame:
    """Return a status file without lines."""
    return pd.DataFrame(columns=list(STATUS_COLUMNS), dtype="str")


def _read_log(path: Path, file: str, today: date) -> pd.DataFrame:
    """Read the status file, ordered by time so that a merge of branches changes nothing."""
    table = read_table(path, STATUS_COLUMNS, file)[list(STATUS_COLUMNS)]
    table = table[~(table == list(STATUS_COLUMNS)).all(axis=1)]
    problems = []
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        for column, message in _wrong(cells, today):
            problems.append(Problem(file, int(row), column, message))
    if problems:
        raise ReviewError(problems)
    order = table["time"].map(parse_time).sort_values(kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _wrong(cells: Mapping[Any, Any], today: date) -> list[tuple[str, str]]:
    """Return column and message of what is wrong in one line."""
    results = []
    moment = parse_time(cells["time"])
    if moment is None:
        results.append(("time", f"{cells['time']!r} is no time; expected a date such as 2026-11-21"))
    elif in_future(cells["time"], today):
        results.append(("time", f"{cells['time']} lies in the future (today is {today.isoformat()})"))
    if cells["status"] not in STATUSES:
        results.append(("status", f"{cells['status']!r}; expected {', '.join(STATUSES[:-1])} or {STATUSES[-1]}"))
    if cells["status"] == "not_obtainable" and not cells["reason"]:
        results.append(("reason", "empty; expected why the full text cannot be had"))
    if not cells["report_id"]:
        results.append(("report_id", "empty; expected a report id"))
    return results


def join_studies(
    reports: Iterable[str], report_ids: pd.DataFrame, families: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the study that each report belongs to: reports of one trial are one study.

    Parameters
    ----------
    reports : iterable of str
        Report ids.
    report_ids : DataFrame
        ``study_id, report_id``: the ids of the extracted data.
    families : DataFrame, optional
        ``study_id, trial``: reports that tell of the same trial, cohort or project.

    Returns
    -------
    DataFrame
        ``report_id, study``, ordered by report id. ``study`` is the trial's name where families gives one, else the
        study id, else the report id. A report that bridges two trials joins them.
    """
    trial = {} if families is None else dict(zip(families["study_id"], families["trial"], strict=True))
    names: dict[str, list[str]] = {report: [] for report in sorted(set(reports))}
    for study, report in zip(report_ids["study_id"], report_ids["report_id"], strict=True):
        if report in names:
            names[report].append(trial.get(study) or study)
    joined = _bridge(list(names.values()))
    rows = [(report, joined[result[0]] if result else report) for report, result in names.items()]
    return pd.DataFrame(rows, columns=["report_id", "study"], dtype="str")


def _bridge(groups: list[list[str]]) -> dict[str, str]:
    """Return each name's chosen name (the smallest) where names that stand in one group are the same study."""
    chosen: dict[str, str] = {}

    def root(name: str) -> str:
        while chosen.setdefault(name, name) != name:
            name = chosen[name]
        return name

    for group in groups:
        for name in group:
            first, second = sorted((root(group[0]), root(name)))
            chosen[second] = first
    return {name: root(name) for name in list(chosen)}
