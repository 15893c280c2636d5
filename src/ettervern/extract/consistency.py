"""Figures that do not fit each other, as warnings that a person can accept with a reason.

``extraction/accepted_warnings.csv`` holds what was accepted: the rule, the row's id, the message as it read then, who,
when and why. A figure that changes afterwards gives another message, and so a new warning.
"""

from __future__ import annotations

import pandas as pd

from ettervern.extract.cells import identifier, like, one_of, text
from ettervern.extract.dates import DATE
from ettervern.extract.oddities import RAW_RULES, ROW_RULES, TABLE_RULES
from ettervern.extract.tables import Extraction
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import Column, faults
from ettervern.staging import is_file

ACCEPTED = ("rule", "id", "message", "accepted_by", "date", "reason")
COLUMNS = ("rule", "table", "row", "id", "column", "message", "accepted_by", "date", "reason")
RULES = (*ROW_RULES, *TABLE_RULES, *RAW_RULES)
SCHEMA: dict[str, Column] = {
    "rule": one_of(RULES),
    "id": identifier(),
    "message": text(needed=True),
    "accepted_by": text(needed=True),
    "date": like(DATE, "a date as 2026-11-21", needed=True),
    "reason": text(needed=True),
}


def read_accepted(review: Review) -> pd.DataFrame:
    """Return ``extraction/accepted_warnings.csv``, empty where there is none.

    Raises
    ------
    ReviewError
        An unknown rule, an empty cell, a date that is none.
    """
    path = review.extraction / "accepted_warnings.csv"
    if not is_file(path):
        return pd.DataFrame(columns=list(ACCEPTED), dtype="str")
    file = review.shown(path)
    table = read_table(path, ACCEPTED, file)
    problems = faults(SCHEMA, table, file)
    if problems:
        raise ReviewError(problems)
    return table


def warnings(extraction: Extraction, accepted: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every oddity of the extraction tables.

    Parameters
    ----------
    extraction : Extraction
        The tables of a review.
    accepted : DataFrame, optional
        See :func:`read_accepted`.

    Returns
    -------
    DataFrame
        ``rule, table, row`` (in the file), ``id`` (outcome_id, or study_id in a raw extraction), ``column, message``,
        and ``accepted_by, date, reason``, '' where nobody has accepted it; ordered by table and row.
    """
    results: list[dict[str, object]] = []
    for name, rule in ROW_RULES.items():
        for row, cells in extraction.outcomes.iterrows():
            results += [_warning(name, "outcomes", row, cells["outcome_id"], *odd) for odd in rule(_cells(cells))]
    for name, over in TABLE_RULES.items():
        for number, odd in over(extraction.outcomes, extraction.studies):
            results.append(_warning(name, "outcomes", number, extraction.outcomes.at[number, "outcome_id"], *odd))
    for table in ("extraction_1", "extraction_2"):
        for name, rule in RAW_RULES.items():
            for row, cells in getattr(extraction, table).iterrows():
                results += [_warning(name, table, row, cells["study_id"], *odd) for odd in rule(_cells(cells))]
    rows = pd.DataFrame(results, columns=list(COLUMNS[:6]))
    order = {"outcomes": 0, "extraction_1": 1, "extraction_2": 2}
    rows = rows.sort_values(["table", "row", "rule"], key=lambda c: c.map(order) if c.name == "table" else c)
    return _with_acceptance(rows.reset_index(drop=True), accepted)


def _cells(row: pd.Series) -> dict[str, object]:
    return {str(name): cell for name, cell in row.items()}


def _warning(rule: str, table: str, row: object, name: object, column: str, message: str) -> dict[str, object]:
    cells = {"rule": rule, "table": table, "row": int(str(row)), "id": str(name)}
    return {**cells, "column": column, "message": message}


def _with_acceptance(rows: pd.DataFrame, accepted: pd.DataFrame | None) -> pd.DataFrame:
    """Add who accepted a warning as it reads now."""
    if accepted is None or accepted.empty:
        return rows.assign(accepted_by="", date="", reason="")
    keys = ["rule", "id", "message"]
    last = accepted.drop_duplicates(keys, keep="last")[list(ACCEPTED)]
    joined = rows.merge(last, on=keys, how="left")
    return joined.fillna({"accepted_by": "", "date": "", "reason": ""})


def as_problems(result: pd.DataFrame, review: Review) -> list[Problem]:
    """Return the warnings that nobody has accepted as problems of severity ``warning``."""
    open_ = result[result["accepted_by"] == ""]
    return [
        Problem(
            review.shown(review.extraction / f"{row['table']}.csv"),
            int(row["row"]),
            str(row["column"]),
            f"{row['message']} ({row['rule']}, {row['id']})",
            "warning",
        )
        for row in open_.to_dict("records")
    ]
