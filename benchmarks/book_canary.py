"""Build the same pages with tomorrow's tools: Sphinx 9, myst-nb and sphinx-book-theme 1.4, in their own environment.

``python -m benchmarks.book_canary`` makes the environment under ``.ettervern/canary`` where it is not there, builds
both languages with warnings shown, and says how far it got. The book itself is built with Jupyter Book's versions.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".ettervern" / "canary"
TOOLS = ("sphinx>=9,<10", "myst-nb>=1.3", "sphinx-book-theme>=1.4.0rc0,<1.5", "sphinx-external-toc>=1.0", "pyyaml")
#: Dependencies of the project that belong to today's way of building, or that no page needs.
LEFT_OUT = ("jupyter-book", "jupyterlab", "nbclient")
#: Settings of today's theme that the other one does not know.
OF_OUR_THEME = ("html_theme",)


@dataclass(frozen=True)
class Canary:
    """How far one language got.

    Attributes
    ----------
    code : int
        Exit code of Sphinx.
    pages : int
        HTML pages written.
    complaints : tuple of str
        Warnings and errors.
    version : str
        Sphinx's version.
    """

    code: int
    pages: int
    complaints: tuple[str, ...]
    version: str


def environment() -> Path:
    """Return the Python of the canary's environment, made first where it is not there."""
    python = HOME / "env" / "bin" / "python"
    if not (HOME / "ready").is_file():
        venv.create(HOME / "env", with_pip=True, clear=True)
        given = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
        needed = [one for one in given if re.split(r"[<>=\[]", one)[0] not in LEFT_OUT]
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *TOOLS, *needed], check=True)
        (HOME / "ready").write_text("", "utf-8")
    return python


def settings(language: str) -> str:
    """Return a conf.py that says what ``_config.yml`` says, with the other theme."""
    config = yaml.safe_load((ROOT / "book" / language / "_config.yml").read_text("utf-8"))
    given = {key: value for key, value in config["sphinx"]["config"].items() if key not in OF_OUR_THEME}
    given |= {
        "extensions": ["myst_nb", "sphinx_external_toc", *config["sphinx"]["extra_extensions"]],
        "nb_execution_mode": "off",
        "external_toc_path": "_toc.yml",
        "html_theme": "sphinx_book_theme",
        "ettervern_review": str(ROOT / "reviews" / "ettervern"),
        "exclude_patterns": ["_build"],
    }
    return "".join(f"{key} = {value!r}\n" for key, value in given.items())


def build(language: str) -> Canary:
    """Build one language and return how far it got."""
    python, place = environment(), HOME / language
    place.mkdir(parents=True, exist_ok=True)
    (place / "conf.py").write_text(settings(language), "utf-8")
    source, out = ROOT / "book" / language, place / "html"
    command = [str(python), "-m", "sphinx", "-q", "-E", "-b", "html", "-c", str(place), str(source), str(out)]
    done = subprocess.run(
        [*command, "-d", str(place / "doctrees"), "--no-color"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        check=False,
    )
    seen = [line for line in done.stderr.splitlines() if re.search(r"WARNING|ERROR|Error|rror:", line)]
    version = subprocess.run([str(python), "-m", "sphinx", "--version"], capture_output=True, text=True, check=True)
    return Canary(done.returncode, len(list(out.glob("*.html"))), tuple(seen), version.stdout.strip())


if __name__ == "__main__":
    for code in sys.argv[1:] or ("nb", "en"):
        found = build(code)
        print(
            f"{code}: {found.version}, exit code {found.code}, {found.pages} pages, {len(found.complaints)} complaints"
        )
        print("\n".join(found.complaints[:20]))
