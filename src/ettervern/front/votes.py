"""Screening: vote, and see what the votes come to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ettervern.errors import ArgumentError
from ettervern.extras import told
from ettervern.files import read_table
from ettervern.front.reviews import opened
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.agree import agreement as _agreement
from ettervern.screen.boxes import Flow
from ettervern.screen.decisions import Decisions
from ettervern.screen.fulltext import set_full_text_status as _set_status
from ettervern.screen.prepare import open_adjudication, open_session
from ettervern.screen.reviewers import reviewer_here
from ettervern.screen.session import Session
from ettervern.screen.summary import Summary, summarise

if TYPE_CHECKING:
    AnyReview = Review | str | Path
    Stage = Literal["title-abstract", "full-text"]

__all__ = ["agreement", "flow", "my_name", "panel", "screen", "screening", "set_full_text_status"]


def screen(
    review: AnyReview,
    reviewer: str,
    stage: Stage = "title-abstract",
    *,
    order: str = "learnt",
    seed: int = 1,
    settle: bool = False,
) -> Session:
    """Open a reviewer's own votes: the next report, and a place to decide on it.

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.
    reviewer : str
        A name that ``reviewers.csv`` lists.
    stage : {"title-abstract", "full-text"}
        Of screening.
    order : {"learnt", "year", "random"}
        Likely ones first, as earlier votes teach; newest first; by chance.
    seed : int
        Of the random order.
    settle : bool
        Adjudicate: the reports on which votes differ, with the votes on them; the reviewer's word settles them.

    Returns
    -------
    Session
        ``card()`` is the report shown, ``decide(...)`` saves a vote (it is on the disk when the call returns),
        ``undo()``, ``move(step)``, ``progress`` and ``close()``.

    Raises
    ------
    ReviewError
        A name that is not listed, a review that is not built, votes that are open elsewhere.

    Examples
    --------
    >>> from ettervern import screen
    >>> session = screen("reviews/made-up", "r-1")
    >>> session.progress.left
    0
    >>> session.close()
    """
    result = opened(review)
    if settle:
        return open_adjudication(result, reviewer, stage)
    return open_session(result, reviewer, stage, order=order, seed=seed)


def my_name(review: AnyReview) -> str:
    """Return which listed reviewer sits at this machine; empty where none does.

    That is who the variable ``ETTERVERN_REVIEWER`` names, or else git's ``user.name``, written as a reviewer's name:
    Kari Nordmann is ``kari-nordmann``. A notebook that asks so holds nobody's name, and stays as it is in git.

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.

    Raises
    ------
    ReviewError
        Where the variable names somebody whom ``reviewers.csv`` does not list.

    Examples
    --------
    >>> import os
    >>> from ettervern import my_name
    >>> os.environ["ETTERVERN_REVIEWER"] = "r-1"
    >>> my_name("reviews/made-up")
    'r-1'
    >>> del os.environ["ETTERVERN_REVIEWER"]
    """
    return reviewer_here(opened(review))


def panel(
    review: AnyReview,
    reviewer: str,
    stage: Stage = "title-abstract",
    *,
    language: Literal["nb", "en"] = "nb",
    everything: bool = False,
    settle: bool = False,
) -> Any:
    """Open a panel to vote in, for JupyterLab, VS Code and marimo; it shows and writes one's own votes only.

    Parameters
    ----------
    review, reviewer, stage
        As for :func:`screen`.
    language : {"nb", "en"}
        Of the panel.
    everything : bool
        Whether to ask for settled reports too.
    settle : bool
        Adjudicate, as for :func:`screen`; the votes on a report are then shown.

    Returns
    -------
    Panel
        To be shown as the value of a cell.

    Raises
    ------
    MissingExtra
        Where anywidget is not installed.

    Examples
    --------
    >>> from ettervern import panel
    >>> here = panel("reviews/made-up", "r-1", language="en")
    >>> here.finish()
    """
    with told():
        from ettervern.screen import panel as panels  # here, as only a notebook has what it needs

        if settle:
            return panels.open_adjudication_panel(opened(review), reviewer, stage, language=language)
        return panels.open_panel(opened(review), reviewer, stage, language=language, everything=everything)


def screening(review: AnyReview, *, today: date | None = None) -> Summary:
    """Return all that the votes of a review come to, worked out anew from the files.

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.
    today : date, optional
        Votes after this day are errors.

    Returns
    -------
    Summary
        ``decisions``, ``resolved``, ``agreement``, ``status`` (of full texts), ``studies``, ``flow``, ``update`` and
        ``problems``.

    Raises
    ------
    ReviewError
        Bad decision files, a flow that does not add up, a review that is not built.

    Examples
    --------
    >>> from ettervern import screening
    >>> screening("reviews/made-up")
    Summary(reports: 7, screened: 7, kept: 6, in_review: 6, conflicts: 0, problems: 0)
    """
    result = opened(review)
    duplicates, searches = read_table(result.results / "duplicates.csv"), read_table(result.searches / "searches.csv")
    return summarise(result, duplicates, searches, aliases=Aliases.read(result), today=today)


def agreement(votes: AnyReview | pd.DataFrame) -> pd.DataFrame:
    """Return how far every two reviewers agree, from first votes: counts, and six measures each with its interval.

    Parameters
    ----------
    votes : Review, path or DataFrame
        A review that has been built; or a table ``report_id, reviewer, decision`` with a row a vote, the first first.
        Every decision but ``exclude`` keeps a report.

    Returns
    -------
    DataFrame
        ``stage, batch, reviewer_1, reviewer_2, kind_1, kind_2, measure, value, ci_low, ci_high, source``.

    Raises
    ------
    ArgumentError
        A table without these columns.

    Examples
    --------
    >>> from pandas import DataFrame
    >>> from ettervern import agreement
    >>> first, second = ["include", "exclude", "include", "exclude"], ["include", "exclude", "exclude", "exclude"]
    >>> votes = DataFrame({"report_id": [*"abcd", *"abcd"], "reviewer": ["anna"] * 4 + ["bo"] * 4,
    ...                    "decision": first + second})
    >>> agreement(votes).set_index("measure")["value"]["kappa"]
    np.float64(0.5)
    """
    if not isinstance(votes, pd.DataFrame):
        return screening(votes).agreement
    missing = [name for name in ("report_id", "reviewer", "decision") if name not in votes]
    if missing:
        raise ArgumentError(f"the column {missing[0]} is missing; expected report_id, reviewer and decision")
    nobody = pd.DataFrame({"reviewer": [], "kind": []})
    return _agreement(Decisions(votes.assign(stage="title-abstract"), nobody), "title-abstract")


def flow(review: AnyReview) -> Flow:
    """Return the numbers of the PRISMA 2020 flow, worked out from records and votes; every box adds up.

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.

    Raises
    ------
    ReviewError
        See :func:`screening`.

    Examples
    --------
    >>> from ettervern import flow
    >>> flow("reviews/made-up").count("screened")
    7
    """
    return screening(review).flow


def set_full_text_status(
    review: AnyReview, report_id: str, status: str, *, reason: str = "", note: str = ""
) -> pd.DataFrame:
    """Write down where a report's full text stands: a line is added, the lines before stay.

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.
    report_id : str
        A report that title and abstract kept.
    status : {"to_fetch", "requested", "obtained", "not_obtainable"}
        Where it stands now.
    reason : str
        Why a full text cannot be had.
    note : str
        What else is worth knowing.

    Returns
    -------
    DataFrame
        Where all full texts stand now.

    Raises
    ------
    ReviewError
        A status that breaks a rule, a report that was not kept.

    Examples
    --------
    >>> from ettervern import screening, set_full_text_status
    >>> report = screening("reviews/made-up").status["report_id"][0]
    >>> status = set_full_text_status("reviews/made-up", report, "requested")
    >>> status.set_index("report_id")["status"][report]
    'requested'
    """
    result = opened(review)
    _set_status(result, report_id, status, kept=screening(result).status["report_id"], reason=reason, note=note)
    return screening(result).status
