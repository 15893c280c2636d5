"""The own study's result as the review would pool it, from the tables that may be seen."""

from __future__ import annotations

import pandas as pd

from ettervern.local.comparison import Own, own_matched, own_result
from ettervern.local.numbers import TwoGroups
from ettervern.local.run import Findings


def own_from(findings: Findings, outcome: str, measure: str = "OR") -> Own | None:
    """Return the own study's log ratio for an outcome; None where its counts are hidden or a group is missing.

    Matched pairs enter by their discordant pairs, other studies by their counts, from those whose outcome is known
    (or, in tables to share, with those lost counted as the bad outcome). Discordant pairs give an odds ratio only, so
    matched pairs are not laid beside a review of another measure.

    Parameters
    ----------
    findings : Findings
        Complete tables, or those to share.
    outcome : str
        Id of the outcome.
    measure : {"OR", "RR"}
        What the review pools.
    """
    study = str(findings.counts["study"].iloc[0])
    if len(findings.pairs):
        rows = findings.pairs[findings.pairs["outcome"] == outcome]
        if measure != "OR" or rows.empty or rows[["only_service", "only_comparison"]].isna().any(axis=None):
            return None
        row = rows.iloc[0]
        return own_matched(study, outcome, int(row["only_service"]), int(row["only_comparison"]))
    rows = findings.counts[findings.counts["outcome"] == outcome].set_index("group")
    if set(rows.index) != {"service", "comparison"} or rows[["events", "no_events"]].isna().any(axis=None):
        return None
    counts = [_counts(rows, group) for group in ("service", "comparison")]
    if any(n == 0 for _, n in counts):
        return None
    return own_result(study, outcome, TwoGroups(*counts[0], *counts[1]), measure)


def _counts(rows: pd.DataFrame, group: str) -> tuple[int, int]:
    """Return events and people whose outcome is known."""
    events, none = (int(rows[name].to_dict()[group]) for name in ("events", "no_events"))
    return events, events + none
