"""How old a review is, against what its makers promised, and what comes next: by the files as they are now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.util import find_spec

import pandas as pd

from ettervern import git, pipeline
from ettervern.check.searches import log_problems
from ettervern.check.texts import text_problems
from ettervern.computed import Standing, path_of
from ettervern.extract.dates import plain_day
from ettervern.files import ReviewError
from ettervern.living.agreeing import after
from ettervern.living.book import has_book, without_page
from ettervern.living.kept_up import read_kept_up
from ettervern.living.placeholders import placeholders
from ettervern.living.retractions import last_check, last_words
from ettervern.living.waiting import STEPS, Waiting, what_awaits
from ettervern.review import Review
from ettervern.schema import read_computed, rows
from ettervern.search.export import read_log
from ettervern.steps import Context

#: Mean length of a month in days.
MONTH = 365.25 / 12
#: Step -> the command that takes it; ``{id}`` is the first thing that waits.
NEXT = {
    "to_settle": "ettervern settle --by NAME",
    "to_screen": "ettervern screen --reviewer NAME",
    "in_conflict": "ettervern screen adjudicate --by NAME",
    "to_fetch": "ettervern screen fetched {id} --status obtained, requested or not_obtainable",
    "to_read": "ettervern screen --reviewer NAME --stage full-text",
    "in_conflict_full_text": "ettervern screen adjudicate --by NAME --stage full-text",
    "to_appraise": "ettervern appraise {id} --by NAME",
    "to_settle_bias": "ettervern appraise settle {id} --by NAME",
    "to_confirm": "ettervern screen --reviewer NAME --everything",
    "to_confirm_figures": "ettervern extract agree {id} --by NAME",
    "to_sign": "ettervern sign {id} --by NAME",
}
#: Steps in which people confirm what software has made.
CONFIRMING = ("to_appraise", "to_confirm", "to_confirm_figures", "to_sign")
FINISHED = "nothing; the review is up to date"


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
    waiting : Waiting
        What awaits at each step; nothing where the review has errors.
    errors : int
        Errors that a build would stop at.
    stale : int
        Results that a build would change, by what people have done since the last.
    untranslated : int
        Texts of the tables that the readers of one language are shown in the other.
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
    waiting: Waiting
    errors: int
    stale: int
    untranslated: int
    retractions: date | None
    notices: dict[str, list[str]]
    placeholders: int
    no_page: list[str]
    next_step: str


def status(review: Review, today: date) -> Status:
    """Return where a review stands on a day, as a build would find it now.

    Parameters
    ----------
    review : Review
        The review; nothing of it is written.
    today : date
        The day that counts as today.

    Raises
    ------
    ReviewError
        Where the list of searches has a fault.
    """
    log = _log(review)
    last = max((plain_day(day) for day in log["date"]), default=None)
    months = None if last is None else (today - last).days / MONTH
    promised = review.settings.review.promised_update_months
    overdue = months is None or months > promised
    ahead = _ahead(review, today)
    step = _next(review, ahead, overdue, last is None)
    found = (ahead.waiting, ahead.errors, ahead.stale, ahead.untranslated)
    noticed = last_check(review), last_words(review)
    to_write = len(placeholders(review)), without_page(review)
    return Status(_by_source(log), last, months, promised, overdue, *found, *noticed, *to_write, step)


@dataclass(frozen=True)
class _Ahead:
    """What a build would find now: what awaits, the last day on which the data changed, and what it would change."""

    waiting: Waiting
    changed: date | None = None
    stale: int = 0
    untranslated: int = 0
    errors: int = 0


def _ahead(review: Review, today: date) -> _Ahead:
    """Return what a build would find; without an answer where it would stop."""
    try:
        (waiting, changed, texts), files = pipeline.ahead(review, today, _seen)
    except ReviewError as error:
        return _Ahead(Waiting.nothing(), errors=sum(one.severity == "error" for one in error.problems))
    return _Ahead(waiting, changed, len(files), texts)


def _seen(context: Context) -> tuple[Waiting, date | None, int]:
    """Return what awaits, when the data changed last, and how many texts have no twin in the other language."""
    review = context.review
    return what_awaits(review), _changed(review), len(text_problems(review, context.extraction))


def _changed(review: Review) -> date | None:
    """Return the last day on which anything was searched, judged, extracted or signed."""
    path = path_of(review, Standing)
    days = [row.latest for row in rows(Standing, read_computed(Standing, path, review.shown(path))) if row.latest]
    return plain_day(max(days)) if days else None


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


def _next(review: Review, ahead: _Ahead, overdue: bool, never: bool) -> str:
    """Return what to do next: what was begun goes before a new search."""
    if never:
        return "ettervern search run, or ettervern update EXPORT: nothing has been searched yet"
    if ahead.errors:
        return f"ettervern check ({ahead.errors} errors to mend: a build would stop)"
    counts = ahead.waiting.counts()
    for step in STEPS:
        # Nobody must confirm or sign before searching again, or a review would age while it waits for people.
        if counts[step] and not (step in CONFIRMING and overdue):
            if step in ahead.waiting.people and not ahead.waiting.people[step]:
                return "ettervern screen join NAME: nobody who could vote is listed yet"
            if step == "to_sign" and ahead.stale:
                return "ettervern build"  # who signs must see what is signed
            first = ahead.waiting.first(step)
            command = after(review, first) if step == "to_extract" else NEXT[step].format(id=first)
            return f"{command} ({counts[step]} waiting)"
    if overdue:
        return "ettervern search run: the promise of an update is overdue"
    return _to_publish(review, ahead)


def _to_publish(review: Review, ahead: _Ahead) -> str:
    """Return what is left to do before readers see what people have done."""
    if ahead.stale or not _book_is_current(review):
        return "ettervern build"
    if ahead.changed is not None and ahead.changed > review.date:
        told, before = read_kept_up(review, "changes")["date"], _before(review)
        if before and (told.empty or told.max() < ahead.changed.isoformat()):
            return f"ettervern diff {before} --record: what changed since version {_version(review)}"
        return f"ettervern version NUMBER: the data have changed since version {_version(review)}"
    return FINISHED if _is_shared(review) else "ettervern share .: what others need of this version"


def _book_is_current(review: Review) -> bool:
    """Return whether readers see what the files say; yes where there is no book, or nothing to build one with."""
    if not has_book(review) or find_spec("sphinx") is None:
        return True
    from ettervern.publish.site.book import is_current

    return is_current(review, review.root / "book" / "_build" / "html")


def _version(review: Review) -> str:
    return f"{review.settings.review.version} of {review.date.isoformat()}"


def _before(review: Review) -> str:
    """Return the last commit of the day of the present version, else the last of all; empty without results there."""
    evening = datetime.combine(review.date, time.max).isoformat(timespec="seconds")
    found = git.ask(review.root, "rev-list", "-1", f"--before={evening}", "HEAD")
    commit = (found or b"").decode().strip()[:10] or "HEAD"
    there = git.ask(review.folder, "cat-file", "-e", f"{commit}:./results/reports.csv")
    return "" if there is None else commit


def _is_shared(review: Review) -> bool:
    """Return whether the data package of the project is of this version."""
    try:
        package = json.loads((review.root / "datapackage.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(package, dict) and package.get("version") == review.settings.review.version
