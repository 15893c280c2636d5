"""The calculator for one group's counts: its numbers are those of the package, and it never speaks of an effect."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from ettervern.local.single import wilson

pytestmark = pytest.mark.browser
PATHS = {"nb": "nb/var-egen-studie.html", "en": "en/our-own-study.html"}
NO_EFFECT = {"nb": "Dette er ingen effekt", "en": "This is no effect"}


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(("events", "n"), [(16, 26), (0, 12), (44, 44), (7, 31)])
def test_the_answer_has_the_interval_of_the_package_and_is_no_effect(
    page: Page, address: str, language: str, events: int, n: int
) -> None:
    page.goto(address + PATHS[language])
    page.fill("#events", str(events))
    page.fill("#n", str(n))
    said = page.locator("#single-group-form output").inner_text()
    low, high = (100 * float(end) for end in wilson(events, n))
    shown = [int(number) for number in re.findall(r"\d+", said)]
    assert shown == pytest.approx([100 * events / n, low, high], abs=0.5)
    assert NO_EFFECT[language] in said


@pytest.mark.parametrize(("events", "n"), [("30", "26"), ("-1", "26"), ("a", "26"), ("2.5", "26"), ("0", "0")])
def test_counts_that_cannot_be_get_no_number(page: Page, address: str, events: str, n: str) -> None:
    page.goto(address + PATHS["en"])
    page.fill("#events", events)
    page.fill("#n", n)
    said = page.locator("#single-group-form output").inner_text()
    assert said.startswith("Write whole numbers")
    assert not re.search(r"\d", said)


def test_nothing_typed_leaves_the_page(page: Page, address: str) -> None:
    page.goto(address + PATHS["nb"])
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#events", "3")
    page.fill("#n", "30")
    page.click("#single-group-form button")
    page.wait_for_timeout(200)
    assert [url for url in asked if not url.endswith("icon.svg")] == []  # a browser asks for the icon when it likes
    assert page.evaluate("[Object.keys(localStorage), document.cookie]") in ([[], ""], [["theme"], ""])
    assert "?" not in page.url


def test_the_page_stands_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address + PATHS["nb"])
    assert not plain.locator("#single-group-form").is_visible()
    for table in ("power-relapse", "power-employment", "needed", "designs", "own-rates", "own-counts"):
        assert plain.locator(f"#table-{table}").is_visible()
    context.close()
