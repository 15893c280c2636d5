"""Append-only files: what was acknowledged is there, whatever happens; what was not whole is set aside, not guessed."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ettervern.files import ReviewError, read_table
from ettervern.screen.rules import COLUMNS, parse_time
from ettervern.screen.store import AppendOnlyFile, now_after

WRITER = """
import sys
from pathlib import Path
from ettervern.screen.rules import COLUMNS
from ettervern.screen.store import AppendOnlyFile, now_after
file = AppendOnlyFile(Path(sys.argv[1]), COLUMNS)
for number in range(int(sys.argv[2]), 1000):
    note = "a note, with \\"quotes\\" and æøå " * (number % 5)
    row = dict(zip(COLUMNS, (now_after(""), f"r{number}", "include", "effect", "", note, "1.0", str(number + 1))))
    file.append(row)
    print(f"r{number}", flush=True)
"""


def row(report: str, note: str = "") -> dict[str, str]:
    """Return a line."""
    cells = ("2026-11-20T10:00:00Z", report, "include", "effect", "", note, "1.0", "")
    return dict(zip(COLUMNS, cells, strict=True))


def reports(path: Path) -> list[str]:
    """Return the reports that a file has lines on."""
    return read_table(path, COLUMNS)["report_id"].to_list()


def kill_at_random(path: Path, times: int, seed: int) -> tuple[int, int]:
    """Kill a writer again and again; return how many lines were acknowledged and how often a line was set aside."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    aside = 0
    for _ in range(times):
        begin = len(reports(path)) if path.exists() else 0
        begin = begin if begin < 1000 else _start_anew(path)
        acknowledged = acknowledged if begin else []
        arguments = [sys.executable, "-c", WRITER, str(path), str(begin)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            acknowledged += [writer.stdout.readline().strip()]
            time.sleep(chance.random() * 0.02)
            writer.send_signal(signal.SIGKILL)
            acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
        with AppendOnlyFile(path, COLUMNS) as file:
            aside += bool(file.set_aside)
        found = reports(path)
        assert found[: len(acknowledged)] == [name for name in acknowledged if name], "an acknowledged vote is gone"
        # One more may be there: written, but killed before it could be acknowledged.
        assert len(found) - len(acknowledged) in (0, 1)
        acknowledged = found
    return len(acknowledged), aside


def _start_anew(path: Path) -> int:
    """Take the file away once all 1,000 lines are in it."""
    path.unlink()
    return 0


def test_kill_9_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path / "anna.csv", times=6, seed=1)[0] > 0


@pytest.mark.slow
def test_kill_9_two_hundred_times_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path / "anna.csv", times=200, seed=20261121)[0] > 0


def test_a_half_written_line_is_set_aside_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    with AppendOnlyFile(path, COLUMNS) as file:
        file.append(row("r1"))
        file.append(row("r2", "a note"))
    whole = path.read_bytes()
    first = whole[: whole.index(b"r1")].rindex(b"\n") + 1
    for cut in range(first + 1, len(whole)):
        path.write_bytes(whole[:cut])
        aside = path.with_name("anna.csv.set-aside")
        aside.unlink(missing_ok=True)
        with AppendOnlyFile(path, COLUMNS) as file:
            left = file.set_aside.encode()
        assert whole[:cut] == path.read_bytes() + left
        assert path.read_bytes().endswith(b"\n")
        assert not left or aside.read_bytes() == left + b"\n"


def test_a_crash_while_the_header_is_written_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    path.write_bytes(b"time,repor")
    with AppendOnlyFile(path, COLUMNS) as file:
        file.append(row("r1"))
    assert reports(path) == ["r1"]


