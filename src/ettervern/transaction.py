"""All files of a command in place together, or none: also on a full disk, and after kill -9 at any moment.

A command holds the folder (one at a time does), reads and writes through what is staged (:mod:`ettervern.staging`), and
puts it in place at its end. Before the first file moves, a journal names every file that will; each old content is kept
beside its file until all is done. A command that fails takes its files back by the journal; where it was killed,
the next command does, before it reads anything. No old copy is ever written over what another command has done, since
the journal lives only while the folder is held.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path

from ettervern.files import Problem, ReviewError
from ettervern.leftovers import beside, missing, sweep, token
from ettervern.lock import WAIT, Lock, forget, holder, waited_for
from ettervern.staging import OPEN, Staging, absolute, digest, write_at_once

JOURNAL = ".ettervern-journal"
#: What the journal is called once every file is in place: the old contents may go.
DONE = ".ettervern-journal-done"
#: Folders that this process holds.
_HELD: set[Path] = set()


def home_of(path: Path) -> Path:
    """Return the folder that commands lock to write a file: the project whose review it lies in, else its own."""
    whole = absolute(path)
    for folder in whole.parents:
        if (folder / "review.toml").is_file():
            return folder.parent.parent
    return whole.parent


@contextmanager
def hold(home: Path, command: str) -> Iterator[None]:
    """Let nobody else write in a folder during a block; inside such a block of the same folder it does nothing more.

    Parameters
    ----------
    home : Path
        The project, or another folder that is written in.
    command : str
        What is going to be done, for those who must wait.

    Raises
    ------
    ReviewError
        Where another command has not let go of the folder after :data:`ettervern.lock.WAIT` seconds.
    """
    home = home.resolve()
    if home in _HELD:
        yield
        return
    with waited_for(home / ".ettervern" / "lock", command, f"{home.name}/"):
        _HELD.add(home)
        try:
            take_back(home)
            _forget_old(home)
            sweep(home)
            for folder in (home / ".ettervern", home / "screening"):
                forget(folder)
            yield
        finally:
            _HELD.discard(home)


@contextmanager
def transaction(home: Path, command: str) -> Iterator[Staging]:
    """Put everything that a block writes below a folder in place at its end, or nothing; one inside another joins it.

    Parameters
    ----------
    home, command : Path, str
        See :func:`hold`.

    Yields
    ------
    Staging
        What has been written so far.

    Raises
    ------
    ReviewError
        See :func:`hold`.
    OSError
        Where the files cannot be put in place; the folder is then as it was.
    """
    home = home.resolve()
    outer = OPEN.get()
    if outer is not None and outer.home == home:
        yield outer
        return
    with hold(home, command):
        staging = Staging(home)
        opened = OPEN.set(staging)
        try:
            yield staging
        finally:
            OPEN.reset(opened)
        put_in_place(home, staging.contents)


def changes(contents: Mapping[Path, bytes | None]) -> list[Path]:
    """Return the files whose content differs from what is on the disk, sorted."""
    return sorted(path for path, data in contents.items() if (path.read_bytes() if path.is_file() else None) != data)


def put_in_place(home: Path, contents: Mapping[Path, bytes | None]) -> list[Path]:
    """Put files in place together, or none of them; return those that changed.

    Parameters
    ----------
    home : Path
        The folder that holds them all, and the journal meanwhile; nobody else must write in it.
    contents : mapping of Path to bytes or None
        Absolute paths; None takes a file away.
    """
    paths = changes(contents)
    if not paths:
        return []
    for path in paths:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "a folder, where a file should be", str(path))
    mark = token()
    folders = sorted({folder for path in paths for folder in missing(path.parent)})
    files = {path.relative_to(home).as_posix(): [path.is_file(), _known_by(contents[path])] for path in paths}
    note = {"mark": mark, "files": files, "folders": [folder.relative_to(home).as_posix() for folder in folders]}
    try:
        write_at_once(home / JOURNAL, json.dumps(note).encode())
        for path in paths:
            _prepare(path, mark, contents[path])
        _sync({home, *(path.parent for path in paths)})
        for path in paths:
            _exchange(path, mark, contents[path])
        _sync({path.parent for path in paths})
        (home / JOURNAL).replace(home / DONE)
    except BaseException:
        take_back(home)
        raise
    _sync({home})
    _forget_old(home)
    return paths


def _prepare(path: Path, mark: str, data: bytes | None) -> None:
    """Lay the new content beside a file, and keep the old one under another name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if data is not None:
        with beside(path, mark, "new").open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    if path.is_file():
        old = beside(path, mark, "old")
        try:
            os.link(path, old)
        except OSError:  # a file system that knows no second names
            write_at_once(old, path.read_bytes())


