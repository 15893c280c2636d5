"""What types cannot say about one table: small named rules, each one sentence that a person can act on.

A rule takes the typed rows of its table by their place in the file and yields what is wrong with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ettervern.extract import vocabulary as words
from ettervern.extract.bias import RULES as BIAS_RULES
from ettervern.extract.columns import has_figures
from ettervern.extract.schemas import (
    SCHEMAS,
    OutcomeRow,
    PercentRow,
    PilotRow,
    RateRow,
    RawRow,
    StepRow,
    StudyRow,
)
from ettervern.files import Problem
from ettervern.schema import Row, columns, shown

#: row, column, message, severity
Finding = tuple[int, str, str, str]
#: The rows of a table of the rule's own kind.
Rule = Callable[[Mapping[int, Any]], Iterator[Finding]]
#: Rows with two arms.
Armed = OutcomeRow | RawRow


def _found(row: int, column: str, message: str, severity: str = "error") -> Finding:
    return row, column, message, severity


def _exceeding(row: int, events: int | None, n: int | None, ends: str = "") -> Iterator[Finding]:
    """Find more events than people."""
    if events is not None and n is not None and events > n:
        message = f"{events} events among {n}; expected no more events than n{ends}"
        yield _found(row, f"events{ends}", message)


def events_within_n(rows: Mapping[int, Armed]) -> Iterator[Finding]:
    """No more events than people in either arm."""
    for line, row in rows.items():
        if isinstance(row, OutcomeRow) and row.time_intervention is not None:
            continue  # one person may have several events in a time
        yield from _exceeding(line, row.events_intervention, row.n_intervention, "_intervention")
        yield from _exceeding(line, row.events_control, row.n_control, "_control")


def group_events_within_n(rows: Mapping[int, RateRow | PilotRow]) -> Iterator[Finding]:
    """No more events than people in a single group."""
    for line, row in rows.items():
        yield from _exceeding(line, row.events, row.n)


def percentages_of_people(rows: Mapping[int, PercentRow]) -> Iterator[Finding]:
    """Find percentages over 100 and totals that do not reach to a person in each arm."""
    for line, row in rows.items():
        for column, percent in (
            ("percent_intervention", row.percent_intervention),
            ("percent_control", row.percent_control),
        ):
            if percent > 100:
                yield _found(line, column, f"{percent} percent; expected at most 100")
        if row.arms < 2 or row.n_total < row.arms:
            yield _found(line, "n_total", "expected at least two arms and a person in each")


def people_in_each_arm(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """An arm has people in it."""
    for line, row in rows.items():
        for column, n in (("n_intervention", row.n_intervention), ("n_control", row.n_control)):
            if n == 0:
                yield _found(line, column, "0 people; expected at least 1, or empty where the number was not seen")


def counts_whole(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """Counts of both arms, or of neither; beside figures of another kind, people may stand without events."""
    for line, row in rows.items():
        pairs = [("events_intervention", "events_control"), ("n_intervention", "n_control")]
        for names in pairs if has_figures(row) else [(*pairs[0], *pairs[1])]:
            missing = [name for name in names if getattr(row, name) is None]
            if 0 < len(missing) < len(names):
                rest = "none of the four" if len(names) == 4 else "neither"
                message = f"counts of one arm without the other; expected {', '.join(missing)} too, or {rest}"
                yield _found(line, missing[0], message)


def counts_source_said(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """Where counts come from is said where there are counts, and only there."""
    for line, row in rows.items():
        counts, source = row.events_intervention is not None, row.counts_source
        if counts and source == "none":
            yield _found(line, "counts_source", "“none”, but the row has counts; expected how they were obtained")
        if not counts and source != "none" and row.n_intervention is None and row.n_control is None:
            yield _found(line, "counts_source", f"“{source}”, but the row has no counts; expected “none”")


def effect_whole(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """A printed effect has its measure, both limits and the level of its interval.

    A source that prints an effect alone is kept when ``note`` says ``interval not seen``.
    """
    for line, row in rows.items():
        cells = {
            "effect_measure": row.effect_measure or None,
            "effect": row.effect,
            "ci_low": row.ci_low,
            "ci_high": row.ci_high,
            "ci_level": row.ci_level,
        }
        missing = [name for name, cell in cells.items() if cell is None]
        if not missing or len(missing) == len(cells):
            continue
        unseen = set(missing) <= {"ci_low", "ci_high", "ci_level"} and "ci_low" in missing and "ci_high" in missing
        if unseen and words.NO_INTERVAL_MARK in row.note.lower():
            continue
        message = f"an effect without its {', '.join(missing)}; expected all of {', '.join(cells)}"
        if unseen:
            message += f", or “{words.NO_INTERVAL_MARK}” in note"
        yield _found(line, missing[0], message)


def something_to_show(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """A row holds counts or an effect; words alone have a table of their own."""
    for line, row in rows.items():
        if row.events_intervention is None and row.effect is None and not has_figures(row):
            message = "neither counts nor an effect; a result in words alone belongs in findings_in_words.csv"
            yield _found(line, "events_intervention", message)


def limits_ordered(rows: Mapping[int, Armed]) -> Iterator[Finding]:
    """The effect lies inside its interval: ci_low < effect < ci_high."""
    for line, row in rows.items():
        effect, low, high = row.effect, row.ci_low, row.ci_high
        if effect is not None and low is not None and high is not None and not low < effect < high:
            column = "ci_low" if low >= effect else "ci_high"
            yield _found(line, column, f"expected ci_low < effect < ci_high; found {low}, {effect}, {high}")


def ratios_positive(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """A ratio and its limits are above 0."""
    for line, row in rows.items():
        for column, number in (("effect", row.effect), ("ci_low", row.ci_low), ("ci_high", row.ci_high)):
            if row.effect_measure in words.RATIOS and number is not None and number <= 0:
                yield _found(line, column, f"{number} for the ratio {row.effect_measure}; expected a number above 0")


def ratio_amid_interval(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """A ratio lies about midway in its interval on the log scale; where not, a digit may be wrong (a warning)."""
    for line, row in rows.items():
        effect, low, high = row.effect, row.ci_low, row.ci_high
        if row.effect_measure not in words.RATIOS or effect is None or low is None or high is None:
            continue
        if not 0 < low < effect < high:
            continue
        aside = abs(math.log(effect) - (math.log(low) + math.log(high)) / 2) / (math.log(high) - math.log(low))
        if aside > 0.1:
            message = f"{effect} does not lie midway between {low} and {high} on the log scale; look for a slip"
            yield _found(line, "effect", message, "warning")


def control_group_counted_once(rows: Mapping[int, OutcomeRow]) -> Iterator[Finding]:
    """One control group has the same counts wherever the same event is counted at the same time."""
    first: dict[object, tuple[int, OutcomeRow]] = {}
    for line, row in rows.items():
        if row.events_control is None or row.n_control is None:
            continue
        key = (row.control_group, row.outcome, row.event, row.definition_flag, row.definition, row.months)
        at, other = first.setdefault(key, (line, row))
        if (row.events_control, row.n_control) != (other.events_control, other.n_control):
            message = (
                f"control group {shown(row.control_group)} has {row.events_control} of {row.n_control} here and "
                f"{other.events_control} of {other.n_control} in row {at}; expected the same counts"
            )
            yield _found(line, "events_control", message)


def key_is_study(rows: Mapping[int, StudyRow]) -> Iterator[Finding]:
    """The key in references.bib is the study id."""
    for line, row in rows.items():
        if row.bibkey != row.study_id:
            yield _found(line, "bibkey", f"expected the study id {shown(row.study_id)}")


def steps_in_order(rows: Mapping[int, StepRow]) -> Iterator[Finding]:
    """Steps of the journey are numbered 1, 2, 3 ... and each part is one stretch of them."""
    finished: set[str] = set()
    part = ""
    for expected, (line, row) in enumerate(rows.items(), start=1):
        if row.step_number != expected:
            yield _found(line, "step_number", f"expected {expected}; found {row.step_number}")
        if row.part != part:
            finished.add(part)
            part = row.part
            if part in finished:
                yield _found(line, "part", f"the part {shown(part)} begins a second time")


def first_once(rows: Mapping[int, Row], column: str) -> Iterator[Finding]:
    """The first column, which names the rows of most tables, holds each value once."""
    first: dict[object, int] = {}
    for line, (name, *_) in rows.items():
        at = first.setdefault(name, line)
        if at != line:
            yield _found(line, column, f"{shown(name)} stands in row {at} too; expected it once")


def no_repeated_rows(
    rows: Mapping[int, Row], own: Mapping[int, tuple[str, ...]], identified: bool
) -> Iterator[Finding]:
    """No row is the same as an earlier one, its own id aside (a repeated id is said once, by its own rule)."""
    first: dict[Row, int] = {}
    for line, row in rows.items():
        at = first.setdefault((row[1:] if identified else row) + own.get(line, ()), line)
        if at != line and not (identified and rows[at][0] == row[0]):
            yield _found(line, "", f"the same as row {at}; expected each row once")


#: Tables whose rows are named by their first column: each name once.
NAMED = (
    "studies", "outcomes", "risk_of_bias", "findings_in_words", "base_rates", "experiences", "guidance", "journey",
    "local_pilot", "percentages", "trial_families",
)  # fmt: skip
#: Tables in which no row may stand twice: those whose rows have an id of their own, and the raw extractions.
OWN_IDS = ("outcomes", "findings_in_words", "base_rates", "experiences", "guidance", "local_pilot", "percentages")
RAW = ("extraction_1", "extraction_2")
RAW_RULES: tuple[Rule, ...] = (events_within_n, limits_ordered)
RULES: dict[str, tuple[Rule, ...]] = {
    "studies": (key_is_study,),
    "outcomes": (
        events_within_n,
        people_in_each_arm,
        counts_whole,
        counts_source_said,
        effect_whole,
        something_to_show,
        limits_ordered,
        ratios_positive,
        ratio_amid_interval,
        control_group_counted_once,
    ),
    "risk_of_bias": BIAS_RULES,
    "base_rates": (group_events_within_n,),
    "journey": (steps_in_order,),
    "local_pilot": (group_events_within_n,),
    "percentages": (percentages_of_people,),
    **dict.fromkeys(RAW, RAW_RULES),
}


def breaches(
    table: str, rows: Mapping[int, Row], file: str, own: Mapping[int, tuple[str, ...]] | None = None
) -> list[Problem]:
    """Return what the rules of a table find wrong in its typed rows; ``own`` holds the cells of a person's columns."""
    results = [finding for rule in RULES.get(table, ()) for finding in rule(rows)]
    if table in NAMED:
        results += first_once(rows, next(iter(columns(SCHEMAS[table]))))
    if table in OWN_IDS + RAW:
        results += no_repeated_rows(rows, own or {}, table in OWN_IDS)
    return [Problem(file, *finding) for finding in results]
