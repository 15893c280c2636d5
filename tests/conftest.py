"""What tests of the whole way share: a copy of the real review, and a made-up clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from ettervern.review import Review

ROOT = Path(__file__).parent.parent
# Machines differ in speed: how long an example takes is never a reason to fail.
# The same examples each time: a change is tried by what it does. HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

#: A day after everything in the first review, so that no test depends on the clock.
TODAY = date(2026, 11, 30)


def copy_project(home: Path) -> Review:
    """Copy the review and its decisions, without results, so that a test may change them."""
    shutil.copytree(ROOT / "reviews/ettervern", home / "reviews/ettervern", ignore=shutil.ignore_patterns("results"))
    shutil.copytree(ROOT / "screening/ettervern", home / "screening/ettervern")
    return Review.open(home / "reviews/ettervern")


@pytest.fixture
def project(tmp_path: Path) -> Review:
    """Return a copy of the first review that a test may change."""
    return copy_project(tmp_path)


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Return a function that remembers every file below a folder."""

    def remember(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    return remember