def test_a_file_with_another_header_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(ReviewError, match="row 1: the header is 'a,b'"):
        AppendOnlyFile(path, COLUMNS)
    assert path.read_bytes() == b"a,b\n1,2\n"


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2", b"a diary, last line without end", b"\x89PNG\r\n\x00", b"time\nx", b"\xff" * 50_000]
)
@pytest.mark.parametrize("link", [True, False])
def test_a_file_that_is_not_ours_is_left_byte_for_byte_also_behind_a_link(
    tmp_path: Path, content: bytes, link: bool
) -> None:
    other, path = tmp_path / "other", tmp_path / "decisions" / "anna.csv"
    path.parent.mkdir()
    (other if link else path).write_bytes(content)
    if link:
        path.symlink_to(other)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ReviewError, match="row 1: the header is"):
        AppendOnlyFile(path, COLUMNS)
    assert path.read_bytes() == content
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_to_a_decision_file_is_that_file_with_its_lock(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    real, link = tmp_path / "a" / "anna.csv", tmp_path / "link.csv"
    link.symlink_to(real)
    with pytest.raises(ReviewError, match="a link to a file that is not there"):
        AppendOnlyFile(link, COLUMNS)
    with AppendOnlyFile(real, COLUMNS) as file:
        file.append(row("r1"))
        with pytest.raises(ReviewError, match="another window"):
            AppendOnlyFile(link, COLUMNS)
    with AppendOnlyFile(link, COLUMNS) as file:
        file.append(row("r2"))
    assert reports(real) == ["r1", "r2"] and link.is_symlink()


def test_a_folder_in_the_place_of_a_decision_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "anna.csv").mkdir()
    with pytest.raises(ReviewError, match="not a file"):
        AppendOnlyFile(tmp_path / "anna.csv", COLUMNS)


def test_a_second_process_is_refused_and_told_why(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    with AppendOnlyFile(path, COLUMNS) as file:
        file.append(row("r1"))
        second = subprocess.run([sys.executable, "-c", WRITER, str(path), "5"], capture_output=True, text=True)
        assert second.returncode and "another window or program is screening with this file" in second.stderr
        file.append(row("r2"))
    assert reports(path) == ["r1", "r2"]
    with AppendOnlyFile(path, COLUMNS) as file:
        file.append(row("r3"))


@pytest.mark.parametrize("written", [0, 1, 17])
def test_a_full_disk_leaves_the_file_as_it_was_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    path = tmp_path / "anna.csv"
    with AppendOnlyFile(path, COLUMNS) as file:
        file.append(row("r1"))
        before, write = path.read_bytes(), os.write
        calls = []

        def full(handle: int, data: bytes) -> int:
            calls.append(len(data))
            if len(calls) > 1 or not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return write(handle, data[:written])

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(ReviewError, match="NOT saved: No space left on device"):
            file.append(row("r2"))
        monkeypatch.undo()
        assert path.read_bytes() == before
        file.append(row("r2"))
    assert reports(path) == ["r1", "r2"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system with a small disk to fill")
def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    """A file size limit of the process gives a real short write and a real error, as a full disk does."""
    path = tmp_path / "anna.csv"
    code = WRITER.replace("file = ", "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
                          "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\nfile = ")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, str(path), "0"], capture_output=True, text=True)
    assert "NOT saved" in done.stderr
    assert reports(path) == done.stdout.split()
    assert path.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("note", ["two\nlines", "a\r\nb", "x\u2028y", "nul\x00", "form\x0cfeed", 'quote " , comma'])
def test_a_line_stays_a_line_whatever_the_note(tmp_path: Path, note: str) -> None:
    path = tmp_path / "anna.csv"
    with AppendOnlyFile(path, COLUMNS) as file:
        file.append(row("r1", note))
        file.append(row("r2"))
    assert len(path.read_text("utf-8").splitlines()) == 3
    assert reports(path) == ["r1", "r2"]


def test_time_goes_forward_even_where_the_clock_was_set_back() -> None:
    last = "2027-01-01T00:00:00Z"
    found = parse_time(now_after(last))
    former = parse_time(last)
    assert found and former and found > former


def test_lines_are_added_with_the_line_ends_that_the_file_was_saved_with(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    for end in ("\n", "\r\n"):
        path.write_bytes((",".join(COLUMNS) + end).encode())
        with AppendOnlyFile(path, COLUMNS) as file:
            file.append(dict.fromkeys(COLUMNS, "x"))
        assert path.read_bytes().decode().split(end) == [",".join(COLUMNS), ",".join("x" for _ in COLUMNS), ""]
