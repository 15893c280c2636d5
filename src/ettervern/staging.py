"""Files as they will be: what a command has made and not yet put in place, seen before what lies on the disk.

Inside a transaction (:mod:`ettervern.transaction`) everything is read and written through these few functions, so that
a later step sees what an earlier one made though nothing of it is on the disk yet.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from ettervern.leftovers import beside, token


@dataclass(frozen=True)
class Staging:
    """What an open transaction is going to put in place.

    Attributes
    ----------
    home : Path
        The folder it covers; files outside it are written at once.
    contents : dict of Path to bytes or None
        Absolute path -> content; None for a file that is to go.
    """

    home: Path
    contents: dict[Path, bytes | None] = field(default_factory=dict)

    def covers(self, path: Path) -> bool:
        """Return whether a file is put in place by this transaction."""
        return absolute(path).is_relative_to(self.home)


#: The transaction that the running command has open.
OPEN: ContextVar[Staging | None] = ContextVar("open transaction", default=None)


def absolute(path: Path) -> Path:
    """Return a path without relative parts; links in the folders above it are followed, so that it has one name."""
    return Path(os.path.realpath(path.parent)) / path.name


def _staged() -> dict[Path, bytes | None]:
    """Return what is staged; empty outside a transaction."""
    staging = OPEN.get()
    return {} if staging is None else staging.contents


@dataclass
class Watch:
    """What a step asks of the disk, and what it writes.

    Attributes
    ----------
    asked : dict of str to str
        Question (see :func:`answer`) -> what the answer was when it was first asked.
    wrote : set of Path
        Files staged, by their absolute path.
    """

    asked: dict[str, str] = field(default_factory=dict)
    wrote: set[Path] = field(default_factory=set)


#: Who is told what is read and written.
WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: Watch | None) -> Iterator[None]:
    """Tell a watch, or nobody, what is read and written during a block."""
    before = WATCH.set(watch)
    try:
        yield
    finally:
        WATCH.reset(before)


#: First word of a question that is not about the disk -> what answers it; see :mod:`ettervern.git`.
ANSWERS: dict[str, Callable[[Path], str]] = {}


def note(question: str, messages: str) -> None:
    """Tell the watch what was asked; of two answers in one step the first counts."""
    if (watch := WATCH.get()) is not None:
        watch.asked.setdefault(question, messages)


@contextmanager
def set_aside(home: Path, contents: dict[Path, bytes | None] | None = None) -> Iterator[Staging]:
    """Let nothing that a block writes below a folder reach the disk.

    What an open transaction has staged is seen, or in its place the ``contents`` that are given.
    """
    staging = Staging(absolute(home), dict(_staged() if contents is None else contents))
    opened = OPEN.set(staging)
    try:
        yield staging
    finally:
        OPEN.reset(opened)


def seen_again(earlier: Watch) -> None:
    """Tell the watch what was read earlier in its place."""
    for question, messages in earlier.asked.items():
        note(question, messages)


def about(question: str) -> str:
    """Return the file or folder that a question is about."""
    return question.split(" ", 3 if question.startswith("files ") else 1)[-1]


def answer(question: str) -> str:
    """Return the present answer to a question that a step asked: a digest, the names of files, or a yes or no."""
    path = Path(about(question))
    with watched(None):
        if question.startswith("bytes "):
            return digest(read_bytes(path)) if is_file(path) else "-"
        if question.startswith("file "):
            return str(is_file(path))
        if (kind := question.split(" ", 1)[0]) in ANSWERS:
            return ANSWERS[kind](path)
        _, depth, pattern, _ = question.split(" ", 3)
        return digest(*(file.relative_to(path).as_posix() for file in files_in(path, pattern, deep=depth == "deep")))


def is_file(path: Path) -> bool:
    """Return whether a file is there, or will be."""
    staged, whole = _staged(), absolute(path)
    there = staged[whole] is not None if whole in staged else path.is_file()
    note(f"file {whole}", str(there))
    return there


def read_bytes(path: Path) -> bytes:
    """Return the content that a file has, or will have.

    Raises
    ------
    OSError
        Where it is not there, or cannot be read.
    """
    staged, whole = _staged(), absolute(path)
    data = staged[whole] if whole in staged else path.read_bytes()
    if data is None:
        raise FileNotFoundError(path)
    note(f"bytes {whole}", digest(data))
    return data


def files_in(folder: Path, pattern: str = "*", *, deep: bool = True) -> list[Path]:
    """Return the files of a folder that are there, or will be, sorted.

    Parameters
    ----------
    folder : Path
        The folder; one that is not there has no files.
    pattern : str
        What names must match.
    deep : bool
        Whether folders in it are looked through too.
    """
    with watched(None):
        there = {path for path in (folder.rglob if deep else folder.glob)(pattern) if is_file(path)}
    new = {path for path in coming(folder) if fnmatch(path.name, pattern) and (deep or path.parent == folder)}
    files = sorted(there | new)
    names = digest(*(path.relative_to(folder).as_posix() for path in files))
    note(f"files {'deep' if deep else 'flat'} {pattern} {absolute(folder)}", names)
    return files


def coming(folder: Path) -> list[Path]:
    """Return the files below a folder that the open transaction is going to put in place."""
    home = os.path.realpath(folder)
    written = [path for path, data in _staged().items() if data is not None and path.is_relative_to(home)]
    return [folder / path.relative_to(home) for path in written]


def stage(path: Path, data: bytes) -> None:
    """Write a file: at the end of the open transaction where that covers it, else at once."""
    staging = OPEN.get()
    if staging is None or not staging.covers(path):
        write_at_once(path, data)
        return
    staging.contents[absolute(path)] = data
    if (watch := WATCH.get()) is not None:
        watch.wrote.add(absolute(path))


def digest(*parts: bytes | str) -> str:
    """Return a SHA-256 over parts, each with its length, so that no two lists of parts meet."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(str(len(data)).encode() + b":" + data)
    return total.hexdigest()


def write_at_once(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a temporary file beside it, synced, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = beside(path, token(), "new")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise


def remove(path: Path) -> None:
    """Take a file away if it is there; in a transaction that covers it, at its end."""
    staging = OPEN.get()
    if staging is not None and staging.covers(path):
        staging.contents[absolute(path)] = None
    else:
        path.unlink(missing_ok=True)
