"""The extraction tables of a review, read and checked together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from ettervern.extract.dates import the_day, year_problems
from ettervern.extract.links import ReportIdRow, link_problems, named, read_report_ids, unnamed_reports
from ettervern.extract.rules import breaches
from ettervern.extract.schemas import (
    OPTIONAL,
    SCHEMAS,
    BiasRow,
    ExperienceRow,
    FamilyRow,
    GuidanceRow,
    OutcomeRow,
    PercentRow,
    PilotRow,
    RateRow,
    RawRow,
    StepRow,
    StudyRow,
    WordsRow,
)
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import columns, entered, faults, needed
from ettervern.staging import files_in, is_file

#: Tables that lie beside the extraction tables and are read elsewhere (resolution.py, consistency.py, extractors.py).
BESIDE = ("resolutions", "accepted_warnings", "extractors")
#: Tables whose rows have a year of publication.
DATED = ("studies", "findings_in_words", "guidance")


@dataclass(frozen=True)
class Extraction:
    """What was extracted: in each table the typed rows by their place in the file.

    Numbers are None where nothing was seen, texts are empty. ``problems`` holds warnings; errors are raised.
    """

    studies: dict[int, StudyRow] = field(default_factory=dict)
    outcomes: dict[int, OutcomeRow] = field(default_factory=dict)
    risk_of_bias: dict[int, BiasRow] = field(default_factory=dict)
    findings_in_words: dict[int, WordsRow] = field(default_factory=dict)
    base_rates: dict[int, RateRow] = field(default_factory=dict)
    experiences: dict[int, ExperienceRow] = field(default_factory=dict)
    guidance: dict[int, GuidanceRow] = field(default_factory=dict)
    journey: dict[int, StepRow] = field(default_factory=dict)
    local_pilot: dict[int, PilotRow] = field(default_factory=dict)
    percentages: dict[int, PercentRow] = field(default_factory=dict)
    trial_families: dict[int, FamilyRow] = field(default_factory=dict)
    extraction_1: dict[int, RawRow] = field(default_factory=dict)
    extraction_2: dict[int, RawRow] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(review: Review, *, today: date | str | None = None) -> Extraction:
    """Read the extraction tables of a review and check them, each alone and against each other.

    Parameters
    ----------
    review : Review
        The review; its ``extraction/`` is read, and ``screening/<review>/report_ids.csv`` where there is one.
    today : date or str, optional
        What counts as today; else ``SOURCE_DATE_EPOCH``, else the clock.

    Returns
    -------
    Extraction
        Typed rows; ``problems`` holds the warnings.

    Raises
    ------
    ReviewError
        With every error and warning found in all tables at once, sorted, where there is at least one error.
    """
    return sound(*examine(review, the_day(today)))


def sound(tables: Extraction, problems: list[Problem]) -> Extraction:
    """Return what :func:`examine` has found where there is no error; see :func:`load`."""
    if any(problem.severity == "error" for problem in problems):
        raise ReviewError(problems)
    return replace(tables, problems=problems)


#: Tables with the rows that are sound, and what is wrong in them.
Examined = tuple[Extraction, list[Problem]]


def examine(review: Review, today: date) -> Examined:
    """Return the rows that could be read and are without faults of their own, and all problems, sorted."""
    cells, problems = _read(review)
    files = {table: review.shown(review.extraction / f"{table}.csv") for table in SCHEMAS}
    tables: dict[str, Any] = {}  # each made by the row class of its name
    for table, rows in cells.items():
        wrong = faults(columns(SCHEMAS[table]), rows, files[table])
        sound = rows.drop(index=sorted({problem.row for problem in wrong}))
        tables[table] = entered(SCHEMAS[table], sound)
        problems += wrong + breaches(table, tables[table], files[table], _own(table, sound))
        if table in DATED:
            problems += year_problems(review.extraction / f"{table}.csv", files[table], rows, today)
    report_ids = _report_ids(review, problems)
    known = named(cells, report_ids, unnamed_reports(review, report_ids))
    result = Extraction(**tables)
    problems += link_problems(result, files, known, review)
    return result, sorted(problems + _strangers(review))


def _own(table: str, cells: pd.DataFrame) -> dict[int, tuple[str, ...]]:
    """Return what stands in a person's own columns, which the schema does not have."""
    own = cells[[name for name in cells.columns if name not in columns(SCHEMAS[table])]]
    return dict(zip(map(int, cells.index), own.itertuples(index=False, name=None), strict=True))


def _read(review: Review) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Read every table as text; one that cannot be read is a problem, and the others are read all the same."""
    cells: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table, row in SCHEMAS.items():
        path = review.extraction / f"{table}.csv"
        if table in OPTIONAL and not is_file(path):
            cells[table] = pd.DataFrame(columns=list(columns(row)), dtype="str")
            continue
        try:
            cells[table] = read_table(path, list(needed(row)), review.shown(path))
        except ReviewError as error:
            problems += error.problems
    return cells, problems


def _report_ids(review: Review, problems: list[Problem]) -> dict[int, ReportIdRow] | None:
    """Return the list of reports; its problems are added, and its absence is one (a warning)."""
    try:
        table = read_report_ids(review)
    except ReviewError as error:
        problems += error.problems
        return None
    if table is None:
        file = review.shown(review.screening / "report_ids.csv")
        message = "the file is missing, so study ids are checked in outcomes.csv and risk_of_bias.csv only"
        problems.append(Problem(file, 0, "", message, "warning"))
    return table


def _strangers(review: Review) -> list[Problem]:
    """Return a warning for each table in the folder that nothing reads: often a copy made by a spreadsheet."""
    files = files_in(review.extraction, deep=False)
    strangers = [path for path in files if path.suffix in (".csv", ".xlsx", ".ods")]
    return [
        Problem(review.shown(path), 0, "", "no table of this name is read; is it a copy?", "warning")
        for path in strangers
        if path.suffix != ".csv" or path.stem not in (*SCHEMAS, *BESIDE)
    ]
