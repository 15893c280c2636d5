"""Pooling of anyone's table: columns in, everything that a meta-analysis reports out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ettervern.shown import Shown
from ettervern.synthesise.arrays import Flags, Floats, SynthesisError, as_floats, guard, refuse
from ettervern.synthesise.counted_twice import counted_twice
from ettervern.synthesise.effects import from_means, from_table
from ettervern.synthesise.left_out import without_each
from ettervern.synthesise.pooling import Pool, pool_effects
from ettervern.synthesise.small_study import AsymmetryTest, begg, egger, harbord, peters, trim_and_fill
from ettervern.synthesise.sparse import mantel_haenszel

if TYPE_CHECKING:  # pooling needs no data frame, so it does not wait for pandas
    import pandas as pd

COUNTS = ("events_intervention", "n_intervention", "events_control", "n_control")
MEANS = ("mean_intervention", "sd_intervention", "n_intervention", "mean_control", "sd_control", "n_control")
GENERIC = ("yi", "vi")
#: Measure -> columns that it is computed from.
MEASURES = {"OR": COUNTS, "RR": COUNTS, "RD": COUNTS, "PETO": COUNTS, "SMD": MEANS, "MD": MEANS, "GEN": GENERIC}
METHODS = ("REML", "FE", "DL", "HE", "ML", "PM", "MH")
#: Fewer studies than this say little about small-study effects.
FEW = 10


@dataclass(frozen=True, repr=False)
class Answer(Shown):
    """Everything about one pooled table, on the analysis scale (logarithms for ratios).

    Attributes
    ----------
    measure, zero : str
        As asked.
    pool : Pool
        The pooled result; its ``weights`` go with ``studies``.
    studies : list of str
        Studies pooled, in the order of the table.
    dropped : list of str
        Studies left out because their table says nothing on the measure.
    leave_one_out : list of dict
        One a study pooled; see :func:`ettervern.synthesise.left_out.without_each`.
    small_study : dict
        ``egger, peters, harbord, begg, trim_and_fill``; None where a test cannot be made.
    notes : list of str
        What a reader must know.
    effects : dict of str to ndarray
        ``y`` and ``v`` of each study pooled, and the columns that they were computed from.
    """

    measure: str
    zero: str
    pool: Pool
    studies: list[str]
    dropped: list[str]
    leave_one_out: list[dict[str, Any]]
    small_study: dict[str, Any]
    notes: list[str]
    effects: dict[str, Floats] = field(default_factory=dict)

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first; ratios on their natural scale."""
        result, natural = self.pool, np.exp if self.measure in ("OR", "RR", "PETO") else np.positive
        middle, low, high = (f"{natural(end):.4g}" for end in (result.estimate, result.ci_low, result.ci_high))
        head = {f"{self.measure} ({result.method})": f"{middle} ({low} to {high})", "studies": result.k}
        return {**head, "tau2": result.tau2, "I2": f"{result.i2:.0f}%", "notes": len(self.notes)}

    def as_dict(self) -> dict[str, Any]:
        """Return plain numbers, lists and dictionaries for JSON; None where a number does not exist."""
        result = asdict(self.pool)
        result["weights"] = result["weights"].tolist()
        result.pop("note")
        rest = {name: getattr(self, name) for name in ("measure", "zero", "studies", "dropped", "notes")}
        plain: dict[str, Any] = _plain(
            {**rest, **result, "leave_one_out": self.leave_one_out, "small_study": self.small_study}
        )
        return plain


