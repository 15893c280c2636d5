"""Whatever happens to a command, its files are all in place or none is, and no other command's work is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ettervern.check import check
from ettervern.files import CELL_LIMIT, ReviewError, read_table, write_whole
from ettervern.living.intake import Incoming
from ettervern.living.status import status
from ettervern.living.update import update
from ettervern.lock import Lock
from ettervern.review import Review
from ettervern.staging import digest
from ettervern.transaction import JOURNAL, hold, home_of, settle, transaction
from tests.living import faults
from tests.living.faults import Action, Fault, commands, copied, ended, killed_after, start, tree
from tests.search import answers
from tests.search.server import serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="commands are forked")
NAMES = ("update one", "build", "search", "extract one", "screen")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small project, built; nobody changes it."""
    return faults.small_project(tmp_path_factory.mktemp("kept") / "project")


@pytest.fixture(scope="module")
def actions(small: Path) -> Iterator[dict[str, Action]]:
    """Return the writing commands by name, with a server for the one that searches."""
    with serving(answers.openalex(lambda: list(range(1, 11)))) as server:
        yield commands(small, server.address)


def four_files(home: Path) -> None:
    """Change two files, add one in a new folder, and take one away."""
    with transaction(home, "a test"):
        write_whole(home / "a.txt", "new a")
        write_whole(home / "sub" / "b.txt", "new b")
        write_whole(home / "fresh" / "folder" / "c.txt", "new c")
        from ettervern.staging import remove

        remove(home / "gone.txt")


@pytest.fixture
def lay(tmp_path: Path) -> Path:
    """Return a folder with three files."""
    home = tmp_path / "home"
    for name in ("a.txt", "sub/b.txt", "gone.txt"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(f"old {name}")
    return home


def all_paths(home: Path) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))


@pytest.mark.parametrize("kind", ["error", "full", "kill"])
def test_at_every_write_files_are_all_in_place_or_none_is(lay: Path, tmp_path: Path, kind: str) -> None:
    before, names = tree(lay), all_paths(lay)
    done = copied(lay, tmp_path / "done")
    four_files(done)
    after, at, seen = tree(done), 0, Counter[str]()
    while True:
        at += 1
        home = copied(lay, tmp_path / "home copy")
        code = ended(start(four_files, home, Fault(kind, at)))
        if kind == "kill":
            settle(home)
            with hold(home, "the next command"):
                pass
        # One fault that comes when all is done may leave a file over; the next command takes it away, see below.
        left = ("~", "/lock", "-done") if kind == "error" and code == 0 else ("nothing",)
        found = {path: data for path, data in tree(home).items() if not path.endswith(left)}
        assert found in (before, after), (at, all_paths(home))
        assert code != 0 or found == after
        assert kind == "kill" or code == 0 or all_paths(home) == names, "a failed command leaves no trace"
        seen["new" if found == after else "old"] += 1
        if code == 0 and found == after and at > 40:
            break
        four_files(home)
        assert tree(home) == after
    assert seen["old"] > 10
    assert kind != "kill" or seen["new"] > 3


def test_a_recovery_that_is_killed_itself_is_begun_anew(lay: Path, tmp_path: Path) -> None:
    before = tree(lay)
    for at in range(1, 12):
        home = half_done(lay, tmp_path / "copy")
        ended(start(settle, home, Fault("kill", at)))
        with hold(home, "the next command"):
            pass
        assert tree(home) == before


def half_done(lay: Path, home: Path) -> Path:
    """Return a copy in which a command was killed when its first file was in place."""
    for at in range(1, 40):
        copied(lay, home)
        assert ended(start(four_files, home, Fault("kill", at))) == 137
        if (home / "a.txt").read_text() == "new a":
            break
    assert (home / JOURNAL).is_file() and (home / "sub" / "b.txt").read_text() == "old sub/b.txt"
    return home


def test_what_a_person_changed_after_a_crash_is_not_taken_back(lay: Path, tmp_path: Path) -> None:
    home = half_done(lay, tmp_path / "copy")
    (home / "a.txt").write_text("changed by hand")
    settle(home)
    assert tree(home) == {"a.txt": b"changed by hand", "sub/b.txt": b"old sub/b.txt", "gone.txt": b"old gone.txt"}


