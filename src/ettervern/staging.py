"""Files as they will be: what a command has made and not yet put in place, seen before what lies on the disk.

Inside a transaction (:mod:`ettervern.transaction`) everything is read and written through these few functions, so that
a later step sees what an earlier one made though nothing of it is on the disk yet.
"""

from __future__ import annotations

import contextlib
import os
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


def is_file(path: Path) -> bool:
    """Return whether a file is there, or will be."""
    staged = _staged()
    if staged and (whole := absolute(path)) in staged:
        return staged[whole] is not None
    return path.is_file()


def read_bytes(path: Path) -> bytes:
    """Return the content that a file has, or will have.

    Raises
    ------
    OSError
        Where it is not there, or cannot be read.
    """
    staged = _staged()
    if staged and (whole := absolute(path)) in staged:
        data = staged[whole]
        if data is None:
            raise FileNotFoundError(path)
        return data
    return path.read_bytes()


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
    there = {path for path in (folder.rglob if deep else folder.glob)(pattern) if is_file(path)}
    new = {path for path in coming(folder) if fnmatch(path.name, pattern) and (deep or path.parent == folder)}
    return sorted(there | new)


def coming(folder: Path) -> list[Path]:
    """Return the files below a folder that the open transaction is going to put in place."""
    home = os.path.realpath(folder)
    written = [path for path, data in _staged().items() if data is not None and path.is_relative_to(home)]
    return [folder / path.relative_to(home) for path in written]


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
