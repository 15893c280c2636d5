"""Counting the flow: records, duplicate removal, decisions and full texts into the boxes of :mod:`.boxes`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.screen.boxes import PARENTS, Box, Flow
from ettervern.screen.fates import (
    KINDS,
    Fate,
    FlowRecord,
    Search,
    copies_of,
    fates_of,
    read_records,
    records_of,
    searches_of,
    settled_of,
)


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
    read, listed = read_records(duplicates), searches_of(searches)
    _refuse(_record_problems(Counter(file for file, _ in read), listed))
    records, decided = records_of(read, listed, since), settled_of(resolved)
    fates = fates_of(records, decided, copies_of(status))
    _refuse(_decision_problems(fates, decided))
    new = [record for record in records if not record.previous]
    flowing = [fate for fate in fates if not fate.previous]
    study = {} if studies is None else dict(zip(studies["report_id"], studies["study"], strict=True))
    boxes = [box for stream in ("databases", "other") for box in _stream(stream, new, flowing, review)]
    boxes = [*_previous([fate for fate in fates if fate.previous], study, since), *boxes]
    boxes += _all(boxes, fates, study)
    return Flow(tuple(sorted(boxes, key=_place))).check()


def batches(duplicates: pd.DataFrame, searches: pd.DataFrame) -> dict[str, str]:
    """Return for each report the day of the first search that found it: the batch it was screened in."""
    days = dict(zip(searches["file"], searches["date"].astype(str), strict=True))
    result: dict[str, str] = {}
    for file, report in read_records(duplicates):
        result[report] = min(days[file], result.get(report, days[file]))
    return result


def _refuse(problems: list[Problem]) -> None:
    """Stop where there are problems."""
    if problems:
        raise ReviewError(problems)


def _record_problems(read: Mapping[str, int], searches: Sequence[Search]) -> list[Problem]:
    """Compare the records that were read, a number a file, with the list of searches."""
    shown, known = "searches/searches.csv", {search.file for search in searches}
    problems = [
        Problem(shown, 0, "file", f"{file} was read ({n} records) but is not listed")
        for file, n in read.items()
        if file not in known
    ]
    for row, search in enumerate(searches, start=2):
        if search.kind not in KINDS:
            problems.append(Problem(shown, row, "kind", f"{search.kind!r}; expected {', '.join(KINDS)}"))
        if search.n != read.get(search.file, 0):
            message = f"{search.file}: {search.n} listed, {read.get(search.file, 0)} records read"
            problems.append(Problem(shown, row, "count", message))
    return problems


def _decision_problems(fates: Sequence[Fate], decided: Iterable[tuple[str, str]]) -> list[Problem]:
    """Find decisions on reports that do not exist, or read full texts that nobody has."""
    unknown = sorted({report for _, report in decided} - {fate.report for fate in fates})
    problems = [Problem("decisions", 0, "report_id", f"decisions on {name!r}, which is no report") for name in unknown]
    for fate in fates:
        if fate.read.decision and fate.copy != "obtained":
            why = f"its full text is {fate.copy}" if fate.copy else "title and abstract did not keep it"
            message = f"decisions on {fate.report!r}, but {why}"
            problems.append(Problem("decisions/full-text", 0, "report_id", message))
    return problems


def _stream(stream: str, records: Sequence[FlowRecord], fates: Sequence[Fate], review: Review) -> list[Box]:
    """Count one stream."""
    records = [record for record in records if record.stream == stream]
    fates = [fate for fate in fates if fate.stream == stream]
    kept = [fate for fate in fates if fate.kept]
    numbers = {**_title_numbers(records, fates), **_full_text_numbers(kept)}
    rows = [Box(box, stream, "", n) for box, n in numbers.items()]
    details = _details(records, fates, kept, review)
    return rows + [Box(box, stream, name, n) for box, results in details.items() for name, n in results.items()]


def _title_numbers(records: Sequence[FlowRecord], fates: Sequence[Fate]) -> dict[str, int]:
    """Count the boxes from the search to title and abstract."""
    said = Counter(fate.first.decision for fate in fates)
    excluded, kept = said["exclude"], said["include"]
    return {
        "identified": len(records),
        "duplicates": len(records) - len(fates),
        "reports": len(fates),
        "not_screened": len(fates) - excluded - kept,
        "screened": excluded + kept,
        "excluded": excluded,
        "kept": kept,
    }


def _full_text_numbers(kept: Sequence[Fate]) -> dict[str, int]:
    """Count the boxes of the full texts of kept reports."""
    copy, verdict = Counter(fate.copy for fate in kept), Counter(fate.read.decision for fate in kept)
    read = verdict["include"] + verdict["exclude"]
    return {
        "not_sought": copy["to_fetch"],
        "sought": len(kept) - copy["to_fetch"],
        "awaited": copy["requested"],
        "not_retrieved": copy["not_obtainable"],
        "retrieved": copy["obtained"],
        "not_read": copy["obtained"] - read,
        "read": read,
        "excluded_full_text": verdict["exclude"],
        "included_full_text": verdict["include"],
        "in_review": sum(fate.in_review for fate in kept),
    }


def _details(
    records: Sequence[FlowRecord], fates: Sequence[Fate], kept: Sequence[Fate], review: Review
) -> dict[str, dict[str, int]]:
    """Count the parts of the boxes that have parts: by file, reason or role."""
    roles, reasons = list(review.settings.roles), review.reasons
    files = [record.file for record in records]
    lost = [fate.copy_reason for fate in kept if fate.copy == "not_obtainable"]
    return {
        "identified": _counts(files, sorted(set(files))),
        "excluded": _counts((fate.first.reason for fate in fates if fate.first.decision == "exclude"), reasons),
        "kept": _counts((fate.first.role for fate in kept), roles),
        "not_retrieved": _counts(lost, sorted(set(lost))),
        "excluded_full_text": _counts((fate.read.reason for fate in kept if fate.read.decision == "exclude"), reasons),
        "in_review": _counts((fate.role for fate in kept if fate.in_review), roles),
    }


def _counts(values: Iterable[str], order: Sequence[str]) -> dict[str, int]:
    """Count values in a given order, without those that do not occur."""
    counted = Counter(values)
    return {name: counted[name] for name in order if name in counted}


def _previous(fates: Sequence[Fate], study: Mapping[str, str], since: date | None) -> list[Box]:
    """Count what the previous version brought: reports and studies that are still in the review."""
    if since is None:
        return []
    left = [fate for fate in fates if fate.in_review]
    roles = [fate.role for fate in left]
    rows = [Box("in_review", "previous", name, n) for name, n in _counts(roles, sorted(set(roles))).items()]
    counted = {
        "previous_reports": len(left),
        "previous_studies": len({study.get(fate.report, fate.report) for fate in left}),
        "in_review": len(left),
    }
    return [Box(box, "previous", "", n) for box, n in counted.items()] + rows


def _all(boxes: list[Box], fates: Sequence[Fate], study: Mapping[str, str]) -> list[Box]:
    """Add the streams up, and count the studies that their reports tell of."""
    sums: dict[tuple[str, str], int] = {}
    for box in boxes:
        sums[(box.box, box.detail)] = sums.get((box.box, box.detail), 0) + box.n
    result = {study.get(fate.report, fate.report) for fate in fates if fate.in_review}
    rows = [Box(box, "all", detail, n) for (box, detail), n in sums.items()]
    return [*rows, Box("in_review_studies", "all", "", len(result))]


def _place(box: Box) -> tuple[int, int, int]:
    """Return where a row stands: by stream, then by box, the box before its details (which keep their order)."""
    streams = ("previous", "databases", "other", "all")
    return streams.index(box.stream), list(PARENTS).index(box.box), int(box.detail != "")
