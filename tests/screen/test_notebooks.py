"""The screening notebooks run without a person, change nothing, and are committed without outputs."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from ettervern.review import Review
from ettervern.screen.reviewers import join
from tests.screen.helpers import PROJECT

NOTEBOOKS = {
    "01-duplicates": ["227 poster, 201 rapporter, 26 kopier slått sammen, 0 par i tvil"],
    "02-title-and-abstract": ["201 rapporter. Samme avgjørelser som i results/screening.csv: ja", "adjudicated"],
    "03-full-text": ["to_fetch    147", "147 rapporter fra"],
    "04-agreement-and-flow": [
        "0.945",
        "227",
        "'not_research': 33",
        "'effect': 82",
        "'sought': 0, 'retrieved': 0, 'read': 0",
    ],
    "06-risk-of-bias": ["32 studier venter på at personer vurderer dem", "some_concerns    24"],
    "05-extraction": ["jason2007-relapse-1", "software that put outcomes.csv together"],
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the review and its screening folder."""
    home = tmp_path_factory.mktemp("project")
    for name in ("reviews", "screening"):
        shutil.copytree(PROJECT / name, home / name)
    return home


def contents(home: Path) -> dict[str, str]:
    """Return a digest of every file but those that git leaves out: Jupyter's own, and locks."""
    left_out = {".ipynb_checkpoints", ".ettervern"}
    files = (path for path in sorted(home.rglob("*")) if path.is_file() and not left_out & set(path.parts))
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def text_of(notebook: nbformat.NotebookNode) -> str:
    """Return what the cells show, as plain text."""
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in shown)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_without_a_person_and_changes_nothing(copy: Path, name: str) -> None:
    before = contents(copy)
    notebook = nbformat.read(copy / "screening" / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(copy / "screening")}})
    shown = text_of(client.execute())
    assert [text for text in NOTEBOOKS[name] if text not in shown] == [], shown
    assert contents(copy) == before


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_committed_without_outputs_and_without_a_name_in_it(name: str) -> None:
    notebook = nbformat.read(PROJECT / "screening" / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
    named = [line for c in notebook.cells for line in c.source.splitlines() if line.startswith("REVIEWER")]
    assert all(line.startswith("REVIEWER = my_name(review)  #") for line in named)
    assert len(named) == (name != "04-agreement-and-flow")


def test_a_reviewer_whom_the_notebook_knows_leaves_the_checkout_clean(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(Review.open(copy / "reviews" / "ettervern"), "kari-test", "person")
    monkeypatch.setenv("ETTERVERN_REVIEWER", "kari-test")
    before = contents(copy)
    notebook = nbformat.read(copy / "screening" / "02-title-and-abstract.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(copy / "screening")}})
    assert "panel.Panel object" in text_of(client.execute())
    assert contents(copy) == before
