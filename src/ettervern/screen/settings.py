"""What ``review.toml`` says about screening beside the criteria: which version this one updates, and what is marked."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.screen.keywords import keyword_problems


def previous_version(review: Review, searches: pd.DataFrame) -> date | None:
    """Return the day of the version that the review updates now.

    That is ``updates`` in the table ``[review]``, where it is given. Without it, searches made after the review's own
    date are the beginning of an update of the version that bears this date.

    Parameters
    ----------
    review : Review
        The review.
    searches : DataFrame
        ``date`` (as 2026-11-21).

    Returns
    -------
    date or None
        None for a review in its first version.

    Raises
    ------
    ReviewError
        Where ``updates`` is not a day before the review's own.
    """
    problems = _updates_problems(review)
    if problems:
        raise ReviewError(problems)
    given: date | None = review.config["review"].get("updates")
    if given is not None or searches.empty:
        return given
    return review.date if str(searches["date"].max()) > review.date.isoformat() else None


def _updates_problems(review: Review) -> list[Problem]:
    """Return what is wrong with the day of the version that this one updates."""
    table = review.config["review"]
    given, own = table.get("updates"), table.get("date")
    if given is None or type(own) is not date or (type(given) is date and given < own):
        return []  # a review without a day of its own is told so by the check
    message = f"expected the day of the version before, earlier than {own.isoformat()}, without quotes"
    return [Problem(review.shown(review.folder / "review.toml"), 0, "review.updates", message)]


def settings_problems(review: Review) -> list[Problem]:
    """Return what is wrong with what ``review.toml`` says about screening (beside the criteria)."""
    return [*_updates_problems(review), *keyword_problems(review)]
