"""JupyterLab on this machine alone, and a notebook of one cell in it in a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

CHROMIUM = shutil.which("chromium")
#: What a test that opens a panel in the browser is marked with.
IN_BROWSER = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]
#: A title that would do something if it were taken for markup.
EVIL = '<img src=x onerror="document.title=`broken`"><script>document.title="broken"</script> & title'


@contextmanager
def jupyterlab(root: Path) -> Iterator[str]:
    """Run JupyterLab in a folder, with a home of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = root / "home"
    home.mkdir(exist_ok=True)
    around = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    around |= {"HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1"}
    options = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    options += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    options += [f"--ServerApp.root_dir={root}", "--ServerApp.disable_check_xsrf=True"]
    with (home / "lab.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *options]
        server = subprocess.Popen(command, env=around, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api")
            yield f"http://127.0.0.1:{port}/lab"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(address)


@contextmanager
def running(root: Path, cell: str) -> Iterator[Any]:
    """Run a notebook of one cell in JupyterLab; give the page, which a test may leave as it is."""
    api = pytest.importorskip("playwright.sync_api")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, root / "panel.ipynb")
    api.expect.set_options(timeout=60_000)  # a machine that also does other work answers late
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with jupyterlab(root) as lab, api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.asked = []  # every address that the page asks for
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{lab}/tree/panel.ipynb")
        # A cell that is run before its kernel is there is not run at all.
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)
        page.locator(".jp-Cell .cm-content").first.click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
        yield page
        browser.close()


def faults_of(page: Any, panel: str) -> list[tuple[str, list[str]]]:
    """Return what axe finds wrong with a part of a page: the rule, and the elements."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, context=panel).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def fits(panel: Any) -> bool:
    """Say whether nothing hangs out of a panel to the side; a pixel is a matter of rounding."""
    return bool(panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1"))


def picture(page: Any, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("ETTERVERN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")
