"""Analyse a controlled study of one service: every table it gives, complete, for the municipality's own eyes.

What may leave the municipality is made from these tables by :mod:`ettervern.local.share`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ettervern.local.columns import MONTHS
from ettervern.local.conditional import conditional_odds_ratio, exact_p
from ettervern.local.firth import firth_odds_ratio
from ettervern.local.followup import SCENARIOS, People, filled, matched_sets, two_groups
from ettervern.local.months import compare_months, months_p
from ettervern.local.numbers import TwoGroups
from ettervern.local.pairs import discordant, matched_difference, matched_odds_ratio, mcnemar
from ettervern.local.single import Interval, proportion
from ettervern.local.survival import kaplan_meier, log_rank
from ettervern.local.unconditional import risk_difference, risk_ratio
from ettervern.shown import Shown

#: Outcome -> value that is the bad one.
BAD = {"relapse": 1.0, "employment": 0.0}


@dataclass(frozen=True, repr=False)
class Findings(Shown):
    """The tables of one study. ``study`` and ``origin`` (``person_level`` or ``simulated``) stand in every row.

    Attributes
    ----------
    counts : DataFrame
        outcome, group, events, no_events, lost, n.
    shares : DataFrame
        outcome, group, and the share with its interval (estimate, low, high, method).
    estimates : DataFrame
        outcome, analysis (how missing outcomes are filled), matching, measure (RD, RR, OR), estimate, low, high,
        method, level, p. RD and RR are service less or to comparison.
    pairs : DataFrame
        outcome, both, only_service, only_comparison, neither, and McNemar's tests; empty without matched pairs.
    survival : DataFrame
        group, and the columns of :func:`ettervern.local.survival.kaplan_meier`.
    tests : DataFrame
        test, statistic, p.
    work : DataFrame
        group, n, mean_months; and the difference with its interval in the row ``difference``.
    """

    counts: pd.DataFrame
    shares: pd.DataFrame
    estimates: pd.DataFrame
    pairs: pd.DataFrame
    survival: pd.DataFrame
    tests: pd.DataFrame
    work: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {str(name): frame for name, frame in vars(self).items()}


def analyse(people: People, study: str, *, level: float = 0.95, seed: int = 1) -> Findings:
    """Analyse the people of a study.

    Parameters
    ----------
    people : People
        See :func:`ettervern.local.followup.people`.
    study : str
        Name of the study, in every row.
    level : float
        Level of all intervals.
    seed : int
        Of the permutation tests.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in Findings.__dataclass_fields__}
    for outcome in people.outcomes:
        rows["counts"] += _counts(people, outcome)
        rows["shares"] += _shares(people, outcome, level)
        rows["estimates"] += _estimates(people, outcome, level)
        rows["pairs"] += _pairs(people, outcome)
    rows["work"], rows["tests"] = _work(people, level, seed)
    rows["tests"] += _log_rank(people, seed)
    origin = "simulated" if people.simulated else "person_level"
    frames = {name: _frame(result, study, origin) for name, result in rows.items() if name != "survival"}
    return Findings(**frames, survival=_survival(people, study, origin, level))


def _frame(rows: list[dict[str, Any]], study: str, origin: str) -> pd.DataFrame:
    return pd.DataFrame([{"study": study, "origin": origin, **row} for row in rows])


def _groups(people: People) -> list[tuple[str, Any]]:
    both = (("service", people.service), ("comparison", ~people.service))
    return [(name, inside) for name, inside in both if inside.any()]


def _counts(people: People, outcome: str) -> list[dict[str, Any]]:
    values, results = people.outcomes[outcome], []
    for name, inside in _groups(people):
        events, none = int((values[inside] == 1).sum()), int((values[inside] == 0).sum())
        n = int(inside.sum())
        results.append(
            {"outcome": outcome, "group": name, "events": events, "no_events": none, "lost": n - events - none, "n": n}
        )
    return results


def _row(interval: Interval) -> dict[str, Any]:
    return {
        "estimate": interval.estimate, "low": interval.low, "high": interval.high,
        "method": interval.method, "level": interval.level,
    }  # fmt: skip


def _shares(people: People, outcome: str, level: float) -> list[dict[str, Any]]:
    results = []
    for row in _counts(people, outcome):
        known = row["events"] + row["no_events"]
        if known:
            share = proportion(row["events"], known, level)
            results.append({"outcome": outcome, "group": row["group"], **_row(share)})
    return results


