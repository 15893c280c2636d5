"""The tables in a review folder that searching and updating keep up: changes, notices, and when was looked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ettervern.files import read_table
from ettervern.publish.results import KEPT_UP
from ettervern.review import Review
from ettervern.staging import is_file


def kept_up_file(review: Review, name: str) -> Path:
    """Return where a table of ``KEPT_UP`` lies."""
    return review.folder / f"{name}.csv"


def read_kept_up(review: Review, name: str) -> pd.DataFrame:
    """Return a table of ``KEPT_UP`` as text cells, in the order of the file; empty where there is none yet."""
    path = kept_up_file(review, name)
    if not is_file(path):
        return pd.DataFrame(columns=list(KEPT_UP[name]), dtype="str")
    return read_table(path, KEPT_UP[name], review.shown(path)).reset_index(drop=True)