def _exchange(path: Path, mark: str, data: bytes | None) -> None:
    if data is None:
        path.unlink()
    else:
        beside(path, mark, "new").replace(path)


def take_back(home: Path) -> None:
    """Bring every file of a journal back to its old content; without a journal, nothing. May be cut and begun anew.

    Raises
    ------
    ReviewError
        Where the journal cannot be read, or names a file outside the folder.
    """
    if not (home / JOURNAL).is_file():
        return
    mark, files, folders = _read_journal(home / JOURNAL)
    for path, (existed, new) in files.items():
        old = beside(path, mark, "old")
        # What a person has changed since the crash is theirs: only what the command itself put there goes.
        if _known_by(path.read_bytes() if path.is_file() else None) == new:
            if not existed:
                path.unlink(missing_ok=True)
            elif old.is_file():
                old.replace(path)
        old.unlink(missing_ok=True)
        beside(path, mark, "new").unlink(missing_ok=True)
    for folder in sorted(folders, reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    _sync({path.parent for path in files})
    (home / JOURNAL).unlink()
    _sync({home})


def _forget_old(home: Path) -> None:
    """Take away the old contents that a finished command has kept."""
    if not (home / DONE).is_file():
        return
    mark, files, _ = _read_journal(home / DONE)
    with contextlib.suppress(OSError):  # all is in place; what is left over, the next command takes away
        for path in files:
            beside(path, mark, "old").unlink(missing_ok=True)
        (home / DONE).unlink()


def _known_by(data: bytes | None) -> str:
    """Return what tells a content from others; empty for a file that is not there."""
    return "" if data is None else digest(data)


def _read_journal(journal: Path) -> tuple[str, dict[Path, tuple[bool, str]], list[Path]]:
    """Return the mark of its temporary files; whether each file was there, and its new content; new folders."""
    try:
        note, home = json.loads(journal.read_bytes()), journal.parent
        files = {_inside(home, name): (bool(existed), str(new)) for name, (existed, new) in note["files"].items()}
        mark, folders = str(note["mark"]), [_inside(home, name) for name in note["folders"]]
        if set(mark) & set("/\\:"):
            raise ValueError(mark)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "the journal of a command that was cut off cannot be read; if git says all is well, remove it"
        raise ReviewError(Problem(journal.name, 0, "", message)) from error
    return mark, files, folders


def _inside(home: Path, name: str) -> Path:
    """Return a file that a journal names; one that would lie elsewhere is refused, as the journal may be anybody's."""
    path = absolute(home / name)
    if not path.is_relative_to(home) or path == home:
        raise ValueError(name)
    return path


def _sync(folders: Iterable[Path]) -> None:
    """Have the system put names on the disk (where folders can be opened)."""
    if sys.platform == "win32":
        return
    for folder in folders:
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def settle(home: Path) -> None:
    """Wait until nobody is putting files in place, and take back what a command that was killed left half done.

    Raises
    ------
    ReviewError
        See :func:`hold`.
    """
    home = home.resolve()
    if home in _HELD:
        return
    begun, place = time.monotonic(), home / ".ettervern" / "lock"
    while (home / JOURNAL).is_file():
        if lock := Lock.take(place, "taking back what a killed command left half done"):
            try:
                take_back(home)
            finally:
                lock.release()
        elif time.monotonic() - begun > WAIT:
            raise ReviewError(Problem(f"{home.name}/", 0, "", f"{holder(place)} is putting files in place; try later"))
        time.sleep(0.02)  # the command that holds the folder is about to be done with the journal
