"""The one reader of tables that people and programs have saved: votes, extraction sheets, numbers to pool, a study.

CSV with any usual mark, encoding and quoting, or a workbook, packed or not. Read with the standard library alone:
loading pandas takes longer than ordering most reviews. Exports of references are read by :mod:`.tables`, with the same
rows below it; it gives what a damaged row still says, where this one refuses the table.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ettervern import archives
from ettervern.files import Problem, ReviewError
from ettervern.records.encoding import decode
from ettervern.records.rows import rows
from ettervern.records.workbook import workbook_rows
from ettervern.spreadsheet import plain

#: Most cells of a table: a hundred thousand references with two hundred columns.
MOST_CELLS = 20_000_000
#: Lines in which the header is looked for.
HEADER_WITHIN = 12
#: What stands beside the list itself in an archive: Rayyan's log of who pressed what, and a Mac's own files.
_BESIDE = re.compile(r"(^|/)(customizations_log\.csv|__MACOSX/.*|\..*)$")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


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
class Table:
    """A table of text cells.

    Attributes
    ----------
    header : list of str
        As the file has it.
    rows : list of (int, list of str)
        The line where each row begins, and as many cells as the header has.
    notes : tuple of str
        What a person should know of how it was read.
    mark : str
        What stands between cells; empty in a workbook.
    headed : int
        Line of the header.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    notes: tuple[str, ...]
    mark: str = ""
    headed: int = 1

    def named(self, names: Sequence[str], file: str, needed: Sequence[str] | None = None) -> dict[str, list[str]]:
        """Return columns by name, whatever capitals the header has, without blanks and the guard of spreadsheets.

        Raises
        ------
        ReviewError
            A needed column (by default all) that is missing, or one that stands twice.
        """
        given = [cell.strip() for cell in self.header]
        places, problems = {}, []
        for name in names:
            fits = [at for at, cell in enumerate(given) if cell == name] or [
                at for at, cell in enumerate(given) if cell.casefold() == name.casefold()
            ]
            if len(fits) > 1:
                shown = ", ".join(given[at] for at in fits)
                problems.append(Problem(file, 1, name, f"the column stands more than once in the header: {shown}"))
            elif fits:
                places[name] = fits[0]
            elif needed is None or name in needed:
                problems.append(Problem(file, 1, name, "the column is missing from the header"))
        if problems:
            raise ReviewError(problems)
        return {name: [plain(cells[at].strip()) for _, cells in self.rows] for name, at in places.items()}


def read_sheet(path: Path, expected: Sequence[str], name: str = "") -> Table:
    """Read a table; see :func:`table_in` and :func:`unpacked`."""
    return table_in(unpacked(path, name).content, expected, name or path.name)


def table_in(content: bytes, expected: Sequence[str], name: str) -> Table:
    """Read a workbook, or a table with commas, semicolons or tabs in any encoding.

    Parameters
    ----------
    content : bytes
        See :func:`unpacked`.
    expected : sequence of str
        Columns that are expected; they tell which line is the header and which mark is meant.
    name : str
        How messages name the file.

    Raises
    ------
    ReviewError
        One line: what is no table, has no header, or has a row that does not fit the header.
    """
    if archives.is_zip(content):
        return _workbook(content, {column.strip().casefold() for column in expected}, name)
    if content.startswith(_OLD_EXCEL):
        raise ReviewError(Problem(name, 0, "", "an Excel workbook of the old kind (.xls); save it as XLSX or CSV"))
    text, encoding, message = decode(content, name)
    if b"\0" in content[:4096] and not encoding.startswith("utf-16"):
        raise ReviewError(Problem(name, 0, "", "cannot be read as text; expected a table"))
    if not text.strip():
        raise ReviewError(Problem(name, 0, "", "the file is empty; expected a header row"))
    at, mark = _header(text, [column.strip().casefold() for column in expected])
    lines = text.split("\n", at)
    if text.count(mark) + text.count("\n") > MOST_CELLS:
        raise ReviewError(Problem(name, 0, "", f"more than {MOST_CELLS} cells; expected a list of references"))
    above = next((line.strip() for line in lines[:at] if line.strip(f" {mark}") and line[:4].lower() != "sep="), "")
    notes = [f"what stands above the header was not read (“{above[:60]}”)"] if above else []
    header, body = _rows("\n" * at + lines[at], mark, name)
    return Table(header, body, (*(one.message for one in message), *notes), mark, at + 1)


