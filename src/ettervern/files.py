"""Plain files, read and written so that nothing is lost: problems with an address, whole files or none.

Every stage uses these few functions, so that a mistake in a file always reads the same way: file, row, column,
what was expected.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ettervern.errors import EttervernError
from ettervern.rounding import written, written_column
from ettervern.spreadsheet import Rows, changed, guarded, plain
from ettervern.staging import is_file, read_bytes, stage

if TYPE_CHECKING:  # a command that needs no data frame should not wait for pandas
    import pandas as pd

#: A table as plain columns of one length: pandas takes longer to load than a thousand records to work on.
Columns = dict[str, list[Any]]

#: The most characters that a cell of a table may have: what is written is held against it, so that it can be read.
CELL_LIMIT = 2**24
#: Lines with what ends them, as a file gives them; a file made of a text would hold it once more, four bytes a letter.
_LINES = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
csv.field_size_limit(CELL_LIMIT)  # one limit for every reader of the process; Python's own is 131,072


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, or doubtful, in a file.

    Attributes
    ----------
    file : str
        Path as the user would name it (relative to where the review lies, where that is known).
    row : int
        Line in the file, counted from 1 as an editor does (the header of a table is row 1); 0 for the whole file.
    column : str
        Column or field name; empty where none applies.
    message : str
        What is wrong and what was expected, in one sentence of plain words.
    severity : str
        ``error`` stops a build; ``warning`` does not.
    """

    file: str
    row: int
    column: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        """Return the one line that a person reads, whatever the names and texts in it hold."""
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}" if place else self.column
        return one_line(f"{place}: {self.message}")


def one_line(text: str) -> str:
    """Return text without line ends, control characters and half characters, so that it stays on one line."""
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else " " for c in text).split())


class ReviewError(EttervernError):
    """Bad input. Carries every problem found, so that a person can mend them all at once."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def write_whole(path: Path, content: str | bytes) -> bool:
    """Write a file whole or not at all; in a transaction that covers it (:mod:`ettervern.transaction`), at its end.

    A file that already holds the same bytes is left alone, so that its time does not change.

    Parameters
    ----------
    path : Path
        Where to write; missing parent folders are made.
    content : str or bytes
        Text is written as UTF-8 with the line ends it has.

    Returns
    -------
    bool
        Whether the file changed.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if is_file(path) and read_bytes(path) == data:
        return False
    stage(path, data)
    return True


def table_text(table: pd.DataFrame | Columns, *, exact: bool = False) -> str:
    """Return a table as CSV text: UTF-8, ``\\n`` line ends, empty for missing; floats to 12 digits.

    Text that a spreadsheet would run is guarded, and the readers here take that away again; see
    :mod:`ettervern.spreadsheet`. ``exact`` leaves out the guard: for programs of others, which do not take it away.
    """
    stream = Rows()
    rows = csv.writer(stream, lineterminator=stream.end)
    cells = {name: written_column(column) for name, column in columns_of(table).items()}
    messages = cells if exact else {guarded(name): changed(column, guarded) for name, column in cells.items()}
    rows.writerow(messages)
    rows.writerows(zip(*messages.values(), strict=True))
    return stream.getvalue()


def columns_of(table: pd.DataFrame | Columns) -> Columns:
    """Return a table as plain columns, ``None`` for missing; plain columns as they are."""
    if isinstance(table, dict):
        return table
    columns = {str(name): column.tolist() for name, column in table.items()}
    for name, column in table.items():
        if column.hasnans:
            columns[str(name)] = [None if gap else cell for cell, gap in zip(column, column.isna(), strict=True)]
    return columns


