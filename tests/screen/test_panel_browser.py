"""The panel in JupyterLab, in a real browser, with the keyboard alone."""

from __future__ import annotations

import re

import pytest

from ettervern.files import read_table, write_table
from ettervern.review import Review
from tests.lab import EVIL, IN_BROWSER, faults_of, fits, picture, running
from tests.screen.test_session import many

pytest.importorskip("axe_playwright_python.sync_playwright")
playwright_api = pytest.importorskip("playwright.sync_api")
pytestmark = IN_BROWSER

CELL = """from pathlib import Path
from ettervern.review import Review
from ettervern.screen.panel import open_panel
open_panel(Review.open(Path({folder!r})), "anna", language="nb")"""


@pytest.fixture(autouse=True)
def _eight(review: Review) -> None:
    """Lay out eight reports whose titles would be markup; one has a DOI, one a title and tags of its own."""
    reports = many(8)
    reports["title"] = EVIL
    reports.loc[6, "title"] = "Sober homes in small towns"
    reports["doi"] = ["", "10.1000/a<b>", *[""] * 6]
    write_table(review.results / "reports.csv", reports)
    path = review.folder / "review.toml"
    words = path.read_text("utf-8").replace('"aftercare", "after care"', '"about"').replace('"tobacco", ', '"town", ')
    path.write_text(words, "utf-8")


def decisions(review: Review) -> list[tuple[str, str, str, str]]:
    """Return decision, role, reason and note of every line."""
    table = read_table(review.screening / "decisions" / "title-abstract" / "anna.csv")
    return list(table[["decision", "role", "reason", "note"]].itertuples(index=False, name=None))


def test_screening_with_the_keyboard_in_jupyterlab(review: Review) -> None:
    with running(review.root, CELL.format(folder=str(review.folder))) as page:
        panel = page.get_by_role("region", name="Vurder rapporten")
        panel.wait_for(timeout=90_000)
        cells = page.locator(".jp-Notebook .jp-Cell").count()

        assert panel.get_by_role("heading", level=3).inner_text() == EVIL, "text from outside is text, not markup"
        assert panel.get_attribute("lang") == "nb"
        assert panel.locator(".ev-abstract mark.ev-for2").all_inner_texts() == ["About"]
        assert panel.locator(".ev-abstract mark.ev-against").all_inner_texts() == ["gambling", "town"]
        legend = ["Personer", "Ettervern", "Utfall", "Studietype", "Kan tale mot"]
        assert panel.get_by_role("list", name="Merk ord").locator("mark").all_inner_texts() == legend
        look = "getComputedStyle(document.querySelector('.ev-abstract mark.ev-for2')).textDecorationLine"
        assert page.evaluate(look) == "underline"
        box = panel.get_by_role("checkbox", name="Merk ord")
        box.uncheck()
        assert page.evaluate(look) == "none"
        box.focus()
        page.keyboard.press("Space")
        playwright_api.expect(box).to_be_checked()
        status = panel.get_by_role("status")
        assert status.get_attribute("aria-live") == "polite"

        heading = panel.locator(".ev-title")
        heading.focus()
        page.keyboard.press("i")
        playwright_api.expect(status).to_have_text("Velg først hva rapporten er med som.")
        page.keyboard.press("a")
        page.keyboard.press("i")
        playwright_api.expect(status).to_have_text("Lagret: ta med.")
        playwright_api.expect(panel.get_by_text("1 av 8 vurdert")).to_be_visible()
        page.keyboard.press("e")
        playwright_api.expect(status).to_contain_text("Velg en grunn først")
        page.keyboard.press("5")
        page.keyboard.press("n")
        page.keyboard.type("i n z e")
        page.keyboard.press("Escape")
        page.keyboard.press("e")
        playwright_api.expect(status).to_have_text("Lagret: ta ikke med.")
        assert page.evaluate("document.activeElement.className") == "ev-title", "focus follows to the next report"
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(outline.removesuffix("px")) >= 2, "focus can be seen"
        page.keyboard.press("u")
        playwright_api.expect(status).to_have_text("Lagret: usikker.")
        page.keyboard.press("z")
        playwright_api.expect(status).to_contain_text("Vurdert før: usikker")
        page.keyboard.press("a")
        page.keyboard.press("i")
        playwright_api.expect(status).to_have_text("Lagret: ta med.")
        abstract = panel.locator(".ev-abstract")
        here = abstract.inner_text()
        page.keyboard.press("j")
        playwright_api.expect(abstract).not_to_have_text(here)  # a key pressed before this counts for nothing
        page.keyboard.press("k")
        playwright_api.expect(abstract).to_have_text(here)
        for _ in range(3):  # buttons too, by tabbing and pressing
            button = panel.get_by_role("button", name="Usikker")
            before = panel.locator(".ev-progress span").inner_text()
            button.focus()
            page.keyboard.press("Enter")
            playwright_api.expect(panel.locator(".ev-progress span")).not_to_have_text(before)

        assert faults_of(page, ".ev-panel") == []
        page.set_viewport_size({"width": 700, "height": 1000})
        assert fits(panel), "nothing hangs out on a narrow screen"
        assert page.title() != "broken"
        assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "no key reached JupyterLab's own commands"
        hosts = {url.split("/")[2].split(":")[0] for url in page.asked if url.startswith(("http", "ws"))}
        assert hosts == {"127.0.0.1"}
    expected = [("include", "effect", "", ""), ("exclude", "", "design", "i n z e"), ("unsure", "", "", "")]
    assert decisions(review)[:3] == expected
    assert [line[0] for line in decisions(review)[3:]] == ["include", "unsure", "unsure", "unsure"]


