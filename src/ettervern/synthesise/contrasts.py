"""Contrasts: each row of the outcomes table as a log ratio of the outcome's event, by the review's measure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy import special

from ettervern.computed import Contrast
from ettervern.extract.schemas import OutcomeRow, StudyRow
from ettervern.files import Problem, ReviewError
from ettervern.review import Outcome
from ettervern.schema import first_by
from ettervern.synthesise.arrays import Floats, SynthesisError
from ettervern.synthesise.effects import from_ratio, from_table, turn


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

    ``yi`` and ``vi`` are its log ratio and variance, and ``from_`` what they are made of (counts, printed, words), once
    :func:`log_ratios` has worked them out; ``line`` is the row of the file, 0 where it has none.
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
    return Candidate(*place, *event, row.counts_source, row.extraction_agreement, counts, printed, line)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


class Published(Protocol):
    """A row that says which study it is of."""

    @property
    def study_id(self) -> str: ...
    @property
    def authors(self) -> str: ...
    @property
    def year(self) -> int | None: ...


def labels(rows: Iterable[Published]) -> dict[str, str]:
    """Return "Author year" of each study, with a, b ... where two would be the same.

    The name that a study's id gives where no author was seen; the first row of a study counts.
    """
    plain = {study: _plain(row) for study, row in first_by(lambda row: row.study_id, rows).items()}
    members: dict[str, list[str]] = {}
    for study, label in plain.items():
        members.setdefault(label, []).append(study)
    return {
        study: label + chr(ord("a") + min(members[label].index(study), 25)) if len(members[label]) > 1 else label
        for study, label in plain.items()
    }


def _plain(row: Published) -> str:
    author = _surname(row.authors)
    return f"{author} {row.year or ''}".strip() if author else name_from_id(row.study_id)


def name_from_id(study_id: str) -> str:
    """Return a study's id as a name, for a study of which no author was seen; it says no more than the id does.

    Examples
    --------
    >>> name_from_id("koffarnus2011"), name_from_id("sweden_asi2024"), name_from_id("pmc6767461")
    ('Koffarnus 2011', 'Sweden ASI 2024', 'PMC6767461')
    """
    return " ".join(_word_of_id(part, place) for place, part in enumerate(study_id.split("_")) if part)


def _word_of_id(part: str, place: int) -> str:
    """Return a part of an id: a word with a large first letter, or an abbreviation, and what follows it."""
    letters = re.sub(r"\d.*", "", part)
    number = part[len(letters) :]
    if letters == "pmc":  # a PubMed Central number is one word
        return part.upper()
    word = letters.upper() if place > 0 and len(letters) <= 3 else letters[:1].upper() + letters[1:]
    return f"{word} {number}" if word and len(number) > 2 else word + number


def _surname(authors: str) -> str:
    """Return the surname of the first author, or the whole name of an organisation."""
    first = re.sub(r"\(.*", "", authors.split(";")[0]).strip()
    return first.split(",")[0].strip()


def log_ratios(
    rows: Sequence[Candidate], outcome: Outcome, measure: str = "OR", zero: str = "only0"
) -> list[Candidate]:
    """Compute the log ratio of the outcome's event for each contrast.

    Counts go before a printed effect. Where the opposite event was counted (abstinent for relapse) the counts and a
    printed odds ratio are turned round; a printed risk ratio of the opposite event is none of the event, and
    :func:`ettervern.synthesise.choose.barred` keeps it out.

    Parameters
    ----------
    rows : sequence of Candidate
        Contrasts of one outcome; each holds counts of both arms, or a printed ratio of the
        measure's kind with its interval.
    outcome : Outcome
        Names the event and its complements.
    measure : {"OR", "RR"}
        What the counts are made into.
    zero : {"only0", "all", "none"}
        Rule for zero cells.

    Returns
    -------
    list of Candidate
        With the counts turned to the outcome's event, and ``yi``, ``vi`` and ``from_``.

    Raises
    ------
    ReviewError
        For an event that is neither the outcome's nor its complement, and figures that cannot be right.
    """
    events = (outcome.event, *outcome.complement)
    message = f"expected one of {', '.join(events)}"
    strange = [Problem("outcomes.csv", row.line, "event", message) for row in rows if row.event not in events]
    if strange:
        raise ReviewError(strange)
    return [_measured(row, row.event == outcome.event, measure, zero) for row in rows]


def _measured(row: Candidate, same: bool, measure: str, zero: str) -> Candidate:
    """Return a contrast with its log ratio and variance, or say which row is wrong."""
    counts = row.counts if same else row.counts.turned()
    try:
        if counts.known:
            a, n1, c, n2 = ([cell] for cell in counts.cells())
            effects = from_table(measure, a, n1, c, n2, zero=zero)
            return replace(row, counts=counts, from_="counts", yi=float(effects.y[0]), vi=float(effects.v[0]))
        told = row.printed
        y, v = from_ratio([told.effect], [told.ci_low], [told.ci_high], told.ci_level)
        yi = float(turn(y, np.array([same]))[0])
        return replace(row, counts=counts, from_="printed", yi=yi, vi=float(v[0]))
    except SynthesisError as error:
        column = "n_intervention" if counts.known else "effect"
        raise ReviewError(Problem("outcomes.csv", row.line, column, error.words)) from error


def participants(rows: Iterable[Candidate]) -> float:
    """Return the people in contrasts whose arm sizes are known, whole people; NaN where none are known."""
    people = [row.counts.n_intervention + row.counts.n_control for row in rows]
    known = [number for number in people if not math.isnan(number)]
    return float(np.round(sum(known))) if known else math.nan


def with_intervals(analysis: str, rows: Sequence[Candidate], weights: Floats, level: float) -> list[Contrast]:
    """Return the contrasts of an analysis, each with its ratio, interval, and weight in percent."""
    y, v = np.array([row.yi for row in rows]), np.array([row.vi for row in rows])
    half = special.ndtri(0.5 + level / 2) * np.sqrt(v)
    estimate, low, high = np.exp(y), np.exp(y - half), np.exp(y + half)
    estimates = zip(estimate.tolist(), low.tolist(), high.tolist(), weights.tolist(), strict=True)
    return [_contrast(analysis, row, found) for row, found in zip(rows, estimates, strict=True)]


def _contrast(analysis: str, row: Candidate, found: tuple[float, float, float, float]) -> Contrast:
    place = (analysis, row.outcome_id, row.study_id, row.trial, row.outcome, row.label)
    kind = (row.category, row.age_group, row.country, row.months, row.definition_flag)
    result = (*row.counts.cells(), row.yi, row.vi, *found)
    return Contrast(*place, *kind, *result, row.counts_source, row.extraction_agreement, row.from_)
