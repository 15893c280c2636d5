"""The protocol's sensitivity analyses: how much the answer moves when a choice is made otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ettervern.computed import InWords
from ettervern.extract.schemas import PercentRow, StudyRow, WordsRow
from ettervern.synthesise.arrays import Floats
from ettervern.synthesise.contrasts import Candidate, Counts, about
from ettervern.synthesise.in_words import null_contrasts
from ettervern.synthesise.ledger import Ledger
from ettervern.synthesise.pooling import Pool
from ettervern.synthesise.rules import Rules, rules_of
from ettervern.synthesise.sparse import mantel_haenszel

#: Name -> other estimator of the variance between studies.
ESTIMATORS = {"dl": "DL", "he": "HE", "ml": "ML", "pm": "PM"}
#: Name -> other interval.
INTERVALS = {"wald": "wald", "hk": "hk"}


def add_sensitivity(
    ledger: Ledger,
    outcome: str,
    main: Sequence[Candidate],
    listed: Sequence[tuple[WordsRow, InWords]],
    percentages: Sequence[Candidate],
) -> None:
    """Add every sensitivity analysis of an outcome to the ledger.

    Parameters
    ----------
    ledger : Ledger
        Where the analyses go.
    outcome : str
        Outcome id; the names of the analyses begin with it.
    main : sequence of Candidate
        Contrasts of the main analysis.
    listed : sequence of (WordsRow, InWords)
        Studies seen in words with their fate; see :func:`ettervern.synthesise.in_words.in_words`.
    percentages : sequence of Candidate
        Studies with only percentages and a total; see :func:`equal_arms`.
    """
    _other_methods(ledger, outcome, main)
    _other_rows(ledger, outcome)
    _other_figures(ledger, outcome, percentages)
    _words(ledger, outcome, main, listed)
    _other_ways(ledger, outcome, main)
    _converted(ledger, outcome, main)
    _clusters(ledger, outcome)
    ledger.add_dependent(f"{outcome}-all-contrasts", outcome, ledger.all_rows(rules_of(ledger.review, outcome)))


def _other_methods(ledger: Ledger, outcome: str, main: Sequence[Candidate]) -> None:
    """Pool the same contrasts in other ways."""
    ledger.add(f"{outcome}-fixed", outcome, main, "common effect", method="FE", ci_method="wald")
    for name, method in ESTIMATORS.items():
        ledger.add(f"{outcome}-{name}", outcome, main, method=method)
    for name, ci_method in INTERVALS.items():
        ledger.add(f"{outcome}-{name}", outcome, main, ci_method=ci_method)


def _other_rows(ledger: Ledger, outcome: str) -> None:
    """Choose the contrasts by other rules."""
    rules, config = rules_of(ledger.review, outcome), ledger.review.settings.pooling
    for name, changed in _changed_rules(ledger, rules).items():
        ledger.add(f"{outcome}-{name}", outcome, ledger.rows(changed))
    for name, definitions in config.definition_sets.get(outcome, {}).items():
        ledger.add(f"{outcome}-{name}", outcome, ledger.rows(rules.defined_as(definitions)))
    for name, (target, low, high) in config.windows.items():
        note = f"follow-up from {low} to {high} months"
        ledger.add(f"{outcome}-window-{name}", outcome, ledger.rows(rules.window(target, low, high)), note)


def _changed_rules(ledger: Ledger, rules: Rules) -> dict[str, Rules]:
    """Return the rules that leave out unsure figures, or let in indirect evidence."""
    sources = tuple({row.counts_source for row in ledger.table} - {"reconstructed"})
    return {
        "no-reconstructed": replace(rules, counts_sources=sources),
        "both-agree": replace(rules, agreements=("both",)),
        "with-indirect": replace(rules, directness=tuple({row.directness for row in ledger.table})),
    }


def _other_figures(ledger: Ledger, outcome: str, percentages: Sequence[Candidate]) -> None:
    """Read figures otherwise: intervals at another level, percentages as counts of equal arms."""
    rules = rules_of(ledger.review, outcome)
    for reading in ledger.review.settings.pooling.intervals_read_as:
        table = [_read_as(row, reading.ci_level) if row.study_id == reading.study_id else row for row in ledger.table]
        rows = ledger.rows(rules, table)
        if any(row.study_id == reading.study_id for row in rows):
            ledger.add(f"{outcome}-{reading.name}", outcome, rows)
    if any(row.outcome == outcome for row in percentages):
        rows = ledger.rows(rules, [*ledger.table, *percentages])
        ledger.add(f"{outcome}-equal-arms", outcome, rows, "arms of equal size assumed for percentages with a total")


def _read_as(row: Candidate, level: float) -> Candidate:
    """Return a contrast with the interval that is printed read as one of another level."""
    known = not math.isnan(row.printed.ci_level)
    return replace(row, printed=replace(row.printed, ci_level=level)) if known else row


def equal_arms(row: PercentRow, study: StudyRow, label: str) -> Candidate:
    """Return a study with percentages and a total as counts of arms of equal size."""
    people = row.n_total / row.arms
    events = (people * percent / 100 for percent in (row.percent_intervention, row.percent_control))
    counts = Counts(next(events), people, next(events), people)
    place = (row.outcome_id, row.study_id, study.trial, row.outcome, label, *about(study))
    event = (row.months, row.event, row.definition_flag, row.arm_category, "persons")
    return Candidate(*place, *event, "equal_arms", row.extraction_agreement, counts)


def _words(ledger: Ledger, outcome: str, main: Sequence[Candidate], listed: Sequence[tuple[WordsRow, InWords]]) -> None:
    """Let studies seen only in words enter as no difference: those without gain, then all."""
    sets: dict[str, tuple[tuple[str, ...], str]] = {
        "words-null": (("null",), "studies in words that say no difference or favour the control, as no difference"),
        "words-all": (("null", "null_all"), "all studies in words as no difference"),
    }
    for name, (fates, note) in sets.items():
        entries = null_contrasts(listed, fates)
        if entries:
            note = f"{len(entries)} null entries: {note}"
            ledger.add(f"{outcome}-{name}", outcome, [*main, *entries], note)


def _other_ways(ledger: Ledger, outcome: str, main: Sequence[Candidate]) -> None:
    """Pool the trials as another measure, or counts as they are, without a correction for zero cells."""
    rules, pooling = rules_of(ledger.review, outcome), ledger.review.pooling(outcome)
    for way in rules.outcome.also:
        name = f"{outcome}-as-{way.lower()}"
        if way in COUNTED:
            counted = [row for row in main if row.from_ == "counts"]
            if counted:
                cells = [np.array(cell) for cell in zip(*(row.counts.cells() for row in counted), strict=True)]
                result = COUNTED[way](rules.outcome.measure, *cells, level=pooling.ci_level)
                ledger.keep(name, pooling, outcome, counted, result, _without(main, counted))
            continue
        rows = ledger.rows(replace(rules, outcome=rules.outcome.measured_as(way)))
        method = {"method": "FE", "ci_method": "wald"} if way == "PETO" else {}
        ledger.add(name, outcome, rows, _without(main, rows), measure=way, **method)


def _without(main: Sequence[Candidate], rows: Sequence[Candidate]) -> str:
    """Return how many trials of the main analysis cannot enter another one; nothing where all can."""
    lost = len({row.trial for row in main} - {row.trial for row in rows})
    return f"without {lost} of {len(main)} trials whose figures do not allow it" if lost else ""


def _converted(ledger: Ledger, outcome: str, main: Sequence[Candidate]) -> None:
    """Let in trials that measured the outcome the other way: amounts among events, or events among amounts.

    ln OR = d pi / sqrt(3) (Hasselblad and Hedges 1995), or ln OR = 1.65 d (Cox 1970); Cochrane Handbook 10.6.
    """
    rules = rules_of(ledger.review, outcome)
    if rules.outcome.convert is None:
        return
    factor = {"cox": 1.65, "hasselblad-hedges": math.pi / math.sqrt(3)}[rules.outcome.convert]
    other, times = ("OR", 1 / factor) if rules.outcome.measure == "SMD" else ("SMD", factor)
    there = {row.trial for row in main}
    rows = ledger.rows(replace(rules, outcome=rules.outcome.measured_as(other)))
    way = f"{other} converted by {rules.outcome.convert}"
    new = [
        replace(row, yi=row.yi * times, vi=row.vi * times**2, derived="; ".join(filter(None, (row.derived, way))))
        for row in rows
        if row.trial not in there
    ]
    if new:
        ledger.add(f"{outcome}-converted", outcome, [*main, *new], f"{len(new)} of them {way}")


def _clusters(ledger: Ledger, outcome: str) -> None:
    """Take another intracluster correlation for trials of clusters than the one that is given."""
    rules = rules_of(ledger.review, outcome)
    for icc in rules.outcome.icc:
        table = [
            replace(row, figures={**row.figures, "icc": icc}) if "cluster_size" in row.figures else row
            for row in ledger.table
        ]
        rows = ledger.rows(rules, table)
        if any("cluster_size" in row.figures for row in rows):
            name = f"{outcome}-icc-{icc}".replace(".", "_")
            ledger.add(name, outcome, rows, f"intracluster correlation {icc} in trials of clusters")


def _mixed_model(measure: str, *cells: Floats, level: float) -> Pool:
    """Pool counts by a mixed logistic model; only odds ratios are asked of it."""
    from ettervern.synthesise.glmm import as_pool  # here, as its optimiser takes 0.2 s to load

    return as_pool(cells[0], cells[1], cells[2], cells[3], level)


#: Ways that take counts as they are.
COUNTED: dict[str, Callable[..., Pool]] = {"MH": mantel_haenszel, "GLMM": _mixed_model}
