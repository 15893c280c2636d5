"""Rules that hold the figures of one row, or of rows of one trial, against each other.

A rule finds what does not fit; it does not say which figure is wrong. Sources print such figures: they are kept as
printed, and a person may accept the warning with a reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from ettervern.extract import vocabulary as words
from ettervern.extract.alike import COUNTS, measure
from ettervern.extract.arithmetic import Table, counts_within, p_of_interval, printed_p, splits
from ettervern.schema import shown

#: What a rule says: column and message.
Oddity = tuple[str, str]
Row = Mapping[str, Any]
Rule = Callable[[Row], Iterator[Oddity]]
#: Greatest difference on the log scale between a ratio printed and the one its counts give; percentages are rounded.
CLOSE, FAR = 0.05, 0.2
#: Standard errors by which rounding an interval's limits may move its p.
ROUNDED = 0.1
PAIR = re.compile(r"(?<!\d)(\d{1,4}(?:\.\d{1,6})?)\s?% v\.? (\d{1,4}(?:\.\d{1,6})?)\s?%")
TOTAL = re.compile(r"% (?:of|among) (\d{2,6})\b|, (\d{2,6}) (?:randomised|analysed)")
TIMES = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d{1,6})?)\s?% (?:x|of) (\d{1,6})\b(?! *%)")


def counts(row: Row) -> Table | None:
    """Return the counts of both arms; None where the row has none."""
    cells = [row[name] for name in COUNTS]
    if any(pd.isna(cell) or cell == "" for cell in cells):
        return None
    a, n, c, m = (int(float(cell)) for cell in cells)
    return Table(a, n, c, m)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) or value == "" else float(value)


def percent_not_whole(row: Row) -> Iterator[Oddity]:
    """Percentages in the note against the counts, or against any whole numbers where there are no counts."""
    result = PAIR.search(str(row["note"]))
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
    total = TOTAL.search(str(row["note"]))
    number = int(total[1] or total[2]) if total else 0
    if number and not splits(number, (result[1], result[2])):
        message = f"no two arms that add to {number} give {result[1]}% and {result[2]}% of whole people"
        yield "note", message


def derived_not_whole(row: Row) -> Iterator[Oddity]:
    """“37% x 80” in how counts were got: near a whole number, as far as the printed percentage allows."""
    for percent, n in TIMES.findall(str(row["derived"])):
        if int(n) and not counts_within(percent, int(n)):
            product = float(percent) * int(n) / 100
            yield "derived", f"{percent}% of {n} is {product:.2f}: no whole number of people is printed as {percent}%"


def ratio_against_counts(row: Row) -> Iterator[Oddity]:
    """The printed ratio against the one that the counts give."""
    table, printed = counts(row), _number(row["effect"])
    kind = measure(str(row["effect_measure"]))
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


def interval_against_p(row: Row) -> Iterator[Oddity]:
    """The p value that the interval implies against the printed one."""
    printed = printed_p(str(row["p_value"]))
    cells = [_number(row[name]) for name in ("effect", "ci_low", "ci_high")]
    level = _number(row["ci_level"])
    ratio = str(row["effect_measure"]) in words.RATIOS
    if printed is None or level is None or any(cell is None for cell in cells):
        return
    effect, low, high = (float(cell) for cell in cells if cell is not None)
    implied = p_of_interval(effect, low, high, level, ratio=ratio)
    if implied is None or printed.fits(implied, ROUNDED):
        return
    message = f"the {100 * level:g}% interval implies p = {implied:.3f}, printed {row['p_value']}"
    other = 0.95 if level != 0.95 else 0.90
    fitting = p_of_interval(effect, low, high, other, ratio=ratio)
    if fitting is not None and printed.fits(fitting, ROUNDED):
        message += f"; read as a {100 * other:g}% interval it would fit (p = {fitting:.3f})"
    yield "ci_level", message


def counts_against_p(row: Row) -> Iterator[Oddity]:
    """The p value that the counts give, by any usual test, against the printed one."""
    table, printed = counts(row), printed_p(str(row["p_value"]))
    if table is None or printed is None or _number(row["effect"]) is not None:
        return
    results = table.p_values()
    if not any(printed.fits(p) for p in results):
        low, high = min(results), max(results)
        message = f"p from the counts is {low:.3f} to {high:.3f} (chi-squared, Yates, Fisher), printed {row['p_value']}"
        yield "p_value", message


def said_in_note(row: Row) -> Iterator[Oddity]:
    """Reservations that the extractor wrote: figures of the source that do not add up."""
    note = str(row["note"])
    for mark in ("do not add to", "does not match", "do not reproduce", "do not match"):
        if mark in note:
            part = next(part.strip() for part in note.split(";") if mark in part)
            yield "note", f"the extractor notes: {part}"


def more_than_randomised(outcomes: pd.DataFrame, studies: pd.DataFrame) -> Iterator[tuple[int, Oddity]]:
    """More people in two arms than were randomised in the trial."""
    total = studies.drop_duplicates("study_id").set_index("study_id")["n_randomised"]
    for row, cells in outcomes.iterrows():
        arms, all_ = [_number(cells[name]) for name in ("n_intervention", "n_control")], total.get(cells["study_id"])
        number = _number(all_)
        if None in arms or number is None or cells["unit"] != "persons":
            continue
        both = sum(arm for arm in arms if arm is not None)
        if both > number:
            message = f"{both:.0f} people in two arms, {number:.0f} randomised in all"
            yield int(str(row)), ("n_intervention", message)


def same_trial_twice(outcomes: pd.DataFrame, studies: pd.DataFrame) -> Iterator[tuple[int, Oddity]]:
    """The same trial under two study ids: by its name in studies.csv, or by figures that are all equal."""
    trial = studies.drop_duplicates("study_id").set_index("study_id")["trial"]
    named: dict[tuple[str, ...], tuple[str, int]] = {}
    equal: dict[tuple[str, ...], tuple[str, int]] = {}
    for row, cells in outcomes.iterrows():
        study, number = str(cells["study_id"]), int(str(row))
        key = (str(trial.get(study, study)), str(cells["outcome"]), str(cells["months"]))
        other = named.setdefault(key, (study, number))
        if other[0] != study:
            message = f"{shown(study)} and {shown(other[0])} (row {other[1]}) are the same trial at the same time"
            yield number, ("study_id", message)
        figures = tuple(str(cells[name]) for name in (*COUNTS, "effect", "ci_low", "ci_high"))
        if sum(figure not in ("", "<NA>") for figure in figures) >= 3:
            other = equal.setdefault((str(cells["outcome"]), *figures), (study, number))
            if other[0] != study:
                yield number, ("study_id", f"the same figures as {shown(other[0])} (row {other[1]}): the same trial?")


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
RAW_RULES: dict[str, Rule] = {"derived_not_whole": derived_not_whole}
