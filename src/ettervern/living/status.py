"""How old a review is, against what its makers promised, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ettervern.check.searches import log_problems
from ettervern.extract.dates import plain_day
from ettervern.files import ReviewError
from ettervern.living.book import without_page
from ettervern.living.built import is_built
from ettervern.living.placeholders import placeholders
from ettervern.living.retractions import last_check, last_words
from ettervern.living.waiting import what_awaits
from ettervern.review import Review
from ettervern.search.export import read_log

#: Mean length of a month in days.
MONTH = 365.25 / 12
NEXT = {
    "to_screen": "ettervern screen --reviewer NAME",
    "in_conflict": "ettervern screen adjudicate",
    "to_settle": "open 01-duplicates.ipynb in screening/ and settle the doubtful pairs",
    "to_fetch": "fetch the full texts and note them in full-text-status.csv",
    "to_extract": "ettervern extract new STUDY",
    "to_appraise": "add the studies to extraction/risk_of_bias.csv",
    "to_sign": "sign the judgements in certainty.csv",
}


@dataclass(frozen=True)
class Status:
    """Where a review stands.

    Attributes
    ----------
    searches : DataFrame
        ``source, last, searches, empty, records``: one row a source, the longest ago first; ``empty`` counts the
        searches that found nothing.
    last_search : date or None
        The newest search of any source; None where there is none.
    months : float or None
        Months since then.
    promised_months : int
        ``promised_update_months`` of ``review.toml``.
    overdue : bool
        Whether the promise is broken.
    waiting : dict of str to int
        What awaits at each step.
    retractions : date or None
        When included studies were last held against retractions.
    notices : dict of str to list of str
        Study -> what notices on it say and when, the one that counts first.
    placeholders : int
        Lines that still hold a placeholder.
    no_page : list of str
        Outcomes without a page in the book.
    next_step : str
        What to do next.
    """

    searches: pd.DataFrame
    last_search: date | None
    months: float | None
    promised_months: int
    overdue: bool
    waiting: dict[str, int]
    retractions: date | None
    notices: dict[str, list[str]]
    placeholders: int
    no_page: list[str]
    next_step: str


def status(review: Review, today: date) -> Status:
    """Return where a review stands on a day.

    Parameters
    ----------
    review : Review
        The review, as the last build left it.
    today : date
        The day that counts as today.

    Raises
    ------
    ReviewError
        Where a table that is read has a fault.
    """
    log = _log(review)
    searches = _by_source(log)
    last = max((plain_day(day) for day in log["date"]), default=None)
    months = None if last is None else (today - last).days / MONTH
    promised = review.settings.review.promised_update_months
    overdue = months is None or months > promised
    waiting = what_awaits(review).counts()
    noticed = last_check(review), last_words(review)
    step = _next(waiting, overdue, last is None, is_built(review))
    to_write = len(placeholders(review)), without_page(review)
    return Status(searches, last, months, promised, overdue, waiting, *noticed, *to_write, step)


def _log(review: Review) -> pd.DataFrame:
    """Return the searches; a date or a count that is none is told as the check tells it."""
    log = read_log(review)
    errors = [one for one in log_problems(review, log, date.max) if one.severity == "error"]
    if errors:
        raise ReviewError(errors)
    return log


def _by_source(log: pd.DataFrame) -> pd.DataFrame:
    """Return the last search of each source."""
    if log.empty:
        return pd.DataFrame(columns=["source", "last", "searches", "empty", "records"])
    counted = log.assign(records=pd.to_numeric(log["count"]), empty=log["file"] == "")
    grouped = counted.groupby("source", sort=False)
    table = grouped.agg(
        last=("date", "max"), searches=("date", "size"), empty=("empty", "sum"), records=("records", "sum")
    ).reset_index()
    return table.sort_values(["last", "source"], ignore_index=True)


def _next(waiting: dict[str, int], overdue: bool, never: bool, built: bool) -> str:
    """Return what to do next: what was begun goes before a new search."""
    if never:
        return "ettervern search run, or ettervern update EXPORT: nothing has been searched yet"
    if not built:
        return "ettervern build: there are no results yet, so nobody knows what awaits"
    for step, command in NEXT.items():
        # Nobody must sign before searching again, or a review would age while it waits for a signature.
        if waiting[step] and not (step == "to_sign" and overdue):
            return f"{command} ({waiting[step]} waiting)"
    return (
        "ettervern search run: the promise of an update is overdue" if overdue else "nothing; the review is up to date"
    )
