"""What the flow is counted from: every record with its search, and every report with all that became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

import pandas as pd

#: ``kind`` of a search in searches.csv -> stream of the flow.
KINDS = {"database": "databases", "register": "databases", "other": "other"}


class Search(NamedTuple):
    """A line of searches.csv; ``n``, its count, is -1 where it is no number."""

    file: str
    kind: str
    date: str
    n: int


class FlowRecord(NamedTuple):
    """A record that was read, and whether the previous version had its search."""

    file: str
    report: str
    stream: str
    previous: bool


class Settled(NamedTuple):
    """What the votes on a report come to at one stage."""

    decision: str = ""
    role: str = ""
    reason: str = ""


class Fate(NamedTuple):
    """A report with all that became of it: at title and abstract, its full text, and when that was read."""

    report: str
    stream: str
    previous: bool
    first: Settled
    copy: str
    copy_reason: str
    read: Settled

    @property
    def kept(self) -> bool:
        """Whether title and abstract kept it."""
        return self.first.decision == "include"

    @property
    def in_review(self) -> bool:
        """Whether it is in the review: kept, not lost, not excluded when read."""
        return self.kept and self.copy != "not_obtainable" and self.read.decision != "exclude"

    @property
    def role(self) -> str:
        """Its role: that of the full text where it has been read, else of title and abstract."""
        return self.read.role or self.first.role


def read_records(duplicates: pd.DataFrame) -> list[tuple[str, str]]:
    """Return file (without its folder) and report of each record."""
    files = (PurePosixPath(str(file)).name for file in duplicates["file"])
    return list(zip(files, duplicates["report_id"], strict=True))


def searches_of(searches: pd.DataFrame) -> list[Search]:
    """Return the lines of searches.csv."""
    counts = pd.to_numeric(searches["count"], errors="coerce").fillna(-1).astype("int64")
    cells = zip(searches["file"], searches["kind"], searches["date"].astype(str), counts.tolist(), strict=True)
    return [Search(*search) for search in cells]


def settled_of(resolved: pd.DataFrame) -> dict[tuple[str, str], Settled]:
    """Return what the votes come to by stage and report."""
    keys = zip(resolved["stage"], resolved["report_id"], strict=True)
    cells = zip(resolved["decision"], resolved["role"], resolved["reason"], strict=True)
    return {key: Settled(*decision) for key, decision in zip(keys, cells, strict=True)}


def copies_of(status: pd.DataFrame | None) -> dict[str, tuple[str, str]]:
    """Return where each full text stands, and why."""
    if status is None:
        return {}
    return dict(zip(status["report_id"], zip(status["status"], status["reason"], strict=True), strict=True))


def records_of(read: Sequence[tuple[str, str]], searches: Sequence[Search], since: date | None) -> list[FlowRecord]:
    """Return every record with its stream."""
    streams = {search.file: KINDS[search.kind] for search in searches}
    old = {search.file for search in searches if since is not None and date.fromisoformat(search.date) <= since}
    return [FlowRecord(file, report, streams[file], file in old) for file, report in read]


def fates_of(
    records: Sequence[FlowRecord], decided: Mapping[tuple[str, str], Settled], copies: Mapping[str, tuple[str, str]]
) -> list[Fate]:
    """Return every report with what became of it, by its id."""
    members: dict[str, list[FlowRecord]] = {}
    for record in records:
        members.setdefault(record.report, []).append(record)
    fates = []
    for report in sorted(members):
        # "databases" sorts before "other": what any database found belongs there, as PRISMA counts it.
        stream = min(record.stream for record in members[report])
        previous = any(record.previous for record in members[report])
        first = decided.get(("title-abstract", report), Settled())
        status, why = copies.get(report, ("", ""))
        copy = (status or "to_fetch") if first.decision == "include" else ""
        read = decided.get(("full-text", report), Settled())
        fates.append(Fate(report, stream, previous, first, copy, why, read))
    return fates
