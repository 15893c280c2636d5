"""What a check says of the agreed table: resolutions, accepted warnings, and figures that do not fit each other."""

from __future__ import annotations

from datetime import date

from ettervern.extract.consistency import as_problems, read_accepted, warnings
from ettervern.extract.extractors import read_extractors
from ettervern.extract.naming import Naming
from ettervern.extract.resolution import read_resolutions, resolve
from ettervern.extract.tables import Extraction
from ettervern.files import Problem, ReviewError
from ettervern.review import Review


def second_look(review: Review, extraction: Extraction, today: date) -> list[Problem]:
    """Return faults of the tables that lie beside the extraction tables (errors), and what does not fit (warnings).

    Parameters
    ----------
    review : Review
        The review.
    extraction : Extraction
        Its tables, without errors.
    today : date
        The day that counts as today.

    Returns
    -------
    list of Problem
        Sorted. A row of outcomes.csv on which the extractions do not agree and that nobody resolved is a warning; so
        is each oddity that nobody accepted.
    """
    problems: list[Problem] = []
    try:
        read_extractors(review)
    except ReviewError as error:
        problems += error.problems
    try:
        accepted = read_accepted(review)
        problems += as_problems(warnings(extraction, accepted), review)
    except ReviewError as error:
        problems += error.problems
    try:
        resolutions = read_resolutions(review, today)
        file = review.shown(review.extraction / "outcomes.csv")
        tables = (extraction.outcomes, extraction.extraction_1, extraction.extraction_2)
        problems += resolve(*tables, resolutions, file, Naming.of(review)).problems
    except ReviewError as error:
        problems += error.problems
    return sorted(problems)
