"""The panel to agree in, in JupyterLab in a real browser, with the keyboard."""

from __future__ import annotations

import pytest

from ettervern.files import read_table
from ettervern.review import Review
from tests.lab import EVIL, IN_BROWSER, faults_of, fits, picture, running

from .test_agree import STUDY, extracted_twice

pytest.importorskip("axe_playwright_python.sync_playwright")
playwright_api = pytest.importorskip("playwright.sync_api")
pytestmark = IN_BROWSER

CELL = """from datetime import date
from ettervern import agree
agree({folder!r}, "vera-test", language="nb", today=date(2026, 11, 21))"""


def test_agreeing_with_the_keyboard_in_jupyterlab(review: Review) -> None:
    extracted_twice(review, {"arm_intervention": EVIL})
    with running(review.root, CELL.format(folder=str(review.folder))) as page:
        panel = page.get_by_role("region", name="Bli enige om tallene i en studie")
        panel.wait_for(timeout=90_000)
        cells = page.locator(".jp-Notebook .jp-Cell").count()

        panel.get_by_label("Studie").select_option(STUDY)
        playwright_api.expect(panel.get_by_text("0 av 3 sammenlikninger avgjort, 3 igjen")).to_be_visible()
        assert panel.get_by_text("samme tall, fortalt som det motsatte").count() == 2
        assert EVIL in panel.get_by_role("table").inner_text(), "text from outside is text, not markup"
        picture(page, "agree-both")
        status = panel.get_by_role("status")
        panel.locator(".ev-title").focus()
        page.keyboard.press("b")
        playwright_api.expect(status).to_have_text(f"Lagret: {STUDY}-relapse-1.")

        differs = panel.get_by_role("row").filter(has_text="n_control")
        playwright_api.expect(differs).to_contain_text("ulikt")
        page.keyboard.press("2")
        playwright_api.expect(status).to_contain_text("Skriv grunnen først")
        page.keyboard.press("g")
        page.keyboard.type("table 2 says 71")
        picture(page, "agree-differ")
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        playwright_api.expect(status).to_have_text(f"Lagret: {STUDY}-employment-1.")

        page.keyboard.press("u")
        playwright_api.expect(status).to_contain_text("Skriv grunnen først")
        page.keyboard.press("o")
        months = panel.get_by_label("months")
        months.fill("9,5")
        picture(page, "agree-other")
        panel.get_by_label("Grunn").fill("the text says nine and a half")
        panel.get_by_role("button", name="Lagre").click()
        playwright_api.expect(status).to_contain_text("Lagret: ")
        playwright_api.expect(status).to_contain_text("Ingenting mer å avgjøre")

        assert faults_of(page, ".ev-panel") == []
        page.set_viewport_size({"width": 700, "height": 1000})
        assert fits(panel), "nothing hangs out on a narrow screen"
        picture(page, "agree-done")
        assert page.title() != "broken"
        assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "no key reached JupyterLab's own commands"
    rows = read_table(review.extraction / "outcomes.csv").set_index("outcome_id").filter(like=STUDY, axis=0)
    assert rows["n_control"].to_list() == ["70", "71", "70"]
    assert rows["months"].to_list() == ["12", "12", "9.5"]
    said = read_table(review.extraction / "resolutions.csv").set_index("outcome_id").filter(like=STUDY, axis=0)
    assert said["taken"].to_list() == ["both", "second", "neither"]
    assert set(said["resolved_by"]) == {"vera-test"} and set(said["kind"]) == {"person"}
