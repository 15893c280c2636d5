"""What ``ettervern pool`` does: read a table, pool it, say it in words."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ettervern.digits import number
from ettervern.files import Columns, Problem, ReviewError
from ettervern.records.rows import SPOILT
from ettervern.records.sheet import read_sheet
from ettervern.settings.effect_measures import MEASURES
from ettervern.synthesise import Answer, SynthesisError
from ettervern.synthesise import pool as pool_table
from ettervern.synthesise.inputs import may_have


def answer(file: Path, measure: Any, method: Any, ci: Any, zero: Any, level: float = 0.95) -> Answer:
    """Pool the studies of a file.

    Raises
    ------
    ReviewError
        Where a cell is no number, or the numbers cannot be pooled as asked.
    """
    table, lines, notes = read_numbers(file, measure)
    try:
        result = pool_table(table, measure, method, ci, zero, level)
        return replace(result, notes=[*notes, *result.notes])
    except SynthesisError as error:
        raise ReviewError(_problem(file, lines, error)) from error


def read_numbers(file: Path, measure: str) -> tuple[Columns, list[int], tuple[str, ...]]:
    """Read the columns that a measure needs, the row of the file that each cell came from, and notes on the reading.

    Raises
    ------
    ReviewError
        With file, row and column of every cell that is not a number.
    """
    own, others = MEASURES[measure].columns, may_have(MEASURES[measure])
    table = read_sheet(file, [*own, *others, "study"])
    beside = [name for name in others if name in {cell.strip() for cell in table.header} - set(own)]
    needed = () if beside else own
    text = table.named(["study", *own, *beside], file.name, needed=needed)
    names, lines = [name for name in text if name != "study"], [line for line, _ in table.rows]
    numbers = {name: [number(cell, comma=table.mark != ",") for cell in text[name]] for name in names}
    problems = [
        Problem(file.name, line, name, _wrong(cell, number))
        for name in names
        for line, cell, number in zip(lines, text[name], numbers[name], strict=True)
        if _is_wrong(name, cell, number, needed)
    ]
    if problems:
        raise ReviewError(problems)
    if not lines:
        raise ReviewError(Problem(file.name, 0, "", "no rows below the header; expected one row a study"))
    spoilt = [
        (line, cell) for name in names for line, cell in zip(lines, text[name], strict=True) if SPOILT.fullmatch(cell)
    ]
    notes = [f"{cell!r} in row {line} looks as if a spreadsheet had shortened it" for line, cell in spoilt]
    return {**({"study": text["study"]} if "study" in text else {}), **numbers}, lines, (*table.notes, *notes)


def _is_wrong(name: str, cell: str, number: float, needed: tuple[str, ...]) -> bool:
    """Return whether a cell cannot stand; one may be empty where another column can stand in for it."""
    if not cell and name not in needed:
        return False
    return not math.isfinite(number) or (name.startswith("events") and number % 1 != 0)


def _wrong(cell: str, number: float) -> str:
    """Return what is wrong with a cell."""
    if math.isfinite(number):
        return f"expected a whole number of people, found {cell!r}"
    if SPOILT.fullmatch(cell):
        return f"expected a number, found {cell!r}, which a spreadsheet seems to have made"
    return f"expected a number, found {cell!r}" if cell else "the cell is empty; expected a number"


def _problem(file: Path, lines: list[int], error: SynthesisError) -> Problem:
    """Return the problem at the line of the file where the study stands."""
    line = 0 if error.row is None else lines[error.row - 1]
    return Problem(file.name, line, "", error.words)


def in_words(results: Answer) -> str:
    """Return the pooled result as a few lines that a person reads; ratios on their natural scale."""
    pool_ = results.pool

    def shown(value: float) -> str:
        return f"{results.natural(value):.4g}" if np.isfinite(value) else "not known"

    def between(low: float, high: float) -> str:
        return f"{shown(low)} to {shown(high)}" if np.isfinite(low) else "not known"

    percent = f"{100 * pool_.level:g}%"
    lines = [
        f"Studies: {pool_.k}",
        f"{results.measure} ({pool_.method}): {shown(pool_.estimate)}, {percent} confidence interval "
        f"{between(pool_.ci_low, pool_.ci_high)} ({pool_.ci_method}), {_p(pool_.p)}",
    ]
    if pool_.k > 1 and np.isfinite(pool_.pi_low):
        lines.append(f"{percent} prediction interval: {between(pool_.pi_low, pool_.pi_high)}")
        span = f"{pool_.tau2_ci_low:.4g} to {pool_.tau2_ci_high:.4g}"
        lines.append(f"Variance between studies (tau2): {pool_.tau2:.4g} ({span})")
    if pool_.k > 1 and np.isfinite(pool_.q):
        lines.append(f"I2 = {pool_.i2:.1f}%, Q = {pool_.q:.4g} on {pool_.q_df} df, {_p(pool_.q_p)}")
    lines += [_test_line(name, test) for name, test in results.small_study.items() if test and name != "trim_and_fill"]
    filled = results.small_study["trim_and_fill"]
    if filled:
        lines.append(f"Trim and fill: {filled['k0']} missing on the {filled['side']}, then {shown(filled['estimate'])}")
    return "\n".join(lines + [f"Note: {note}" for note in results.notes])


def _test_line(name: str, test: dict[str, float]) -> str:
    """Return one small-study test as a line."""
    return f"Small-study effects, {name.capitalize()}: {_p(test['p'])}"


def _p(value: float) -> str:
    """Return a p value as it is printed: a very small one is only as small as its approximation allows."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.3g}"
