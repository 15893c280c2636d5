"""Counting the flow: records, duplicate removal, decisions and full texts into the boxes of :mod:`.boxes`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.screen.boxes import PARENTS, Box, Flow

#: ``kind`` of a search in searches.csv -> stream of the flow.
KINDS = {"database": "databases", "register": "databases", "other": "other"}


def flow(
    review: Review,
    duplicates: pd.DataFrame,
    searches: pd.DataFrame,
    resolved: pd.DataFrame,
    *,
    status: pd.DataFrame | None = None,
    studies: pd.DataFrame | None = None,
    since: date | None = None,
) -> Flow:
    """Count the PRISMA 2020 flow.

    Parameters
    ----------
    review : Review
        Gives the order of reasons and roles.
    duplicates : DataFrame
        ``record_id, file, report_id``: a row for every record that was read.
    searches : DataFrame
        ``file, kind`` (``database``, ``register`` or ``other``), ``date, count``.
    resolved : DataFrame
        What the votes come to, from :func:`ettervern.screen.resolve`.
    status : DataFrame, optional
        ``report_id, status, reason``, from :func:`ettervern.screen.read_full_text_status`. Without it no full text
        has been sought.
    studies : DataFrame, optional
        ``report_id, study``, from :func:`ettervern.screen.join_studies`. Without it each report is a study.
    since : date, optional
        For an update: what searches up to this day found is the previous version, and only later records flow.

    Returns
    -------
    Flow
        Checked: every box adds up. A report that any database or register found belongs to that stream.

    Raises
    ------
    ReviewError
        Records of an unlisted file, a count of searches.csv that differs from what was read, decisions on reports
        that do not exist, full-text decisions on reports without a full text, or boxes that do not add up.
    """
    searches = searches.assign(count=pd.to_numeric(searches["count"], errors="coerce").fillna(-1).astype("int64"))
    _refuse(_record_problems(duplicates, searches))
    reports = _reports(duplicates, searches, since)
    reports = _with_decisions(reports, resolved, status)
    _refuse(_decision_problems(reports, resolved))
    new = reports[~reports["previous"]]
    records = _records(duplicates, searches, since)
    study = _study(studies)
    boxes = [box for stream in ("databases", "other") for box in _stream(stream, records, new, review)]
    boxes = [*_previous(reports[reports["previous"]], study, since), *boxes]
    boxes += _all(boxes, reports, study)
    return Flow(tuple(sorted(boxes, key=_place))).check()


def batches(duplicates: pd.DataFrame, searches: pd.DataFrame) -> dict[str, str]:
    """Return for each report the day of the first search that found it: the batch it was screened in."""
    days = dict(zip(searches["file"], searches["date"].astype(str), strict=True))
    result: dict[str, str] = {}
    for file, report in zip(duplicates["file"].map(_base), duplicates["report_id"], strict=True):
        result[report] = min(days[file], result.get(report, days[file]))
    return result


def _base(file: str) -> str:
    """Return a file's name without its folder."""
    return PurePosixPath(str(file)).name


def _refuse(problems: list[Problem]) -> None:
    """Stop where there are problems."""
    if problems:
        raise ReviewError(problems)


def _record_problems(duplicates: pd.DataFrame, searches: pd.DataFrame) -> list[Problem]:
    """Compare the records that were read with the list of searches."""
    read = duplicates["file"].map(_base).value_counts()
    shown = "searches/searches.csv"
    problems = [
        Problem(shown, 0, "file", f"{file} was read ({n} records) but is not listed")
        for file, n in read.items()
        if file not in set(searches["file"])
    ]
    for number, (file, kind, count) in enumerate(
        zip(searches["file"], searches["kind"], searches["count"], strict=True)
    ):
        row = number + 2
        if kind not in KINDS:
            problems.append(Problem(shown, row, "kind", f"{kind!r}; expected {', '.join(KINDS)}"))
        if count != read.get(file, 0):
            problems.append(Problem(shown, row, "count", f"{file}: {count} listed, {read.get(file, 0)} records read"))
    return problems


