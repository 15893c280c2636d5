"""From the data sheet to what is analysed: who relapsed, who works, who was lost, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ettervern.local.columns import MONTHS
from ettervern.local.consistency import NEAR_ENOUGH, end_of_month
from ettervern.local.numbers import Floats, TwoGroups
from ettervern.shown import Shown

#: Days in a month, on average over the calendar.
MONTH = 365.25 / 12
RELAPSED = {"yes": 1.0, "no": 0.0, "unknown": float("nan")}
#: How missing outcomes are filled: by group, with the good or the bad outcome.
SCENARIOS = ("known", "best", "worst", "all_bad", "all_good")


@dataclass(frozen=True, repr=False)
class People(Shown):
    """The people of a study, one entry each.

    Attributes
    ----------
    service : ndarray of bool
        Whether in the service's group.
    sets : list of str
        Mark of the matched set, empty without.
    outcomes : dict of str to ndarray
        ``relapse`` and ``employment``: 1 where the event was seen within twelve months (at twelve months for work), 0
        where it was not, NaN where it is not known.
    months : ndarray
        Months to relapse, or to the last day seen.
    relapsed : ndarray
        1 where relapse was seen at any time, 0 where follow-up ended without it, NaN where it is not known.
    work_months : ndarray
        Months in work of twelve; NaN where a month is not known.
    work_known, work_yes : ndarray
        Months that are known, and months in work among them.
    simulated : bool
        Whether the data are simulated.
    """

    service: np.ndarray[tuple[int], np.dtype[np.bool_]]
    sets: list[str]
    outcomes: dict[str, Floats]
    months: Floats
    relapsed: Floats
    work_months: Floats
    work_known: Floats
    work_yes: Floats
    simulated: bool

    @property
    def matched(self) -> bool:
        """Whether the people were matched."""
        return bool(self.sets) and all(self.sets)


def people(table: pd.DataFrame) -> People:
    """Return what is analysed from a sheet that has been read and found right."""
    rows = [row for _, row in table.iterrows()]
    work = table[[f"work_month_{month}" for month in range(1, MONTHS + 1)]]
    known, yes = (work != "").sum(axis=1).to_numpy(float), (work == "yes").sum(axis=1).to_numpy(float)
    last = work[f"work_month_{MONTHS}"]
    employment = np.where(last == "yes", 1.0, np.where(last == "no", 0.0, np.nan))
    return People(
        service=(table["group"] == "service").to_numpy(bool),
        sets=list(table["set_id"]),
        outcomes={"relapse": np.array([_relapse(row) for row in rows]), "employment": employment},
        months=np.array([_months(row) for row in rows]),
        relapsed=np.array([RELAPSED[cell] for cell in table["relapse"]]),
        work_months=np.where(known == MONTHS, yes, np.nan),
        work_known=known,
        work_yes=yes,
        simulated=bool((table["simulated"] == "simulated").all()),
    )


def _relapse(row: pd.Series[str]) -> float:
    """Return 1 for a relapse within twelve months, 0 for twelve months without, NaN where it is not known."""
    end = end_of_month(row["start_date"], MONTHS)
    if row["relapse"] == "yes":
        return float(pd.Timestamp(row["relapse_date"]) <= end)
    if row["relapse"] == "no" and pd.Timestamp(row["last_seen"]) >= end - NEAR_ENOUGH:
        return 0.0
    return float("nan")


def _months(row: pd.Series[str]) -> float:
    """Return months from the start to relapse or to the last day seen; half a day where both are the same day."""
    end = row["relapse_date"] or row["last_seen"]
    days = (pd.Timestamp(end) - pd.Timestamp(row["start_date"])).days
    return max(days, 0.5) / MONTH


def filled(outcome: Floats, service: np.ndarray[tuple[int], np.dtype[np.bool_]], scenario: str, bad: float) -> Floats:
    """Return an outcome with its gaps filled as a scenario says.

    Parameters
    ----------
    outcome : ndarray of shape (n,)
        1, 0 or NaN.
    service : ndarray of bool, shape (n,)
        Whether in the service's group.
    scenario : str
        ``known`` leaves gaps; ``best`` gives the missing of the service the good outcome and those of the comparison
        the bad one, ``worst`` the other way round; ``all_bad`` and ``all_good`` treat both alike.
    bad : float
        The value that is the bad outcome: 1 for relapse, 0 for work.
    """
    if scenario == "known":
        return outcome
    good = 1 - bad
    fill = {"best": (good, bad), "worst": (bad, good), "all_bad": (bad, bad), "all_good": (good, good)}[scenario]
    return np.where(np.isnan(outcome), np.where(service, fill[0], fill[1]), outcome)


def two_groups(outcome: Floats, service: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> TwoGroups | None:
    """Return the counts of those whose outcome is known; None where a group has nobody."""
    known = ~np.isnan(outcome)
    first, second = outcome[known & service], outcome[known & ~service]
    if not first.size or not second.size:
        return None
    return TwoGroups(int(first.sum()), first.size, int(second.sum()), second.size)


def matched_sets(outcome: Floats, people: People) -> list[TwoGroups]:
    """Return one table a matched set in which the service's person and at least one match are known."""
    results = []
    for mark in sorted(set(people.sets)):
        inside = np.array([own == mark for own in people.sets])
        two = two_groups(np.where(inside, outcome, np.nan), people.service)
        results += [two] if two else []
    return results
