"""A person's word on pairs of records: obeyed by every run."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ettervern.deduplicate.cluster import Clusters, Pair, join
from ettervern.files import Problem, ReviewError

SHOWN = "duplicate decisions"


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


def read_judgements(decisions: pd.DataFrame | None, record_ids: list[str]) -> Judgements:
    """Return decisions by record number; of two on one pair the later counts.

    Raises
    ------
    ReviewError
        A decision that is neither ``same`` nor ``different``, or decisions that contradict each other.
    """
    if decisions is None or decisions.empty:
        return Judgements()
    number = {record: at for at, record in enumerate(record_ids)}
    last: dict[Pair, tuple[str, int]] = {}
    errors: list[Problem] = []
    missing: list[Problem] = []
    for row, one, two, decision in _rows(decisions):
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


def _rows(decisions: pd.DataFrame) -> list[tuple[int, str, str, str]]:
    """Return the row in the file (as read_table gives it), the two records and the decision."""
    columns = (decisions[name].astype(str) for name in ("record_1", "record_2", "decision"))
    rows = decisions.index if decisions.index.name == "row" else range(2, len(decisions) + 2)
    return [(int(row), *values) for row, *values in zip(rows, *columns, strict=True)]


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