def _records(duplicates: pd.DataFrame, searches: pd.DataFrame, since: date | None) -> pd.DataFrame:
    """Return the records that flow: ``file, report_id, stream``."""
    kinds = dict(zip(searches["file"], searches["kind"], strict=True))
    files = duplicates["file"].map(_base)
    frame = pd.DataFrame({"file": files, "report_id": duplicates["report_id"]})
    frame["stream"] = files.map(kinds).map(KINDS)
    return frame if since is None else frame[~files.isin(_old_files(searches, since))]


def _old_files(searches: pd.DataFrame, since: date) -> set[str]:
    """Return the files of searches up to a day."""
    days = pd.to_datetime(searches["date"]).dt.date
    return set(searches.loc[days <= since, "file"])


def _reports(duplicates: pd.DataFrame, searches: pd.DataFrame, since: date | None) -> pd.DataFrame:
    """Return every report with its stream and whether the previous version had it."""
    records = _records(duplicates, searches, None)
    grouped = records.groupby("report_id", sort=True)
    # "databases" sorts before "other": what any database found belongs there, as PRISMA counts it.
    frame = pd.DataFrame({"stream": grouped["stream"].min()})
    old = _old_files(searches, since) if since is not None else set()
    frame["previous"] = grouped["file"].agg(lambda files: any(file in old for file in files)).astype(bool)
    return frame


def _with_decisions(reports: pd.DataFrame, resolved: pd.DataFrame, status: pd.DataFrame | None) -> pd.DataFrame:
    """Add to each report its decision at both stages and where its full text stands."""
    for stage, prefix in (("title-abstract", ""), ("full-text", "full_text_")):
        rows = resolved[resolved["stage"] == stage].set_index("report_id")[["decision", "role", "reason"]]
        reports = reports.join(rows.add_prefix(prefix))
    if status is not None:
        reports = reports.join(status.set_index("report_id")[["status", "reason"]].add_prefix("copy_"))
    else:
        reports = reports.assign(copy_status="to_fetch", copy_reason="")
    reports = reports.fillna("")
    kept = reports["decision"] == "include"
    reports["copy_status"] = reports["copy_status"].where(reports["copy_status"] != "", "to_fetch").where(kept, "")
    return reports


def _decision_problems(reports: pd.DataFrame, resolved: pd.DataFrame) -> list[Problem]:
    """Find decisions on reports that do not exist, or read full texts that nobody has."""
    unknown = sorted(set(resolved["report_id"]) - set(reports.index))
    problems = [Problem("decisions", 0, "report_id", f"decisions on {name!r}, which is no report") for name in unknown]
    read = reports[(reports["full_text_decision"] != "") & (reports["copy_status"] != "obtained")]
    for name, row in read.iterrows():
        why = f"its full text is {row['copy_status']}" if row["copy_status"] else "title and abstract did not keep it"
        problems.append(Problem("decisions/full-text", 0, "report_id", f"decisions on {name!r}, but {why}"))
    return problems


def _stream(stream: str, records: pd.DataFrame, reports: pd.DataFrame, review: Review) -> list[Box]:
    """Count one stream."""
    records = records[records["stream"] == stream]
    reports = reports[reports["stream"] == stream]
    kept = reports[reports["decision"] == "include"]
    numbers = {**_title_numbers(records, reports), **_full_text_numbers(kept)}
    rows = [Box(box, stream, "", n) for box, n in numbers.items()]
    details = _details(records, reports, kept, review)
    return rows + [Box(box, stream, name, n) for box, results in details.items() for name, n in results.items()]


def _title_numbers(records: pd.DataFrame, reports: pd.DataFrame) -> dict[str, int]:
    """Count the boxes from the search to title and abstract."""
    excluded, kept = (int((reports["decision"] == decision).sum()) for decision in ("exclude", "include"))
    return {
        "identified": len(records),
        "duplicates": len(records) - len(reports),
        "reports": len(reports),
        "not_screened": len(reports) - excluded - kept,
        "screened": excluded + kept,
        "excluded": excluded,
        "kept": kept,
    }


