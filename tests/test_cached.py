"""A build that skips what has not changed leaves what a build from nothing leaves, whatever was changed before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ettervern import pipeline
from ettervern.files import ReviewError
from ettervern.review import Review
from tests.conftest import ROOT, TODAY, copy_project

Tree = Callable[[Path], dict[str, bytes]]
KINDS = {".csv", ".ris", ".nbib", ".bib", ".toml", ".md"}
EDITED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("reviews/ettervern", "screening/ettervern")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
    and "results" not in path.parts
    and path.suffix in {".csv", ".ris", ".nbib", ".bib", ".toml", ".md"}
)
#: One for each step that reads files of its own.
SOME = ("extraction/trial_families.csv", "extraction/outcomes.csv", "report_ids.csv", "certainty.csv")


def build(home: Path) -> str:
    """Build; return what was refused."""
    try:
        pipeline.run(Review.open(home / "reviews/ettervern"), TODAY, lambda _: None)
    except ReviewError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a copy of the real review, built once."""
    home = tmp_path_factory.mktemp("cached")
    copy_project(home)
    assert build(home) == ""
    return home


def without_last_line(path: Path) -> None:
    """Take the last line away, and nothing where there is but one."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1] if len(lines) > 1 else lines))


def with_empty_line(path: Path) -> None:
    """Add an empty line."""
    path.write_bytes(path.read_bytes() + b"\n")


def differing(built: Path, home: Path, name: str, change: Callable[[Path], None], tree: Tree) -> list[str]:
    """Change a file of a built project; build it as it is, and again without its memory; return what differs."""
    for way in ("cached", "clean"):
        shutil.copytree(built, home / way)
        change(home / way / name)
    shutil.rmtree(home / "clean" / ".ettervern")
    refused = [build(home / way).replace(str(home / way), "") for way in ("cached", "clean")]
    cached, clean = (
        {file: data for file, data in tree(home / way).items() if not file.startswith(".ettervern/")}
        for way in ("cached", "clean")
    )
    files = [file for file in cached | clean if cached.get(file) != clean.get(file)]
    return files if refused[0] == refused[1] else [*refused, *files]


@pytest.mark.parametrize("name", [name for name in EDITED if name.endswith(SOME)])
def test_a_row_taken_away_is_seen_by_a_cached_build(built: Path, tmp_path: Path, name: str, tree: Tree) -> None:
    assert differing(built, tmp_path, name, without_last_line, tree) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [without_last_line, Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b"\n")]
)
@pytest.mark.parametrize("name", EDITED)
def test_any_file_changed_in_any_way_is_seen_by_a_cached_build(
    built: Path, tmp_path: Path, name: str, change: Callable[[Path], None], tree: Tree
) -> None:
    assert differing(built, tmp_path, name, change, tree) == []


def test_a_build_after_a_build_runs_no_step_but_the_check(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built, tmp_path / "again")
    ran: list[str] = []
    steps = [
        pipeline.Step(step.name, step.says, lambda context, step=step: (ran.append(step.name), step.run(context)))
        for step in pipeline.STEPS
    ]
    monkeypatch.setattr(pipeline, "STEPS", steps)
    assert build(tmp_path / "again") == ""
    assert ran == ["check"]  # though the project lies in another folder now
