"""Which contrast of each trial is pooled, and why each of the others is not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from ettervern.digits import whole
from ettervern.rounding import steady
from ettervern.synthesise.arrays import SynthesisError
from ettervern.synthesise.contrasts import Candidate, data_of, own_event
from ettervern.synthesise.inputs import has_own
from ettervern.synthesise.rules import Rules


def choose(rows: Sequence[Candidate], rules: Rules) -> list[str]:
    """Choose one contrast for each trial.

    Parameters
    ----------
    rows : sequence of Candidate
        Contrasts of one outcome.
    rules : Rules
        What may enter, and the order of preference.

    Returns
    -------
    list of str
        For each row, why it is not in the analysis; empty for the chosen rows.
    """
    why = [barred(row, rules) for row in rows]
    trials: dict[str, dict[int, Candidate]] = {}
    for at, row in enumerate(rows):
        if not why[at]:
            trials.setdefault(row.trial, {})[at] = row
    for left in trials.values():
        for at, reason in _passed_over(left, rules).items():
            why[at] = reason
    return why


def barred(row: Candidate, rules: Rules) -> str:
    """Return the first rule that keeps a row out, empty where none does."""
    outcome, known = rules.outcome, _known(row, rules)
    passed = {
        "design": row.design in rules.designs,
        "directness": row.directness in rules.directness,
        "unit": row.unit in rules.units or outcome.kind.rates,
        "months": rules.minimum <= row.months <= rules.maximum,
        "no_counts" if outcome.kind.counts else "no_figures": known or not math.isnan(row.printed.effect),
        "measure": known or (row.printed.measure in rules.printed and "effect" in data_of(row, outcome)),
        "zero_cell": not known or _computable(row, rules),
        "definition": row.definition_flag in outcome.definitions,
        "counts_source": rules.counts_sources is None or row.counts_source in rules.counts_sources,
        "extraction_agreement": rules.agreements is None or row.extraction_agreement in rules.agreements,
    }
    return next((reason for reason, may_enter in passed.items() if not may_enter), "")


def _known(row: Candidate, rules: Rules) -> bool:
    """Return whether a row has figures that the measure is made from; what cannot be right is told where it enters."""
    kind = rules.outcome.kind
    if kind.counts:
        return row.counts.known
    try:
        return bool(has_own(kind, data_of(row, rules.outcome))[0])
    except SynthesisError:
        return True


def _computable(row: Candidate, rules: Rules) -> bool:
    """Return whether counts give an effect with a variance, which without a correction for zero cells not all do."""
    kind = rules.outcome.kind
    if (rules.zero != "none" and kind.code != "PETO") or not (kind.counts or kind.rates):
        return True
    same = own_event(row, rules.outcome) or kind.code != "RR"
    a, n1, c, n2 = (row.counts if same else row.counts.turned()).cells()
    if kind.rates:
        return a > 0 and c > 0
    if kind.code == "PETO":
        return 0 < a + c < n1 + n2
    if kind.code == "OR":
        return 0 < a < n1 and 0 < c < n2
    return ((a > 0 and c > 0) or kind.code == "RD") and (a < n1 or c < n2) and (a > 0 or c > 0)


def _passed_over(left: dict[int, Candidate], rules: Rules) -> dict[int, str]:
    """Return why each row of one trial but the chosen one is passed over."""
    order = rules.outcome.definitions.index
    steps: tuple[tuple[str, Callable[[Candidate], Any]], ...] = (
        ("other_definition_preferred", lambda row: order(row.definition_flag)),
        ("further_from_12_months", lambda row: (steady(abs(row.months - rules.target)), row.months)),
        ("other_arm", lambda row: row.arm_category != row.category),
        ("later_row", lambda row: natural(row.outcome_id)),
    )
    why: dict[int, str] = {}
    for reason, key in steps:
        best = min(key(row) for row in left.values())
        why |= {at: reason for at, row in left.items() if key(row) != best}
        left = {at: row for at, row in left.items() if at not in why}
    return why


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sorting key that puts -2 before -10."""
    numbers = ((whole(part), part) for part in re.split(r"(\d+)", text))
    return [(1, 0, part) if number is None else (0, number, "") for number, part in numbers]
