"""The files of one build: read from disk, written to memory, put in place together by its transaction.

A build that stops half-way leaves the folder as it was.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.files import json_text, readable, table_of, table_text, text_of
from ettervern.rows import merged
from ettervern.spreadsheet import changed_frame, may_be_guarded, plain
from ettervern.staging import is_file, read_bytes, stage


def text_table(text: str) -> pd.DataFrame:
    """Read CSV text with every cell as text, empty for missing: what one step hands the next.

    A table without columns, which a step leaves where there is nothing to tell, is an empty frame.
    """
    if not text.strip():
        return pd.DataFrame()
    table = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_filter=False)
    return changed_frame(table, plain) if may_be_guarded(text) else table


#: Columns of results that hold numbers. All others are text, whatever stands in them: an id may be 0012 or 1e3.
NUMBERS = frozenset([
    "k", "n_contrasts", "participants", "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "pi_low_km2",
    "pi_high_km2", "tau2", "tau2_ci_low", "tau2_ci_high", "i2", "h2", "q", "q_df", "q_p", "p", "months",
    "events_intervention", "n_intervention", "events_control", "n_control", "yi", "vi", "weight", "coefficient",
    "se", "statistic", "df", "missing", "control_risk", "events", "n", "groups", "with_risk", "with_low",
    "with_high", "per_1000_control", "per_1000_with", "per_1000_with_low", "per_1000_with_high",
    "diff_per_1000", "diff_low", "diff_high", "nnt", "nnt_low", "nnt_high", "n_total", "year",
])  # fmt: skip


def typed_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of results with its numbers as floats (see ``NUMBERS``); a column without any stays as it is."""
    filled = [name for name in table.columns if name in NUMBERS and (table[name] != "").any()]
    # pandas reads some numbers an ulp beside what is written; Python reads them as they are.
    return table.assign(**{name: [float(cell) if cell else math.nan for cell in table[name]] for name in filled})


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
        data, shown = self.bytes(path), name or path.name
        return None if data is None else table_of(text_of(data, shown), columns, shown)

    def need_table(self, path: Path) -> pd.DataFrame:
        """Return a CSV file that an earlier step has made.

        Raises
        ------
        FileNotFoundError
            Where no step has made it: a mistake in the order of the steps.
        """
        data = self.bytes(path)
        if data is None:
            raise FileNotFoundError(path)
        return text_table(data.decode("utf-8"))

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
