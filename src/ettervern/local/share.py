"""What of a study may be shared: its tables without small cells, and without what would give them away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ettervern.local.disclosure import SMALLEST, can_be_shown, hide_small
from ettervern.local.followup import SCENARIOS, People
from ettervern.local.numbers import Floats
from ettervern.local.run import BAD, Findings
from ettervern.local.survival import survival_at

PARTS = ["events", "no_events", "lost"]
INTEGERS = dict.fromkeys([*PARTS, "n"], "Int64")
PAIRS = ["both", "only_service", "only_comparison", "neither"]
#: Months at which the share without relapse may be shown, where enough people stand behind each step.
TIMES = (3.0, 6.0, 9.0, 12.0)


def to_share(results: Findings, people: People) -> Findings:
    """Return the tables of a study as they may be shared.

    Counts under 5 are missing, and so is what they could be worked out from. Estimates, curves and means that rest on
    a hidden count are missing too; their rows stay, so that a reader sees that something is hidden.

    Parameters
    ----------
    results : Findings
        The complete tables.
    people : People
        The people behind them, for the steps of the curve.
    """
    counts, open_ = _counts(results.counts)
    pairs = _pairs(results.pairs)
    open_pairs = dict(zip(pairs["outcome"], pairs["both"].notna(), strict=True)) if len(pairs) else {}
    shown = [
        row["analysis"] in open_[row["outcome"]]
        and (row["matching"] == "none" or open_pairs.get(row["outcome"], False))
        for row in results.estimates.to_dict("records")
    ]
    values = ["estimate", "low", "high", "p"]
    estimates = _hidden(results.estimates, values, np.array(shown, dtype=bool))
    complete = np.array(["known" in open_[name] for name in results.shares["outcome"]], dtype=bool)
    shares = _hidden(results.shares, values[:3], complete)
    survival = shared_curve(people, str(results.counts["study"].iloc[0]), str(results.counts["origin"].iloc[0]))
    return replace(
        results, counts=counts, shares=shares, estimates=estimates, pairs=pairs,
        survival=survival, work=_work(results.work, people), tests=_tests(results, people, survival),
    )  # fmt: skip


def _counts(counts: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """Return the counts that may be shown, and for each outcome the analyses whose estimates may be shown.

    Few are lost in a small study, and that alone would hide everything. Then those lost are counted with the bad
    outcome (``all_bad``), as one does who wants to be cautious, if that leaves no small cell.
    """
    parts: list[pd.DataFrame] = []
    open_: dict[str, tuple[str, ...]] = {}
    for outcome, rows in counts.groupby("outcome", sort=False):
        name = str(outcome)
        bad = "events" if BAD[name] else "no_events"
        merged = rows.assign(**{bad: rows[bad] + rows["lost"]})
        if can_be_shown(rows, PARTS):
            parts.append(rows.assign(analysis="known").astype(INTEGERS))
            open_[name] = SCENARIOS
        elif can_be_shown(merged, PARTS[:2]):
            parts.append(merged.assign(analysis="all_bad", lost=None).astype(INTEGERS))
            open_[name] = ("all_bad",)
        else:
            parts.append(hide_small(rows, PARTS, "n").assign(analysis="known"))
            open_[name] = ()
    return pd.concat(parts, ignore_index=True), open_


def _hidden(table: pd.DataFrame, columns: list[str], shown: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pd.DataFrame:
    """Return a table with columns emptied in the rows that may not be shown."""
    result = table.copy()
    for name in columns if len(table) else ():
        result[name] = result[name].where(shown)
    return result


def _pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Return the tables of pairs, each whole or not at all."""
    if table.empty:
        return table
    shown = []
    for row in table[PAIRS].to_numpy(dtype=np.int64):
        shown.append(bool((row >= SMALLEST).all()))
    result = table.astype(dict.fromkeys([*PAIRS, "n"], "Int64"))
    return _hidden(result, [*PAIRS, "p_exact", "p_mid", "chi2", "p_chi2"], np.array(shown, dtype=bool))


def _enough_work(people: People) -> bool:
    """Return whether in each group at least five worked, at least five did not, and none or five are unknown."""
    for inside in (people.service, ~people.service):
        months = people.work_months[inside]
        some, none, unknown = (int(part.sum()) for part in (months > 0, months == 0, np.isnan(months)))
        if inside.any() and (min(some, none) < SMALLEST or 0 < unknown < SMALLEST):
            return False
    return True


def _work(table: pd.DataFrame, people: People) -> pd.DataFrame:
    shown = np.full(len(table), _enough_work(people))
    columns = [name for name in ("n", "estimate", "least", "most", "low", "high") if name in table]
    return _hidden(table, columns, shown)


def _tests(results: Findings, people: People, survival: pd.DataFrame) -> pd.DataFrame:
    """Return the tests; a statistic of few events or few in work gives them away."""
    if results.tests.empty:
        return results.tests
    open_ = {"months_permutation": _enough_work(people)}
    file = [open_.get(name, len(survival) > 0) for name in results.tests["test"]]
    return _hidden(results.tests, ["statistic", "p"], np.array(file, dtype=bool))


def shared_curve(people: People, study: str, origin: str) -> pd.DataFrame:
    """Return the share without relapse at a few months, with at least five people behind every step.

    A curve with all its steps tells when each person relapsed. Here a month is kept only where, since the last one
    kept and in each group, at least five relapsed and none or at least five went out of sight, and at least five are
    still followed.
    """
    known = ~np.isnan(people.relapsed)
    groups = [(name, inside & known) for name, inside in (("service", people.service), ("comparison", ~people.service))]
    groups = [(name, inside) for name, inside in groups if inside.any()]
    if any(0 < (people.service == side)[~known].sum() < SMALLEST for side in (True, False)):
        groups = []
    rows, since = [], 0.0
    for until in TIMES:
        steps = [_step(people.months[inside], people.relapsed[inside], since, until) for _, inside in groups]
        if steps and all(_large(*step) for step in steps):
            for (name, inside), (events, lost, left) in zip(groups, steps, strict=True):
                share = survival_at(people.months[inside], people.relapsed[inside], until)
                row = {"study": study, "origin": origin, "group": name, "months": until, "events": events}
                rows.append({**row, "lost": lost, "at_risk": left, "survival": round(share, 2)})
            since = until
    names = ["study", "origin", "group", "months", "events", "lost", "at_risk", "survival"]
    return pd.DataFrame(rows, columns=names)


def _step(months: Floats, relapsed: Floats, since: float, until: float) -> tuple[int, int, int]:
    """Return relapses, people out of sight and people left, between two times."""
    inside = (months > since) & (months <= until)
    return int((inside & (relapsed == 1)).sum()), int((inside & (relapsed == 0)).sum()), int((months > until).sum())


def _large(events: int, lost: int, left: int) -> bool:
    return events >= SMALLEST and (lost == 0 or lost >= SMALLEST) and left >= SMALLEST
