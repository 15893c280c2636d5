"""Lighthouse from a compressing server: accessibility 100, best practices 100, performance at least 95."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.book_lighthouse import measure

pytestmark = pytest.mark.slow


def test_lighthouse_is_content_with_the_main_pages(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("npm", "chromium"):
        if shutil.which(command) is None:
            pytest.skip(f"{command} is not installed")
    with capsys.disabled():
        print()
        found = measure(book)
    assert {page: told for page, (scores, told) in found.items() if scores["accessibility"] < 100} == {}
    assert {page: told for page, (scores, told) in found.items() if scores["best-practices"] < 100} == {}
    assert {page: scores for page, (scores, _) in found.items() if scores["performance"] < 95} == {}
