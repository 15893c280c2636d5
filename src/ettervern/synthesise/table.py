"""Pooling of anyone's table: columns in, everything that a meta-analysis reports out."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ettervern.settings.effect_measures import MEASURES, Measure
from ettervern.shown import Shown
from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats, refuse
from ettervern.synthesise.counted_twice import counted_twice
from ettervern.synthesise.inputs import Inputs, effects_of, may_have
from ettervern.synthesise.left_out import without_each
from ettervern.synthesise.pooling import Pool, pool_effects
from ettervern.synthesise.rates import freeman_tukey_back
from ettervern.synthesise.small_study import AsymmetryTest, begg, egger, harbord, peters, trim_and_fill
from ettervern.synthesise.sparse import mantel_haenszel

if TYPE_CHECKING:  # pooling needs no data frame, so it does not wait for pandas
    import pandas as pd

METHODS = ("REML", "FE", "DL", "HE", "ML", "PM", "MH", "GLMM")
#: Methods that pool counts as they are.
UNCORRECTED: dict[str, tuple[str, str, Container[str]]] = {
    "MH": ("Mantel-Haenszel", "OR, RR or RD", ("OR", "RR", "RD")),
    "GLMM": ("a binomial-normal model", "OR", ("OR",)),
}
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
        ``y`` and ``v`` of each study pooled, and the figures that they were computed from (NaN where an effect was
        printed without them).
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

    def natural(self, value: float) -> float:
        """Return a value of the analysis scale as readers see it: a ratio, a difference, a share."""
        kind = MEASURES[self.measure]
        if kind.scale == "double arcsine":
            return float(freeman_tukey_back(value, self.effects["n"]))
        return float(kind.natural(value))

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first; ratios on their natural scale."""
        result = self.pool
        middle, low, high = (f"{self.natural(end):.4g}" for end in (result.estimate, result.ci_low, result.ci_high))
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
    """Pool the studies of a table of columns; see :func:`ettervern.pool`, which also takes files.

    Raises
    ------
    SynthesisError
        Missing columns, figures that cannot be right (with the row, counted from 1), a measure or method that is not
        known or does not fit.
    """
    _check(measure, method, ci)
    kind = MEASURES[measure]
    columns, labels = _columns(data, kind)
    # The effects beside a pool of counts as they are (Egger, Begg) need a correction, the pool itself does not.
    inputs = effects_of(kind, columns, "only0" if method in UNCORRECTED else zero)
    if not inputs.kept.any():
        raise SynthesisError("no study is left: no table has both people with and people without the event")
    kept = inputs.kept
    figures = {name: column[kept] for name, column in inputs.figures.items()}
    asked = _Asked(measure, method, ci, level, list(figures.values()), inputs.y[kept], inputs.v[kept])
    pooled = asked.pooled()
    shown = [label for label, keep in zip(labels, kept, strict=True) if keep]
    dropped = [label for label, keep in zip(labels, kept, strict=True) if not keep]
    rows = [{"study": label, **row} for label, row in zip(shown, asked.without_each(), strict=False)]
    people = [column for name, column in columns.items() if name.startswith("events") or name.split("_")[0] == "n"]
    own = [columns[name] for name in kind.columns if name in columns]
    notes = [*counted_twice(labels, own, people), *_notes(pooled, dropped, kind), *_derived(labels, inputs)]
    effects = {"y": asked.y, "v": asked.v} | figures
    return Answer(measure, zero, pooled, shown, dropped, rows, asked.small_study(), notes, effects)


def _check(measure: str, method: str, ci: str | None) -> None:
    """Refuse what is not known, and what Mantel-Haenszel cannot do."""
    for what, given, known in (("measure", measure, MEASURES), ("method", method, METHODS)):
        if given not in known:
            raise SynthesisError(f"{what} {given!r} is not known; expected one of {', '.join(known)}")
    name, pooled, fits = UNCORRECTED.get(method, ("", "", MEASURES))
    if measure not in fits:
        raise SynthesisError(f"{name} pools {pooled}, not {measure}; choose another method")
    if name and ci not in (None, "wald"):
        raise SynthesisError(f"{name} has a Wald interval only, not {ci}")


