"""Locks that say who holds them, and that the system lets go of when their holder ends, however it ends."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from platform import node

from ettervern.files import Problem, ReviewError
from ettervern.leftovers import missing

#: Seconds that a command waits for another; the environment's ETTERVERN_WAIT counts instead where it is set.
WAIT = 120.0
_PAUSE = 0.05


class Lock:
    """A lock file that is held; it goes when the lock is released.

    Its first byte is what is locked: Windows lets nobody read what is locked, and the rest names the holder.
    """

    def __init__(self, path: Path, handle: int, made: list[Path]) -> None:
        self.path, self._handle, self._made = path, handle, made

    @classmethod
    def take(cls, path: Path, command: str) -> Lock | None:
        """Return the lock, or None at once where another program holds it.

        Parameters
        ----------
        path : Path
            The lock file.
        command : str
            What the holder does, for those who must wait.
        """
        made = missing(path.parent)
        try:
            handle = _locked(path)
        except BaseException:
            _tidy(made)
            raise
        if handle is None:
            return None
        _sign(handle, command)
        return cls(path, handle, made)

    def release(self) -> None:
        """Let others in."""
        if sys.platform == "win32":  # pragma: no cover
            os.close(self._handle)
        with contextlib.suppress(OSError):  # on Windows, another has opened it in the meantime
            self.path.unlink()
        _tidy(self._made or [self.path.parent])
        if sys.platform != "win32":
            os.close(self._handle)


def _tidy(folders: list[Path]) -> None:
    """Take away the folders of a lock, where nothing else lies in them."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _locked(path: Path) -> int | None:
    """Return the handle of a lock file that is locked now; None where another has it."""
    from filelock import lock_descriptor

    while True:
        handle = _opened(path)
        try:
            free = lock_descriptor(handle, blocking=False)
            if free and _is_named(handle, path):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if not free:
            return None


def _is_named(handle: int, path: Path) -> bool:
    """Return whether an open file still has its name; its holder may have taken it away since it was opened."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _opened(path: Path) -> int:
    """Open a lock file; its folder may go between being made and being used, with the lock of another."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:
            continue


def forget(folder: Path) -> None:
    """Take away the lock files that dead programs have left below a folder."""
    for path in folder.rglob("*.lock"):
        if lock := Lock.take(path, "taking away what a dead program left"):
            lock.release()


def _sign(handle: int, command: str) -> None:
    """Write into the lock file who holds it; a disk that is too full for that keeps nobody from the lock."""
    since = datetime.now().astimezone().isoformat(" ", timespec="seconds")
    message = {"command": command, "pid": os.getpid(), "host": node(), "since": since}
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, b"\n" + json.dumps(message).encode())


def holder(path: Path) -> str:
    """Return who holds a lock, in words."""
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.lseek(handle, 1, os.SEEK_SET)
            message = json.loads(os.read(handle, 4096))
        finally:
            os.close(handle)
        return f"{message['command']} (process {message['pid']} on {message['host']}, since {message['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another program"


@contextmanager
def waited_for(path: Path, command: str, file: str) -> Iterator[None]:
    """Hold a lock for a block; wait for whoever holds it, and say for whom.

    Parameters
    ----------
    path : Path
        The lock file.
    command : str
        What is going to be done, for those who must wait.
    file : str
        How messages name what is locked.

    Raises
    ------
    ReviewError
        Where the other has not ended after :data:`WAIT` seconds.
    """
    lock = Lock.take(path, command) or _wait(path, command, file)
    try:
        yield
    finally:
        lock.release()


def _wait(path: Path, command: str, file: str) -> Lock:
    """Take the lock as soon as it is free."""
    patience, begun = _patience(), time.monotonic()
    print(f"waiting for {holder(path)}, at most {patience:g} seconds", file=sys.stderr)
    while time.monotonic() - begun < patience:
        time.sleep(_PAUSE)
        if lock := Lock.take(path, command):
            return lock
    message = f"{holder(path)} is writing here; waited {patience:g} seconds. Try again when it has ended"
    raise ReviewError(Problem(file, 0, "", message))


def _patience() -> float:
    text = os.environ.get("ETTERVERN_WAIT", "")
    try:
        return float(text) if text else WAIT
    except ValueError as error:
        message = f"{text!r}; expected a number of seconds"
        raise ReviewError(Problem("ETTERVERN_WAIT", 0, "", message)) from error
