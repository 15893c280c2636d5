"""What is packed, unpacked within limits: a small file can hold gigabytes, and what is taken in may come from anybody.

The first bytes tell how something is packed; its name may say otherwise. Sizes are counted while unpacking, since what
an archive says of itself need not be true.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

from ettervern.errors import EttervernError

#: Most bytes that one file may hold unpacked, in all its members: ten times the largest export seen.
MOST_BYTES = 200_000_000
#: Most members of an archive.
MOST_MEMBERS = 2_000
#: What unpacking raises of damaged archives; RuntimeError also of a password and of a packing that Python lacks.
DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    RuntimeError,
)
_OPENERS: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"BZh": bz2.open,
}
_ZIP = b"PK\x03\x04"
_TAR_MARK = slice(257, 262)


class TooLarge(EttervernError, ValueError):
    """Something holds more than is taken in."""


def is_zip(data: bytes) -> bool:
    """Return whether bytes begin as a zip archive, which workbooks and text documents are too."""
    return data.startswith(_ZIP)


def is_tar(data: bytes) -> bool:
    """Return whether bytes begin as a tar archive."""
    return data[_TAR_MARK] == b"ustar"


def is_compressed(data: bytes) -> bool:
    """Return whether bytes begin as one file packed by gzip, bzip2 or xz."""
    return data.startswith(tuple(_OPENERS))


def decompressed(data: bytes, most: int | None = None) -> bytes:
    """Return what one of gzip, bzip2 and xz has packed.

    Raises
    ------
    TooLarge
        Where it is more than ``most`` bytes, by default :data:`MOST_BYTES`; no more than that is ever unpacked.
    """
    limit = MOST_BYTES if most is None else most
    opener = next(opener for mark, opener in _OPENERS.items() if data.startswith(mark))
    with opener(io.BytesIO(data)) as stream:
        return _bounded(stream, limit)


def members(data: bytes, most: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file in a zip or tar archive.

    Raises
    ------
    TooLarge
        Where there are more than :data:`MOST_MEMBERS`, or they hold more than ``most`` bytes together.
    """
    left = MOST_BYTES if most is None else most
    for name, read in _tar(data) if is_tar(data) else _zip(data):
        content = read(left)
        left -= len(content)
        yield name, content


def _zip(data: bytes) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_zip(archive)
        for info in archive.infolist():
            if not info.is_dir():

                def read(most: int, info: zipfile.ZipInfo = info) -> bytes:
                    with archive.open(info) as stream:
                        return _bounded(stream, most)

                yield info.filename, read


def _tar(data: bytes) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for number, info in enumerate(archive):
            if number >= MOST_MEMBERS:
                raise TooLarge(f"more than {MOST_MEMBERS} files in the archive")
            stream = archive.extractfile(info) if info.isfile() else None
            if stream is not None:
                yield info.name, lambda most, stream=stream: _bounded(stream, most)  # type: ignore[misc]


def check_zip(archive: zipfile.ZipFile, most: int | None = None) -> None:
    """Refuse a zip archive that says that it holds too much; no more of a member is read than it says.

    Raises
    ------
    TooLarge
        Too many members, or too many bytes together.
    """
    limit = MOST_BYTES if most is None else most
    results = archive.infolist()
    if len(results) > MOST_MEMBERS:
        raise TooLarge(f"{len(results)} files in the archive; expected at most {MOST_MEMBERS}")
    if sum(info.file_size for info in results) > limit:
        raise TooLarge(_words(limit))


def _bounded(stream: IO[bytes], most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(_words(most))
    return content


def _words(most: int) -> str:
    return f"holds more than {most // 1_000_000 or 1} MB unpacked; expected at most {MOST_BYTES // 1_000_000} MB"
