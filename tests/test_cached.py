"""A build that skips what has not changed leaves what a build from nothing leaves, whatever was changed before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ettervern import pipeline
from ettervern.files import ReviewError
from ettervern.review import Review
from tests.agree.made_up import TODAY, write_project
from tests.conftest import ROOT, copy_project

Tree = Callable[[Path], dict[str, bytes]]
EDITED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("reviews/ettervern", "screening/ettervern")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
    and "results" not in path.parts
    and path.suffix in {".csv", ".ris", ".nbib", ".bib", ".toml", ".md"}
)
#: Files of the made-up review, one for each step that reads some of its own.
SOME = (
    "reviews/made-up/extraction/outcomes.csv",
    "reviews/made-up/extraction/trial_families.csv",
    "reviews/made-up/certainty.csv",
    "screening/made-up/report_ids.csv",
)


def build(home: Path) -> str:
    """Build; return what was refused."""
    (folder,) = (home / "reviews").iterdir()
    try:
        pipeline.run(Review.open(folder), TODAY, lambda _: None)
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


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a small made-up review, built once."""
    home = tmp_path_factory.mktemp("little")
    write_project(home)
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


@pytest.mark.parametrize("name", SOME)
def test_a_row_taken_away_is_seen_by_a_cached_build(little: Path, tmp_path: Path, name: str, tree: Tree) -> None:
    assert differing(little, tmp_path, name, without_last_line, tree) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [without_last_line, Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b"\n")]
)
@pytest.mark.parametrize("name", EDITED)
def test_any_file_changed_in_any_way_is_seen_by_a_cached_build(
    built: Path, tmp_path: Path, name: str, change: Callable[[Path], None], tree: Tree
) -> None:
    assert differing(built, tmp_path, name, change, tree) == []


def test_a_build_after_a_build_runs_no_step(little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(little, tmp_path / "again")
    assert build(tmp_path / "again") == ""  # the check has now seen what the first build made
    ran: list[str] = []
    steps = [
        pipeline.Step(step.name, step.says, lambda context, step=step: (ran.append(step.name), step.run(context)))
        for step in pipeline.STEPS
    ]
    monkeypatch.setattr(pipeline, "STEPS", steps)
    assert build(tmp_path / "again") == ""
    assert ran == []
