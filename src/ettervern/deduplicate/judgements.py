"""A person's word on pairs of records: obeyed by every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ettervern.deduplicate.cluster import Clusters, Pair, join
from ettervern.files import Problem, ReviewError, read_columns

if TYPE_CHECKING:
    import pandas as pd

SHOWN = "duplicate_decisions.csv"
_COLUMNS = ("record_1", "record_2", "decision")


class Decision(NamedTuple):
    """A person's word on two records, and the row of the file where it stands."""

    row: int
    record_1: str
    record_2: str
    decision: str


@dataclass(frozen=True)
class Judgements:
    """Pairs of record numbers that a person decided on.

    Attributes
    ----------
    same, different : set of Pair
        Copies of one report, and two reports.
    problems : list of Problem
        Decisions on records that are not there (warnings).
    """

    same: list[Pair] = field(default_factory=list)
    different: set[Pair] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def about(self, pair: Pair) -> bool:
        """Tell whether a person decided on a pair."""
        return pair in self.different or pair in self.same


def read_decisions(path: Path) -> list[Decision]:
    """Return the decisions of a file.

    Raises
    ------
    ReviewError
        A file that is no table with record_1, record_2 and decision.
    """
    columns, lines = read_columns(path, _COLUMNS)
    return list(map(Decision, lines, *(columns[name] for name in _COLUMNS)))


def decisions_of(table: pd.DataFrame | None) -> list[Decision]:
    """Return the decisions of a table; the row in the file is known where ``read_table`` made the table."""
    if table is None:
        return []
    rows = table.index if table.index.name == "row" else range(2, len(table) + 2)
    return list(map(Decision, map(int, rows), *(table[name].astype(str) for name in _COLUMNS)))


def judge(decisions: Sequence[Decision], record_ids: list[str]) -> Judgements:
    """Return decisions by record number; of two on one pair the later counts.

    Raises
    ------
    ReviewError
        A decision that is neither ``same`` nor ``different``, or decisions that contradict each other.
    """
    if not decisions:
        return Judgements()
    number = {record: at for at, record in enumerate(record_ids)}
    last: dict[Pair, tuple[str, int]] = {}
    errors: list[Problem] = []
    missing: list[Problem] = []
    for row, one, two, decision in decisions:
        if decision not in ("same", "different") or one == two:
            message = f"{decision!r} on {one!r} and {two!r}; expected same or different, on two records"
            errors.append(Problem(SHOWN, row, "decision", message))
        elif one not in number or two not in number:
            gone = one if one not in number else two
            missing.append(Problem(SHOWN, row, "", f"no record {gone!r} in the files; kept for later", "warning"))
        else:
            pair = (min(number[one], number[two]), max(number[one], number[two]))
            last[pair] = (decision, row)
    if errors:
        raise ReviewError(errors)
    return _checked(last, record_ids, missing)


def _checked(last: dict[Pair, tuple[str, int]], record_ids: list[str], missing: list[Problem]) -> Judgements:
    """Return the decisions, or raise where records are said to be the same by one way and different by another."""
    same = [pair for pair, (decision, _) in last.items() if decision == "same"]
    different = {pair for pair, (decision, _) in last.items() if decision == "different"}
    trial = Clusters.alone(len(record_ids))
    join(trial, same, set())
    torn = sorted(pair for pair in different if trial.root[pair[0]] == trial.root[pair[1]])
    if torn:
        message = "{!r} and {!r} are said to differ, but other decisions make them the same"
        names = [(last[pair][1], record_ids[pair[0]], record_ids[pair[1]]) for pair in torn]
        raise ReviewError([Problem(SHOWN, row, "decision", message.format(one, two)) for row, one, two in names])
    return Judgements(sorted(same), different, missing)
