"""Extraction: agree on what two have read off a study."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ettervern import clock
from ettervern.extras import told
from ettervern.front.reviews import opened
from ettervern.review import Review

if TYPE_CHECKING:
    AnyReview = Review | str | Path

__all__ = ["agree"]


def agree(review: AnyReview, by: str, *, language: Literal["nb", "en"] = "nb", today: date | None = None) -> Any:
    """Open a panel to agree on what two have extracted, for JupyterLab, VS Code and marimo.

    Parameters
    ----------
    review : Review or path
        A review, or its folder.
    by : str
        Who decides; the name is kept with each answer.
    language : {"nb", "en"}
        Of the panel.
    today : date, optional
        The day that is written down.

    Returns
    -------
    AgreePanel
        To be shown as the value of a cell. Each answer is a row of ``outcomes.csv`` and one of ``resolutions.csv``,
        written together; one that the check would refuse is not written.

    Raises
    ------
    MissingExtra
        Where anywidget is not installed.
    ReviewError
        Tables with faults.

    Examples
    --------
    >>> from ettervern import agree
    >>> here = agree("reviews/made-up", "kari-test", language="en")
    >>> here.state["progress"]
    '0 of 0 comparisons decided, 0 left'
    """
    with told():
        from ettervern.living.agreeing import agree_panel  # here, as only a notebook has what it needs

        return agree_panel(opened(review), by, language, today or clock.today())
