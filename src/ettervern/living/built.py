"""What only a build makes: its studies, or one line that says to build first."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review


def is_built(review: Review) -> bool:
    """Return whether a build has left its results."""
    return (review.results / "studies.csv").is_file()


def kept_studies(review: Review, columns: Sequence[str]) -> pd.DataFrame:
    """Return the kept reports, as the last build left them.

    Parameters
    ----------
    review : Review
        The review.
    columns : sequence of str
        Columns that must be there; others are kept too.

    Raises
    ------
    ReviewError
        Where the review has not been built yet.
    """
    path = review.results / "studies.csv"
    file = review.shown(path)
    if not is_built(review):
        raise ReviewError(Problem(file, 0, "", "not there yet; run 'ettervern build --no-book' first"))
    return read_table(path, columns, file)