def pool(
    data: pd.DataFrame | Mapping[str, Any],
    measure: str = "OR",
    method: str = "REML",
    ci: str | None = None,
    zero: str = "only0",
    level: float = 0.95,
) -> Answer:
    """Pool the studies of a table.

    Parameters
    ----------
    data : DataFrame or mapping of columns
        ``events_intervention, n_intervention, events_control, n_control`` for OR, RR, RD and PETO;
        ``mean_intervention, sd_intervention, n_intervention, mean_control, sd_control, n_control`` for SMD and MD;
        ``yi, vi`` for GEN. ``study`` is optional.
    measure : {"OR", "RR", "RD", "PETO", "SMD", "MD", "GEN"}
        Effect measure.
    method : {"REML", "FE", "DL", "HE", "ML", "PM", "MH"}
        Pooling method; ``MH`` (Mantel-Haenszel) for OR, RR and RD, always with the counts as they are.
    ci : {"hk-conservative", "hk", "wald"}, optional
        Interval; by default the first, and Wald for FE and MH.
    zero : {"only0", "all", "none"}
        Which tables get 1/2 added to all four cells; those of PETO and MH never do. For ratios a table with no events
        (or only events) in both arms is dropped and named in ``dropped``. So it is for a
        Mantel-Haenszel RR too, where metafor needs ``drop00 = c(TRUE, TRUE)`` to give the same.
    level : float
        Level of the intervals.

    Returns
    -------
    Answer
        On the analysis scale.

    Raises
    ------
    SynthesisError
        Missing columns, figures that cannot be right (with the row, counted from 1), a measure or method that is not
        known or does not fit.

    Examples
    --------
    >>> table = {
    ...     "study": ["A", "B", "C"],
    ...     "events_intervention": [12, 8, 30], "n_intervention": [50, 40, 100],
    ...     "events_control": [20, 15, 41], "n_control": [50, 42, 98],
    ... }
    >>> found = pool(table, measure="OR", method="REML", ci="wald")
    >>> found.pool.k, round(found.pool.estimate, 4), round(found.pool.tau2, 4)
    (3, -0.6301, 0.0)
    >>> [round(row["estimate"], 3) for row in found.leave_one_out]
    [-0.59, -0.591, -0.769]
    """
    _check(measure, method, ci)
    numbers, labels = _columns(data, MEASURES[measure])
    y, v, kept = _effects(measure, numbers, zero, uncorrected=method == "MH")
    if not kept.any():
        raise SynthesisError("no study is left: no table has both people with and people without the event")
    asked = _Asked(measure, method, ci, level, [column[kept] for column in numbers], y[kept], v[kept])
    pooled = asked.pooled()
    shown = [label for label, keep in zip(labels, kept, strict=True) if keep]
    dropped = [label for label, keep in zip(labels, kept, strict=True) if not keep]
    rows = [{"study": label, **row} for label, row in zip(shown, asked.without_each(), strict=False)]
    people = [
        column for name, column in zip(MEASURES[measure], numbers, strict=True) if name.startswith(("events", "n_"))
    ]
    notes = [*counted_twice(labels, numbers, people), *_notes(pooled, dropped)]
    effects = {"y": asked.y, "v": asked.v} | dict(zip(MEASURES[measure], asked.numbers, strict=True))
    return Answer(measure, zero, pooled, shown, dropped, rows, asked.small_study(), notes, effects)


def _check(measure: str, method: str, ci: str | None) -> None:
    """Refuse what is not known, and what Mantel-Haenszel cannot do."""
    for what, given, known in (("measure", measure, MEASURES), ("method", method, METHODS)):
        if given not in known:
            raise SynthesisError(f"{what} {given!r} is not known; expected one of {', '.join(known)}")
    if method == "MH" and measure not in ("OR", "RR", "RD"):
        raise SynthesisError(f"Mantel-Haenszel pools OR, RR or RD, not {measure}; choose another method")
    if method == "MH" and ci not in (None, "wald"):
        raise SynthesisError(f"Mantel-Haenszel has a Wald interval only, not {ci}")


def _columns(data: pd.DataFrame | Mapping[str, Any], names: tuple[str, ...]) -> tuple[list[Floats], list[str]]:
    """Return the columns of a measure as floats, and the names of the studies."""
    missing = [name for name in names if name not in data]
    if missing:
        raise SynthesisError(f"the column {missing[0]} is missing; expected the columns {', '.join(names)}")
    numbers = [as_floats(data[name]) for name in names]
    if len({column.size for column in numbers}) > 1:
        raise SynthesisError("the columns are of different lengths")
    k = numbers[0].size
    if k == 0:
        raise SynthesisError("the table has no rows; expected at least one study")
    labels = [str(label) for label in data["study"]] if "study" in data else [str(row) for row in range(1, k + 1)]
    return numbers, labels