def test_a_journal_that_names_files_elsewhere_is_refused(lay: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    for name in ("../outside.txt", str(outside), "."):
        note = {"mark": "x", "files": {name: [False, digest(b"mine")]}, "folders": []}
        (lay / JOURNAL).write_text(json.dumps(note))
        with pytest.raises(ReviewError, match="journal of a command that was cut off cannot be read"):
            settle(lay)
    assert outside.read_text() == "mine"


def test_only_temporary_files_of_dead_commands_are_swept(lay: Path) -> None:
    child = start(lambda home: time.sleep(60), lay)
    host = __import__("ettervern.leftovers").leftovers._host()
    folder = lay / "reviews" / "small" / "results"
    folder.mkdir(parents=True)
    alive, dead, other = (
        folder / f".t.csv.0badcafe.{host}-{child}-0badcafe.new~",
        folder / f".t.csv.0badcafe.{host}-{2**22 + 1}-0badcafe.old~",
        folder / ".t.csv.swp~",
    )
    for path in (alive, dead, other):
        path.write_text("x")
    with hold(lay, "the next command"):
        assert [path.exists() for path in (alive, dead, other)] == [True, False, True]
    os.kill(child, signal.SIGKILL)
    ended(child)
    with hold(lay, "the next command"):
        assert [path.exists() for path in (alive, other)] == [False, True]


def test_a_command_that_waits_says_for_whom_and_gives_up_with_one_line(
    lay: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = Lock.take(lay / ".ettervern" / "lock", "ettervern update")
    assert lock is not None
    monkeypatch.setenv("ETTERVERN_WAIT", "0.2")
    with pytest.raises(ReviewError) as caught, hold(lay, "ettervern build"):
        pass
    said = capsys.readouterr().err
    assert said.startswith("waiting for ettervern update (process ") and "at most 0.2 seconds" in said
    (problem,) = caught.value.problems
    assert problem.file == "home/" and "ettervern update (process " in problem.message and "since 20" in str(problem)
    lock.release()
    with hold(lay, "ettervern build"):
        pass
    assert not (lay / ".ettervern").exists()


def test_a_wait_that_is_no_number_is_one_line(lay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock.take(lay / ".ettervern" / "lock", "ettervern update")
    monkeypatch.setenv("ETTERVERN_WAIT", "soon")
    with pytest.raises(ReviewError, match="ETTERVERN_WAIT: 'soon'; expected a number of seconds"), hold(lay, "x"):
        pass
    assert lock is not None
    lock.release()


def test_a_file_of_a_review_is_locked_with_its_project_and_any_other_with_its_folder(small: Path) -> None:
    assert home_of(small / "reviews" / "small" / "searches" / "duplicate_decisions.csv") == small.resolve()
    assert home_of(small.parent / "out" / "decisions.csv") == (small.parent / "out").resolve()


#: A few writes of each command, in the middle of its files; all of them are tried among the slow tests.
SOME = (
    *(("extract one", kind, at) for kind in ("kill", "error", "full") for at in (4, 7)),
    *(("search", "kill", 12), ("search", "full", 9), ("screen", "kill", 3), ("build", "kill", 60)),
    *(("update one", "kill", 24), ("update one", "full", 12)),
)


@pytest.mark.parametrize(("name", "kind", "at"), SOME)
def test_a_fault_in_a_write_of_a_command_leaves_the_folder_as_it_was_or_as_it_shall_be(
    small: Path, tmp_path: Path, actions: dict[str, Action], name: str, kind: str, at: int
) -> None:
    assert one_fault(small, tmp_path, actions[name], name, Fault(kind, at))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["kill", "error", "full"])
def test_a_fault_at_every_write_of_a_command(
    small: Path, tmp_path: Path, actions: dict[str, Action], name: str, kind: str
) -> None:
    at = 1
    while one_fault(small, tmp_path, actions[name], name, Fault(kind, at)):
        at += 1
    assert at > 1, "no write met the fault"
    print(f"{name}, {kind} at each of {at - 1} writes: 0 torn, 0 lost, 0 leftover files, same bytes")


#: What a search remembers between two tries, and votes, are kept as they are made: not taken back with a command.
KEPT = (".state.jsonl", "anna.csv")


def one_fault(small: Path, tmp_path: Path, action: Action, name: str, fault: Fault) -> bool:
    """Let a command meet a fault; return whether it did."""
    home = copied(small, tmp_path / "project", name)
    before = tree(home)
    code = ended(start(action, home, fault))
    left = {path: data for path, data in tree(home).items() if not path.endswith(KEPT)}
    after = expected(small, tmp_path, action, name)
    if fault.kind != "kill" and code:
        assert left == {path: data for path, data in before.items() if not path.endswith(KEPT)}, fault
    next_command(home, after, action)
    return bool(fault.met[0])


_AFTER: dict[str, dict[str, bytes]] = {}


def expected(small: Path, tmp_path: Path, action: Action, name: str) -> dict[str, bytes]:
    """Return what a command leaves behind where nothing happens to it."""
    key = f"{small} {name}"
    if key not in _AFTER:
        home = copied(small, tmp_path / "undisturbed", name)
        assert ended(start(action, home)) == 0
        _AFTER[key] = tree(home)
    return _AFTER[key]


def next_command(home: Path, after: dict[str, bytes], action: Action) -> None:
    """Run the command again; whatever happened before, the project is then as it should be, with nothing left over."""
    assert ended(start(action, home)) == 0
    found = tree(home)
    assert sorted(found) == sorted(after)
    assert found == after


def kill_at_random(
    small: Path, tmp_path: Path, actions: dict[str, Action], times: int, seed: int, names: tuple[str, ...] = NAMES
) -> Counter[str]:
    """Kill each command at random moments; return what was seen."""
    chance, seen = random.Random(seed), Counter[str]()
    for name in names:
        after = expected(small, tmp_path, actions[name], name)
        begun = time.monotonic()
        next_command(copied(small, tmp_path / "project", name), after, actions[name])
        whole = time.monotonic() - begun
        for _ in range(times):
            home = copied(small, tmp_path / "project", name)
            seen["cut off" if killed_after(actions[name], home, chance.random() * whole) else "done"] += 1
            if not (home / JOURNAL).is_file():
                halves = {path: data for path, data in tree(home).items() if path in after and not path.endswith(KEPT)}
                seen["half"] += len({data == after[path] for path, data in differing(small, halves, after)}) > 1
            else:
                seen["with a journal"] += 1
            next_command(home, after, actions[name])
    return seen


def differing(small: Path, found: dict[str, bytes], after: dict[str, bytes]) -> list[tuple[str, bytes]]:
    """Return the files that the command changes and that were there before it."""
    old = tree(small)
    return [(path, data) for path, data in found.items() if path in old and old[path] != after[path]]


def test_kill_9_at_random_moments_leaves_nothing_torn(small: Path, tmp_path: Path, actions: dict[str, Action]) -> None:
    assert (
        kill_at_random(small, tmp_path, actions, times=2, seed=3, names=("extract one", "search", "screen"))["half"]
        == 0
    )


@pytest.mark.slow
def test_kill_9_two_hundred_times_leaves_nothing_torn(small: Path, tmp_path: Path, actions: dict[str, Action]) -> None:
    seen = kill_at_random(small, tmp_path, actions, times=40, seed=20261128)
    assert seen["half"] == 0
    print(f"200 kills: {dict(seen)}; 0 torn, 0 lost, 0 leftover files after the next command, 200 of 200 same bytes")


def test_a_record_with_five_thousand_authors_is_taken_in_and_read_ever_after(
    small: Path, tmp_path: Path, actions: dict[str, Action]
) -> None:
    home = copied(small, tmp_path / "project")
    authors = "".join(f"AU  - Oppdiktet, Navnet{n}-Langt-Navn Med Mellomnavn\n" for n in range(5000))
    export = tmp_path / "many.ris"
    export.write_text(f"TY  - JOUR\nTI  - A made-up trial with many authors\n{authors}PY  - 2026\nER  - \n", "utf-8")
    review = Review.open(home / "reviews" / "small")
    done = update(review, [Incoming(export, "A source", "database", faults.DAY)], faults.DAY)
    reports = read_table(review.results / "reports.csv").set_index("report_id")
    assert len(reports.loc[done.new_reports[0], "authors"]) > 131_072
    assert [problem for problem in check(review, today=faults.DAY) if problem.severity == "error"] == []
    status(review, faults.DAY)
    actions["build"](home)


def test_a_record_that_no_table_can_hold_is_refused_with_its_line_before_anything_is_written(
    small: Path, tmp_path: Path
) -> None:
    home = copied(small, tmp_path / "project")
    before = tree(home)
    export = tmp_path / "long.ris"
    export.write_text(f"TY  - JOUR\nTI  - A made-up trial\nAB  - {'x ' * (CELL_LIMIT // 2 + 1)}y\nER  - \n", "utf-8")
    with pytest.raises(
        ReviewError, match=r"long\.ris, row 1, column abstract: 16,777,2.. characters; expected no more"
    ):
        update(
            Review.open(home / "reviews" / "small"), [Incoming(export, "A source", "database", faults.DAY)], faults.DAY
        )
    assert tree(home) == before


@pytest.mark.slow
def test_a_disk_that_really_is_full_leaves_the_folder_as_it_was(
    small: Path, tmp_path: Path, actions: dict[str, Action]
) -> None:
    """A limit on the size of files gives real short writes and real errors, as a full disk does."""
    import resource

    for name in ("update one", "build", "extract one"):
        home = copied(small, tmp_path / "project", name)
        before, after = tree(home), expected(small, tmp_path, actions[name], name)
        for limit in (1, 100, 700, 2000, 5000):

            def limited(home: Path, name: str = name, limit: int = limit) -> None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                actions[name](home)

            code = ended(start(limited, home))
            assert tree(home) == (before if code else after)
            assert code or limit > 1  # what an extraction writes may be shorter than the larger limits
        next_command(home, after, actions[name])


PAIRS = (
    *(("update one", "update two"), ("update one", "extract one"), ("extract one", "extract two")),
    *(("search", "update two"), ("build", "update one")),
)


def race(small: Path, tmp_path: Path, actions: dict[str, Action], times: int, seed: int) -> Counter[str]:
    """Let two commands run at once, every third time with Ctrl-C on one; return what was seen."""
    chance, seen = random.Random(seed), Counter[str]()
    for number in range(times):
        names = PAIRS[number % len(PAIRS)]
        home = copied(small, tmp_path / "project")
        children = [start(actions[name], home) for name in names]
        if number % 3 == 0:
            time.sleep(chance.random() * 3)
            os.kill(children[chance.randrange(2)], signal.SIGINT)
        codes = [ended(child) for child in children]
        seen["interrupted"] += codes.count(1)
        assert number % 3 == 0 or codes == [0, 0]
        done = [name for name, code in zip(names, codes, strict=True) if code == 0]
        assert done
        nothing_lost(home, done)
        assert ended(start(actions["build"], home)) == 0
        nothing_lost(home, done)
        assert not [
            path
            for path in tree(home)
            if path.endswith("~") or ("/." in f"/{path}" and "state" not in path and ".git" not in path)
        ]
        seen["races"] += 1
    return seen


def nothing_lost(home: Path, done: list[str]) -> None:
    """Hold the project against what the commands that ended well say they did; all its parts must agree."""
    review = Review.open(home / "reviews" / "small")
    log = read_table(review.searches / "searches.csv")
    exports = {path.name for path in review.searches.glob("2027*")}
    assert exports == set(log["file"]), "an export and its line are there together"
    sources = set(log["source"])
    assert sources >= {f"Source {name.split()[1]}" for name in done if name.startswith("update")}
    assert "search" not in done or "OpenAlex" in sources
    extracted = set(read_table(review.extraction / "extraction_1.csv")["study_id"])
    assert extracted >= {f"made{1 + (name.endswith('two'))}" for name in done if name.startswith("extract")}
    files = set(read_table(review.results / "duplicates.csv")["file"])
    assert files >= {name for name, source in zip(log["file"], log["source"], strict=True) if "Source" in source}


def test_two_commands_at_once_lose_nothing(small: Path, tmp_path: Path, actions: dict[str, Action]) -> None:
    assert race(small, tmp_path, actions, times=3, seed=5)["races"] == 3


@pytest.mark.slow
def test_fifty_races_of_two_commands_a_third_with_ctrl_c_lose_nothing(
    small: Path, tmp_path: Path, actions: dict[str, Action]
) -> None:
    seen = race(small, tmp_path, actions, times=50, seed=20261128)
    assert seen["races"] == 50
    print(f"50 races: {dict(seen)}; 0 torn, 0 lost, 0 leftover files")


def test_the_message_of_a_file_that_is_open_elsewhere_tells_of_the_notebook_and_its_kernel(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    with faults.AppendOnlyFile(path, faults.COLUMNS):
        code = (
            "import sys; from pathlib import Path; from ettervern.screen.store import AppendOnlyFile\n"
            f"AppendOnlyFile(Path(sys.argv[1]), {list(faults.COLUMNS)!r})"
        )
        second = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert second.returncode
    assert f"process {os.getpid()} on " in second.stderr
    assert "Kernel, Shut Down Kernel" in second.stderr
