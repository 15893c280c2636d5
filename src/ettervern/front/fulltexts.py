"""Full texts: a panel to note what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ettervern.front.reviews import opened

if TYPE_CHECKING:
    from pathlib import Path

    from ettervern.review import Review

    AnyReview = Review | str | Path

__all__ = ["fetching"]


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
