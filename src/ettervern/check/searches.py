"""Whether ``searches.csv`` and the search exports beside it tell the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ettervern.extract.cells import WHOLE
from ettervern.extract.dates import date_problems
from ettervern.files import Problem, ReviewError, read_table
from ettervern.records import read_file
from ettervern.review import Review
from ettervern.schema import shown
from ettervern.staging import files_in, is_file

COLUMNS = ("file", "source", "kind", "date", "query", "count", "description_nb", "description_en")
#: PRISMA 2020 counts records from databases and registers apart from those that came otherwise.
KINDS = ("database", "register", "other")
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
        table = read_table(path, COLUMNS, file)
    except ReviewError as error:
        return error.problems
    problems = log_problems(review, table, today)
    problems += _files(review, table, file)
    for row in table.index[~table["file"].duplicated()]:
        problems += _counted(review, table, int(row), file)
    return problems


def log_problems(review: Review, table: pd.DataFrame, today: date) -> list[Problem]:
    """Return what is wrong in the cells of ``searches.csv``, whatever lies beside it."""
    path = review.searches / "searches.csv"
    file = review.shown(path)
    return [*_cells(table, file), *date_problems(path, file, table, "date", today)]


def _cells(table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Find cells that are empty or hold an unknown word."""
    for column in ("source", "date", "description_nb", "description_en"):
        for row in table.index[table[column] == ""]:
            yield Problem(file, int(row), column, "the cell is empty; expected a text")
    for row in table.index[(table["file"] == "") & (table["count"] != "0")]:
        message = "the cell is empty; expected the export's name (only a search with the count 0 has none)"
        yield Problem(file, int(row), "file", message)
    for row, kind in table["kind"].items():
        if kind not in KINDS:
            message = f"expected one of {', '.join(KINDS)}; found {shown(kind)}"
            yield Problem(file, int(str(row)), "kind", message)
    for row, count in table["count"].items():
        if not WHOLE.fullmatch(count):
            message = f"expected the number of records in the file; found {shown(count)}"
            yield Problem(file, int(str(row)), "count", message)
    for row in table.index[table["file"].duplicated() & (table["file"] != "")]:
        yield Problem(file, int(row), "file", f"{shown(table['file'][row])} stands in an earlier row too")


def _files(review: Review, table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Find rows without a file, and files without a row."""
    for row, name in table["file"].items():
        if name and not is_plain_name(name):
            message = f"expected the name of a file in searches/, not a path; found {shown(name)}"
            yield Problem(file, int(str(row)), "file", message)
        elif name and not is_file(review.searches / name):
            yield Problem(file, int(str(row)), "file", f"the file {shown(name)} is not in searches/")
    listed = {*OWN_TABLES, *table["file"]}
    for path in sorted(
        {review.searches / file.relative_to(review.searches).parts[0] for file in files_in(review.searches)}
    ):
        if path.name in listed or path.name.startswith((".", "README")):
            continue
        message = "the file has no row in searches.csv; expected where it came from, when and how many records"
        if not is_file(path):
            message = "a folder, which nothing reads; expected its exports in searches/ itself"
        yield Problem(review.shown(path), 0, "", message)


def _counted(review: Review, table: pd.DataFrame, row: int, file: str) -> Iterator[Problem]:
    """Read one export and hold the number of its records against the table's."""
    name, count = str(table["file"][row]), str(table["count"][row])
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
    if WHOLE.fullmatch(count) and int(count) != result:
        message = f"{count} records expected, but {result} are read from {shown(name)}"
        yield Problem(file, row, "count", message)
