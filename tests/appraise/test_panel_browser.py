"""The panel for risk of bias in JupyterLab, in a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from ettervern.appraise.lines import read_lines
from ettervern.review import Review
from tests.screen.test_panel_browser import EVIL, wait_for

from .small import small_review

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
playwright_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]
CELL = """from ettervern import appraisal_panel
appraisal_panel({folder!r}, "trial2020", "kari-test", language="nb")"""


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Return the small review with a title that would be markup, and a notebook with the panel beside it."""
    review = small_review(tmp_path)
    path = review.extraction / "studies.csv"
    path.write_text(path.read_text("utf-8").replace("Title of trial2020", '"' + EVIL.replace('"', '""') + '"'), "utf-8")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(folder=str(review.folder)))])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, tmp_path / "panel.ipynb")
    return review


@pytest.fixture
def lab(review: Review) -> Iterator[str]:
    """Run JupyterLab on this machine alone; give the address of the notebook."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = review.root / "home"
    home.mkdir()
    around = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    around |= {"HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1"}
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    options += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    options += [f"--ServerApp.root_dir={review.root}", "--ServerApp.disable_check_xsrf=True"]
    with (review.root / "lab.log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env=around, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}/lab/tree/panel.ipynb"
        finally:
            server.terminate()
            server.wait(20)


def test_a_domain_is_judged_in_jupyterlab(lab: str, review: Review) -> None:
    playwright_api.expect.set_options(timeout=30_000)  # a machine that also does other work answers late
    with playwright_api.sync_playwright() as api:
        browser = api.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(lab)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
        page.locator(".jp-Cell .cm-content").first.click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
        panel = page.locator(".ev-appraise")
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
        if shot := os.environ.get("ETTERVERN_SHOTS"):
            page.screenshot(path=f"{shot}/appraise-panel.png")
        panel.get_by_role("textbox").fill("en <b>grunn</b>")
        save.click()
        playwright_api.expect(panel.locator("section")).to_contain_text("Område 2 av 5")
        panel.get_by_role("button", name="Tilbake").click()
        playwright_api.expect(panel.locator("section")).to_contain_text(
            "Du har svart: Noe usikker risiko en <b>grunn</b>"
        )
        panel.get_by_role("button", name="Neste ubesvarte").click()
        playwright_api.expect(panel.locator("section")).to_contain_text("2.1 ")

        found = axe.Axe().run(page, context=".ev-appraise").response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        page.set_viewport_size({"width": 700, "height": 1000})
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1"), "nothing hangs out"
        browser.close()
    said = [(line.item, line.answer, line.reason) for line in read_lines(review, "kari-test")]
    judged = ("d1_randomisation", "some_concerns", "en <b>grunn</b>")
    assert said == [("1.1", "Y", ""), ("1.2", "PY", ""), ("1.3", "N", ""), judged]
