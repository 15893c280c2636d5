"""Commands that are killed, interrupted, or meet a disk that is full: each in a process of its own, on a small project.

A command is forked from the test, so that nothing has to be loaded anew; what it does to files is seen by an audit
hook, which knows every opening for writing, renaming, linking and removing, whoever asks for it.
"""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern import pipeline
from ettervern.extract.intake import add_sheet
from ettervern.extract.schemas import SCHEMAS
from ettervern.files import read_table, write_table
from ettervern.living.intake import Incoming
from ettervern.living.new import new_review
from ettervern.living.update import update
from ettervern.review import Review
from ettervern.schema import columns
from ettervern.screen.rules import COLUMNS
from ettervern.screen.store import AppendOnlyFile
from ettervern.search import search_source
from ettervern.search.fetch import Fetcher
from ettervern.search.openalex import OpenAlex
from ettervern.search.run import Log
from ettervern.transaction import hold
from tests.filled_in import fill_in
from tests.living.test_update import TRIAL

DAY = date(2027, 2, 1)
_CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate"}
_MAKES = {"os.mkdir", "os.link"}

Action = Callable[[Path], object]
Hook = Callable[[str, tuple[object, ...]], None]


@dataclass(frozen=True)
class Fault:
    """What happens at which write.

    Attributes
    ----------
    kind : str
        ``kill`` (the process is gone), ``error`` (this one write fails) or ``full`` (from here on nothing new can be
        made, but names can be changed and files removed).
    at : int
        Number of the write, from 1.
    met : mmap
        One byte that the forked process shares with the test: 1 when the fault was met.
    """

    kind: str
    at: int
    met: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1), compare=False, repr=False)

    def hook(self, home: Path) -> Hook:
        """Return an audit hook that counts what is written below a folder."""
        count = 0

        def see(event: str, given: tuple[object, ...]) -> None:
            nonlocal count
            opened = event == "open" and isinstance(given[2], int) and bool(given[2] & (os.O_WRONLY | os.O_RDWR))
            if not (opened or event in _CHANGES) or not str(given[0]).startswith(str(home)):
                return
            count += 1
            if count == self.at:
                self.met[0] = 1
            if self.kind == "kill" and count == self.at:
                os._exit(137)
            if (self.kind == "error" and count == self.at) or (
                self.kind == "full" and count >= self.at and (opened or event in _MAKES)
            ):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(given[0]))

        return see


def start(action: Action, home: Path, fault: Fault | None = None) -> int:
    """Begin a command in a process of its own; return its number."""
    child = os.fork()
    if child:
        return child
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if fault:
            sys.addaudithook(fault.hook(home))
        action(home)
    except BaseException:
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """Wait for a command; return its exit code, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(action: Action, home: Path, seconds: float) -> int:
    """Kill a command after a while."""
    child = start(action, home)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return ended(child)


def tree(home: Path) -> dict[str, bytes]:
    """Return every file of a project but what a build remembers of the one before."""
    files = {path.relative_to(home).as_posix(): path for path in sorted(home.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.endswith("/build.json")}


def review_of(home: Path) -> Review:
    return Review.open(home / "reviews" / "small")


def ris(first: int, last: int) -> str:
    """Return an export of made-up records."""
    records = [
        f"TY  - JOUR\nTI  - Made-up trial number {n} of aftercare in the town of T{n * 7919}\n"
        f"AU  - Oppdiktet{n}, N.\nPY  - {2000 + n % 20}\nDO  - 10.5555/small.{n}\nER  - \n"
        for n in range(first, last)
    ]
    return "\n".join(records)


def small_project(home: Path) -> Path:
    """Lay out a review with one search, built, and beside it what the commands below take in."""
    review = fill_in(new_review(home, "small", DAY))
    for name, numbers in {"zero": (0, 6), "one": (4, 12), "two": (9, 18)}.items():
        export = home.parent / f"{home.name}-{name}.ris"
        export.write_text(ris(*numbers), "utf-8")
    update(review, [_incoming(home, "zero")], DAY)
    studies = ("made1", "made2")
    reports = read_table(review.results / "reports.csv")["report_id"]
    pairs = pd.DataFrame({"study_id": studies, "report_id": reports[: len(studies)].to_list()})
    write_table(review.screening / "report_ids.csv", pairs)
    pipeline.run(review, DAY, lambda _: None)
    for study in studies:
        cells = {"study_id": study, "outcome": "relapse", **TRIAL}
        rows = pd.DataFrame([cells], columns=list(columns(SCHEMAS["extraction_1"])), dtype="str")
        write_table(home.parent / f"{home.name}-sheets" / f"{study}_1.csv", rows.fillna(""))
    return home


def copied(source: Path, target: Path, name: str = "") -> Path:
    """Return a copy of the small project that a command may change; what it takes in stays beside the source."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    if name == "build":  # all results are to be made anew
        shutil.rmtree(target / "reviews" / "small" / "results")
    return target


def _incoming(home: Path, name: str) -> Incoming:
    return Incoming(home.parent / f"{home.name}-{name}.ris", f"Source {name}", "database", DAY, "aftercare")


def commands(source: Path, address: str = "") -> dict[str, Action]:
    """Return the writing commands, each to be called with the copy of the project that it works on."""

    def take(name: str) -> Action:
        return lambda home: update(review_of(home), [_incoming(source, name)], DAY)

    def add(study: str) -> Action:
        return lambda home: add_sheet(
            review_of(home), source.parent / f"{source.name}-sheets" / f"{study}_1.csv", by="kari-test", today=DAY
        )

    def build(home: Path) -> None:
        pipeline.run(review_of(home), DAY, lambda _: None)

    def search(home: Path) -> None:
        review = review_of(home)  # which takes back what was left half done
        if b"OpenAlex" in (review.searches / "searches.csv").read_bytes():
            with hold(home, "a search that was done before"):
                return
        log = Log("OpenAlex", "Søk", "Search")
        fetch = Fetcher("openalex", 0.0, "reviewer@example.org")
        search_source(review, OpenAlex(address), ["aftercare"], fetch, log, today=DAY)

    return {
        "update one": take("one"),
        "update two": take("two"),
        "extract one": add("made1"),
        "extract two": add("made2"),
        "build": build,
        "search": search,
        "screen": screen,
    }


def votes(home: Path) -> Path:
    return home / "screening" / "small" / "decisions" / "title-abstract" / "anna.csv"


def screen(home: Path) -> None:
    """Cast the votes of ten that are not there yet, one after the other."""
    path = votes(home)
    with AppendOnlyFile(path, COLUMNS) as file:
        there = max(0, path.read_text("utf-8").count("\n") - 1) if path.exists() else 0  # made with the first line
        for number in range(there, 10):
            cells = ("2027-02-01T10:00:00Z", f"r{number}", "include", "effect", "", "a note, æøå", "1.0", "")
            file.append(dict(zip(COLUMNS, cells, strict=True)))
