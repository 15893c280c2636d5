"""Full texts: where each kept report stands, and which reports tell of one study.

``screening/<review>/decisions/full-text-status.csv`` is append-only like a decision file: the last line of a report
counts. A kept report without a line has not been sought yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ettervern import clock
from ettervern.computed import FullText
from ettervern.files import Problem, ReviewError
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.schema import frame, read_entered
from ettervern.screen.rules import in_future, parse_time
from ettervern.screen.store import AppendOnlyFile, now_after
from ettervern.staging import is_file


class StatusRow(NamedTuple):
    """A line of the status file."""

    time: str
    report_id: str
    status: str
    reason: str
    note: str


STATUS_COLUMNS = StatusRow._fields
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
    log = _read_log(path, review.shown(path), today or clock.today())
    last = {(aliases or Aliases()).now(line.report_id): line for line in log}
    lines = ((name, last.get(name, StatusRow("", name, "to_fetch", "", ""))) for name in sorted(set(kept)))
    return frame(FullText, [FullText(name, line.status, line.reason, line.time, line.note) for name, line in lines])


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
    log = _read_log(path, file_name, date.max)
    line = StatusRow(now_after(log[-1].time if log else ""), report_id, status, reason, note.strip())
    wrong = [Problem(file_name, 0, column, message) for column, message in _wrong(line, date.max)]
    if report_id not in set(kept):
        wrong.append(Problem(file_name, 0, "report_id", f"{report_id!r} is not among the reports kept"))
    if wrong:
        raise ReviewError(wrong)
    with AppendOnlyFile(path, STATUS_COLUMNS, file_name) as file:
        file.append(line._asdict())


def _read_log(path: Path, file: str, today: date) -> list[StatusRow]:
    """Read the status file, ordered by time so that a merge of branches changes nothing; none where there is none."""
    if not is_file(path):
        return []
    table = {row: line for row, line in read_entered(StatusRow, path, file).items() if line != STATUS_COLUMNS}
    problems = [
        Problem(file, row, column, message) for row, line in table.items() for column, message in _wrong(line, today)
    ]
    if problems:
        raise ReviewError(problems)
    return sorted(table.values(), key=lambda line: parse_time(line.time) or datetime.max)


def _wrong(line: StatusRow, today: date) -> list[tuple[str, str]]:
    """Return column and message of what is wrong in one line."""
    results = []
    moment = parse_time(line.time)
    if moment is None:
        results.append(("time", f"{line.time!r} is no time; expected a date such as 2026-11-21"))
    elif in_future(line.time, today):
        results.append(("time", f"{line.time} lies in the future (today is {today.isoformat()})"))
    if line.status not in STATUSES:
        results.append(("status", f"{line.status!r}; expected {', '.join(STATUSES[:-1])} or {STATUSES[-1]}"))
    if line.status == "not_obtainable" and not line.reason:
        results.append(("reason", "empty; expected why the full text cannot be had"))
    if not line.report_id:
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
