"""Full texts of a review in short calls: what waits, and what became of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ettervern.front.reviews import opened
from ettervern.front.votes import screening
from ettervern.review import Review
from ettervern.screen.fulltext import set_full_text_status as _set_status

if TYPE_CHECKING:
    AnyReview = Review | str | Path

__all__ = ["fetching", "set_full_text_status"]


def fetching(review: AnyReview, *, language: Literal["nb", "en"] = "nb") -> Any:
    """Show the full texts that wait one after another: where to find each, and buttons for what became of it.

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.
    language : {"nb", "en"}
        Of the panel.

    Returns
    -------
    widget
        To be shown as the value of a cell. Every answer is a line in ``full-text-status.csv`` at once.

    Raises
    ------
    ReviewError
        A review that is not built, a broken status file.

    Examples
    --------
    >>> from ettervern import fetching
    >>> fetching("reviews/made-up", language="en").children[0].description
    'Show:'
    """
    from ettervern.screen.fetching import open_fetching

    return open_fetching(opened(review), language)


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