def _full_text_numbers(kept: pd.DataFrame) -> dict[str, int]:
    """Count the boxes of the full texts of kept reports."""
    copy, verdict = kept["copy_status"], kept["full_text_decision"]
    read = int(verdict.isin(["include", "exclude"]).sum())
    obtained = int((copy == "obtained").sum())
    return {
        "not_sought": int((copy == "to_fetch").sum()),
        "sought": int((copy != "to_fetch").sum()),
        "awaited": int((copy == "requested").sum()),
        "not_retrieved": int((copy == "not_obtainable").sum()),
        "retrieved": obtained,
        "not_read": obtained - read,
        "read": read,
        "excluded_full_text": int((verdict == "exclude").sum()),
        "included_full_text": int((verdict == "include").sum()),
        "in_review": len(_in_review(kept)),
    }


def _details(
    records: pd.DataFrame, reports: pd.DataFrame, kept: pd.DataFrame, review: Review
) -> dict[str, dict[str, int]]:
    """Count the parts of the boxes that have parts: by file, reason or role."""
    roles, reasons = list(review.settings.roles), review.reasons
    excluded = reports[reports["decision"] == "exclude"]
    lost = kept[kept["copy_status"] == "not_obtainable"]["copy_reason"]
    left_out = kept[kept["full_text_decision"] == "exclude"]["full_text_reason"]
    return {
        "identified": _counts(records["file"], sorted(set(records["file"]))),
        "excluded": _counts(excluded["reason"], reasons),
        "kept": _counts(kept["role"], roles),
        "not_retrieved": _counts(lost, sorted(set(lost))),
        "excluded_full_text": _counts(left_out, reasons),
        "in_review": _counts(_role(_in_review(kept)), roles),
    }


def _role(reports: pd.DataFrame) -> pd.Series:
    """Return each report's role: that of the full text where it has been read, else of title and abstract."""
    return reports["full_text_role"].where(reports["full_text_role"] != "", reports["role"])


def _counts(values: pd.Series, order: list[str]) -> dict[str, int]:
    """Count values in a given order, without those that do not occur."""
    counted = values.value_counts()
    return {name: int(counted[name]) for name in order if name in counted}


def _study(studies: pd.DataFrame | None) -> Mapping[str, str]:
    """Return report id -> study."""
    return {} if studies is None else dict(zip(studies["report_id"], studies["study"], strict=True))


def _in_review(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that are in the review: kept, not lost, not excluded when read."""
    gone = (reports["copy_status"] == "not_obtainable") | (reports["full_text_decision"] == "exclude")
    return reports[(reports["decision"] == "include") & ~gone]


def _previous(reports: pd.DataFrame, study: Mapping[str, str], since: date | None) -> list[Box]:
    """Count what the previous version brought: reports and studies that are still in the review."""
    if since is None:
        return []
    left = _in_review(reports)
    rows = [Box("in_review", "previous", name, n) for name, n in _counts(_role(left), sorted(set(_role(left)))).items()]
    counted = {
        "previous_reports": len(left),
        "previous_studies": len({study.get(name, name) for name in left.index}),
        "in_review": len(left),
    }
    return [Box(box, "previous", "", n) for box, n in counted.items()] + rows


def _all(boxes: list[Box], reports: pd.DataFrame, study: Mapping[str, str]) -> list[Box]:
    """Add the streams up, and count the studies that their reports tell of."""
    sums: dict[tuple[str, str], int] = {}
    for box in boxes:
        sums[(box.box, box.detail)] = sums.get((box.box, box.detail), 0) + box.n
    result = {study.get(str(name), str(name)) for name in _in_review(reports).index}
    rows = [Box(box, "all", detail, n) for (box, detail), n in sums.items()]
    return [*rows, Box("in_review_studies", "all", "", len(result))]


def _place(box: Box) -> tuple[int, int, int]:
    """Return where a row stands: by stream, then by box, the box before its details (which keep their order)."""
    streams = ("previous", "databases", "other", "all")
    return streams.index(box.stream), list(PARENTS).index(box.box), int(box.detail != "")
