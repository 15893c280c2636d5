"""A new version: number, day and what it updates, and no other byte of review.toml."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ettervern.files import ReviewError
from ettervern.living.version import new_version
from ettervern.review import Review
from tests.conftest import ROOT


@pytest.fixture
def review(tmp_path: Path) -> Review:
    folder = tmp_path / "reviews" / "ettervern"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "reviews" / "ettervern" / "review.toml", folder)
    return Review.open(folder)


def test_a_new_version_updates_the_one_before(review: Review) -> None:
    first = review.date
    new_version(review, "1.1", date(2027, 3, 1))
    again = Review.open(review.folder)
    assert (again.settings.review.version, again.date, again.settings.review.updates) == (
        "1.1",
        date(2027, 3, 1),
        first,
    )
    new_version(again, "2", date(2027, 9, 1))
    third = Review.open(review.folder).settings.review
    assert (third.version, third.date, third.updates) == ("2", date(2027, 9, 1), date(2027, 3, 1))


def test_no_other_line_of_the_file_moves(review: Review) -> None:
    path = review.folder / "review.toml"
    before = path.read_text("utf-8").splitlines()
    new_version(review, "1.1", date(2027, 3, 1))
    after = path.read_text("utf-8").splitlines()
    assert [line for line in before if line not in after] == [f"date = {review.date.isoformat()}"]
    assert [line for line in after if line not in before] == [
        'version = "1.1"',
        "date = 2027-03-01",
        f"updates = {review.date.isoformat()}",
    ]
    assert before.count('version = "1.0"') == 2 and after.count('version = "1.0"') == 1, "the criteria keep theirs"


@pytest.mark.parametrize(
    ("number", "day"),
    [("1.0", date(2027, 3, 1)), ("one", date(2027, 3, 1)), ('1"', date(2027, 3, 1)), ("1.1", date(2020, 1, 1))],
)
def test_a_number_or_day_that_is_none_changes_nothing(review: Review, number: str, day: date) -> None:
    before = (review.folder / "review.toml").read_bytes()
    with pytest.raises(ReviewError, match=r"review\.toml"):
        new_version(review, number, day)
    assert (review.folder / "review.toml").read_bytes() == before
