"""What the makers of a review decide about outcomes and pooling, as ``review.toml`` gives it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, get_args

from ettervern.settings.effect_measures import MEASURES, Measure
from ettervern.settings.kinds import (
    Conversion,
    Design,
    Directness,
    Favours,
    Full,
    Id,
    Interval,
    Label,
    Level,
    MeasureName,
    Method,
    Months,
    Printed,
    Share,
    Unit,
    Way,
    Zero,
)
from ettervern.settings.reader import Check


@dataclass(frozen=True)
class Outcome:
    """``[outcomes.<id>]``.

    Attributes
    ----------
    id : str
        ``relapse`` or ``employment`` in the first review.
    label : dict
        Language -> name that readers see.
    favours : str
        ``low`` where less of it is the better outcome, so that a ratio under 1 or a difference under 0 favours the
        intervention; else ``high``.
    definitions : tuple of str
        Definition flags that may be pooled, the preferred first: ways to count the event, or instruments.
    event : str
        The event that is counted; empty where an amount is measured.
    complement : tuple of str
        Events that are its opposite.
    measure, method : str
        As in ``[pooling]``, which gives both where the outcome does not.
    unit : dict
        Language -> what an amount is counted in ("points on the PHQ-9"), or the time of a rate ("person-years").
    also : tuple of str
        Sensitivity analyses: the same trials pooled as another measure, by Mantel-Haenszel or by a GLMM.
    convert : str
        Sensitivity analysis that lets in trials which give the outcome the other way: odds ratios among standardised
        differences, or standardised differences among odds ratios.
    icc : tuple of float
        Sensitivity analyses: the intracluster correlation of trials of clusters, in place of the one that is given.
    """

    id: str = field(metadata={"key": True})
    label: Label
    favours: Favours
    definitions: Annotated[tuple[Id, ...], Full]
    event: Id = ""
    complement: tuple[Id, ...] = ()
    measure: MeasureName = ""  # type: ignore[assignment]  # filled by read_settings
    method: Method = ""  # type: ignore[assignment]  # filled by read_settings
    unit: Label | None = None
    also: tuple[Way, ...] = ()
    convert: Conversion | None = None
    icc: tuple[Share, ...] = ()

    @property
    def kind(self) -> Measure:
        """What its measure is."""
        return MEASURES[self.measure]

    @property
    def good(self) -> str:
        """Whether fewer or more of the people who are told of is the better outcome: ``low`` or ``high``.

        Of an amount those are told of who do better.
        """
        return "high" if self.kind.means else self.favours

    def measured_as(self, code: str) -> Outcome:
        """Return the same outcome with another measure."""
        return replace(self, measure=code)  # type: ignore[arg-type]  # codes of MEASURES


@dataclass(frozen=True)
class Reading:
    """``[[pooling.intervals_read_as]]``: a sensitivity analysis that reads a printed interval at another level."""

    name: Id
    study_id: Id
    ci_level: Share


@dataclass(frozen=True)
class Pooling:
    """``[pooling]``: which rows may enter, how one is chosen for each trial, and how they are pooled.

    Attributes
    ----------
    measure, method, ci_method, zero, ci_level
        As for :func:`ettervern.synthesise.table.pool`.
    target_months, minimum_months : float
        The follow-up nearest the first is chosen, among those not before the second.
    small_study_minimum : int
        Least number of studies for tests of small-study effects.
    designs, designs_not_randomised, directness, units, printed_effects : tuple of str
        Values that may enter; a printed effect of another kind than the outcome's measure never does.
    windows : dict
        Sensitivity analysis -> (target, from, to) in months.
    definition_sets : dict
        Outcome -> sensitivity analysis -> definitions.
    """

    measure: MeasureName
    method: Method
    ci_method: Interval
    zero: Zero
    ci_level: Level
    target_months: Months
    minimum_months: Months
    designs: Annotated[tuple[Design, ...], Full]
    designs_not_randomised: Annotated[tuple[Design, ...], Full]
    directness: Annotated[tuple[Directness, ...], Full]
    units: Annotated[tuple[Unit, ...], Full]
    printed_effects: tuple[Printed, ...] = get_args(Printed)
    small_study_minimum: Annotated[int, Check(lambda least: least >= 3, "a number of studies, 3 or more")] = 10
    windows: dict[str, tuple[Months, Months, Months]] = field(default_factory=dict)
    definition_sets: dict[str, dict[str, Annotated[tuple[Id, ...], Full]]] = field(default_factory=dict)
    intervals_read_as: tuple[Reading, ...] = ()
