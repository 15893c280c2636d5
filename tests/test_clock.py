"""The day that counts as today can be set, so that a build can be repeated."""

from __future__ import annotations

from datetime import date

import pytest

from ettervern.clock import today
from ettervern.files import ReviewError


def test_a_given_day_counts_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert today("2026-11-21") == date(2026, 11, 21)
    assert today() == date(1970, 1, 1)


@pytest.mark.parametrize("epoch", ["soon", "-x", "9" * 30, "1.5"])
def test_an_epoch_that_is_no_moment_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ReviewError, match="not a number of seconds"):
        today()


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ReviewError, match="expected YYYY-MM-DD"):
        today("2026-02-30")
