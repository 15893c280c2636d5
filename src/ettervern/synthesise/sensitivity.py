"""The protocol's sensitivity analyses: how much the answer moves when a choice is made otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from ettervern.synthesise.ledger import Ledger
from ettervern.synthesise.rules import Rules, rules_of
from ettervern.synthesise.words import null_contrasts

#: Name -> other estimator of the variance between studies.
ESTIMATORS = {"dl": "DL", "he": "HE", "ml": "ML", "pm": "PM"}
#: Name -> other interval.
INTERVALS = {"wald": "wald", "hk": "hk"}


def add_sensitivity(
    ledger: Ledger, outcome: str, main: pd.DataFrame, listed: pd.DataFrame, percentages: pd.DataFrame | None
) -> None:
    """Add every sensitivity analysis of an outcome to the ledger.

    Parameters
    ----------
    ledger : Ledger
        Where the analyses go.
    outcome : str
        Outcome id; the names of the analyses begin with it.
    main : DataFrame
        Contrasts of the main analysis.
    listed : DataFrame
        Studies seen in words with their fate; see :func:`ettervern.synthesise.words.in_words`.
    percentages : DataFrame, optional
        Studies with only percentages and a total.
    """
    _other_methods(ledger, outcome, main)
    _other_rows(ledger, outcome)
    _other_figures(ledger, outcome, percentages)
    _words(ledger, outcome, main, listed)
    ledger.add_dependent(f"{outcome}-all-contrasts", outcome, ledger.all_rows(rules_of(ledger.review, outcome)))


def _other_methods(ledger: Ledger, outcome: str, main: pd.DataFrame) -> None:
    """Pool the same contrasts in other ways."""
    ledger.add(f"{outcome}-fixed", outcome, main, "common effect", method="FE", ci_method="wald")
    for name, method in ESTIMATORS.items():
        ledger.add(f"{outcome}-{name}", outcome, main, method=method)
    for name, ci_method in INTERVALS.items():
        ledger.add(f"{outcome}-{name}", outcome, main, ci_method=ci_method)


def _other_rows(ledger: Ledger, outcome: str) -> None:
    """Choose the contrasts by other rules."""
    rules, config = rules_of(ledger.review, outcome), ledger.defaults
    for name, changed in _changed_rules(ledger, rules).items():
        ledger.add(f"{outcome}-{name}", outcome, ledger.rows(changed))
    for name, definitions in config.definition_sets.get(outcome, {}).items():
        ledger.add(f"{outcome}-{name}", outcome, ledger.rows(rules.defined_as(definitions)))
    for name, (target, low, high) in config.windows.items():
        note = f"follow-up from {low} to {high} months"
        ledger.add(f"{outcome}-window-{name}", outcome, ledger.rows(rules.window(target, low, high)), note)


def _changed_rules(ledger: Ledger, rules: Rules) -> dict[str, Rules]:
    """Return the rules that leave out unsure figures, or let in indirect evidence."""
    table = ledger.table
    sources = tuple(value for value in table["counts_source"].dropna().unique() if value != "reconstructed")
    return {
        "no-reconstructed": replace(rules, counts_sources=sources),
        "both-agree": replace(rules, agreements=("both",)),
        "with-indirect": replace(rules, directness=tuple(table["directness"].dropna().unique())),
    }


def _other_figures(ledger: Ledger, outcome: str, percentages: pd.DataFrame | None) -> None:
    """Read figures otherwise: intervals at another level, percentages as counts of equal arms."""
    rules = rules_of(ledger.review, outcome)
    for reading in ledger.defaults.intervals_read_as:
        table = ledger.table.copy()
        mine = (table["study_id"] == reading.study_id) & table["ci_level"].notna()
        table.loc[mine, "ci_level"] = reading.ci_level
        rows = ledger.rows(rules, table)
        if (rows["study_id"] == reading.study_id).any():
            ledger.add(f"{outcome}-{reading.name}", outcome, rows)
    if percentages is not None and (percentages["outcome"] == outcome).any():
        added = equal_arms(percentages, ledger.table)
        rows = ledger.rows(rules, pd.concat([ledger.table, added], ignore_index=True))
        ledger.add(f"{outcome}-equal-arms", outcome, rows, "arms of equal size assumed for percentages with a total")


def equal_arms(percentages: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return studies with percentages and a total as rows of counts, arms of equal size.

    Parameters
    ----------
    percentages : DataFrame
        Columns of the outcomes table and ``percent_intervention, percent_control, n_total, arms`` (how many arms the
        total was split over).
    table : DataFrame
        Prepared outcomes table with the columns of the studies.
    """
    rows = percentages.copy()
    people = rows["n_total"].astype("float64") / rows["arms"].astype("float64")
    for arm in ("intervention", "control"):
        rows[f"n_{arm}"] = people
        rows[f"events_{arm}"] = people * rows[f"percent_{arm}"].astype("float64") / 100
    return rows.assign(unit="persons", counts_source="equal_arms").reindex(columns=table.columns)


def _words(ledger: Ledger, outcome: str, main: pd.DataFrame, listed: pd.DataFrame) -> None:
    """Let studies seen only in words enter as no difference: those without gain, then all."""
    sets: dict[str, tuple[Any, str]] = {
        "words-null": (("null",), "studies in words that say no difference or favour the control, as no difference"),
        "words-all": (("null", "null_all"), "all studies in words as no difference"),
    }
    for name, (fates, note) in sets.items():
        entries = null_contrasts(listed, fates)
        if entries.empty:
            continue
        joined = pd.concat([part.astype("object") for part in (main, entries)], ignore_index=True).infer_objects()
        ledger.add(f"{outcome}-{name}", outcome, joined, f"{len(entries)} null entries: {note}")
