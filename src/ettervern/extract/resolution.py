"""From two extractions to one agreed table: rows that agree, and rows that carry a resolution.

``extraction/resolutions.csv`` holds what decided a row on which the two extractions do not agree: who or what, when
and why. A row without agreement and without a resolution is not in the agreed table; it waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ettervern.extract.alike import best_pairs, canonical, fingerprint, repeats, told
from ettervern.extract.dates import date_problems, the_day
from ettervern.extract.facing import COUNTS, EFFECT, Told, facing, turned
from ettervern.extract.naming import PLAIN, Naming
from ettervern.extract.schemas import OutcomeRow, RawRow, ResolutionRow
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import columns, entered, faults, first_by, texts
from ettervern.staging import is_file


class Supported(NamedTuple):
    """What a row of outcomes.csv rests on; ``taken`` to ``reason`` are those of its resolution, '' without one.

    ``row_1`` and ``row_2`` are rows of the extractions, 0 for none; ``found`` is both, first_only, second_only, differ
    or neither, ``differs`` the fields, ``how`` agreed, resolved or waits.
    """

    outcome_id: str
    row_1: int
    row_2: int
    found: str
    stated: str
    differs: str
    how: str
    taken: str = ""
    resolved_by: str = ""
    kind: str = ""
    date: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Resolved:
    """The agreed table and what it rests on.

    Attributes
    ----------
    agreed : dict
        The rows of outcomes.csv that agree or carry a resolution, by their place in the file.
    rows : list of Supported
        One a row of outcomes.csv.
    problems : list of Problem
        Warnings: where what is stated is not what is found; resolutions of no row.
    """

    agreed: dict[int, OutcomeRow]
    rows: list[Supported]
    problems: list[Problem]


def read_resolutions(review: Review, today: date | str | None = None) -> dict[int, ResolutionRow]:
    """Return ``extraction/resolutions.csv`` by row, empty where there is none.

    Raises
    ------
    ReviewError
        A cell that is missing or no word of its list, a date in the future, a row resolved twice.
    """
    path = review.extraction / "resolutions.csv"
    if not is_file(path):
        return {}
    file = review.shown(path)
    cells = read_table(path, list(columns(ResolutionRow)), file)
    problems = faults(columns(ResolutionRow), cells, file)
    table = entered(ResolutionRow, cells)
    first = first_by(lambda line: table[line].outcome_id, table)
    for line in sorted(table.keys() - set(first.values())):
        problems.append(Problem(file, line, "outcome_id", "resolved in an earlier row too; expected one resolution"))
    problems += date_problems(path, file, cells, "date", date.max if today is None else the_day(today))
    if any(problem.severity == "error" for problem in problems):
        raise ReviewError(problems)
    return table


def resolve(
    outcomes: Mapping[int, OutcomeRow],
    first: Mapping[int, RawRow],
    second: Mapping[int, RawRow],
    resolutions: Mapping[int, ResolutionRow],
    file: str = "outcomes.csv",
    names: Naming = PLAIN,
) -> Resolved:
    """Hold the agreed table against the two extractions it was made of.

    Parameters
    ----------
    outcomes, first, second : mapping
        outcomes.csv and the two extractions: row in the file -> what stands there.
    resolutions : mapping
        See :func:`read_resolutions`.
    file : str
        How messages name outcomes.csv.
    names : Naming
        What the words of the extractors mean.
    """
    agreed = [_as_raw(row, names) for row in outcomes.values()]
    known = first_by(lambda row: row.outcome_id, resolutions.values())
    decisions = [known.get(row.outcome_id) for row in outcomes.values()]
    prints = [[getattr(one, f"source_{side}") if one else "" for one in decisions] for side in (1, 2)]
    links = [_links(agreed, *each, names) for each in zip(prints, (first, second), strict=True)]
    rows: list[Supported] = []
    problems: list[Problem] = []
    for at, (line, row) in enumerate(outcomes.items()):
        sources = [links[side].get(at, []) for side in (0, 1)]
        found, differs = _support(agreed[at], [[raw for _, raw in source] for source in sources])
        decided = decisions[at]
        how = "resolved" if decided else "agreed" if found == "both" else "waits"
        places = [source[0][0] if source else 0 for source in sources]
        result = (found, row.extraction_agreement, ";".join(differs), how, *(decided[1:6] if decided else ()))
        rows.append(Supported(row.outcome_id, places[0], places[1], *result))
        problems += _stated(file, line, row, found, differs, decided is not None)
    for line, resolution in resolutions.items():
        if (resolution.outcome_id in {row.outcome_id for row in rows}) == (resolution.taken == "left_out"):
            is_there = "is left out, but is a" if resolution.taken == "left_out" else "is no"
            message = f"“{resolution.outcome_id}” {is_there} row of {file}"
            problems.append(Problem("resolutions.csv", line, "outcome_id", message, "warning"))
    kept = {line: row for (line, row), one in zip(outcomes.items(), rows, strict=True) if one.how != "waits"}
    return Resolved(kept, rows, problems)


def _as_raw(row: OutcomeRow, names: Naming) -> Told:
    """Return a row of outcomes.csv as a raw extraction tells it."""
    arms = row.arm_intervention, row.arm_control
    place = row.study_id, row.outcome, row.event, str(row.months)
    return Told(*place, *arms, row.definition, texts(row), row.outcome, names.opposite(row.outcome, row.event))


def _links(
    agreed: list[Told], sources: list[str], table: Mapping[int, RawRow], names: Naming
) -> dict[int, list[tuple[int, Told]]]:
    """Return, for rows of the agreed table, the row of an extraction, and its repeats, on the same contrast.

    ``sources`` holds the fingerprint of the row that an agreed row was decided on; where it is there it counts, else
    the rows that are most alike are taken together.
    """
    lines, raw = [*table], [told(row, names) for row in table.values()]
    prints = {fingerprint(row): at for at, row in enumerate(table.values())}
    certain = {at: prints[source] for at, source in enumerate(sources) if source in prints}
    again = repeats(raw)
    taken = {again.get(one, one) for one in certain.values()}
    kept = [at for at in range(len(raw)) if at not in again and at not in taken]
    others = [at for at in range(len(agreed)) if at not in certain]
    pairs = best_pairs([agreed[at] for at in others], [raw[one] for one in kept])
    linked = certain | {others[at]: kept[place] for at, place, _ in pairs}
    result: dict[int, list[tuple[int, Told]]] = {}
    for at, place in linked.items():
        first = again.get(place, place)
        same = [place, *(one for one in (first, *again) if one != place and again.get(one, one) == first)]
        result[at] = [(lines[one], raw[one]) for one in same]
    return result


def _decisive(row: Told) -> tuple[str, ...]:
    """Return the fields that a contrast is pooled with: its counts, else its effect with the interval."""
    return COUNTS if row.cells["events_intervention"] else ("effect_measure", *EFFECT)


def _support(row: Told, sources: list[list[Told]]) -> tuple[str, list[str]]:
    """Return which extractions give the figures of an agreed row, and the fields on which one gives another."""
    fields = _decisive(row)
    verdicts = []
    for source in sources:
        words = {field: _says(field, row, [facing(row, raw)[1] for raw in source]) for field in fields}
        verdicts.append(words)
    differs = [field for field in fields if any(words[field] == "other" for words in verdicts)]
    gives = [any(word == "same" for word in words.values()) for words in verdicts]
    whole = [all(word == "same" for word in words.values()) for words in verdicts]
    if differs:
        return "differ", differs
    if all(whole):
        return "both", []
    if any(gives):
        # One gives the figures and the other is silent, or each gives a part.
        return ("first_only" if whole[0] or not gives[1] else "second_only" if whole[1] or not gives[0] else "both"), []
    return "neither", []


def _says(field: str, row: Told, source: list[Told]) -> str:
    """Return whether an extraction says the same of a field, something else, or nothing."""
    wanted = canonical(field, row.cells[field])
    given = [canonical(field, raw.cells[field]) for raw in source if raw.cells[field]]
    if not given or not wanted:
        return "silent"
    if wanted in given:
        return "same"
    # A ratio may be printed the other way round; then its limits change places too.
    mirror = {"ci_low": "ci_high", "ci_high": "ci_low"}.get(field, field)
    if field in EFFECT and any(raw.cells[mirror] and turned(raw.cells[mirror], row.cells[field]) for raw in source):
        return "same"
    return "other"


def _stated(file: str, number: int, row: OutcomeRow, result: str, differs: list[str], decided: bool) -> list[Problem]:
    """Return a warning where what a row states of the extractions is not what they hold, or nothing decides it."""
    problems = []
    if result != row.extraction_agreement and not (decided and result == "neither"):
        what = f" ({', '.join(differs)})" if differs else ""
        message = f"“{row.extraction_agreement}” is stated, “{result}” is found in the two extractions{what}"
        problems.append(Problem(file, number, "extraction_agreement", message, "warning"))
    if result != "both" and not decided:
        message = f"the extractions do not agree ({result}) and resolutions.csv has no row for {row.outcome_id}"
        problems.append(Problem(file, number, "outcome_id", message, "warning"))
    return problems
