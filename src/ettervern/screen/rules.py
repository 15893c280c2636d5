"""What a line of a decision file may hold: the same rules for reading, for voting and for votes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ettervern import clock
from ettervern.files import Problem
from ettervern.review import Review

CHOICES = ("include", "exclude", "unsure")


class Line(NamedTuple):
    """A line of a decision file."""

    time: str
    report_id: str
    decision: str
    role: str
    reason: str
    note: str
    criteria_version: str
    rank: str


#: Columns of a decision file, in order.
COLUMNS = Line._fields


@dataclass(frozen=True)
class Rules:
    """What a line of a decision file may hold.

    Attributes
    ----------
    reasons, roles : tuple of str
        Codes of ``review.toml``.
    today : date
        Last day a decision may bear.
    reports : frozenset of str, optional
        Report ids that exist.
    """

    reasons: tuple[str, ...]
    roles: tuple[str, ...]
    today: date
    reports: frozenset[str] | None = None

    @classmethod
    def of(cls, review: Review, today: date | None = None, reports: Iterable[str] | None = None) -> Rules:
        """Return the rules of a review."""
        known = None if reports is None else frozenset(reports)
        roles = tuple(review.settings.roles)
        return cls(tuple(review.reasons), roles, today or clock.today(), known)

    def problems(self, line: Line, file: str = "", row: int = 0) -> list[Problem]:
        """Return what is wrong with one line, which stands in this row of a file."""
        results = [*self._time(line.time), *self._report(line.report_id), *self._decision(line)]
        if line.rank and not re.fullmatch(r"[1-9][0-9]{0,8}", line.rank):
            results.append(("rank", f"{line.rank!r} is not a place in the order; expected 1, 2, 3 ... or nothing"))
        return [Problem(file, row, column, message) for column, message in results]

    def _time(self, text: str) -> Iterator[tuple[str, str]]:
        """Check the time: a date or a moment, not in the future."""
        moment = parse_time(text)
        if moment is None:
            yield "time", f"{text!r} is no time; expected a date such as 2026-11-21 or 2026-11-21T09:30:00Z"
        elif in_future(text, self.today):
            yield "time", f"{text} lies in the future (today is {self.today.isoformat()})"

    def _report(self, name: str) -> Iterator[tuple[str, str]]:
        """Check that the report is named, and exists."""
        if not name:
            yield "report_id", "empty; expected a report id"
        elif self.reports is not None and name not in self.reports:
            yield "report_id", f"no report {name!r} among the reports of this review"

    def _decision(self, line: Line) -> Iterator[tuple[str, str]]:
        """Check the decision with its role and reason."""
        decision, role, reason = line.decision, line.role, line.reason
        if decision not in CHOICES:
            yield "decision", f"{decision!r} is no decision; expected {one_of(CHOICES)}"
        if role and role not in self.roles:
            yield "role", f"{role!r} is no role of review.toml; expected {one_of(self.roles)}"
        if reason and reason not in self.reasons:
            yield "reason", f"{reason!r} is no reason of review.toml; expected {one_of(self.reasons)}"
        if decision == "exclude" and not reason:
            yield "reason", f"an exclusion needs a reason; expected {one_of(self.reasons)}"
        if decision == "include" and not role:
            yield "role", f"an inclusion needs a role; expected {one_of(self.roles)}"
        if decision == "include" and reason:
            yield "reason", "a reason to exclude stands at a report that is included; expected none"


def parse_time(text: str) -> datetime | None:
    """Return a decision's time (UTC); a bare date is that day's first moment, for what is known by its date only."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def in_future(text: str, today: date) -> bool:
    """Return whether a time lies after a day, anywhere on earth.

    Moments are written in UTC, where the next day may have come before today is over for the one who votes.
    """
    moment = parse_time(text)
    if moment is None:
        return False
    return (moment - timedelta(hours=12 if "T" in text else 0)).date() > today


def one_of(words: Iterable[str]) -> str:
    """Return words as a list for a person: ``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
