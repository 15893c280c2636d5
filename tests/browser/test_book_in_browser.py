"""The built book in a real browser: every page loads by itself, in both languages, on a telephone too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from ettervern.review import LANGUAGES
from tests.pages import PAGES

pytestmark = pytest.mark.browser
PATHS = [f"{language}/{names[language]}.html" for names in PAGES.values() for language in LANGUAGES]


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


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    for width in (320, 375, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
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
        name = str(figure.get_attribute("id"))
        assert page.locator(f"#table-{name} table, #table-{name.removeprefix('forest-')} table").count() == 1


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
    page.wait_for_function(
        "(document.querySelector('#search-results')?.innerText ?? '').includes('sider passer med søket')"
    )
    found = page.locator("#search-results li a").all_inner_texts()
    assert any("Tilbakefall" in title for title in found)
    assert "Treff" in page.locator("#search-results").inner_text()


def test_the_colour_switch_is_remembered_on_the_next_page(page: Page, address: str) -> None:
    page.goto(address + "nb/index.html")
    page.click("button.theme")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.goto(address + "nb/arbeid.html")
    assert page.get_attribute("html", "data-theme") == "dark"


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith("nb")])
def test_a_page_says_the_same_without_javascript(browser: Browser, page: Page, address: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    plain = context.new_page()
    said = []
    for one in (plain, page):
        one.goto(address + path)
        parts = one.eval_on_selector_all(
            "article p, article td, article th, article li, article h2",
            "all => all.filter(part => part.checkVisibility()).map(part => part.innerText.trim())",
        )
        said.append({part for part in parts if part})
    context.close()
    tool = path.endswith(("regn-for-din-kommune.html", "utforsk.html"))
    assert said[0] <= said[1]
    assert tool or said[0] == said[1]


@pytest.mark.parametrize(
    ("typed", "title"),
    [("skjevheten", "Metode"), ("kommunens", "kommune"), ("likepersonene", "Likepersoner"), ("boligene", "bolig")],
)
def test_the_search_finds_other_forms_of_a_norwegian_word(page: Page, address: str, typed: str, title: str) -> None:
    page.goto(address + f"nb/search.html?q={typed}")
    page.wait_for_function(
        "(document.querySelector('#search-results')?.innerText ?? '').includes('sider passer med søket')"
    )
    assert any(title in found for found in page.locator("#search-results li a").all_inner_texts())
