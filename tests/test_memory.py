"""A step that would do the same again is not run; a check whose questions all have the same answer says the same."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ettervern import memory as memory_of_builds
from ettervern.check import check
from ettervern.commands.check import line
from ettervern.files import Problem
from ettervern.living.new import new_review
from ettervern.memory import Memory, warnings_of_the_last_build
from ettervern.pipeline import run
from ettervern.review import Review
from ettervern.staging import Watch, files_in, is_file, watched
from ettervern.transaction import transaction
from ettervern.workspace import Workspace

SAID = Problem("a.csv", 3, "n", "doubtful", "warning")
TODAY = date(2026, 11, 28)


def test_a_step_must_run_again_where_any_answer_it_got_from_the_disk_has_changed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    one, gone, out = tmp_path / "in/a.csv", tmp_path / "in/none.csv", tmp_path / "out.csv"
    one.write_text("a\n1\n", encoding="utf-8")

    def built() -> Memory:
        memory = Memory.load(tmp_path / "build.json", tmp_path)
        with transaction(tmp_path, "a test"):
            watch = Watch()
            with watched(watch):
                Workspace().stage(out, "".join(map(str, [Workspace().bytes(one), is_file(gone), files_in(one.parent)])))
            memory.note("pool", "code", watch, [SAID])
            memory.save()
        return Memory.load(tmp_path / "build.json", tmp_path)

    memory = built()
    assert memory.knows("pool", "code") == [SAID]
    assert memory.knows("pool", "other code") is None
    for change in (
        lambda: one.write_text("a\n2\n", encoding="utf-8"),
        lambda: gone.write_text("", encoding="utf-8"),
        lambda: (tmp_path / "in/new.csv").write_text("", encoding="utf-8"),
        lambda: one.unlink(),
        lambda: out.write_text("by hand", encoding="utf-8"),
    ):
        change()
        assert memory.knows("pool", "code") is None
        memory = built()
        assert memory.knows("pool", "code") == [SAID]


def test_a_garbled_memory_of_earlier_builds_means_building_anew(tmp_path: Path) -> None:
    path = tmp_path / "build.json"
    for text in (
        "{half",
        '{"pool": 3}',
        '{"pool": {"base": "code", "asked": 1, "left": 2}}',
        '{"pool": {"base": "code", "asked": {}, "left": {}, "said": [1]}}',
    ):
        path.write_text(text, encoding="utf-8")
        assert Memory.load(path, tmp_path).knows("pool", "code") is None


@pytest.fixture
def built(tmp_path: Path) -> Review:
    """Return a review that git has committed and that has been built."""
    review = new_review(tmp_path, "little", TODAY)
    for words in (["init", "-q"], ["add", "-A"], COMMIT):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    run(review, TODAY, lambda _: None)
    run(review, TODAY, lambda _: None)  # the first one made the results, which a check looks into too
    return review


COMMIT = ["-c", "user.name=a test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "all"]
PERSONS = "fnr,navn,tilbakefall\n" + "".join(f"{number},A B{number},1\n" for number in range(30))
ROW = "{name},PubMed,database,{day},aftercare,0,Et søk,A search\n"


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


def commit(root: Path) -> None:
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", *COMMIT], cwd=root, check=True)


CHANGES: dict[str, Callable[[Review], object]] = {
    "a setting": lambda review: append(review.folder / "review.toml", "\n[nonsense]\na = 1\n"),
    "an export without a row": lambda review: (review.searches / "new.ris").write_text("TY  - JOUR\nER  - \n"),
    "a folder among the exports": lambda review: (
        (review.searches / "more").mkdir(),
        (review.searches / "more/new.ris").write_text("TY  - JOUR\nER  - \n"),
    ),
    "a search of tomorrow": lambda review: append(
        review.searches / "searches.csv", ROW.format(name="", day="2026-11-29")
    ),
    "persons in a place that git would track": lambda review: (review.root / "list.csv").write_text(PERSONS),
    "the protocol gone": lambda review: (review.folder / "protocol.md").unlink(),
    "a half row": lambda review: append(review.extraction / "outcomes.csv", "a,b\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_check_of_what_was_built_says_what_a_check_from_nothing_says(built: Review, change: str) -> None:
    assert warnings_of_the_last_build(built, TODAY) == check(built, today=TODAY)
    CHANGES[change](built)
    assert warnings_of_the_last_build(built, TODAY) is None


def test_without_git_a_new_file_is_seen_too(tmp_path: Path) -> None:
    review = new_review(tmp_path, "little", TODAY)
    for _ in range(2):
        run(review, TODAY, lambda _: None)
    assert warnings_of_the_last_build(review, TODAY) == check(review, today=TODAY)
    (tmp_path / "list.csv").write_text(PERSONS, encoding="utf-8")
    assert warnings_of_the_last_build(review, TODAY) is None


def test_a_day_later_a_check_looks_anew(built: Review) -> None:
    assert warnings_of_the_last_build(built, TODAY) is not None
    assert warnings_of_the_last_build(built, date(2026, 11, 29)) is None


def test_a_date_that_gets_committed_after_the_build_is_looked_at_anew(built: Review) -> None:
    append(built.searches / "searches.csv", ROW.format(name="", day="2026-12-24"))
    commit(built.root)
    for _ in range(2):
        run(built, TODAY, lambda _: None)
    said = warnings_of_the_last_build(built, TODAY)
    assert said is not None
    assert any("the row is committed" in line(problem) for problem in said)
    subprocess.run(["git", "reset", "-q", "--soft", "HEAD~1"], cwd=built.root, check=True)
    assert warnings_of_the_last_build(built, TODAY) is None


def test_other_code_means_looking_anew(built: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_of_builds, "_code", lambda _: "other code")
    assert warnings_of_the_last_build(built, TODAY) is None


def test_a_build_with_nothing_to_do_says_its_warnings_again(built: Review) -> None:
    append(built.searches / "searches.csv", ROW.format(name="", day="2026-12-24"))
    commit(built.root)
    first, second = (run(built, TODAY, lambda _: None) for _ in range(2))
    assert first.checked == second.checked > 0
    assert first.warnings == second.warnings
