"""Columns of ``outcomes.csv`` that some outcomes need and others do not."""

from __future__ import annotations

from ettervern.extract.schemas import OutcomeRow
from ettervern.files import ReviewError, read_table
from ettervern.review import Outcome, Review
from ettervern.rows import put_rows
from ettervern.schema import columns as columns_of
from ettervern.settings.effect_measures import MEANS, RATES
from ettervern.staging import is_file

#: Those for figures of other kinds than counts.
OTHER_FIGURES = tuple(name for name, column in columns_of(OutcomeRow).items() if column.cell.absent)


def has_figures(row: OutcomeRow) -> bool:
    """Return whether a row has figures of another kind than counts."""
    return any(getattr(row, name) is not None for name in OTHER_FIGURES)


def needed_by(outcome: Outcome) -> tuple[str, ...]:
    """Return the columns that an outcome's own figures stand in; a hazard ratio is mostly printed, and needs none."""
    if outcome.measure == "GEN":
        return ("yi", "se")
    return outcome.kind.columns if outcome.kind.columns in (MEANS, RATES) or outcome.kind.counts else ()


def lacking(review: Review) -> dict[str, list[str]]:
    """Return, by outcome, the columns that ``outcomes.csv`` lacks for its figures; no outcome that lacks none.

    Nothing where there is no such file.
    """
    path = review.extraction / "outcomes.csv"
    try:
        there = set(read_table(path).columns) if is_file(path) else None
    except ReviewError:  # what is wrong in the file is told where it is read
        there = None
    if there is None:
        return {}
    needed = {name: needed_by(outcome) for name, outcome in review.outcomes.items()}
    gaps = {name: [one for one in columns if one not in there] for name, columns in needed.items()}
    return {name: columns for name, columns in gaps.items() if columns}


def add_columns(review: Review) -> list[str]:
    """Add to ``outcomes.csv`` the columns that outcomes lack, empty, and return them; all else stays as it is."""
    columns = list(dict.fromkeys(name for names in lacking(review).values() for name in names))
    if columns:
        path = review.extraction / "outcomes.csv"
        put_rows(path, read_table(path).assign(**dict.fromkeys(columns, "")))
    return columns
