"""WCAG 2.2 AA as far as a machine can tell: axe-core on every page, the keyboard, zoom, targets, motion, languages."""

from __future__ import annotations

from importlib import resources

import pytest
from playwright.sync_api import Browser, Page

from ettervern.review import LANGUAGES
from tests.pages import PAGES

pytestmark = pytest.mark.browser
PATHS = [f"{language}/{names[language]}.html" for names in PAGES.values() for language in LANGUAGES]
PATHS += [f"{language}/search.html" for language in LANGUAGES]
#: Width and scheme of every look.
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (1280, 375)]
RUN = """async () => (await axe.run(document, {
  rules: {'target-size': {enabled: true}}, resultTypes: ['violations'],
})).violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).slice(0, 4).join(' | '))"""


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core as it comes with axe-playwright-python."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "looks"),
    [
        # Both twins of a page have the same elements: two looks of each, other ones, and all four in the slow tests.
        *((path, LOOKS[::3] if path.startswith(LANGUAGES[0]) else LOOKS[1:3]) for path in PATHS),
        *(pytest.param(path, LOOKS, marks=pytest.mark.slow) for path in PATHS),
    ],
)
def test_axe_finds_nothing_in_light_or_dark_on_a_screen_or_a_telephone(
    page: Page, address: str, axe: str, path: str, looks: list[tuple[int, str]]
) -> None:
    page.goto(address + path)
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    page.evaluate(axe)
    found = {}
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found[f"{width} {scheme}"] = page.evaluate(RUN)
    assert {look: faults for look, faults in found.items() if faults} == {}


@pytest.mark.parametrize("path", ["nb/index.html", "nb/regn-for-din-kommune.html", "en/explore.html"])
def test_the_keyboard_reaches_everything_in_order_and_the_focus_is_seen(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    wanted = page.evaluate("""() => {
      const groups = new Set();
      return [...document.querySelectorAll('a[href], button, input, select, summary')].filter(one => {
        if (!one.checkVisibility({visibilityProperty: true}) || one.disabled) return false;
        if (one.type !== 'radio') return true;
        return one.checked;
      }).length
    }""")
    seen = page.evaluate("window.reached = new Set(), 0")
    for _ in range(wanted + 5):
        outline = page.evaluate("""() => {
          const one = document.activeElement;
          window.reached.add(one);
          return one === document.body ? 'body' : getComputedStyle(one).outlineStyle + one.className;
        }""")
        assert not outline.startswith("none"), f"no focus to be seen: {outline}"
        page.keyboard.press("Tab")
        seen = page.evaluate("[...window.reached].filter(one => one !== document.body).length")
    assert seen >= wanted


def test_the_skip_link_leads_to_the_text(page: Page, address: str) -> None:
    page.goto(address + "nb/tilbakefall.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_tools_are_used_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address + "nb/utforsk.html")
    page.focus("input[name=outcome][value=relapse]")
    page.keyboard.press("ArrowDown")
    assert "6 studier" in (page.locator("#explore-result").text_content() or "")
    page.focus("input[name=category]:not(:disabled)")
    page.keyboard.press("Space")
    assert "6 studier" not in (page.locator("#explore-result").text_content() or "")
    page.focus("#explore-country")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "months"


@pytest.mark.parametrize("path", PATHS)
def test_at_four_hundred_per_cent_nothing_is_cut_or_scrolls_sideways(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(address + path)
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cut = page.evaluate("""() => [...document.querySelectorAll('main *')].filter(one => {
      const box = one.getBoundingClientRect();
      const unseen = one.closest('.unseen, thead, [hidden], .drawn-wide, noscript, math');
      return !unseen && box.width > 1 && (box.right > 321 || box.left < -1);
    }).map(one => one.tagName + '.' + one.className)""")
    assert cut == []


def test_nothing_moves_for_those_who_ask_for_stillness(browser: Browser, address: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(address + "nb/index.html")
    moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(one => {
      const style = getComputedStyle(one);
      return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0;
    }).length""")
    page.close()
    assert moving == 0


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("path", ["nb/regn-for-din-kommune.html", "nb/utforsk.html"])
def test_targets_of_the_tools_are_at_least_24_pixels(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + path)
    small = page.eval_on_selector_all(
        ".tool input, .tool select, .tool button, .tool label",
        """all => all.filter(one => one.checkVisibility()).map(one => {
          const around = one.closest('label') || one, box = around.getBoundingClientRect();
          return [one.name || one.tagName, Math.min(box.width, box.height)];
        }).filter(([name, size]) => size < 24)""",
    )
    assert small == []
