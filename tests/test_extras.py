"""The core works without what the extras bring, and a command that lacks its extra says in one line what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from ettervern.extras import EXTRAS
from ettervern.local import simulated_sheet

from .conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: What comes with a listed package rather than by its own name.
WITHIN = {"sphinx": "jupyter-book", "myst_nb": "jupyter-book", "traitlets": "ipywidgets"}
#: Begins a fresh interpreter in which the modules of the extras are not installed.
BARE = f"""
import sys
hidden = {sorted({module for modules in EXTRAS.values() for module in modules} | {"sklearn", "IPython", "nbformat"})!r}
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
import importlib.util
seen = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in hidden else seen(name, package)
"""
RIS = "TY  - JOUR\nTI  - Sober homes after treatment\nAU  - Aas, Kari\nPY  - 2001\nDO  - 10.1/a\nER  - \n"


def bare(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code where only the core is installed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", BARE + code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where only the core is installed."""
    return bare(f"from ettervern.cli import main; sys.argv = {['ettervern', *words]!r}; main()", folder)


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """Return a project with an empty review, and an export and a table beside it."""
    (tmp_path / "a.ris").write_text(RIS, encoding="utf-8")
    (tmp_path / "table.csv").write_text("study,yi,vi\nA,-0.4,0.05\nB,0.1,0.08\n", encoding="utf-8")
    assert command("new", "little", folder=tmp_path).returncode == 0
    data = tmp_path / "reviews/little/local/data"
    data.mkdir(parents=True)
    (data / "sheet.csv").write_text(simulated_sheet(seed=1).to_csv(index=False), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_list_of_modules_is_that_of_pyproject(extra: str) -> None:
    wanted = {Requirement(line).name for line in PROJECT["optional-dependencies"][extra]}
    assert wanted == {WITHIN.get(module, module.replace("_", "-")) for module in EXTRAS[extra]}


def test_all_is_every_extra_but_that_of_the_tests_which_needs_it() -> None:
    extras = PROJECT["optional-dependencies"]
    assert [Requirement(line).extras for line in extras["all"]] == [set(EXTRAS)]
    assert set(extras) == {*EXTRAS, "all", "test"}
    assert "ettervern[all]" in extras["test"]


def test_the_core_works_alone(little: Path) -> None:
    for words in (
        ["check", "reviews/little"],
        ["build", "reviews/little", "--no-book"],
        ["status"],
        ["deduplicate", "a.ris", "--out", "out"],
        ["pool", "table.csv", "--measure", "GEN", "--json"],
        ["update", "a.ris", "--source", "PubMed", "--date", "2026-01-02", "--query", "homes"],
    ):
        run = command(*words, folder=little)
        assert (run.returncode, "Traceback" in run.stderr) == (0, False), (words, run.stdout, run.stderr)
    shutil.rmtree(little / "book")
    run = command("build", "reviews/little", folder=little)  # the project has no book, so none is asked for
    assert (run.returncode, "Traceback" in run.stderr) == (0, False), (run.stdout, run.stderr)


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["build", "reviews/little", "--book"], "book"),
        (["search", "run", "pubmed"], "search"),
        (["local", "analyse", "reviews/little/local/data/sheet.csv"], "local"),
    ],
)
def test_a_command_that_lacks_its_extra_says_what_to_install(words: list[str], extra: str, little: Path) -> None:
    before = {path for path in little.rglob("*") if path.is_file()}
    run = command(*words, folder=little)
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert f"python -m pip install 'ettervern[{extra}]'" in run.stderr
    assert {path for path in little.rglob("*") if path.is_file()} == before


def test_a_module_that_no_extra_brings_is_a_fault_of_ours_and_stays_one() -> None:
    from ettervern.extras import told

    with pytest.raises(ModuleNotFoundError, match="no_such_module"), told():
        import no_such_module  # noqa: F401
