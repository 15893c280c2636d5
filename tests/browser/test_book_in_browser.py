"""The built book in a real browser: every page loads by itself, in both languages, on a telephone too."""

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

from ettervern.publish.book import build_book
from ettervern.publish.citing import PAGES
from ettervern.review import LANGUAGES, Review

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
PATHS = [f"{language}/{names[language]}.html" for names in PAGES.values() for language in LANGUAGES]
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


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_without_a_fault_and_asks_no_other_host(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(address + path)
    assert page.get_attribute("html", "lang") == path.split("/")[0]
    assert page.locator("h1").count() == 1
    assert faults == []
    assert [url for url in asked if not url.startswith(address)] == []


@pytest.mark.parametrize("path", PATHS)
def test_the_language_link_leads_to_the_twin_and_back(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.click("a.language")
    other = "en" if path.startswith("nb") else "nb"
    assert page.get_attribute("html", "lang") == other
    page.click("a.language")
    assert page.url == address + path


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    "path", [f"{code}/{PAGES[key][code]}.html" for key in ("relapse", "found") for code in LANGUAGES]
)
def test_one_layout_of_a_figure_is_seen_with_name_description_and_table(
    page: Page, address: str, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    for figure in page.locator("figure.drawn").all():
        seen = [svg for svg in figure.locator("svg").all() if svg.is_visible()]
        assert len(seen) == 1
        assert seen[0].get_attribute("role") == "img"
        assert all(seen[0].locator(part).first.text_content() for part in ("title", "desc"))
        sizes = seen[0].evaluate(
            "svg => [...svg.querySelectorAll('text')].map(text => parseFloat(getComputedStyle(text).fontSize) * "
            "svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"
        )
        assert min(sizes) >= 12
        name = str(figure.get_attribute("id")).removeprefix("forest-")
        assert page.locator(f"#table-{name} table").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_figures_takes_the_colour_of_the_page(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + "nb/tilbakefall.html")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert page.evaluate("getComputedStyle(document.querySelector('figure text')).fill") == ink
    page.close()


def test_the_book_reads_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(address + "index.html")
    page.wait_for_url("**/nb/index.html")
    page.click("details.menu summary")
    page.click("details.menu a:has-text('Tilbakefall')")
    assert page.locator("h1").inner_text().startswith("Tilbakefall")
    assert page.locator("button.theme").is_hidden()
    context.close()


def test_the_search_finds_an_inflected_form_in_norwegian(page: Page, address: str) -> None:
    page.goto(address + "nb/index.html")
    page.fill("#search-field", "tilbakefallene")
    page.press("#search-field", "Enter")
    page.wait_for_selector("#search-results li a")
    found = page.locator("#search-results li a").all_inner_texts()
    assert any("Tilbakefall" in title for title in found)
    assert "Treff" in page.locator("#search-results").inner_text()


def test_the_colour_switch_is_remembered_on_the_next_page(page: Page, address: str) -> None:
    page.goto(address + "nb/index.html")
    page.click("button.theme")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.goto(address + "nb/arbeid.html")
    assert page.get_attribute("html", "data-theme") == "dark"