def _columns(data: pd.DataFrame | Mapping[str, Any], measure: Measure) -> tuple[dict[str, Floats], list[str]]:
    """Return the columns that a measure can use as floats, and the names of the studies."""
    others = [name for name in may_have(measure) if name in data]
    missing = [name for name in measure.columns if name not in data]
    if missing and not others:
        raise SynthesisError(f"the column {missing[0]} is missing; expected the columns {', '.join(measure.columns)}")
    names = dict.fromkeys([*(name for name in measure.columns if name in data), *others])
    columns = {name: as_floats(data[name]) for name in names}
    if len({column.size for column in columns.values()}) > 1:
        raise SynthesisError("the columns are of different lengths")
    k = next(iter(columns.values())).size
    if k == 0:
        raise SynthesisError("the table has no rows; expected at least one study")
    for name, column in columns.items():
        if name.startswith("events"):
            refuse((np.isfinite(column) & (column % 1 != 0), "events are not a whole number of people"))
    labels = [str(label) for label in data["study"]] if "study" in data else [str(row) for row in range(1, k + 1)]
    return columns, labels


def _derived(labels: list[str], inputs: Inputs) -> list[str]:
    """Return how effects were had that their studies do not print figures for."""
    ways = dict.fromkeys(filter(None, inputs.how))
    named = {way: [label for label, one in zip(labels, inputs.how, strict=True) if one == way] for way in ways}
    return [f"{way}: {', '.join(studies)}" for way, studies in named.items()]


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
        if self.method == "GLMM":
            from ettervern.synthesise.glmm import as_pool  # here, as its optimiser takes 0.2 s to load

            a, n1, c, n2 = self.numbers
            return as_pool(a, n1, c, n2, self.level)
        return pool_effects(self.y, self.v, self.method, self.ci, self.level)

    def without_each(self) -> list[dict[str, Any]]:
        """Return the pool without each study in turn; nothing where there is only one."""
        if self.y.size < 2:
            return []
        if self.method in UNCORRECTED:
            return [self._without(row) for row in range(self.y.size)]
        results = without_each(self.y, self.v, self.method, self.ci, self.level)
        rows = zip(*(column.tolist() for column in results.values()), strict=True)
        return [dict(zip(results, row, strict=True)) for row in rows]

    def _without(self, row: int) -> dict[str, Any]:
        """Return a pool of counts as they are without one study."""
        names = ("estimate", "se", "ci_low", "ci_high", "p", "tau2", "i2", "h2", "q")
        rest = [np.delete(column, row) for column in self.numbers]
        try:
            result = replace(self, numbers=rest).pooled()
        except SynthesisError:
            # Without this study there are no events left in one arm; that is an answer too.
            return dict.fromkeys(names, float("nan"))
        return {name: getattr(result, name) for name in names}

    def small_study(self) -> dict[str, Any]:
        """Return the small-study tests that can be made, None for the others."""
        y, v, numbers = self.y, self.v, self.numbers
        counted = self.measure in ("OR", "RR", "PETO") and bool(np.isfinite(np.stack(numbers)).all())
        tests: dict[str, Callable[[], AsymmetryTest] | None] = {
            "egger": lambda: egger(y, v),
            "peters": (lambda: peters(y, *numbers)) if counted else None,
            "harbord": (lambda: harbord(*numbers)) if counted else None,
            "begg": lambda: begg(y, v),
        }
        result: dict[str, Any] = {name: _tried(test) for name, test in tests.items()}
        method = {"MH": "FE", "GLMM": "ML"}.get(self.method, self.method)
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


def _notes(pooled: Pool, dropped: list[str], measure: Measure) -> list[str]:
    """Return what a reader must know, in sentences."""
    notes = [pooled.note] if pooled.note else []
    if measure.scale == "double arcsine":
        notes.append(
            "turned back by the harmonic mean of the studies' sizes, which misleads where they differ much "
            "(Schwarzer 2019); compare with PLO"
        )
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
