"""Figures that do not fit each other, as warnings that a person can accept with a reason.

``extraction/accepted_warnings.csv`` holds what was accepted: the rule, the row's id, the message as it read then, who,
when and why. A figure that changes afterwards gives another message, and so a new warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from ettervern.extract.cells import Id, Said, one_of
from ettervern.extract.dates import DATE
from ettervern.extract.oddities import RAW_RULES, ROW_RULES, TABLE_RULES, Oddity
from ettervern.extract.tables import Extraction
from ettervern.files import Problem
from ettervern.review import Review
from ettervern.schema import Cell, read_entered
from ettervern.staging import is_file

RULES = (*ROW_RULES, *TABLE_RULES, *RAW_RULES)
RuleName = Annotated[str, one_of(RULES)]
Date = Annotated[str, Cell(DATE.fullmatch, "a date as 2026-11-21", needed=True)]


class AcceptedRow(NamedTuple):
    """A warning that a person has accepted, as it read then."""

    rule: RuleName
    id: Id
    message: Said
    accepted_by: Said
    date: Date
    reason: Said


class Warned(NamedTuple):
    """Figures that do not fit; ``accepted`` where a person has accepted the warning as it reads now.

    ``id`` is the row's outcome_id, or study_id in a raw extraction.
    """

    rule: str
    table: str
    row: int
    id: str
    column: str
    message: str
    accepted: AcceptedRow | None = None


def read_accepted(review: Review) -> list[AcceptedRow]:
    """Return ``extraction/accepted_warnings.csv``, empty where there is none.

    Raises
    ------
    ReviewError
        An unknown rule, an empty cell, a date that is none.
    """
    path = review.extraction / "accepted_warnings.csv"
    return [*read_entered(AcceptedRow, path, review.shown(path)).values()] if is_file(path) else []


def warnings(extraction: Extraction, accepted: Iterable[AcceptedRow] = ()) -> list[Warned]:
    """Return every oddity of the extraction tables, ordered by table, row and rule.

    Parameters
    ----------
    extraction : Extraction
        The tables of a review.
    accepted : iterable of AcceptedRow
        See :func:`read_accepted`; the last of several counts.
    """
    outcomes = extraction.outcomes
    results = [
        _warned(name, "outcomes", line, row.outcome_id, odd)
        for name, rule in ROW_RULES.items()
        for line, row in outcomes.items()
        for odd in rule(row)
    ]
    for name, over in TABLE_RULES.items():
        found = over(outcomes, extraction.studies)
        results += [_warned(name, "outcomes", line, outcomes[line].outcome_id, odd) for line, odd in found]
    raw = {"extraction_1": extraction.extraction_1, "extraction_2": extraction.extraction_2}
    results += [
        _warned(name, table, line, row.study_id, odd)
        for table, rows in raw.items()
        for name, raw_rule in RAW_RULES.items()
        for line, row in rows.items()
        for odd in raw_rule(row)
    ]
    known = {(one.rule, one.id, one.message): one for one in accepted}
    results.sort(key=lambda one: (one.table != "outcomes", one.table, one.row, one.rule))
    return [one._replace(accepted=known.get((one.rule, one.id, one.message))) for one in results]


def _warned(rule: str, table: str, row: int, name: str, odd: Oddity) -> Warned:
    return Warned(rule, table, row, name, *odd)


def as_problems(result: Iterable[Warned], review: Review) -> list[Problem]:
    """Return the warnings that nobody has accepted as problems of severity ``warning``."""
    return [
        Problem(
            review.shown(review.extraction / f"{one.table}.csv"),
            one.row,
            one.column,
            f"{one.message} ({one.rule}, {one.id})",
            "warning",
        )
        for one in result
        if one.accepted is None
    ]
