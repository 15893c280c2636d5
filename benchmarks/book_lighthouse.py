"""Lighthouse on the built book, served compressed: ``python -m benchmarks.book_lighthouse [FOLDER]``.

Lighthouse is installed by npm into a folder of its own. It looks as it does by default: at a middling telephone on slow
4G (simulated).
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIGHTHOUSE = "12.8.2"
ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".ettervern" / "lighthouse"
PAGES = ("nb/index", "nb/tilbakefall", "nb/regn-for-din-kommune", "nb/utforsk", "nb/brukerreisen", "en/index")
KINDS = ("performance", "accessibility", "best-practices")
COMPRESSED = {".html", ".css", ".js", ".svg", ".csv", ".xml"}


class Compressing(http.server.SimpleHTTPRequestHandler):
    """A file server as hosts of pages are: text goes out gzipped and may be kept."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file, gzipped where it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)) + "; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder, and give its address."""
    handler = functools.partial(Compressing, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def lighthouse() -> Path:
    """Return Lighthouse's command, installed first where it is not there."""
    command = TOOLS / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(TOOLS), f"lighthouse@{LIGHTHOUSE}"]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    return command


def look(address: str) -> dict[str, object]:
    """Return what Lighthouse reports of a page."""
    chromium = shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                str(lighthouse()), address, "--quiet", "--output=json", f"--output-path={report}",
                f"--only-categories={','.join(KINDS)}",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "CHROME_PATH": chromium},
        )  # fmt: skip
        found: dict[str, object] = json.loads(report.read_text("utf-8"))
        return found


def scores(report: dict[str, object]) -> dict[str, int]:
    """Return the scores of a report, 0 to 100."""
    categories = report["categories"]
    assert isinstance(categories, dict)
    return {kind: round(100 * float(categories[kind]["score"] or 0)) for kind in KINDS}


def faults(report: dict[str, object]) -> list[str]:
    """Return the audits of accessibility and best practices that a page failed."""
    categories, audits = report["categories"], report["audits"]
    assert isinstance(categories, dict)
    assert isinstance(audits, dict)
    asked = [one["id"] for kind in KINDS[1:] for one in categories[kind]["auditRefs"]]
    return [f"{name}: {audits[name]['title']}" for name in asked if audits[name]["score"] not in {1, None}]


def measure(folder: Path, pages: tuple[str, ...] = PAGES) -> dict[str, tuple[dict[str, int], list[str]]]:
    """Return the scores and faults of pages of a built book; the figures are printed as they come."""
    found = {}
    with serve(folder) as address:
        for page in pages:
            report = look(f"{address}{page}.html")
            found[page] = (scores(report), faults(report))
            print(page, *(f"{kind} {score}" for kind, score in found[page][0].items()), *found[page][1], flush=True)
    return found


if __name__ == "__main__":
    measure(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "book" / "_build" / "html")
