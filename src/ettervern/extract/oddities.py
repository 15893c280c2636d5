"""Rules that hold the figures of one row, or of rows of one trial, against each other.

A rule finds what does not fit; it does not say which figure is wrong. Sources print such figures: they are kept as
printed, and a person may accept the warning with a reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping

from ettervern.extract import vocabulary as words
from ettervern.extract.alike import measure
from ettervern.extract.arithmetic import Table, counts_within, p_of_interval, printed_p, splits
from ettervern.extract.schemas import OutcomeRow, RawRow, StudyRow
from ettervern.schema import first_by, shown

#: What a rule says: column and message.
Oddity = tuple[str, str]
Rule = Callable[[OutcomeRow], Iterator[Oddity]]
#: Greatest difference on the log scale between a ratio printed and the one its counts give; percentages are rounded.
CLOSE, FAR = 0.05, 0.2
#: Standard errors by which rounding an interval's limits may move its p.
ROUNDED = 0.1
PAIR = re.compile(r"(?<!\d)(\d{1,4}(?:\.\d{1,6})?)\s?% v\.? (\d{1,4}(?:\.\d{1,6})?)\s?%")
TOTAL = re.compile(r"% (?:of|among) (\d{2,6})\b|, (\d{2,6}) (?:randomised|analysed)")
TIMES = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d{1,6})?)\s?% (?:x|of) (\d{1,6})\b(?! *%)")


def counts(row: OutcomeRow) -> Table | None:
    """Return the counts of both arms; None where the row has none."""
    a, n, c, m = row.events_intervention, row.n_intervention, row.events_control, row.n_control
    return None if a is None or n is None or c is None or m is None else Table(a, n, c, m)


def percent_not_whole(row: OutcomeRow) -> Iterator[Oddity]:
    """Percentages in the note against the counts, or against any whole numbers where there are no counts."""
    result = PAIR.search(row.note)
    if not result:
        return
    table = counts(row)
    if table is not None:
        for percent, events, n, column in (
            (result[1], table.a, table.n, "events_intervention"),
            (result[2], table.c, table.m, "events_control"),
        ):
            fitting = counts_within(percent, n)
            if events not in fitting:
                what = f"only {fitting[0]} would" if fitting else "no whole number of people does"
                yield column, f"{events} of {n} is {100 * events / n:.1f}%, printed {percent}%; of {n}, {what}"
        return
    total = TOTAL.search(row.note)
    number = int(total[1] or total[2]) if total else 0
    if number and not splits(number, (result[1], result[2])):
        message = f"no two arms that add to {number} give {result[1]}% and {result[2]}% of whole people"
        yield "note", message


def derived_not_whole(row: RawRow) -> Iterator[Oddity]:
    """“37% x 80” in how counts were got: near a whole number, as far as the printed percentage allows."""
    for percent, n in TIMES.findall(row.derived):
        if int(n) and not counts_within(percent, int(n)):
            product = float(percent) * int(n) / 100
            yield "derived", f"{percent}% of {n} is {product:.2f}: no whole number of people is printed as {percent}%"


def ratio_against_counts(row: OutcomeRow) -> Iterator[Oddity]:
    """The printed ratio against the one that the counts give."""
    table, printed = counts(row), row.effect
    kind = measure(row.effect_measure)
    if table is None or printed is None or printed <= 0 or kind.lstrip("a") not in ("OR", "RR"):
        return
    crude = table.ratio(kind.lstrip("a"))
    if crude is None:
        return
    apart = abs(math.log(crude) - math.log(printed))
    adjusted = kind.startswith("a")
    if (crude - 1) * (printed - 1) < 0:
        what = "the adjusted and the crude effect" if adjusted else "the printed effect and its counts"
        yield "effect", f"{what} point apart: {kind} {printed:g} printed, {crude:.2f} from the counts"
    elif apart > (FAR if adjusted else CLOSE):
        yield "effect", f"{kind} {printed:g} printed, {crude:.2f} from the counts"


def interval_against_p(row: OutcomeRow) -> Iterator[Oddity]:
    """The p value that the interval implies against the printed one."""
    printed = printed_p(row.p_value)
    effect, low, high, level = row.effect, row.ci_low, row.ci_high, row.ci_level
    ratio = row.effect_measure in words.RATIOS
    if printed is None or level is None or effect is None or low is None or high is None:
        return
    implied = p_of_interval(effect, low, high, level, ratio=ratio)
    if implied is None or printed.fits(implied, ROUNDED):
        return
    message = f"the {100 * level:g}% interval implies p = {implied:.3f}, printed {row.p_value}"
    other = 0.95 if level != 0.95 else 0.90
    fitting = p_of_interval(effect, low, high, other, ratio=ratio)
    if fitting is not None and printed.fits(fitting, ROUNDED):
        message += f"; read as a {100 * other:g}% interval it would fit (p = {fitting:.3f})"
    yield "ci_level", message


def counts_against_p(row: OutcomeRow) -> Iterator[Oddity]:
    """The p value that the counts give, by any usual test, against the printed one."""
    table, printed = counts(row), printed_p(row.p_value)
    if table is None or printed is None or row.effect is not None:
        return
    results = table.p_values()
    if not any(printed.fits(p) for p in results):
        low, high = min(results), max(results)
        message = f"p from the counts is {low:.3f} to {high:.3f} (chi-squared, Yates, Fisher), printed {row.p_value}"
        yield "p_value", message


def said_in_note(row: OutcomeRow) -> Iterator[Oddity]:
    """Reservations that the extractor wrote: figures of the source that do not add up."""
    note = row.note
    for mark in ("do not add to", "does not match", "do not reproduce", "do not match"):
        if mark in note:
            part = next(part.strip() for part in note.split(";") if mark in part)
            yield "note", f"the extractor notes: {part}"


def more_than_randomised(
    outcomes: Mapping[int, OutcomeRow], studies: Mapping[int, StudyRow]
) -> Iterator[tuple[int, Oddity]]:
    """More people in two arms than were randomised in the trial."""
    known = first_by(lambda study: study.study_id, studies.values())
    for line, row in outcomes.items():
        total = known[row.study_id].n_randomised if row.study_id in known else None
        if row.n_intervention is None or row.n_control is None or total is None or row.unit != "persons":
            continue
        both = row.n_intervention + row.n_control
        if both > total:
            yield line, ("n_intervention", f"{both} people in two arms, {total} randomised in all")


def same_trial_twice(
    outcomes: Mapping[int, OutcomeRow], studies: Mapping[int, StudyRow]
) -> Iterator[tuple[int, Oddity]]:
    """The same trial under two study ids: by its name in studies.csv, or by figures that are all equal."""
    known = first_by(lambda study: study.study_id, studies.values())
    named: dict[object, tuple[str, int]] = {}
    equal: dict[object, tuple[str, int]] = {}
    for line, row in outcomes.items():
        study = row.study_id
        trial = known[study].trial if study in known else study
        other = named.setdefault((trial, row.outcome, row.months), (study, line))
        if other[0] != study:
            message = f"{shown(study)} and {shown(other[0])} (row {other[1]}) are the same trial at the same time"
            yield line, ("study_id", message)
        counted = (row.events_intervention, row.n_intervention, row.events_control, row.n_control)
        figures = (*counted, row.effect, row.ci_low, row.ci_high)
        if sum(figure is not None for figure in figures) >= 3:
            other = equal.setdefault((row.outcome, *figures), (study, line))
            if other[0] != study:
                yield line, ("study_id", f"the same figures as {shown(other[0])} (row {other[1]}): the same trial?")


#: Name -> rule for each row of outcomes.csv.
ROW_RULES: dict[str, Rule] = {
    "percent_not_whole": percent_not_whole,
    "ratio_against_counts": ratio_against_counts,
    "interval_against_p": interval_against_p,
    "counts_against_p": counts_against_p,
    "said_in_note": said_in_note,
}
#: Name -> rule for outcomes.csv as a whole, with studies.csv.
TABLE_RULES = {"more_than_randomised": more_than_randomised, "same_trial_twice": same_trial_twice}
#: Name -> rule for each row of a raw extraction.
RAW_RULES: dict[str, Callable[[RawRow], Iterator[Oddity]]] = {"derived_not_whole": derived_not_whole}
