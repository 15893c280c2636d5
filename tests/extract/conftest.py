"""Fixtures of the extraction tests."""

from pathlib import Path

import pytest

from ettervern.review import Review

from .helpers import copy_review


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """A copy of the first review that a test may spoil."""
    return copy_review(tmp_path)
