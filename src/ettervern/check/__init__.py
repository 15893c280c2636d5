"""What is wrong with a review folder, in a person's words; nothing is changed.

Everything that a build would stumble over, and some things that it would not notice, are found together, so that a
person can mend them all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.appraise import examine_judgements
from ettervern.check.config import config_problems, named_elsewhere
from ettervern.check.searches import Reader, search_problems
from ettervern.check.texts import text_problems
from ettervern.extract import Extraction, effect_report_status, examine
from ettervern.extract.dates import date_problems, forget_commits, the_day
from ettervern.extract.links import read_report_ids
from ettervern.extract.second_look import second_look
from ettervern.files import Problem, ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.local import guard
from ettervern.records import read_file
from ettervern.review import Review
from ettervern.screen import Decisions, read_decisions, resolve
from ettervern.search.strategy import strategy_problems
from ettervern.staging import files_in, is_file, read_bytes

__all__ = ["check", "check_folder"]


def check_folder(folder: Path, *, today: date | str | None = None) -> list[Problem]:
    """Check a review folder that may not even be one; see :func:`check`."""
    try:
        review = Review.open(folder)
    except ReviewError as error:
        return sorted(error.problems)
    return check(review, today=today)


def check(
    review: Review,
    *,
    today: date | str | None = None,
    reports: pd.DataFrame | None = None,
    read: Reader | None = None,
) -> list[Problem]:
    """Return every problem of a review folder, sorted by file, row and column.

    Parameters
    ----------
    review : Review
        The review; nothing in it is changed.
    today : date or str, optional
        What counts as today; else ``SOURCE_DATE_EPOCH``, else the clock. A date after it is an error; in a row that
        git has committed as it stands, a warning.
    reports : DataFrame, optional
        Reports as duplicate removal merged them (``report_id``); with them, decisions on other reports are found.
    read : callable, optional
        Reads one search export; the package's own reader where not given.

    Returns
    -------
    list of Problem
        Errors and warnings; empty where all is well.

    Raises
    ------
    ReviewError
        Where ``today`` cannot be read.
    """
    day = the_day(today)
    forget_commits()
    problems = config_problems(review, day)
    problems += _protocol(review)
    problems += search_problems(review, day, read or (lambda path: read_file(path, name=review.shown(path))))
    frames, found = examine(review, day)
    faulty = any(problem.severity == "error" for problem in found)
    # A row with a fault is not in the frames, so its Norwegian texts would seem to belong to nothing.
    texts = [problem for problem in text_problems(review, frames) if not faulty or problem.severity == "error"]
    problems += found + texts
    problems += [] if faulty else named_elsewhere(review, frames)
    decisions, found = _decisions(review, reports)
    problems += [
        *found,
        *_dates(review, day),
        *_judgements(review, day),
        *guard.problems(review),
        *strategy_problems(review),
    ]
    if decisions is not None and not any(problem.severity == "error" for problem in problems):
        extraction = Extraction(**frames, problems=[])
        problems += [*_statuses(review, decisions, extraction), *second_look(review, extraction, day)]
    return sorted(set(problems))


def _protocol(review: Review) -> Iterator[Problem]:
    """Find a review without a protocol."""
    path = review.folder / "protocol.md"
    if not is_file(path) or not read_bytes(path).strip():
        yield Problem(review.shown(path), 0, "", "the file is missing or empty; expected the review's protocol")


def _decisions(review: Review, reports: pd.DataFrame | None) -> tuple[Decisions | None, list[Problem]]:
    """Read the decisions of screening; dates in the future are left to :func:`_dates`, which asks git."""
    known = None if reports is None else reports["report_id"]
    try:
        decisions = read_decisions(review, today=date.max, known_reports=known)
    except ReviewError as error:
        return None, error.problems
    return decisions, list(decisions.problems)


def _dates(review: Review, today: date) -> Iterator[Problem]:
    """Find dates in the future in decisions and full-text status."""
    for path in files_in(review.screening / "decisions", "*.csv"):
        try:
            cells = read_table(path, ["time"], review.shown(path))
        except ReviewError:
            continue  # Decision files are read, and their faults told, by screening.
        yield from date_problems(path, review.shown(path), cells, "time", today, only_future=True)


def _judgements(review: Review, today: date) -> list[Problem]:
    """Find faults in the judgements of certainty."""
    try:
        return list(examine_judgements(review, today=today)[1])
    except ReviewError as error:
        return error.problems


def _statuses(review: Review, decisions: Decisions, extraction: Extraction) -> list[Problem]:
    """Find kept effect reports without a status, and results of reports that were not kept."""
    report_ids = read_report_ids(review)
    if report_ids is None:
        return []
    try:
        aliases = Aliases.read(review)
    except ReviewError as error:
        return error.problems
    decisions = decisions.renamed(aliases)
    report_ids = aliases.renamed(report_ids)
    places = {f"{table}.csv": review.extraction / f"{table}.csv" for table in ("outcomes", "findings_in_words")}
    places["report_ids.csv"] = review.screening / "report_ids.csv"
    try:
        effect_report_status(resolve(decisions, review), report_ids, extraction)
    except ReviewError as error:
        return [replace(problem, file=review.shown(places[problem.file])) for problem in error.problems]
    return []
