"""Which contrast of each trial is pooled, and why each of the others is not."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from ettervern.digits import whole
from ettervern.rounding import steady
from ettervern.synthesise.contrasts import COUNTS, has_counts
from ettervern.synthesise.rules import Rules

#: Reason codes in the order in which the rules are applied; the first that holds is given.
REASONS = (
    "design", "directness", "unit", "months", "no_counts", "measure", "zero_cell", "definition", "counts_source",
    "extraction_agreement", "other_definition_preferred", "further_from_12_months", "other_arm", "later_row",
)  # fmt: skip


def choose(table: pd.DataFrame, rules: Rules) -> pd.Series[Any]:
    """Choose one contrast for each trial.

    Parameters
    ----------
    table : DataFrame
        Prepared rows of one outcome; see :func:`ettervern.synthesise.contrasts.prepare`.
    rules : Rules
        What may enter, and the order of preference.

    Returns
    -------
    Series of str
        For each row, why it is not in the analysis (one of ``REASONS``); empty for the chosen rows.
    """
    why = barred(table, rules)
    open_ = table[why == ""]
    for _, rows in open_.groupby("trial", sort=False):
        for index, reason in _passed_over(rows, rules).items():
            why[index] = reason
    return why


def barred(table: pd.DataFrame, rules: Rules) -> pd.Series[Any]:
    """Return the first rule that keeps each row out, empty where none does."""
    counted = has_counts(table)
    printed = table["effect"].notna()
    tests = {
        "design": table["design"].isin(rules.designs),
        "directness": table["directness"].isin(rules.directness),
        "unit": table["unit"].isin(rules.units),
        "months": (table["months"] >= rules.minimum) & (table["months"] <= rules.maximum),
        "no_counts": counted | printed,
        "measure": counted | _printed(table, rules),
        "zero_cell": ~counted | _computable(table, rules),
        "definition": table["definition_flag"].isin(rules.outcome.definitions),
        "counts_source": _among(table["counts_source"], rules.counts_sources),
        "extraction_agreement": _among(table["extraction_agreement"], rules.agreements),
    }
    why = pd.Series("", index=table.index, dtype="object")
    for reason, passed in tests.items():
        why = why.where((why != "") | passed, reason)
    return why


def _printed(table: pd.DataFrame, rules: Rules) -> pd.Series[Any]:
    """Return whether a printed ratio is of the measure's kind, with its interval, and of the outcome's event.

    The odds ratio of the opposite event is 1 / OR; its risk ratio says nothing of the event's own.
    """
    of_event = (table["event"] == rules.outcome.event) | (rules.measure == "OR")
    return table["effect_measure"].isin(rules.printed) & table["ci_low"].notna() & of_event


def _computable(table: pd.DataFrame, rules: Rules) -> pd.Series[Any]:
    """Return whether counts give an effect with a variance, which without a correction for zero cells not all do."""
    if rules.zero != "none":
        return pd.Series(True, index=table.index)
    a, n1, c, n2 = (table[column] for column in COUNTS)
    if rules.measure == "OR":
        return (a > 0) & (a < n1) & (c > 0) & (c < n2)
    same = table["event"] == rules.outcome.event
    a, c = a.where(same, n1 - a), c.where(same, n2 - c)
    return (a > 0) & (c > 0) & ((a < n1) | (c < n2))


def _among(column: pd.Series[Any], allowed: tuple[str, ...] | None) -> pd.Series[Any]:
    """Return whether each value may enter; all do where nothing is asked."""
    return pd.Series(True, index=column.index) if allowed is None else column.isin(allowed)


def _passed_over(rows: pd.DataFrame, rules: Rules) -> dict[Any, str]:
    """Return why each row of one trial but the chosen one is passed over."""
    order = rules.outcome.definitions.index
    steps = (
        ("other_definition_preferred", lambda row: order(row["definition_flag"])),
        ("further_from_12_months", lambda row: (steady(abs(row["months"] - rules.target)), row["months"])),
        ("other_arm", lambda row: row["arm_category"] != row["category"]),
        ("later_row", lambda row: natural(row["outcome_id"])),
    )
    left = dict(zip(rows.index, rows.to_dict("records"), strict=True))
    why: dict[Any, str] = {}
    for reason, key in steps:
        best = min(key(row) for row in left.values())
        out = [index for index, row in left.items() if key(row) != best]
        why.update(dict.fromkeys(out, reason))
        left = {index: row for index, row in left.items() if index not in why}
    return why


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sorting key that puts -2 before -10."""
    numbers = ((whole(part), part) for part in re.split(r"(\d+)", text))
    return [(1, 0, part) if number is None else (0, number, "") for number, part in numbers]
