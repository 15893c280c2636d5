"""Exports in ``searches/`` and their lines in ``searches.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.files import read_table, table_text, write_table, write_whole
from ettervern.review import Review
from ettervern.search.page import Item
from ettervern.staging import is_file

#: Columns of ``searches.csv``. A search that found nothing left no export: its ``file`` is empty, its ``count`` 0.
LOG = ("file", "source", "kind", "date", "query", "count", "description_nb", "description_en")
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")


def export_text(items: Sequence[Item], suffix: str) -> str:
    """Return records as one export: MEDLINE text as it came, or CSV.

    A cell that a spreadsheet would take for a formula gets an apostrophe, which reading takes away again.
    """
    if suffix == "nbib":
        return "\n\n".join(str(item.content) for item in items) + "\n"
    cells = [item.content for item in items if isinstance(item.content, dict)]
    table = pd.DataFrame(cells, dtype="str")
    return table_text(table.map(lambda cell: f"'{cell}" if _FORMULA.match(cell) else cell))


def free_name(folder: Path, day: date, source: str, suffix: str) -> str:
    """Return a name for an export that no file has yet."""
    base = f"{day.isoformat()}_{source}"
    number = 1
    while (folder / (name := f"{base}{'' if number == 1 else f'-{number}'}.{suffix}")).exists():
        number += 1
    return name


def read_log(review: Review) -> pd.DataFrame:
    """Return ``searches.csv``; an empty table where there is none yet."""
    path = review.searches / "searches.csv"
    if not is_file(path):
        return pd.DataFrame(columns=list(LOG), dtype="str")
    return read_table(path, LOG, review.shown(path))


def add_to_log(review: Review, rows: Sequence[dict[str, str]]) -> None:
    """Add lines to ``searches.csv``, whole or not at all; a file or an empty search that has a line is left alone."""
    log = read_log(review)
    known = {_named_by(row) for row in log.to_dict("records")}
    new = [row for row in rows if _named_by(row) not in known]
    if new:
        joined = pd.concat([log, pd.DataFrame(new, dtype="str")], ignore_index=True)
        write_table(review.searches / "searches.csv", joined.reindex(columns=log.columns).fillna(""))


def _named_by(row: Mapping[Any, str]) -> tuple[str, ...]:
    """Return what tells a search from others: its file, or where, when and what was asked."""
    return (row["file"],) if row["file"] else (row["source"], row["date"], row["query"])


def write_export(review: Review, name: str, content: str) -> Path:
    """Write an export and return where; an export is never written over."""
    path = review.searches / name
    if is_file(path):
        raise FileExistsError(path)
    write_whole(path, content)
    return path
