"""Rows put into a table that people edit too: what stands there keeps its bytes, so that git shows what is new.

A spreadsheet may have written the file with a mark at its start, other line ends, or every cell in quotes. A row that
is as it was is copied, and a new one is written the way the file is.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ettervern.files import columns_of, decode_utf8, write_whole
from ettervern.spreadsheet import guarded, plain
from ettervern.staging import is_file, read_bytes

if TYPE_CHECKING:
    import pandas as pd


def put_rows(path: Path, table: pd.DataFrame) -> bool:
    """Write a table over the one a file holds, whole or not at all; a file that is not there is made.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8.
    table : DataFrame
        All rows that the file is to hold, old and new.

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    ReviewError
        Where the file is no text in UTF-8.
    """
    old = read_bytes(path) if is_file(path) else b""
    mark = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    text = merged(decode_utf8(path) if old.strip() else "", table)
    return write_whole(path, mark + text.encode("utf-8"))


def merged(old: str, table: pd.DataFrame) -> str:
    """Return a table of text cells as CSV, each row as the old text has it where it has it."""
    columns = columns_of(table.fillna("").astype("str"))
    new: list[Sequence[str]] = [list(columns), *zip(*columns.values(), strict=True)]
    if not old.strip():
        return "".join(written(cells, "\n", quoted=False) for cells in new)
    before = list(raw_rows(old))
    known: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for cells, raw in before:
        known[as_read(cells)].append(raw)
    end = next((end for end in ("\r\n", "\n", "\r") if before[0][1].endswith(end)), "\n")
    quoted = all(_quoted(cells, raw) for cells, raw in before[1:] or before)
    parts = []
    for row in new:
        there = known[tuple(row)]
        raw = there.pop(0) if there else written(row, end, quoted)
        parts.append(raw if raw.endswith(("\n", "\r")) else raw + end)
    whole = "".join(parts)
    return whole if old.endswith(("\n", "\r")) else whole.removesuffix(end)


def as_read(cells: Sequence[str]) -> tuple[str, ...]:
    """Return cells as every table is read: without outer blanks, and without the guard against formulas."""
    return tuple(plain(cell.strip()) for cell in cells)


def raw_rows(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield the cells of each row and its own text; empty lines go with the row before."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines)
    held = next(reader)
    raw, begin = "".join(lines[: reader.line_num]), reader.line_num
    for cells in reader:
        if cells:
            yield held, raw
            held, raw = cells, ""
        raw += "".join(lines[begin : reader.line_num])
        begin = reader.line_num
    yield held, raw


def _quoted(cells: Sequence[str], raw: str) -> bool:
    """Return whether every cell of a row stands in quotes."""
    return raw.strip() == written([plain(cell) for cell in cells], "", quoted=True).strip()


def written(cells: Sequence[str], end: str, quoted: bool) -> str:
    """Return cells as a row of CSV."""
    stream = io.StringIO()
    # The writer sees to cells with line ends of any kind if its own holds both.
    rows = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    rows.writerow(map(guarded, cells))
    return stream.getvalue().removesuffix("\r\n") + end
