"""The panel to agree in, in JupyterLab in a real browser, with the keyboard."""

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

from ettervern.files import read_table
from ettervern.review import Review
from tests.screen.test_panel_browser import EVIL, wait_for

from .test_agree import STUDY, extracted_twice

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
playwright_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

CELL = """from datetime import date
from ettervern import agree
agree({folder!r}, "vera-test", language="nb", today=date(2026, 11, 21))"""


@pytest.fixture
def lab(review: Review) -> Iterator[str]:
    """Run JupyterLab on this machine alone; give the address of a notebook with the panel in it."""
    extracted_twice(review, {"arm_intervention": EVIL})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(folder=str(review.folder)))])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, review.root / "agree.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (review.root / "home").mkdir()
    surroundings = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    surroundings |= {"HOME": str(review.root / "home"), "JUPYTER_PREFER_ENV_PATH": "1"}
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    options += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    options += [f"--ServerApp.root_dir={review.root}", "--ServerApp.disable_check_xsrf=True"]
    with (review.root / "lab.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *options]
        server = subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}/lab/tree/agree.ipynb"
        finally:
            server.terminate()
            server.wait(20)


def picture(page: object, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("ETTERVERN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")  # type: ignore[attr-defined]


def test_agreeing_with_the_keyboard_in_jupyterlab(lab: str, review: Review) -> None:
    playwright_api.expect.set_options(timeout=60_000)  # each answer is held against the check
    with playwright_api.sync_playwright() as api:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = api.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(lab)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
        page.locator(".jp-Cell .cm-content").first.click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
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

        assert axe.Axe().run(page, context=".ev-panel").response["violations"] == []
        page.set_viewport_size({"width": 700, "height": 1000})
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth"), "nothing hangs out on a narrow screen"
        picture(page, "agree-done")
        assert page.title() != "broken"
        assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "no key reached JupyterLab's own commands"
        browser.close()
    rows = read_table(review.extraction / "outcomes.csv").set_index("outcome_id").filter(like=STUDY, axis=0)
    assert rows["n_control"].to_list() == ["70", "71", "70"]
    assert rows["months"].to_list() == ["12", "12", "9.5"]
    said = read_table(review.extraction / "resolutions.csv").set_index("outcome_id").filter(like=STUDY, axis=0)
    assert said["taken"].to_list() == ["both", "second", "neither"]
    assert set(said["resolved_by"]) == {"vera-test"} and set(said["kind"]) == {"person"}
