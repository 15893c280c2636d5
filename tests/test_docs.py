"""The reference site: every example on it runs and gives what it shows, and every call has its place there."""

from __future__ import annotations

import doctest
import re
from fnmatch import fnmatchcase
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path

import pytest

import ettervern
from ettervern import pipeline
from ettervern.extract.columns import OTHER_FIGURES
from ettervern.settings.effect_measures import MEASURES
from tests.agree.made_up import write_project
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if "_build" not in path.parts)
BLOCK = re.compile(r"^```pycon\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
WITH_EXAMPLES = [name for name in PAGES if BLOCK.search((DOCS / name).read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a made-up review that has been built."""
    home = tmp_path_factory.mktemp("made-up")
    ettervern.build(write_project(home), today="2027-03-01")
    return home


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_the_examples_of_a_page_give_what_they_show(page: str, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1803859200")  # 2027-03-01
    monkeypatch.setattr(pipeline, "STEPS", pipeline.STEPS)  # a page adds one
    text = "\n".join(BLOCK.findall((DOCS / page).read_text(encoding="utf-8")))
    examples = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_every_column_of_a_figure_is_explained() -> None:
    text = (DOCS / "outcomes.md").read_text("utf-8")
    assert [name for name in OTHER_FIGURES if f"`{name}`" not in text] == []
    assert [code for code, measure in MEASURES.items() if not measure.single and f"`{code}`" not in text] == []


def test_every_task_has_examples_that_run() -> None:
    assert [name for name in PAGES if name.startswith("tasks/") and name not in WITH_EXAMPLES] == []


def test_every_public_call_is_described_in_the_reference() -> None:
    reference = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "api").glob("*.md"))
    described = set(re.findall(r"auto(?:function|class):: ettervern\.[\w.]*?(\w+)$", reference, flags=re.MULTILINE))
    assert set(ettervern.__all__) - {"__version__", "local"} <= described
    from ettervern import local

    assert all(hasattr(local, name) for name in re.findall(r"ettervern\.local\.(\w+)", reference))


def test_every_function_on_the_walk_of_a_figure_exists() -> None:
    walk = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## The walk")[1].split("## What holds")[0]
    named = re.findall(r"`([a-z_0-9]+(?:\.\w+)+)`", walk)
    functions = [name for name in named if not name.endswith((".csv", ".py"))]
    for name in functions:
        parts = ["ettervern", *name.split(".")]
        last = max(at for at in range(len(parts)) if find_spec_or_none(".".join(parts[: at + 1])))
        attrgetter(".".join(parts[last + 1 :]))(import_module(".".join(parts[: last + 1])))
    assert f"That is {len(functions)} hops" in walk


def find_spec_or_none(name: str) -> object:
    """Return whether there is a module of this name; a name inside a module that is no package is none."""
    try:
        return find_spec(name)
    except ModuleNotFoundError:
        return None


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_in_a_table_of_contents(page: str) -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^[\w*/-]+$", index, re.MULTILINE)
    patterns = [*listed, *(f"decisions/{name}" for name in ("index", "2*"))]
    name = page.removesuffix(".md")
    alike = [one for one in patterns if one.count("/") == name.count("/") and fnmatchcase(name, one)]
    assert name == "index" or alike


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", readme, flags=re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    Path("export.ris").write_text("TY  - JOUR\nTI  - Sober homes\nER  - \n", encoding="utf-8")
    Path("another.nbib").write_text("PMID- 1234567\nTI  - Tax on tobacco\n", encoding="utf-8")
    header = "study,events_intervention,n_intervention,events_control,n_control\n"
    Path("table.csv").write_text(header + "A,12,50,20,50\nB,8,40,15,42\n", encoding="utf-8")
    made: dict[str, object] = {}
    exec(block, made)
    assert len(made["reports"]) == 2  # type: ignore[arg-type]
    assert "<title" in Path("relapse.svg").read_text(encoding="utf-8")
