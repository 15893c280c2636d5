"""What ``review.toml`` demands of the other files, and the calendar of it; the rest is found when it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date

from ettervern.appraise import rate_problems
from ettervern.extract import Extraction
from ettervern.extract.dates import committed_text
from ettervern.files import Problem
from ettervern.publish.site.page_names import pages_of
from ettervern.review import Review
from ettervern.settings import warnings
from ettervern.settings.reader import nearest, shown


def config_problems(review: Review, today: date) -> list[Problem]:
    """Return the date of the version where it is in the future, and settings that have no effect (warnings)."""
    result = [review.fault(fault.key, fault.message, "warning") for fault in warnings(review.settings, review.name)]
    return [*result, *_dated(review, today)]


def _dated(review: Review, today: date) -> Iterator[Problem]:
    """Find the date of the version in the future: a warning where git has committed it."""
    if review.date <= today:
        return
    try:
        old = tomllib.loads(committed_text(review.folder / "review.toml")).get("review", {}).get("date") == review.date
    except (tomllib.TOMLDecodeError, AttributeError):
        old = False
    message = f"the date {review.date.isoformat()} is in the future (today is {today.isoformat()})"
    yield review.fault("review.date", message, "warning" if old else "error")


def named_elsewhere(review: Review, tables: Extraction) -> Iterator[Problem]:
    """Find what ``review.toml`` names and the tables, or the book, do not have."""
    yield from rate_problems(review, tables.base_rates.values())
    known = sorted({row.study_id for row in tables.outcomes.values()})
    for number, reading in enumerate(review.settings.pooling.intervals_read_as, start=1):
        key = f"pooling.intervals_read_as.{number}.study_id"
        yield from _unknown(review, key, [reading.study_id], known, "no study of outcomes.csv")
    themes = [row.experience_id for row in tables.experiences.values()]
    pages = [*pages_of(review)]  # none where the book is not laid out yet
    for page, table in review.settings.pages.items():
        yield from _unknown(review, f"pages.{page}", [page], pages or [page], "no page of the book")
        yield from _unknown(review, f"pages.{page}.experiences", table.experiences, themes, "no row of experiences.csv")


def _unknown(
    review: Review, key: str, names: list[str] | tuple[str, ...], known: list[str], what: str
) -> Iterator[Problem]:
    """Yield names that are not known."""
    for name in names:
        if name not in known:
            yield review.fault(key, f"{shown(name)} is {what}{nearest(name, known)}")
