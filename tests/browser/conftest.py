"""What the tests in a browser share: the built book, a server that has it under a sub-path, a browser."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ettervern.publish.results import Results
from ettervern.publish.site.book import build_book
from ettervern.review import Review

ROOT = Path(__file__).parent.parent.parent
#: A folder above the book: it must work under a sub-path.
SUB = "some/where"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file; a browser that has moved on is no fault."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            super().copyfile(source, outputfile)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built book: the one that ETTERVERN_BOOK names, else one built from the review here."""
    given = os.environ.get("ETTERVERN_BOOK")
    if given:
        return Path(given).resolve()
    out = tmp_path_factory.mktemp("book") / "html"
    build_book(Review.open(ROOT / "reviews" / "ettervern"), out)
    return out


@pytest.fixture(scope="session")
def address(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the book under a sub-path of a server of our own."""
    top = tmp_path_factory.mktemp("server")
    (top / SUB).parent.mkdir()
    (top / SUB).symlink_to(book)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(top)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{SUB}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page of a wide screen."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def results() -> Results:
    """Return the results of the review."""
    return Results.read(Review.open(ROOT / "reviews" / "ettervern"))