def frame_of(columns: Columns, types: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return plain columns as a DataFrame.

    Parameters
    ----------
    columns : Columns
        ``None`` is a missing number.
    types : mapping of str to str, optional
        Types of the columns that are not ``str``.
    """
    import pandas as pd

    wanted = types or {}
    return pd.DataFrame({name: pd.Series(cells, dtype=wanted.get(name, "str")) for name, cells in columns.items()})


def write_table(path: Path, table: pd.DataFrame) -> bool:
    """Write a table as CSV, whole or not at all; see :func:`write_whole` and :func:`readable`."""
    return write_whole(path, readable(table_text(table), path.name))


def readable(text: str, name: str) -> str:
    """Return the text of a table, which :func:`read_table` will be able to read back.

    Raises
    ------
    ReviewError
        Where it will not: a cell of more than :data:`CELL_LIMIT` characters, say. Nothing is written then.
    """
    if text.strip():  # a table without columns, which a step leaves where there is nothing to tell
        deque(_rows(text, None, name), maxlen=0)
    return text


def json_text(content: Any) -> str:
    """Return JSON, sorted and indented so that git shows what changed; floats to twelve digits."""
    return json.dumps(written(content), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_json(path: Path, content: Any) -> bool:
    """Write JSON, whole or not at all; see :func:`json_text` and :func:`write_whole`."""
    return write_whole(path, json_text(content))


def decode_utf8(path: Path, name: str | None = None) -> str:
    """Return the text of a file that must be UTF-8.

    Raises
    ------
    ReviewError
        Where the file is missing, empty or not UTF-8 (with the row of the first bad byte).
    """
    file = name or path.name
    if not is_file(path):
        raise ReviewError(Problem(file, 0, "", "the file is missing"))
    return text_of(read_bytes(path), file)


def text_of(data: bytes, file: str) -> str:
    """Return the text that a file's bytes hold; see :func:`decode_utf8`."""
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise ReviewError(Problem(file, 0, "", "the file is empty; expected at least a header row"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise ReviewError(Problem(file, row, "", "not UTF-8 text; save the file with the encoding UTF-8")) from error


def read_table(path: Path, columns: Sequence[str] | None = None, name: str | None = None) -> pd.DataFrame:
    """Read a CSV file as text cells, with the row of the file each came from as index.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with a header.
    columns : sequence of str, optional
        Columns that must be there; others are kept too.
    name : str, optional
        How messages name the file.

    Returns
    -------
    DataFrame
        All cells as ``str`` (empty string for an empty cell), stripped of outer blanks. The index, named ``row``,
        holds the line in the file where the row begins, counted from 1 with the header as 1.

    Raises
    ------
    ReviewError
        Missing, empty or badly encoded file, missing or doubled columns, rows with too many or too few cells.
    """
    file = name or path.name
    return table_of(decode_utf8(path, file), columns, file)


def table_of(text: str, columns: Sequence[str] | None, file: str, *, exact: bool = False) -> pd.DataFrame:
    """Return the table that a text holds; see :func:`read_table`. ``exact`` keeps the outer blanks of cells."""
    import pandas as pd

    header, lines, rows = _read_rows(text, columns, file, exact=exact)
    return pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="row"), dtype="str")


def read_columns(
    path: Path, columns: Sequence[str] | None = None, name: str | None = None
) -> tuple[Columns, list[int]]:
    """Read a CSV file as :func:`read_table` does, into plain columns and the row of the file each cell came from."""
    file = name or path.name
    header, lines, rows = _read_rows(decode_utf8(path, file), columns, file)
    return {title: [row[at] for row in rows] for at, title in enumerate(header)}, lines


def _read_rows(
    text: str, columns: Sequence[str] | None, file: str, *, exact: bool = False
) -> tuple[list[str], list[int], list[list[str]]]:
    """Return the header of a CSV text, the line where each row begins, and the rows."""
    rows = _rows(text, columns, file)
    _line, header = next(rows)
    lines: list[int] = []
    result: list[list[str]] = []
    for line, cells in rows:
        lines.append(line)
        result.append([plain(cell if exact else cell.strip()) if cell else "" for cell in cells])
    return header, lines, result


def _rows(text: str, columns: Sequence[str] | None, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the header of a CSV text and its rows as they stand there, each with the line where it begins."""
    reader = csv.reader((line.group() for line in _LINES.finditer(text)), strict=True)
    problems: list[Problem] = []
    begins = 1
    try:
        yield begins, (header := _header(reader, file, columns))
        begins = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                yield begins, cells
            elif cells:
                message = f"{len(cells)} cells; expected {len(header)}, as in the header"
                problems.append(Problem(file, begins, "", message))
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, begins, "", _unreadable(error)))
    if problems:
        raise ReviewError(problems)


def _unreadable(error: csv.Error) -> str:
    """Return why a row cannot be read."""
    if "field larger than" in str(error):
        return f"a cell of more than {CELL_LIMIT:,} characters, the most that a table may hold"
    return f"not readable as CSV ({error})"


def _header(reader: Any, file: str, columns: Sequence[str] | None) -> list[str]:
    """Return the header row, refusing doubled and missing columns."""
    try:
        header = [plain(cell.strip()) for cell in next(reader)]
    except csv.Error as error:
        raise ReviewError(Problem(file, 1, "", f"not readable as CSV ({error})")) from error
    if doubled := sorted({cell for cell in header if header.count(cell) > 1}):
        raise ReviewError(Problem(file, 1, doubled[0], "the column stands twice in the header"))
    if missing := [column for column in columns or () if column not in header]:
        raise ReviewError([Problem(file, 1, column, "the column is missing from the header") for column in missing])
    return header
