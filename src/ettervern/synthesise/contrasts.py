"""Contrasts: each row of the outcomes table as an effect on its outcome, by the outcome's measure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import special

from ettervern.computed import Contrast
from ettervern.extract.columns import OTHER_FIGURES
from ettervern.extract.schemas import OutcomeRow, StudyRow
from ettervern.files import Problem, ReviewError
from ettervern.review import Outcome
from ettervern.schema import first_by
from ettervern.settings.effect_measures import COUNTS, PRINTED, Measure
from ettervern.synthesise.arrays import Floats, SynthesisError
from ettervern.synthesise.effects import turn
from ettervern.synthesise.inputs import effects_of, has_own

#: Figures that the results keep beside a contrast.
ARMS = ("mean_intervention", "sd_intervention", "mean_control", "sd_control", "time_intervention", "time_control")
#: Measures whose effect on the opposite event is the one on the event with its sign turned.
TURNED = ("OR", "PETO", "RD")


@dataclass(frozen=True)
class Counts:
    """Events and people of both arms, NaN where they are not known."""

    events_intervention: float = math.nan
    n_intervention: float = math.nan
    events_control: float = math.nan
    n_control: float = math.nan

    @property
    def known(self) -> bool:
        """Whether all four are known."""
        return not any(map(math.isnan, self.cells()))

    def cells(self) -> tuple[float, float, float, float]:
        """Return a, n1, c, n2."""
        return self.events_intervention, self.n_intervention, self.events_control, self.n_control

    def turned(self) -> Counts:
        """Return the counts of the opposite event."""
        a, n, c, m = self.cells()
        return Counts(n - a, n, m - c, m)


@dataclass(frozen=True)
class Printed:
    """An effect as a report prints it; numbers that it does not give are NaN."""

    measure: str = ""
    effect: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    ci_level: float = math.nan


@dataclass(frozen=True)
class Candidate:
    """A contrast that may be pooled: a row of outcomes.csv with its study, or what stands in for one.

    ``yi`` and ``vi`` are its effect and variance on the scale of the analysis, ``from_`` what they are made of (counts,
    figures, printed, words) and ``derived`` how, once :func:`with_effects` has worked them out; ``line`` is the row of
    the file, 0 where it has none. ``figures`` holds the figures of other kinds than counts that are known.
    """

    outcome_id: str
    study_id: str
    trial: str
    outcome: str
    label: str
    design: str
    directness: str
    category: str
    age_group: str = ""
    country: str = ""
    months: float = math.nan
    event: str = ""
    definition_flag: str = ""
    arm_category: str = ""
    unit: str = ""
    counts_source: str = ""
    extraction_agreement: str = ""
    counts: Counts = Counts()
    printed: Printed = Printed()
    line: int = 0
    yi: float = math.nan
    vi: float = math.nan
    from_: str = ""
    derived: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def prepare(
    outcomes: Mapping[int, OutcomeRow], studies: Iterable[StudyRow], names: Mapping[str, str]
) -> list[Candidate]:
    """Join each row of the outcomes table to its study.

    Parameters
    ----------
    outcomes, studies : rows
        The extraction tables; each outcome by its row in the file.
    names : mapping
        Study -> label; see :func:`labels`.

    Raises
    ------
    ReviewError
        For a study that is not in ``studies``.
    """
    known = studies_of(studies, {line: row.study_id for line, row in outcomes.items()})
    return [_candidate(line, row, known[row.study_id], names) for line, row in outcomes.items()]


def studies_of(studies: Iterable[StudyRow], wanted: Mapping[int, str]) -> dict[str, StudyRow]:
    """Return studies by their id; those of some rows of outcomes.csv must be there."""
    known = first_by(lambda row: row.study_id, studies)
    unknown = [line for line, study in wanted.items() if study not in known]
    if unknown:
        message = "this study is not in studies.csv"
        raise ReviewError([Problem("outcomes.csv", line, "study_id", message) for line in unknown])
    return known


def about(study: StudyRow) -> tuple[str, str, str, str, str]:
    """Return what a contrast takes from its study: design, directness, category, age group, country."""
    return study.design, study.directness, study.category, study.age_group, study.country


def _candidate(line: int, row: OutcomeRow, study: StudyRow, names: Mapping[str, str]) -> Candidate:
    place = (row.outcome_id, row.study_id, study.trial, row.outcome, names[row.study_id], *about(study))
    counted = (row.events_intervention, row.n_intervention, row.events_control, row.n_control)
    counts = Counts(*map(_number, counted))
    printed = Printed(row.effect_measure, *map(_number, (row.effect, row.ci_low, row.ci_high, row.ci_level)))
    event = (row.months, row.event, row.definition_flag, row.arm_category, row.unit)
    figures = {name: float(value) for name in OTHER_FIGURES if (value := getattr(row, name)) is not None}
    exact = re.fullmatch(r"[0-9.]+", row.p_value)
    figures |= {"p_value": float(exact[0])} if exact else {}
    source = (row.counts_source, row.extraction_agreement)
    return Candidate(*place, *event, *source, counts, printed, line, figures=figures)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def own_event(row: Candidate, outcome: Outcome) -> bool:
    """Return whether a row counts the outcome's own event, and not its opposite; an amount has none."""
    return not outcome.event or row.event == outcome.event or (outcome.kind.means and not row.event)


