"""The built book, read as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import book, results
from tests.pages import PAGES

__all__ = ["book", "results"]


@pytest.fixture(scope="session")
def html(book: Path) -> Callable[[str, str], str]:
    """Return a function that gives a page's markup by its key and language."""
    return lambda key, language: (book / language / f"{PAGES[key][language]}.html").read_text("utf-8")
