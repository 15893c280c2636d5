"""What ``ettervern pool`` does: read a table, pool it, say it in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.synthesise import Answer, SynthesisError
from ettervern.synthesise import pool as pool_table
from ettervern.synthesise.table import MEASURES

#: Measures that are pooled as logarithms and shown as ratios.
LOGARITHMS = ("OR", "RR", "PETO")


def answer(file: Path, measure: Any, method: Any, ci: Any, zero: Any) -> Answer:
    """Pool the studies of a file.

    Raises
    ------
    ReviewError
        Where a cell is no number, or the numbers cannot be pooled as asked.
    """
    table = read_numbers(file, measure)
    try:
        return pool_table(table, measure, method, ci, zero)
    except SynthesisError as error:
        raise ReviewError(_problem(file, table, error)) from error


def read_numbers(file: Path, measure: str) -> pd.DataFrame:
    """Read the columns that a measure needs, with the row of the file as index.

    Raises
    ------
    ReviewError
        With file, row and column of every cell that is not a number.
    """
    names = MEASURES[measure]
    text = read_table(file, names, file.name)
    problems = []
    table = text[["study"]].copy() if "study" in text else pd.DataFrame(index=text.index)
    for name in names:
        table[name] = pd.to_numeric(text[name], errors="coerce").astype("float64")
        wrong = table.index[~np.isfinite(table[name])]
        problems += [Problem(file.name, int(row), name, _not_a_number(text[name][row])) for row in wrong]
    if problems:
        raise ReviewError(problems)
    if table.empty:
        raise ReviewError(Problem(file.name, 0, "", "no rows below the header; expected one row a study"))
    return table


def _not_a_number(cell: str) -> str:
    """Return what is wrong with a cell."""
    return f"expected a number, found {cell!r}" if cell else "the cell is empty; expected a number"


def _problem(file: Path, table: pd.DataFrame, error: SynthesisError) -> Problem:
    """Return the problem at the line of the file where the study stands."""
    line = 0 if error.row is None else int(table.index[error.row - 1])
    return Problem(file.name, line, "", error.words)


def in_words(found: Answer) -> str:
    """Return the pooled result as a few lines that a person reads; ratios on their natural scale."""
    pool_, ratio = found.pool, found.measure in LOGARITHMS

    def shown(value: float) -> str:
        return f"{np.exp(value) if ratio else value:.4g}" if np.isfinite(value) else "not known"

    def between(low: float, high: float) -> str:
        return f"{shown(low)} to {shown(high)}" if np.isfinite(low) else "not known"

    percent = f"{100 * pool_.level:g}%"
    lines = [
        f"Studies: {pool_.k}",
        f"{found.measure} ({pool_.method}): {shown(pool_.estimate)}, {percent} confidence interval "
        f"{between(pool_.ci_low, pool_.ci_high)} ({pool_.ci_method}), p = {pool_.p:.3g}",
    ]
    if pool_.k > 1 and pool_.method not in ("FE", "MH"):
        lines.append(f"{percent} prediction interval: {between(pool_.pi_low, pool_.pi_high)}")
        span = f"{pool_.tau2_ci_low:.4g} to {pool_.tau2_ci_high:.4g}"
        lines.append(f"Variance between studies (tau2): {pool_.tau2:.4g} ({span})")
    if pool_.k > 1:
        lines.append(f"I2 = {pool_.i2:.1f}%, Q = {pool_.q:.4g} on {pool_.q_df} df, p = {pool_.q_p:.3g}")
    lines += [_test_line(name, test) for name, test in found.small_study.items() if test and name != "trim_and_fill"]
    filled = found.small_study["trim_and_fill"]
    if filled:
        lines.append(f"Trim and fill: {filled['k0']} missing on the {filled['side']}, then {shown(filled['estimate'])}")
    return "\n".join(lines + [f"Note: {note}" for note in found.notes])


def _test_line(name: str, test: dict[str, float]) -> str:
    """Return one small-study test as a line."""
    return f"Small-study effects, {name.capitalize()}: p = {test['p']:.3g}"
