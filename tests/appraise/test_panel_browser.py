"""The panel for risk of bias in JupyterLab, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from ettervern.appraise.lines import read_lines
from ettervern.review import Review
from tests.lab import EVIL, IN_BROWSER, faults_of, fits, picture, running

from .small import small_review

pytest.importorskip("axe_playwright_python.sync_playwright")
playwright_api = pytest.importorskip("playwright.sync_api")
pytestmark = IN_BROWSER
CELL = """from ettervern import appraisal_panel
appraisal_panel({folder!r}, "", "kari-test", language="nb")"""


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Return the small review with a title in it that would be markup."""
    review = small_review(tmp_path)
    path = review.extraction / "studies.csv"
    path.write_text(path.read_text("utf-8").replace("Title of trial2020", '"' + EVIL.replace('"', '""') + '"'), "utf-8")
    return review


def test_a_domain_is_judged_in_jupyterlab(review: Review) -> None:
    with running(review.root, CELL.format(folder=str(review.folder))) as page:
        panel = page.locator(".ev-appraise")
        listed = page.locator(".ev-choose select")
        listed.wait_for(timeout=90_000)
        assert panel.count() == 0, "no study is chosen for anybody"
        listed.select_option(
            index=["trial2020" in one for one in listed.locator("option").all_inner_texts()].index(True)
        )
        panel.get_by_text("1.1 Var det bare tilfeldigheten").wait_for(timeout=90_000)
        status = panel.get_by_role("status")
        assert page.title() != "broken"
        assert EVIL in panel.locator("section").inner_text(), "text from outside is text, not markup"
        assert panel.locator("section").get_attribute("lang") == "nb"
        assert panel.locator("input:checked").count() == 0, "nothing is chosen for anybody"

        save = panel.get_by_role("button", name="Lagre")
        save.click()
        playwright_api.expect(status).to_have_text("Velg ett av svarene først.")
        for choice, after in (("ja", "1.2 "), ("trolig ja", "1.3 "), ("nei", "foreslår: lav risiko")):
            panel.get_by_label(choice, exact=True).check()
            save.click()
            playwright_api.expect(panel.locator("section")).to_contain_text(after)
            playwright_api.expect(status).to_have_text(f"Lagret: {choice}.")
            assert panel.locator("input:checked").count() == 0
        panel.get_by_label("Noe usikker risiko").check()
        save.click()
        playwright_api.expect(status).to_contain_text("Skriv hvorfor")
        picture(page, "appraise-panel")
        panel.get_by_role("textbox").fill("en <b>grunn</b>")
        save.click()
        playwright_api.expect(panel.locator("section")).to_contain_text("Område 2 av 5")
        panel.get_by_role("button", name="Tilbake").click()
        playwright_api.expect(panel.locator("section")).to_contain_text(
            "Du har svart: Noe usikker risiko en <b>grunn</b>"
        )
        panel.get_by_role("button", name="Neste ubesvarte").click()
        playwright_api.expect(panel.locator("section")).to_contain_text("2.1 ")

        assert faults_of(page, ".ev-appraise") == []
        page.set_viewport_size({"width": 700, "height": 1000})
        assert fits(panel), "nothing hangs out"
    said = [(line.item, line.answer, line.reason) for line in read_lines(review, "kari-test")]
    judged = ("d1_randomisation", "some_concerns", "en <b>grunn</b>")
    assert said == [("1.1", "Y", ""), ("1.2", "PY", ""), ("1.3", "N", ""), judged]
