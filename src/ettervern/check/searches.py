"""Whether ``searches.csv`` and the search exports beside it tell the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ettervern.extract.dates import date_problems
from ettervern.files import Problem, ReviewError, read_table
from ettervern.records import read_file
from ettervern.review import Review
from ettervern.schema import columns, entered, faults, first_by, shown
from ettervern.search.export import LOG, SearchRow
from ettervern.staging import files_in, is_file

#: Tables of duplicate removal that lie beside the exports; they are no exports.
OWN_TABLES = ("searches.csv", "strategy.toml", "known_reports.csv", "aliases.csv", "duplicate_decisions.csv")


def is_plain_name(name: str) -> bool:
    """Return whether a name is a file's own name, not a path that could lead elsewhere."""
    return bool(name) and not set(name) & set("/\\:\0") and name not in (".", "..")


def search_problems(review: Review, today: date) -> list[Problem]:
    """Return what is wrong with a review's searches.

    Parameters
    ----------
    review : Review
        The review; only read.
    today : date
        What counts as today.
    """
    path = review.searches / "searches.csv"
    file = review.shown(path)
    try:
        cells = read_table(path, LOG, file)
    except ReviewError as error:
        return error.problems
    problems = log_problems(review, cells, today)
    names, counts = list(zip(map(int, cells.index), cells["file"], strict=True)), _counts(cells, file)
    problems += _files(review, names, file)
    for line, name in first_by(lambda pair: pair[1], names).values():
        problems += _counted(review, name, counts.get(line), line, file)
    return problems


def log_problems(review: Review, cells: pd.DataFrame, today: date) -> list[Problem]:
    """Return what is wrong in the cells of ``searches.csv``, whatever lies beside it."""
    path = review.searches / "searches.csv"
    file = review.shown(path)
    return [*_cells(cells, file), *date_problems(path, file, cells, "date", today)]


def _cells(cells: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Find cells that are empty or hold an unknown word, and files that stand twice."""
    yield from faults(columns(SearchRow), cells, file)
    first: dict[str, int] = {}
    for line, name, count in zip(map(int, cells.index), cells["file"], cells["count"], strict=True):
        if not name and count != "0":
            message = "the cell is empty; expected the export's name (only a search with the count 0 has none)"
            yield Problem(file, line, "file", message)
        if name and first.setdefault(name, line) != line:
            yield Problem(file, line, "file", f"{shown(name)} stands in an earlier row too")


def _counts(cells: pd.DataFrame, file: str) -> dict[int, int]:
    """Return how many records each line says there are, where that is a number."""
    count = {"count": columns(SearchRow)["count"]}
    sound = cells.drop(index=[problem.row for problem in faults(count, cells, file)])
    return {line: row.count for line, row in entered(SearchRow, sound).items()}


def _files(review: Review, names: list[tuple[int, str]], file: str) -> Iterator[Problem]:
    """Find rows without a file, and files without a row."""
    for line, name in names:
        if name and not is_plain_name(name):
            message = f"expected the name of a file in searches/, not a path; found {shown(name)}"
            yield Problem(file, line, "file", message)
        elif name and not is_file(review.searches / name):
            yield Problem(file, line, "file", f"the file {shown(name)} is not in searches/")
    listed = {*OWN_TABLES, *(name for _, name in names)}
    for path in sorted(
        {review.searches / file.relative_to(review.searches).parts[0] for file in files_in(review.searches)}
    ):
        if path.name in listed or path.name.startswith((".", "README")):
            continue
        message = "the file has no row in searches.csv; expected where it came from, when and how many records"
        if not is_file(path):
            message = "a folder, which nothing reads; expected its exports in searches/ itself"
        yield Problem(review.shown(path), 0, "", message)


def _counted(review: Review, name: str, count: int | None, line: int, file: str) -> Iterator[Problem]:
    """Read one export and hold the number of its records against the table's."""
    path = review.searches / name
    if not is_plain_name(name) or not is_file(path):
        return
    try:
        reading = read_file(path, name=review.shown(path))
    except ReviewError as error:
        yield from error.problems
        return
    yield from reading.problems
    if any(problem.severity == "error" for problem in reading.problems):
        # What could not be read has been told; a count that is short because of it is no second mistake.
        return
    result = len(reading.records)
    if count is not None and count != result:
        message = f"{count} records expected, but {result} are read from {shown(name)}"
        yield Problem(file, line, "count", message)
