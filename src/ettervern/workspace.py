"""The files of one build: read from disk, written to memory, put in place together by its transaction.

A build that stops half-way leaves the folder as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.files import json_text, readable, table_of, table_text, text_of
from ettervern.rows import merged
from ettervern.staging import is_file, read_bytes, stage


class Workspace:
    """The files that steps read and make: what is staged before what is on disk, and nothing unseen.

    Every read is told to the watch of the running step (:class:`ettervern.staging.Watch`), which makes it an input.
    """

    def bytes(self, path: Path) -> bytes | None:
        """Return a file's content, staged or on disk; None where there is none."""
        return read_bytes(path) if is_file(path) else None

    def table(self, path: Path, columns: Sequence[str] | None = None, name: str | None = None) -> pd.DataFrame | None:
        """Return a CSV file that people may have edited, as :func:`ettervern.files.read_table` does; None without one.

        Raises
        ------
        ReviewError
            Where it cannot be read as a table with these columns.
        """
        data, file = self.bytes(path), name or path.name
        return None if data is None else table_of(text_of(data, file), columns, file)

    def stage(self, path: Path, content: pd.DataFrame | str | dict[str, Any] | list[Any]) -> None:
        """Keep a table (as CSV), a text, or a dict or list (as JSON) for the end of the transaction.

        Raises
        ------
        ReviewError
            A table that could not be read back; see :func:`ettervern.files.readable`.
        """
        if isinstance(content, pd.DataFrame):
            content = readable(table_text(content), path.name)
        elif not isinstance(content, str):
            content = json_text(content)
        stage(path, content.encode("utf-8"))

    def stage_rows(self, path: Path, table: pd.DataFrame) -> None:
        """Keep a table for the end, each row as the file has it already; see :func:`ettervern.rows.merged`."""
        old = (self.bytes(path) or b"").decode("utf-8")
        mark = "\ufeff" if old.startswith("\ufeff") else ""
        self.stage(path, mark + merged(old.removeprefix(mark), table))
