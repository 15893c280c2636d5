"""Names of temporary files, which tell whose they are, so that those of a command that died can be taken away."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from platform import node

_NAME = re.compile(r"\..+\.(?P<host>[0-9a-f]{8})-(?P<pid>[0-9]+)-[0-9a-f]{8}\.(new|old)~", re.DOTALL)
#: Folders of a project in which commands write.
_WRITTEN = ("reviews", "screening", "book", ".ettervern")


def token() -> str:
    """Return what is put into the names of temporary files: this machine, this process, and a random part."""
    return f"{_host()}-{os.getpid()}-{secrets.token_hex(4)}"


def beside(path: Path, mark: str, kind: str) -> Path:
    """Return the name of a temporary file in the folder of the file that it is for.

    Parameters
    ----------
    path : Path
        The file that it is for.
    mark : str
        From :func:`token`.
    kind : str
        ``new`` for the coming content, ``old`` for the one before.
    """
    return path.with_name(f".{path.name[:60]}.{zlib.crc32(path.name.encode()):08x}.{mark}.{kind}~")


def missing(folder: Path) -> list[Path]:
    """Return the folder and those above it that are not there yet, the innermost first."""
    results = []
    while not folder.exists():
        results.append(folder)
        folder = folder.parent
    return results


def sweep(home: Path) -> None:
    """Take away the temporary files of commands that have died; called with the folder locked.

    Parameters
    ----------
    home : Path
        The folder itself and, in it, those in which commands write are looked through.
    """
    for path in _all(home):
        result = _NAME.fullmatch(path.name)
        if result and _is_dead(result["host"], int(result["pid"])):
            with contextlib.suppress(OSError):  # Windows refuses where somebody has it open
                path.unlink()


def _all(home: Path) -> Iterator[Path]:
    yield from home.glob(".*~")
    for name in _WRITTEN:
        yield from (home / name).rglob(".*~")


def _is_dead(host: str, pid: int) -> bool:
    """Return whether a process has ended; one of another machine, which has not the lock either, counts as ended."""
    if host != _host() or pid == os.getpid() or sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _host() -> str:
    return f"{zlib.crc32(node().encode()):08x}"
