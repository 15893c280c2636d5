"""A copy of the first review that a test may spoil, and what the votes kept in ``origin/`` come to by a plain rule."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.files import read_table
from ettervern.review import Review

ROOT = Path(__file__).parents[2]
REVIEW = ROOT / "reviews" / "ettervern"
ORIGIN = REVIEW / "origin"
TODAY = date(2026, 11, 21)
PARTS = ("review.toml", "protocol.md", "searches", "extraction", "certainty.csv")


def votes(name: str) -> pd.DataFrame:
    """Return one file of votes on study ids."""
    return read_table(ORIGIN / f"title-abstract_{name}.csv")


def report_ids() -> pd.DataFrame:
    """Return a report id for each of the 201 screened reports."""
    studies = votes("reviewer-1")["study_id"].reset_index(drop=True)
    return pd.DataFrame({"study_id": studies, "report_id": "r-" + studies})


def screened() -> pd.DataFrame:
    """Return what the votes come to by the plain rule: adjudication first, else both keep."""
    first, second = (votes(name).set_index("study_id") for name in ("reviewer-1", "reviewer-2"))
    ruled = votes("adjudication").set_index("study_id")
    rows = []
    for study, vote in first.iterrows():
        final = ruled.loc[study] if study in ruled.index else vote
        kept = final["decision"] != "exclude"
        if study not in ruled.index:
            kept = kept and second.loc[study, "decision"] != "exclude"
        rows.append((f"r-{study}", "include" if kept else "exclude", final["role"] if kept else ""))
    return pd.DataFrame(rows, columns=["report_id", "decision", "role"])


def copy_review(home: Path) -> Review:
    """Copy the review and its screening to a folder of its own, outside git."""
    folder = home / "reviews" / "ettervern"
    folder.mkdir(parents=True)
    for part in PARTS:
        source = REVIEW / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    shutil.copytree(ROOT / "screening" / "ettervern", home / "screening" / "ettervern")
    return Review.open(folder)


def set_cell(path: Path, row: int, column: str, value: str) -> None:
    """Change one cell of a CSV file; ``row`` is the line in the file (tables here have one line a row)."""
    set_cells(path, row, {column: value})


def set_cells(path: Path, row: int, cells: dict[str, str]) -> None:
    """Change cells of one row of a CSV file."""
    lines = _lines(path)
    for column, value in cells.items():
        lines[row - 1][lines[0].index(column)] = value
    _write(path, lines)


def cell(path: Path, row: int, column: str) -> str:
    """Return one cell of a CSV file."""
    lines = _lines(path)
    return lines[row - 1][lines[0].index(column)]


def row_of(path: Path, column: str, value: str) -> int:
    """Return the line of the first row with this value."""
    lines = _lines(path)
    place = lines[0].index(column)
    return next(number for number, line in enumerate(lines, start=1) if line[place] == value)


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _write(path: Path, lines: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)


def snapshot(home: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