def test_searching_roles_tags_and_the_link_in_jupyterlab(review: Review) -> None:
    expect = playwright_api.expect
    with running(review.root, CELL.format(folder=str(review.folder))) as page:
        panel = page.get_by_role("region", name="Vurder rapporten")
        panel.wait_for(timeout=90_000)
        status, title = panel.get_by_role("status"), panel.locator(".ev-title")
        assert panel.locator("input[type=radio]:checked").count() == 0, "nothing is chosen for anybody"

        title.focus()
        page.keyboard.press("/")
        page.keyboard.type("sober homes")
        page.keyboard.press("Enter")
        found = panel.locator(".ev-found button")
        expect(found).to_have_count(1)
        picture(page, "screen-found")
        found.focus()
        page.keyboard.press("Enter")
        expect(title).to_have_text("Sober homes in small towns")
        expect(panel.locator(".ev-found")).to_be_hidden()

        title.focus()
        page.keyboard.press("s")  # the second role
        expect(panel.get_by_label("Tall fra vanlig praksis")).to_be_checked()
        page.keyboard.press("n")
        page.keyboard.type("#ask #housing")
        page.keyboard.press("Escape")
        page.keyboard.press("i")
        expect(status).to_have_text("Lagret: ta med.")
        tag = panel.get_by_role("button", name="#ask", exact=True)
        tag.click()
        expect(panel.get_by_role("textbox", name="Merknad")).to_have_value("#ask")
        tag.click()
        expect(panel.get_by_role("textbox", name="Merknad")).to_have_value("")
        panel.get_by_role("searchbox").fill("#housing")
        page.keyboard.press("Enter")
        expect(found).to_have_text(re.compile("^Sober homes in small towns"))

        panel.get_by_role("searchbox").fill("10.1000/a<b>")
        page.keyboard.press("Enter")
        expect(found).to_contain_text("broken")
        found.click()
        link = panel.get_by_role("link", name="10.1000/a<b>")
        expect(link).to_have_attribute("href", "https://doi.org/10.1000/a%3Cb%3E")
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert "underline" in link.evaluate("link => getComputedStyle(link).textDecorationLine")
        picture(page, "screen-link")
        assert faults_of(page, ".ev-panel") == []
        assert page.title() != "broken"
    assert decisions(review) == [("include", "base_rate", "", "#ask #housing")]