def data_of(row: Candidate, outcome: Outcome) -> dict[str, Floats]:
    """Return what is known of a contrast as columns of one study, with counts of the outcome's own event.

    A printed effect of another kind, or without its interval, is left out; so is the one of the opposite event of a
    measure that cannot be turned round. Only a difference of means has its variance from a p value.
    """
    kind, same, told = outcome.kind, own_event(row, outcome), row.printed
    counts = row.counts if same or not kind.counts else row.counts.turned()
    data = {**row.figures, **dict(zip(COUNTS, counts.cells(), strict=True))}
    exact = data.pop("p_value", math.nan)
    exact = exact if kind.code == "MD" else math.nan
    whole = not math.isnan(told.ci_low) or not math.isnan(exact)
    if told.measure in kind.printed and whole and (same or kind.code in TURNED):
        ends = (told.effect, told.ci_low, told.ci_high, told.ci_level, exact)
        data |= dict(zip(PRINTED, ends, strict=True))
    return {name: np.array([value]) for name, value in data.items()}


def with_effects(rows: Sequence[Candidate], outcome: Outcome, zero: str = "only0") -> list[Candidate]:
    """Compute the effect on the outcome of each contrast.

    A trial's own figures go before a printed effect. Where the opposite event was counted (abstinent for relapse) the
    counts and a printed odds ratio or risk difference are turned round; a printed risk ratio of the opposite event is
    none of the event, and :func:`ettervern.synthesise.choose.barred` keeps it out.

    Parameters
    ----------
    rows : sequence of Candidate
        Contrasts of one outcome; each holds figures that its measure can be made from, or a printed effect of the
        measure's kind with its interval.
    outcome : Outcome
        Names the event and its complements, and the measure.
    zero : {"only0", "all", "none"}
        Rule for zero cells.

    Returns
    -------
    list of Candidate
        With the counts turned to the outcome's event, and ``yi``, ``vi``, ``from_`` and ``derived``.

    Raises
    ------
    ReviewError
        For an event that is neither the outcome's nor its complement, and figures that cannot be right.
    """
    events = (outcome.event, *outcome.complement)
    message = f"expected one of {', '.join(events)}"
    strange = [
        Problem("outcomes.csv", row.line, "event", message)
        for row in rows
        if row.event not in events and not own_event(row, outcome)
    ]
    if strange:
        raise ReviewError(strange)
    return [_with_effect(row, outcome, zero) for row in rows]


def _with_effect(row: Candidate, outcome: Outcome, zero: str) -> Candidate:
    """Return a contrast with its effect and variance, or say which row is wrong."""
    kind, same, data = outcome.kind, own_event(row, outcome), data_of(row, outcome)
    counts = row.counts if same or not kind.counts else row.counts.turned()
    own = False
    try:
        own = bool(has_own(kind, data)[0])
        inputs = effects_of(kind, data, zero, drop_empty=False)
    except SynthesisError as error:
        column = "n_intervention" if own and kind.counts else kind.columns[0] if own or kind.means else "effect"
        raise ReviewError(Problem("outcomes.csv", row.line, column, error.words)) from error
    yi = float(inputs.y[0])
    if not own:
        yi = float(turn(inputs.y, np.array([same]))[0])
    figures = {**row.figures, **{name: float(values[0]) for name, values in inputs.figures.items()}}
    source = ("counts" if kind.counts else "figures") if own else "printed"
    derived = inputs.how[0] if own or not kind.counts else ""
    row = replace(row, counts=counts, from_=source, derived=derived, figures=figures)
    return replace(row, yi=yi, vi=float(inputs.v[0]))


def participants(rows: Iterable[Candidate]) -> float:
    """Return the people in contrasts whose arm sizes are known, whole people; NaN where none are known."""
    people = [row.counts.n_intervention + row.counts.n_control for row in rows]
    known = [number for number in people if not math.isnan(number)]
    return float(np.round(sum(known))) if known else math.nan


def with_intervals(
    analysis: str, rows: Sequence[Candidate], kind: Measure, weights: Floats, level: float
) -> list[Contrast]:
    """Return the contrasts of an analysis, each with its effect as readers see it, interval, and weight in percent."""
    y, v = np.array([row.yi for row in rows]), np.array([row.vi for row in rows])
    half = special.ndtri(0.5 + level / 2) * np.sqrt(v)
    estimate, low, high = (np.asarray(kind.natural(end)) for end in (y, y - half, y + half))
    estimates = zip(estimate.tolist(), low.tolist(), high.tolist(), weights.tolist(), strict=True)
    return [_contrast(analysis, row, found) for row, found in zip(rows, estimates, strict=True)]


def _contrast(analysis: str, row: Candidate, found: tuple[float, float, float, float]) -> Contrast:
    place = (analysis, row.outcome_id, row.study_id, row.trial, row.outcome, row.label)
    kind = (row.category, row.age_group, row.country, row.months, row.definition_flag)
    result = (*row.counts.cells(), row.yi, row.vi, *found)
    source = (row.counts_source, row.extraction_agreement, row.from_)
    arms = [row.figures.get(name, math.nan) for name in ARMS]
    return Contrast._make((*place, *kind, *result, *source, *arms, row.derived))
