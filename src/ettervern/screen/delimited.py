"""Reading tables that other programs and people have saved: any usual delimiter, encoding, quoting and packing.

Read with the standard library alone: loading pandas takes longer than ordering most reviews.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ettervern import archives
from ettervern.files import Problem, ReviewError
from ettervern.records.encoding import decode

#: Ways of writing quotes, the one that RFC 4180 asks for first; see :func:`_table`.
_QUOTINGS: tuple[tuple[str | None, bool], ...] = ((None, True), ("\\", True), (None, False), ("\\", False))
#: Most cells of a table: a hundred thousand references with two hundred columns.
MOST_CELLS = 20_000_000
#: What stands beside the list itself in an archive: Rayyan's log of who pressed what, and a Mac's own files.
_BESIDE = re.compile(r"(^|/)(customizations_log\.csv|__MACOSX/.*|\..*)$")


@dataclass(frozen=True)
class Unpacked:
    """A file as it was before it was packed.

    Attributes
    ----------
    name : str
        Its own name, without folders.
    content : bytes
    """

    name: str
    content: bytes


@dataclass(frozen=True)
class Delimited:
    """A table of text cells.

    Attributes
    ----------
    header : list of str
        As the file has it.
    rows : list of (int, list of str)
        The line where each row begins, and as many cells as the header has.
    notes : tuple of str
        What a person should know of how it was read.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    notes: tuple[str, ...]


def read_delimited(content: bytes, column: str, name: str) -> Delimited:
    """Read a table with commas, semicolons or tabs, in any encoding; see :func:`ettervern.records.encoding.decode`.

    Parameters
    ----------
    content : bytes
        See :func:`unpacked`.
    column : str
        A column that is expected; it tells which delimiter is meant.
    name : str
        How messages name the file.

    Raises
    ------
    ReviewError
        One line: what is no text, has no header, or has a row that does not fit the header.
    """
    text, notes = _decoded(content, name)
    header, rows = _table(text, column, name)
    return Delimited(header, rows, notes)


def unpacked(path: Path) -> Unpacked:
    """Return a file, unpacked where its first bytes say that it is packed (its name may not).

    Raises
    ------
    ReviewError
        One line: a file that is not there or damaged, an archive with several lists in it, an Excel workbook, or more
        than is taken in (see :mod:`ettervern.archives`).
    """
    try:
        if path.stat().st_size > archives.MOST_BYTES:
            raise archives.TooLarge(f"more than {archives.MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
        if archives.is_compressed(data):
            return Unpacked(path.stem, archives.decompressed(data))
        return _unzipped(data, path.name) if archives.is_zip(data) else Unpacked(path.name, data)
    except archives.DAMAGED as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ReviewError(Problem(path.name, 0, "", f"cannot be read ({why or type(error).__name__})")) from error


def _unzipped(data: bytes, name: str) -> Unpacked:
    """Return the one list in a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archives.check_zip(archive)
        names = [found.filename for found in archive.infolist() if not found.is_dir()]
        if any(found.startswith("xl/") for found in names):
            raise ReviewError(Problem(name, 0, "", "an Excel workbook; save the sheet as CSV UTF-8"))
        lists = [found for found in names if not _BESIDE.search(found)]
        if len(lists) != 1:
            raise ReviewError(Problem(name, 0, "", f"{len(lists)} lists in the archive; expected one"))
        return Unpacked(PurePosixPath(lists[0]).name, archive.read(lists[0]))


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and what to say of its encoding."""
    text, encoding, said = decode(data, name)
    if b"\0" in data[:4096] and not encoding.startswith("utf-16"):
        raise ReviewError(Problem(name, 0, "", "cannot be read as text; expected a CSV file"))
    return text, tuple(one.message for one in said)


def _table(content: str, column: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows, each with its line.

    The delimiter is the one with which the header has the column, else the one that makes most columns. Of
    the ways of writing quotes the first counts with which every row has as many cells as the header.
    """
    first, _, rest = content.partition("\n")
    skipped = 1 if re.fullmatch(r"sep=.\r?", first) else 0
    content = rest if skipped else content
    if not content.strip():
        raise ReviewError(Problem(name, 0, "", "the file is empty; expected a header row"))
    delimiter = max(",;\t", key=lambda mark: _fitness(content, mark, column))
    if content.count(delimiter) + content.count("\n") > MOST_CELLS:
        raise ReviewError(Problem(name, 0, "", f"more than {MOST_CELLS} cells; expected a list of references"))
    faults: list[Problem] = []
    for escape, strict in _QUOTINGS:
        try:
            found = list(_rows(content, delimiter, escape, strict=strict, skipped=skipped))
        except csv.Error as error:
            faults.append(Problem(name, 0, "", f"cannot be read as CSV ({error})"))
            continue
        (_, header), rows = found[0], found[1:]
        odd = next(((line, cells) for line, cells in rows if len(cells) != len(header)), None)
        if odd is None:
            return header, rows
        message = f"{len(odd[1])} cells; expected {len(header)}, as in the header"
        faults.append(Problem(name, odd[0], "", message))
    raise ReviewError(next((fault for fault in faults if fault.row), faults[0]))


def _fitness(content: str, delimiter: str, column: str) -> tuple[bool, int]:
    """Return how well a delimiter fits the header."""
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    header = next((cells for cells in rows if any(cell.strip() for cell in cells)), [])
    return column.strip().lower() in [cell.strip().lower() for cell in header], len(header)


def _rows(
    content: str, delimiter: str, escape: str | None, *, strict: bool, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that hold something, each with the line where it begins; empty cells beyond the header's go."""
    stream = io.StringIO(content, newline="")
    reader = csv.reader(stream, delimiter=delimiter, escapechar=escape, doublequote=True, strict=strict)
    line, width = skipped + 1, 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            width = width or len(cells)
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            yield line, cells
        line = skipped + reader.line_num + 1