def _effects(measure: str, numbers: list[Floats], zero: str, uncorrected: bool) -> tuple[Floats, Floats, Flags]:
    """Return effects, variances and which studies are kept; refuse those that cannot be computed."""
    if measure == "GEN":
        guard(*numbers)
        return numbers[0], numbers[1], np.ones(numbers[0].size, dtype=bool)
    if MEASURES[measure] is MEANS:
        y, v = from_means(measure, *numbers)
        return y, v, np.ones(y.size, dtype=bool)
    # The effects beside a Mantel-Haenszel pool (Egger, Begg) need a correction, the pool itself does not.
    for events in numbers[0], numbers[2]:
        refuse((np.isfinite(events) & (events % 1 != 0), "events are not a whole number of people"))
    result = from_table(measure, *numbers, zero="only0" if uncorrected else zero, drop_empty=measure != "RD")
    lost = ~result.dropped & (np.isnan(result.y) | (result.v == 0))
    refuse((lost, "a zero cell, and without a correction no effect with a variance; choose --zero only0 or all, or MH"))
    return result.y, result.v, ~result.dropped


@dataclass(frozen=True)
class _Asked:
    """What is asked of the studies that are pooled."""

    measure: str
    method: str
    ci: str | None
    level: float
    numbers: list[Floats]
    y: Floats
    v: Floats

    def pooled(self) -> Pool:
        """Return the pooled result."""
        if self.method == "MH":
            return mantel_haenszel(self.measure, *self.numbers, level=self.level)
        return pool_effects(self.y, self.v, self.method, self.ci, self.level)

    def without_each(self) -> list[dict[str, Any]]:
        """Return the pool without each study in turn; nothing where there is only one."""
        if self.y.size < 2:
            return []
        if self.method == "MH":
            return [self._without(row) for row in range(self.y.size)]
        results = without_each(self.y, self.v, self.method, self.ci, self.level)
        rows = zip(*(column.tolist() for column in results.values()), strict=True)
        return [dict(zip(results, row, strict=True)) for row in rows]

    def _without(self, row: int) -> dict[str, Any]:
        """Return the Mantel-Haenszel pool without one study."""
        names = ("estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2", "h2", "q")
        rest = [np.delete(column, row) for column in self.numbers]
        try:
            result = mantel_haenszel(self.measure, *rest, level=self.level)
        except SynthesisError:
            # Without this study there are no events left in one arm; that is an answer too.
            return dict.fromkeys(names, float("nan"))
        return {name: getattr(result, name) for name in names}

    def small_study(self) -> dict[str, Any]:
        """Return the small-study tests that can be made, None for the others."""
        y, v, numbers = self.y, self.v, self.numbers
        counted = self.measure in ("OR", "RR", "PETO")
        tests: dict[str, Callable[[], AsymmetryTest] | None] = {
            "egger": lambda: egger(y, v),
            "peters": (lambda: peters(y, *numbers)) if counted else None,
            "harbord": (lambda: harbord(*numbers)) if counted else None,
            "begg": lambda: begg(y, v),
        }
        result: dict[str, Any] = {name: _tried(test) for name, test in tests.items()}
        method = "FE" if self.method == "MH" else self.method
        return {**result, "trim_and_fill": _filled(method, self.ci, self.level, y, v)}


def _tried(test: Callable[[], AsymmetryTest] | None) -> dict[str, Any] | None:
    """Return a test as plain numbers, None where it cannot be made."""
    if test is None:
        return None
    try:
        return {name: value for name, value in asdict(test()).items() if name != "name"}
    except SynthesisError:
        return None


def _filled(method: str, ci: str | None, level: float, y: Floats, v: Floats) -> dict[str, Any] | None:
    """Return trim and fill as plain numbers."""
    try:
        result = trim_and_fill(y, v, method, ci, level)
    except SynthesisError:
        return None
    names = ("k", "estimate", "se", "ci_low", "ci_high", "tau2")
    return {"k0": result.k0, "side": result.side, **{name: getattr(result.pool, name) for name in names}}


def _notes(pooled: Pool, dropped: list[str]) -> list[str]:
    """Return what a reader must know, in sentences."""
    notes = [pooled.note] if pooled.note else []
    if dropped:
        many = f"{len(dropped)} studies" if len(dropped) > 1 else "1 study"
        notes.append(f"{many} dropped, with no events or only events in both arms: {', '.join(dropped)}")
    if 1 < pooled.k < FEW:
        notes.append(f"small-study tests with {pooled.k} studies say little; ten or more are needed")
    return notes


def _plain(value: Any) -> Any:
    """Return a value with NaN as None and numpy's numbers as Python's."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value
