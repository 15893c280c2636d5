"""What ``review.toml`` and the searches say about which version this one updates."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ettervern.review import Review


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
    """
    given = review.settings.review.updates
    if given is not None or searches.empty:
        return given
    return review.date if str(searches["date"].max()) > review.date.isoformat() else None
