"""What changed in the review: the versions as people tell them, and the changes of the evidence as they were noted.

Versions stand in ``texts/changes.toml``. What an update did to the evidence stands in ``changes.csv``, which
``ettervern diff --record`` writes. The page and the feed show the same entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError
from ettervern.publish.results import Results
from ettervern.publish.site.html import nothing
from ettervern.publish.site.templates import rendered
from ettervern.publish.words.language import written


@dataclass(frozen=True)
class Change:
    """One entry of the log.

    Attributes
    ----------
    key : str
        Its id on the page and in the feed, in every language; the same for good.
    day : date
        When it changed.
    title : str
        Heading, in the language asked for.
    points : tuple of str
        What changed, plain text.
    """

    key: str
    day: date
    title: str
    points: tuple[str, ...]


def entries(results: Results, language: str) -> list[Change]:
    """Return every change, the newest first; on one day the version stands before the changes of the evidence.

    Parameters
    ----------
    results : Results
        Holds ``texts/changes.toml`` and ``changes.csv``; a review need not have either.
    language : str
        ``nb`` or ``en``.

    Raises
    ------
    ReviewError
        Where ``changes.csv`` holds a date that is none, or a line without words or id.
    """
    result = [*_versions(results, language), *_evidence(results, language)]
    return sorted(result, key=lambda change: change.day, reverse=True)


def _versions(results: Results, language: str) -> Iterable[Change]:
    """Return the versions that people wrote down."""
    for row in results.written("changes").get("changes", []):
        version = str(row["version"])
        points = tuple(str(point) for point in row[language])
        yield Change(f"v{version}", row["date"], f"{gettext('word.version', language)} {version}", points)


def _evidence(results: Results, language: str) -> list[Change]:
    """Return the changes of the evidence, an entry for what was noted on one day against one earlier state."""
    log = results.get("changes")
    if log is None or log.empty:
        return []
    _refuse(log, results.review.shown(results.review.folder / "changes.csv"))
    result = []
    for (when, version, since), rows in log.groupby(["date", "version", "from"], sort=False):
        title = gettext("changes.evidence_version" if version else "changes.evidence", language, version=version)
        points = [
            *(str(written(results, row, "text", language)) for _, row in rows.iterrows()),
            *([gettext("changes.compared", language, since=since)] if since else []),
        ]
        # The first line names the entry, so that a line noted later the same day makes no new one.
        key = f"e-{rows['id'].iloc[0]}-{when}"
        result.append(Change(key, date.fromisoformat(str(when)), title, tuple(points)))
    # Of two on one day the later line is the newer.
    return result[::-1]


def _refuse(log: pd.DataFrame, file: str) -> None:
    """Stop where a line of the log can't be shown."""
    problems = []
    for row, cells in log.iterrows():
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cells["date"]) or not _is_day(cells["date"]):
            message = f"expected a date such as 2026-11-21, found {cells['date']!r}"
            problems.append(Problem(file, int(str(row)), "date", message))
        if not re.fullmatch(r"[A-Za-z0-9-]+", cells["id"]):
            problems.append(Problem(file, int(str(row)), "id", "expected letters and digits only"))
        problems += [
            Problem(file, int(str(row)), column, "the words are missing; expected what changed, in both languages")
            for column in ("text_nb", "text_en")
            if not cells[column]
        ]
    if problems:
        raise ReviewError(problems)


def _is_day(text: str) -> bool:
    """Return whether a text names a day of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def change_log(results: Results, _: str, language: str) -> str:
    """Return what changed in the review, newest first, a section an entry."""
    changes = entries(results, language)
    return rendered("change_log", language, changes=changes) if changes else nothing(language)
