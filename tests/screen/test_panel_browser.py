"""The panel in JupyterLab, in a real browser, with the keyboard alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from ettervern.files import read_table, write_table
from ettervern.review import Review
from tests.screen.test_session import many

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
playwright_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

CELL = """from pathlib import Path
from ettervern.review import Review
from ettervern.screen.panel import open_panel
open_panel(Review.open(Path({folder!r})), "anna", language="nb")"""
EVIL = '<img src=x onerror="document.title=`broken`"><script>document.title="broken"</script> & title'


def notebook(review: Review) -> Path:
    """Write a notebook with the panel in it, beside the review."""
    path = review.root / "panel.ipynb"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(folder=str(review.folder)))])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, path)
    return path


@pytest.fixture
def lab(review: Review) -> Iterator[str]:
    """Run JupyterLab on this machine alone; give the address of the notebook."""
    reports = many(8)
    reports["title"] = EVIL
    write_table(review.results / "reports.csv", reports)
    path = review.folder / "review.toml"
    words = path.read_text("utf-8").replace('"aftercare", "after care"', '"about"').replace('"tobacco", ', '"town", ')
    path.write_text(words, "utf-8")
    notebook(review)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = review.root / "home"
    home.mkdir()
    surroundings = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    surroundings |= {"HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1"}
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    options += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    options += [f"--ServerApp.root_dir={review.root}", "--ServerApp.disable_check_xsrf=True"]
    with (review.root / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=surroundings, stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}/lab/tree/panel.ipynb"
        finally:
            server.terminate()
            server.wait(20)


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(address)


def decisions(review: Review) -> list[tuple[str, str, str, str]]:
    """Return decision, role, reason and note of every line."""
    table = read_table(review.screening / "decisions" / "title-abstract" / "anna.csv")
    return list(table[["decision", "role", "reason", "note"]].itertuples(index=False, name=None))


def test_screening_with_the_keyboard_in_jupyterlab(lab: str, review: Review) -> None:
    playwright_api.expect.set_options(timeout=30_000)  # a machine that also does other work answers late
    with playwright_api.sync_playwright() as api:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = api.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(lab)
        # A cell that is run before its kernel is there is not run at all.
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
        page.locator(".jp-Cell .cm-content").first.click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
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

        assert axe.Axe().run(page, context=".ev-panel").response["violations"] == []
        page.set_viewport_size({"width": 700, "height": 1000})
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth"), "nothing hangs out on a narrow screen"
        assert page.title() != "broken"
        assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "no key reached JupyterLab's own commands"
        hosts = {url.split("/")[2].split(":")[0] for url in requests if url.startswith(("http", "ws"))}
        assert hosts == {"127.0.0.1"}
        browser.close()
    expected = [("include", "effect", "", ""), ("exclude", "", "design", "i n z e"), ("unsure", "effect", "", "")]
    assert decisions(review)[:3] == expected
    assert [line[0] for line in decisions(review)[3:]] == ["include", "unsure", "unsure", "unsure"]
