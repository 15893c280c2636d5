"""A review folder: lay it out, check it, build it, decide on doubtful pairs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ettervern import clock, pipeline
from ettervern.check import check_folder
from ettervern.extras import need, told
from ettervern.files import Problem
from ettervern.living.new import new_review
from ettervern.review import Review
from ettervern.shown import MOST, html_table

__all__ = ["Problems", "build", "check", "desk", "new"]


def opened(review: Review | str | Path) -> Review:
    """Return a review that may be given as the path of its folder."""
    return review if isinstance(review, Review) else Review.open(review)


class Problems(list[Problem]):
    """What is wrong in a review folder, sorted; an empty list where all is well."""

    @property
    def errors(self) -> list[Problem]:
        """Those that stop a build."""
        return [problem for problem in self if problem.severity == "error"]

    def __repr__(self) -> str:
        """Return a line a problem, of the first ten."""
        lines = [f"{problem.severity}: {problem}" for problem in self[:MOST]]
        return "\n".join([*lines, f"... and {len(self) - MOST} more"] if len(self) > MOST else lines) or "no problems"

    def _repr_html_(self) -> str:
        head = ("", "file", "row", "column", "what is wrong")
        rows = ((one.severity, one.file, one.row or "", one.column, one.message) for one in self)
        return html_table(f"{len(self.errors)} errors, {len(self) - len(self.errors)} warnings", rows, head)


def new(name: str, project: str | Path = ".", *, today: date | str | None = None) -> Review:
    """Lay out an empty review, ``reviews/NAME`` and ``screening/NAME``, below a project's folder; no book.

    Parameters
    ----------
    name : str
        Small letters, digits and hyphens.
    project : str or Path
        The folder of the project.
    today : date or str, optional
        Its first day.

    Raises
    ------
    ReviewError
        A name that cannot be a folder everywhere, or one that is taken.

    Examples
    --------
    >>> from ettervern import new
    >>> new("homes", today="2027-03-01")
    Review(name: homes, outcomes: outcome_1, measure: OR, date: 2027-03-01)
    """
    return new_review(Path(project), name, _day(today))


def _day(today: date | str | None) -> date:
    return today if isinstance(today, date) else clock.today(today)


def check(review: Review | str | Path, *, today: date | str | None = None) -> Problems:
    """Say what is wrong with a review folder: file, row, column, what was expected. Nothing is changed.

    Parameters
    ----------
    review : Review or path
        The review, or its folder; a folder that is none is a problem, not an error.
    today : date or str, optional
        What counts as today; else ``SOURCE_DATE_EPOCH``, else the clock.

    Returns
    -------
    Problems
        Errors, which stop a build, and warnings.

    Examples
    --------
    >>> from ettervern import check
    >>> check("reviews/made-up", today="2027-03-01").errors
    []
    >>> check("reviews/nowhere")
    error: nowhere/review.toml: the file is missing
    """
    return Problems(check_folder(review.folder if isinstance(review, Review) else Path(review), today=today))


def build(review: Review | str | Path, *, today: date | str | None = None, book: bool = False) -> pipeline.Built:
    """Build a review, from search exports to results; what has not changed is not done again.

    Parameters
    ----------
    review : Review or path
        The review, or its folder.
    today : date or str, optional
        As for :func:`check`.
    book : bool
        Whether to build the book too (needs the extra ``book``).

    Returns
    -------
    Built
        ``changed`` (files), ``warnings``, and ``checked``: how many warnings the check has.

    Raises
    ------
    ReviewError
        Everything that is wrong; nothing has been written then.

    Examples
    --------
    >>> from ettervern import Review, build
    >>> review = Review.open("reviews/made-up")
    >>> _ = build(review, today="2027-03-01")
    >>> (review.results / "pooled.csv").is_file()
    True
    """
    result = opened(review)
    if book:
        need("book")
    done = pipeline.run(result, _day(today), lambda _: None)
    if book:
        from ettervern.publish.site.book import build_book  # here, as only a book needs what it loads

        build_book(result, result.root / "book" / "_build" / "html")
    return done


def desk(
    review: Review | str | Path,
    records: Any,
    pairs: Any,
    reviewer: str,
    *,
    language: str = "",
    today: date | str | None = None,
) -> Any:
    """Show pairs in doubt one after another; each answer is saved at once in the review's own file.

    Parameters
    ----------
    review : Review or path
        The review, or its folder: answers go to ``searches/duplicate_decisions.csv``.
    records : Reading or DataFrame
        From :func:`ettervern.read`.
    pairs : DataFrame
        ``review`` of :func:`ettervern.deduplicate`.
    reviewer : str
        Who decides.
    language : {"", "nb", "en"}
        Of the panel; the first of the review where not given.
    today : date or str, optional
        The day that is written beside each answer.

    Returns
    -------
    widget
        To be shown as the value of a cell.

    Raises
    ------
    MissingExtra
        Where ipywidgets is not installed.

    Examples
    --------
    >>> from ettervern import deduplicate, desk, read
    >>> reading = read("reviews/made-up/searches/2027-02-01_one.ris")
    >>> panel = desk("reviews/made-up", reading, deduplicate(reading).review, "anna")
    """
    from ettervern.deduplicate.desk import open_desk

    result = opened(review)
    frame = getattr(records, "records", records)
    path = result.searches / "duplicate_decisions.csv"
    with told():
        return open_desk(
            frame,
            pairs,
            path,
            decided_by=reviewer,
            date=_day(today).isoformat(),
            language=language or result.languages[0],
        )
