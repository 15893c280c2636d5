"""Append-only files: one line is written and synced before anyone is told that it is kept.

A line that a crash left half-written is moved to a file of its own beside it (``.set-aside``), never guessed at. Only
one process can have a file open for writing. A write that fails leaves the file as it was before.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO

from ettervern.files import Problem, ReviewError
from ettervern.lock import Lock, holder
from ettervern.screen.rules import parse_time
from ettervern.spreadsheet import guarded

# Whatever any reader might take for the end of a line, and what no CSV reader takes at all.
_BREAKS = re.compile("[\\r\\n\\v\\f\\x00\\x1c-\\x1e\\x85\\u2028\\u2029]+")


#: Bytes of a first line that are looked at; the file may be anything.
_LONGEST_HEADER = 10_000


class AppendOnlyFile:
    """A CSV file that lines are only ever added to. It is made with its first line: looking leaves nothing behind.

    Parameters
    ----------
    path : Path
        The file; with its first line it is made with its header where it is not there yet.
    columns : sequence of str
        Its columns.
    shown : str
        How messages name it.

    Attributes
    ----------
    set_aside : str
        The half-written last line that was moved away on opening; empty where there was none.

    Raises
    ------
    ReviewError
        Where another process has the file open; where it is another file, by its header, which is then left as it is.
    """

    def __init__(self, path: Path, columns: Sequence[str], file: str = "") -> None:
        # Two names of one file wait for each other.
        self.shown = file or path.name
        if path.is_symlink() and not path.exists():
            raise ReviewError(Problem(self.shown, 0, "", "a link to a file that is not there"))
        self.path = path = path.resolve() if path.is_symlink() else path
        self.columns = tuple(columns)
        self._refuse_others()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(path, self.shown)
        self._closed, self.set_aside = False, ""
        self._file: IO[bytes] | None = None
        try:
            if path.exists():
                self._begin()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> AppendOnlyFile:
        """Return the file, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file and let others write."""
        if not self._closed:
            self._closed = True
            if self._file is not None:
                self._file.close()
            self._lock.release()

    def _begin(self) -> IO[bytes]:
        """Open the file, mended and with its header; it is made where it is not there."""
        if self._closed:
            raise ValueError("the file is closed")
        if self._file is None:
            file = self.path.open("a+b", buffering=0)
            try:
                self.set_aside = self._mend(file)
                self._start(file)
            except BaseException:
                file.close()
                raise
            self._file = file
        return self._file

    def append(self, *rows: Mapping[str, str]) -> None:
        """Add a line, or several together; when this returns, they are on the disk.

        Parameters
        ----------
        *rows : mapping
            A cell for every column. Line breaks become blanks, since a line must stay a line for git to merge it.

        Raises
        ------
        ReviewError
            Where not all can be written (disk full, say). The file is then as it was before.
        """
        if not rows:
            return
        try:
            file = self._begin()
            size = _size(file)
            try:
                _write(file, b"".join(_line([row[column] for column in self.columns], self._end) for row in rows))
            except OSError:
                os.ftruncate(file.fileno(), size)  # what a failed write left behind
                raise
        except OSError as error:
            message = f"the decision was NOT saved: {error.strerror or error}; nothing before it is lost"
            raise ReviewError(Problem(self.shown, 0, "", message)) from error

    def _start(self, file: IO[bytes]) -> None:
        """Write the header of a new file, or check that of an old one."""
        self._end = "\n"
        if not _size(file):
            _write(file, _line(self.columns))
            _sync_folder(self.path.parent)
            return
        file.seek(0)
        header = file.readline()
        self._check_header(header)
        self._end = "\r\n" if header.endswith(b"\r\n") else "\n"  # as the file was saved, so that git shows what is new

    def _refuse_others(self) -> None:
        """Refuse what is no decision file, before anything is changed: a last line is cut off our own files only."""
        if not self.path.exists():
            return
        if not self.path.is_file():
            raise ReviewError(Problem(self.shown, 0, "", "not a file; expected a table of decisions"))
        try:
            with self.path.open("rb") as file:
                first = file.readline(_LONGEST_HEADER)
        except OSError as error:
            raise ReviewError(Problem(self.shown, 0, "", f"cannot be read ({error.strerror or error})")) from error
        # A crash may have left our header half-written.
        if not _line(self.columns).startswith(first):
            self._check_header(first)

    def _check_header(self, line: bytes) -> None:
        first = line.decode("utf-8-sig", "replace").strip()
        if first.split(",") != list(self.columns):
            message = f"the header is {first[:200]!r}; expected {','.join(self.columns)}"
            raise ReviewError(Problem(self.shown, 1, "", message))

    def _mend(self, file: IO[bytes]) -> str:
        """Move a half-written last line to the ``.set-aside`` file, and return it."""
        file.seek(0)
        data = file.read()
        whole = data.rfind(b"\n") + 1
        rest = data[whole:]
        if not rest:
            return ""
        with self.path.with_name(self.path.name + ".set-aside").open("ab", buffering=0) as aside:
            aside.write(rest + b"\n")
            os.fsync(aside.fileno())
        os.ftruncate(file.fileno(), whole)
        os.fsync(file.fileno())
        return rest.decode("utf-8", "replace")


def _write(file: IO[bytes], line: bytes) -> None:
    """Write all bytes and have the system put them on the disk."""
    view = memoryview(line)
    while view:
        view = view[os.write(file.fileno(), view) :]
    os.fsync(file.fileno())


def _size(file: IO[bytes]) -> int:
    """Return the size of a file in bytes."""
    return os.fstat(file.fileno()).st_size


def _line(cells: Sequence[str], end: str = "\n") -> bytes:
    """Return cells as one line of CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerow([guarded(_BREAKS.sub(" ", cell)) for cell in cells])
    return stream.getvalue().encode("utf-8", "replace")


def _sync_folder(folder: Path) -> None:
    """Have the system put a new file's name on the disk (where folders can be opened)."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def now_after(last: str, now: datetime | None = None) -> str:
    """Return the time of a new line (UTC), later than the last line's even where the clock was set back.

    Order within a file is told by time, since a merge of branches may mix lines.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    former = parse_time(last) if last else None
    if former is not None and former >= moment:
        moment = former + timedelta(microseconds=1)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _locked(path: Path, file: str) -> Lock:
    """Return the lock on a file; it lies beside it, so that others can still read the file on Windows.

    Raises
    ------
    ReviewError
        Where another program has it.
    """
    place = path.parent / ".ettervern" / f"{path.name}.lock"
    lock = Lock.take(place, "screening")
    if lock is None:
        message = (
            f"another window or program is screening with this file: {holder(place)}; close it there first. "
            "A notebook keeps the file after its tab is closed, until its kernel is shut down "
            "(in JupyterLab: Kernel, Shut Down Kernel; or the list of running kernels at the left edge)"
        )
        raise ReviewError(Problem(file, 0, "", message))
    return lock