def _header(text: str, expected: list[str]) -> tuple[int, str]:
    """Return how many lines stand above the header, and the mark between its cells.

    The header is the line with most of the columns expected, else the first that holds something; "sep=;" in the
    first line says which mark is meant.
    """
    lines = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    given = re.fullmatch(r"sep=(.)", lines[0].strip(), re.IGNORECASE)
    first = next((at for at, line in enumerate(lines) if at >= bool(given) and line.strip(" ,;\t")), int(bool(given)))
    marks = given[1] if given else ",;\t"
    fits = {(at, mark): _cells(line, mark) for at, line in enumerate(lines) if at >= first for mark in marks}
    at, mark = max(fits, key=lambda key: (len(set(fits[key]) & set(expected)), key[0] == first, len(fits[key])))
    return at, mark


def _cells(line: str, mark: str) -> list[str]:
    """Return the cells of a line, in lower case."""
    try:
        return [cell.strip().casefold() for cell in next(csv.reader([line], delimiter=mark), [])]
    except csv.Error:
        return []


def _rows(text: str, mark: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows, each with its line.

    Where rows do not fit the header, a quotation mark may stand behind a backslash in place of another mark.
    """
    faults: list[Problem] = []
    for attempt in (text, text.replace('\\"', '""')):
        problems: list[Problem] = []
        try:
            (_, header), *body = rows(attempt, mark, name, problems)
        except (csv.Error, ValueError) as error:
            raise ReviewError(Problem(name, 0, "", f"cannot be read as CSV ({error})")) from error
        width = len(header)
        # Empty cells beyond the header's go: a spreadsheet leaves them behind.
        body = [(line, cells if any(map(str.strip, cells[width:])) else cells[:width]) for line, cells in body]
        odd = next(((line, cells) for line, cells in body if len(cells) != width), None)
        if odd is None and not problems:
            return header, body
        message = f"{len(odd[1])} cells; expected {width}, as in the header" if odd else ""
        faults.append(Problem(name, odd[0], "", message) if odd else problems[0])
    raise ReviewError(replace(faults[0], severity="error"))


def _workbook(content: bytes, expected: set[str], name: str) -> Table:
    """Return the first sheet of a workbook that holds something, from its header on."""
    try:
        sheets = workbook_rows(io.BytesIO(content))
    except archives.TooLarge as error:
        raise ReviewError(Problem(name, 0, "", str(error))) from error
    except ValueError as error:
        raise ReviewError(Problem(name, 0, "", "not readable as an XLSX workbook")) from error
    filled = [[(line, cells) for line, cells in rows if any(cells)] for rows in sheets]
    results = next((rows for rows in filled if rows), None)
    if results is None:
        raise ReviewError(Problem(name, 0, "", "the workbook is empty; expected a header row"))
    fits = [len({cell.strip().casefold() for cell in cells} & expected) for _, cells in results[:HEADER_WITHIN]]
    above, results = results[: fits.index(max(fits))], results[fits.index(max(fits)) :]
    width = max(at + 1 for at, cell in enumerate(results[0][1]) if cell)
    wide = [(line, "") for line, cells in results if any(cells[width:])]
    if wide:
        raise ReviewError(Problem(name, wide[0][0], "", f"more cells than the header has; expected {width}"))
    more = [f"{len(filled)} sheets; only the first was read"] if sum(map(bool, filled)) > 1 else []
    more += [f"what stands above the header was not read (“{' '.join(above[0][1]).strip()[:60]}”)"] if above else []
    rows_ = [(line, (cells + [""] * width)[:width]) for line, cells in results]
    return Table(rows_[0][1], rows_[1:], tuple(more), headed=rows_[0][0])


def unpacked(path: Path, name: str = "") -> Unpacked:
    """Return a file, unpacked where its first bytes say that it is packed (its name may not).

    Raises
    ------
    ReviewError
        One line: a file that is not there or damaged, an archive with several lists in it, or more than is taken in
        (see :mod:`ettervern.archives`).
    """
    file = name or path.name
    try:
        if path.stat().st_size > archives.MOST_BYTES:
            raise archives.TooLarge(f"more than {archives.MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
        if archives.is_compressed(data):
            return Unpacked(path.stem, archives.decompressed(data))
        return _unzipped(data, path.name, file) if archives.is_zip(data) else Unpacked(path.name, data)
    except archives.DAMAGED as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ReviewError(Problem(file, 0, "", f"cannot be read ({why or type(error).__name__})")) from error


def _unzipped(data: bytes, own: str, name: str) -> Unpacked:
    """Return the one list in a zip archive; a workbook, which is an archive too, as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archives.check_zip(archive)
        names = [result.filename for result in archive.infolist() if not result.is_dir()]
        if any(result.startswith("xl/") for result in names):
            return Unpacked(own, data)
        lists = [result for result in names if not _BESIDE.search(result)]
        if len(lists) != 1:
            raise ReviewError(Problem(name, 0, "", f"{len(lists)} lists in the archive; expected one"))
        return Unpacked(PurePosixPath(lists[0]).name, archive.read(lists[0]))
