"""What is wrong with a review folder, in a person's words; nothing is changed.

Everything that a build would stumble over, and some things that it would not notice, are found together, so that a
person can mend them all at once. A build begins with this check, and a check ends with the other steps of a build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ettervern.appraise import examine_judgements
from ettervern.appraise.lines import line_problems
from ettervern.check.config import config_problems, named_elsewhere
from ettervern.check.disputes import dispute_problems
from ettervern.check.searches import search_problems
from ettervern.check.texts import text_problems
from ettervern.extract import examine
from ettervern.extract.columns import lacking
from ettervern.extract.dates import date_problems, the_day
from ettervern.extract.second_look import second_look
from ettervern.extract.tables import Examined
from ettervern.files import Problem, ReviewError, read_table
from ettervern.living.book import left_pages, without_page
from ettervern.living.kept_up import kept_up_problems
from ettervern.living.placeholders import placeholders
from ettervern.local import guard
from ettervern.on_demand import callable_too
from ettervern.pipeline import rehearse
from ettervern.review import Review
from ettervern.screen import read_decisions
from ettervern.search.strategy import strategy_problems
from ettervern.staging import files_in, is_file, read_bytes

__all__ = ["check", "check_folder", "faults"]
callable_too(__name__)


def check_folder(folder: Path, *, today: date | str | None = None) -> list[Problem]:
    """Check a review folder that may not even be one; see :func:`check`."""
    try:
        review = Review.open(folder)
    except ReviewError as error:
        return sorted(error.problems)
    return check(review, today=today)


def check(review: Review, *, today: date | str | None = None) -> list[Problem]:
    """Return every problem of a review folder, sorted by file, row and column.

    First the files are looked through; where no fault is found in them the steps of a build are rehearsed, so that a
    check finds whatever a build would refuse.

    Parameters
    ----------
    review : Review
        The review; nothing in it is changed.
    today : date or str, optional
        What counts as today; else ``SOURCE_DATE_EPOCH``, else the clock. A date after it is an error; in a row that
        git has committed as it stands, a warning.

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
    problems = faults(review, day)
    return problems if _errors(problems) else sorted({*problems, *rehearse(review, day)})


def faults(review: Review, day: date, examined: Examined | None = None) -> list[Problem]:
    """Return what is wrong in the files of a review folder, as far as each tells without a build.

    This is the first step of a build; see :func:`check` for all of it.
    """
    problems = config_problems(review, day)
    problems += _protocol(review)
    problems += search_problems(review, day)
    tables, result = examined or examine(review, day)
    # A row with a fault is not in the tables, so its Norwegian texts would seem to belong to nothing.
    texts = text_problems(review, tables)
    problems += result + (_errors(texts) if _errors(result) else texts)
    problems += [] if _errors(result) else named_elsewhere(review, tables)
    problems += [
        *_decisions(review),
        *dispute_problems(review, tables),
        *_dates(review, day),
        *_judgements(review, day),
        *_appraisals(review),
        *kept_up_problems(review),
        *guard.problems(review),
        *strategy_problems(review),
        *placeholders(review),
        *_pages(review),
        *_columns(review),
    ]
    if not _errors(problems):
        problems += second_look(review, tables, day)
    return sorted(set(problems))


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop a build."""
    return [problem for problem in problems if problem.severity == "error"]


def _protocol(review: Review) -> Iterator[Problem]:
    """Find a review without a protocol."""
    path = review.folder / "protocol.md"
    if not is_file(path) or not read_bytes(path).strip():
        yield Problem(review.shown(path), 0, "", "the file is missing or empty; expected the review's protocol")


def _pages(review: Review) -> Iterator[Problem]:
    """Find outcomes without a page in the book, and pages that were laid out for outcomes which are no more."""
    for outcome in without_page(review):
        message = f"no page is on the outcome {outcome}; 'ettervern outcomes' lays one out"
        yield Problem("book/", 0, "", message, "warning")
    for path in left_pages(review):
        message = "the page of an outcome that review.toml does not have; 'ettervern outcomes' takes it away"
        yield Problem(review.shown(path), 0, "", message, "warning")


def _columns(review: Review) -> Iterator[Problem]:
    """Find columns of outcomes.csv that an outcome's figures would stand in and that are not there."""
    for outcome, columns in lacking(review).items():
        message = f"no column {', '.join(columns)} for {outcome}; 'ettervern outcomes' adds them"
        yield Problem(review.shown(review.extraction / "outcomes.csv"), 1, columns[0], message, "warning")


def _decisions(review: Review) -> list[Problem]:
    """Find faults in the decisions of screening; dates in the future are left to :func:`_dates`, which asks git."""
    try:
        return read_decisions(review, today=date.max).problems
    except ReviewError as error:
        return error.problems


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


def _appraisals(review: Review) -> list[Problem]:
    """Find faults in the files of those who appraise; what is wrong in reviewers.csv is told by screening."""
    try:
        listed = read_decisions(review, today=date.max, only="").reviewers["reviewer"]
    except ReviewError:
        return []
    return line_problems(review, set(listed))