def _estimates(people: People, outcome: str, level: float) -> list[dict[str, Any]]:
    """Return every estimate of an outcome, for each way to fill what is missing."""
    values, results = people.outcomes[outcome], []
    scenarios = SCENARIOS if np.isnan(values).any() else SCENARIOS[:1]
    for scenario in scenarios:
        complete = filled(values, people.service, scenario, BAD[outcome])
        sets = matched_sets(complete, people) if people.matched else []
        two = two_groups(complete, people.service)
        rows = matched_rows(sets, level) if sets else unmatched_rows(two, level) if two else []
        results += [{"outcome": outcome, "analysis": scenario, **row} for row in rows]
    return results


def unmatched_rows(two: TwoGroups, level: float = 0.95) -> list[dict[str, Any]]:
    """Return the risk difference, risk ratio and odds ratios of two groups, with p values for the odds ratios."""
    nan = float("nan")
    return [
        {"matching": "none", "measure": "RD", **_row(risk_difference(two, level)), "p": nan},
        {"matching": "none", "measure": "RR", **_row(risk_ratio(two, level)), "p": nan},
        {"matching": "none", "measure": "OR", **_row(conditional_odds_ratio([two], level)), "p": exact_p([two])},
        {
            "matching": "none",
            "measure": "OR",
            **_row(conditional_odds_ratio([two], level, mid=True)),
            "p": exact_p([two], mid=True),
        },
        {"matching": "none", "measure": "OR", **_row(firth_odds_ratio(two, level)), "p": nan},
    ]


def matched_rows(sets: list[TwoGroups], level: float = 0.95) -> list[dict[str, Any]]:
    """Return the difference in risk (pairs only) and the conditional odds ratio of matched sets."""
    result = [{"matching": "sets", "measure": "OR", **_row(matched_odds_ratio(sets, level)), "p": exact_p(sets)}]
    difference = matched_difference(sets, level)
    if difference is not None:
        result.insert(0, {"matching": "pairs", "measure": "RD", **_row(difference), "p": float("nan")})
    return result


def _pairs(people: People, outcome: str) -> list[dict[str, Any]]:
    """Return the table of matched pairs with McNemar's tests."""
    sets = matched_sets(people.outcomes[outcome], people) if people.matched else []
    result = discordant(sets) if sets else None
    if result is None:
        return []
    both = sum(one.events_service + one.events_comparison == 2 for one in sets)
    test = mcnemar(*result)
    cells = {"both": both, "only_service": result[0], "only_comparison": result[1]}
    rest = len(sets) - both - sum(result)
    return [{"outcome": outcome, **cells, "neither": rest, "n": len(sets), **vars(test)}]


def _survival(people: People, study: str, origin: str, level: float) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of each group; people whose relapse is not known can't enter."""
    parts = []
    for name, inside in _groups(people):
        known = inside & ~np.isnan(people.relapsed)
        curve = kaplan_meier(people.months[known], people.relapsed[known], level) if known.any() else pd.DataFrame()
        parts.append(curve.assign(group=name, left_out=int((inside & ~known).sum())))
    joined = pd.concat(parts, ignore_index=True)
    joined.insert(0, "study", study)
    joined.insert(1, "origin", origin)
    return joined


def _log_rank(people: People, seed: int) -> list[dict[str, Any]]:
    known = ~np.isnan(people.relapsed)
    service = people.service[known].astype(float)
    if len(set(service)) < 2:
        return []
    result = log_rank(people.months[known], people.relapsed[known], service, seed=seed)
    return [
        {"test": "log_rank", "statistic": result.chi2, "p": result.p},
        {"test": "log_rank_permutation", "statistic": result.chi2, "p": result.p_permutation},
    ]


def _work(people: People, level: float, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return months in work: those whose every month is known, and the least and most that the others allow."""
    months = {name: people.work_months[inside] for name, inside in _groups(people)}
    rows: list[dict[str, Any]] = []
    for name, inside in _groups(people):
        known = months[name][~np.isnan(months[name])]
        missing = MONTHS - people.work_known[inside]
        least, most = people.work_yes[inside].mean(), (people.work_yes[inside] + missing).mean()
        mean = float(known.mean()) if known.size else float("nan")
        rows.append({"group": name, "n": int(known.size), "estimate": mean, "least": least, "most": most})
    if len(months) < 2:
        return rows, []
    service, comparison = (months[name][~np.isnan(months[name])] for name in ("service", "comparison"))
    result = compare_months(service, comparison, MONTHS, level)
    if result is None:
        return rows, []
    extremes = {"least": rows[0]["least"] - rows[1]["most"], "most": rows[0]["most"] - rows[1]["least"]}
    rows.append(
        {"group": "difference", "n": int(service.size + comparison.size), **_row(result.difference), **extremes}
    )
    p = months_p(service, comparison, seed=seed)
    return rows, [{"test": "months_permutation", "statistic": result.difference.estimate, "p": p}]
