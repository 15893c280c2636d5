"""The extraction tables of a review, read and checked together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ettervern.extract.dates import the_day, year_problems
from ettervern.extract.links import known_studies, link_problems, read_report_ids
from ettervern.extract.rules import breaches
from ettervern.extract.schemas import SCHEMAS, typed, violations
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.staging import files_in

#: Tables that lie beside the extraction tables and are read elsewhere (resolution.py, consistency.py).
BESIDE = ("resolutions", "accepted_warnings")
#: Tables whose rows have a year of publication.
DATED = ("studies", "findings_in_words", "guidance")


@dataclass(frozen=True)
class Extraction:
    """What was extracted, one typed frame a table; the index of each is the row in its file.

    Numbers are ``Int64`` or ``Float64`` with gaps where nothing was seen; texts are ``str``, empty where nothing was
    seen. The columns are those of the files, described in the review folder's README.

    Attributes
    ----------
    studies, outcomes, risk_of_bias, findings_in_words, base_rates, experiences, guidance, journey, local_pilot : frame
        The resolved tables.
    percentages : frame
        Studies that print percentages and a total only: used where arms of equal size are assumed, nowhere else.
    trial_families : frame
        study_id, trial: reports of one trial or cohort.
    extraction_1, extraction_2 : frame
        The two independent extractions as made.
    problems : list of Problem
        Warnings; errors are raised.
    """

    studies: pd.DataFrame
    outcomes: pd.DataFrame
    risk_of_bias: pd.DataFrame
    findings_in_words: pd.DataFrame
    base_rates: pd.DataFrame
    experiences: pd.DataFrame
    guidance: pd.DataFrame
    journey: pd.DataFrame
    local_pilot: pd.DataFrame
    percentages: pd.DataFrame
    trial_families: pd.DataFrame
    extraction_1: pd.DataFrame
    extraction_2: pd.DataFrame
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
        Typed frames; ``problems`` holds the warnings.

    Raises
    ------
    ReviewError
        With every error and warning found in all tables at once, sorted, where there is at least one error.
    """
    result, problems = examine(review, the_day(today))
    if any(problem.severity == "error" for problem in problems):
        raise ReviewError(problems)
    return Extraction(**result, problems=problems)


def examine(review: Review, today: date) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return the typed frames that could be read, without their faulty rows, and all problems, sorted."""
    cells, problems = _read(review)
    files = {table: review.shown(review.extraction / f"{table}.csv") for table in SCHEMAS}
    frames: dict[str, pd.DataFrame] = {}
    for table, rows in cells.items():
        wrong = violations(table, rows, files[table])
        frames[table] = typed(table, rows.drop(index=sorted({problem.row for problem in wrong})))
        problems += wrong + breaches(table, frames[table], files[table])
        if table in DATED:
            problems += year_problems(review.extraction / f"{table}.csv", files[table], rows, today)
    report_ids = _report_ids(review, problems)
    problems += link_problems(frames, cells, files, known_studies(cells, report_ids), review)
    return frames, sorted(problems + _strangers(review))


def _read(review: Review) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Read every table as text; one that cannot be read is a problem, and the others are read all the same."""
    cells: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table, schema in SCHEMAS.items():
        path = review.extraction / f"{table}.csv"
        try:
            cells[table] = read_table(path, list(schema.columns), review.shown(path))
        except ReviewError as error:
            problems += error.problems
    return cells, problems


def _report_ids(review: Review, problems: list[Problem]) -> pd.DataFrame | None:
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
