"""The data that the book offers: which files, what they hold, and the copies beside the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from ettervern.catalogue import gettext, ngettext, pgettext
from ettervern.files import write_whole
from ettervern.numbers import decimal
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, headed, local_link, table
from ettervern.publish.words.language import own
from ettervern.review import Review


def data_files(review: Review) -> dict[str, Path]:
    """Return the files offered: path under ``data/`` -> where it lies."""
    result = {f"results/{path.name}": path for path in sorted(review.results.glob("*.csv"))}
    result |= {f"extraction/{path.name}": path for path in sorted(review.extraction.glob("*.csv"))}
    others = (review.folder / "review.toml", review.folder / "protocol.md", review.results / "references.bib")
    return result | {path.name: path for path in others if path.is_file()}


def copy_data(review: Review, out: Path) -> int:
    """Copy the offered files to ``out/data`` and take away what is offered no more; return how many changed."""
    files = data_files(review)
    folder = out / "data"
    changed = sum(write_whole(folder / name, path.read_bytes()) for name, path in files.items())
    for old in sorted(folder.rglob("*"), reverse=True):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
        elif old.is_dir() and not any(old.iterdir()):
            shutil.rmtree(old)
    return changed


def downloads(results: Results, folder: str, language: str) -> str:
    """Return the list of files of a folder (``results``, ``extraction`` or ``review``) with links."""
    rows: list[list[Cell]] = []
    for name, path in data_files(results.review).items():
        where = name.rpartition("/")[0] or "review"
        if where == folder:
            content = own(results, "file", path.name, language) or pgettext("file", path.name, language)
            rows.append([local_link(f"../data/{name}", path.name), content, _extent(path, language)])
    return table(
        gettext(f"data.{folder}", language), headed(language, "file", "content", "size", numbers=("size",)), rows
    )


def _extent(path: Path, language: str) -> str:
    """Return how large a file is: rows of a table, else kilobytes."""
    if path.suffix == ".csv":
        count = len(pd.read_csv(path, dtype=str, keep_default_na=False))
        return ngettext("data.rows", language, count)
    return f"{decimal(path.stat().st_size / 1000, 1, language)} kB"
