"""A small project folder with a review in it, and the real review's votes under made-up report ids."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from ettervern.files import read_table, write_table
from ettervern.review import Review
from tests.screen.helpers import PROJECT, REAL


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Return an empty review with the real review.toml and three reviewers."""
    folder = tmp_path / "reviews" / "small"
    folder.mkdir(parents=True)
    shutil.copy(REAL / "review.toml", folder)
    review = Review.open(folder)
    review.screening.mkdir(parents=True)
    rows = [("anna", "person"), ("berit", "person"), ("adjudication", "person")]
    table = pd.DataFrame(
        [(*row, "", "") for row in rows], columns=["reviewer", "kind", "description_nb", "description_en"]
    )
    write_table(review.screening / "reviewers.csv", table)
    return review


@pytest.fixture
def real(tmp_path: Path) -> Review:
    """Return a copy of the real review whose votes have been translated with made-up report ids ``R-<study id>``.

    Record keys stand in for duplicate removal, so that these tests do not depend on it.
    """
    folder = tmp_path / "reviews" / "ettervern"
    shutil.copytree(REAL, folder)
    review = Review.open(folder)
    review.screening.mkdir(parents=True)
    shutil.copy(PROJECT / "screening" / "ettervern" / "reviewers.csv", review.screening)
    keys = read_table(folder / "origin" / "record_keys.csv")
    made_up = pd.DataFrame(
        {
            "record_id": [f"rec{number}" for number in range(len(keys))],
            "file": keys["file"].to_list(),
            "position": keys["position"].to_list(),
            "report_id": ("R-" + keys["study_id"]).to_list(),
        }
    )
    write_table(review.results / "duplicates.csv", made_up)
    return review
