"""Who extracted what: ``extraction/extractors.csv``, a row a study and side, kept in their order.

Branches that each add a study write rows in different places, so that git joins them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ettervern.extract.cells import IDENTIFIER
from ettervern.extract.schemas import ExtractorRow
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import columns, read_entered, shown
from ettervern.staging import is_file

#: Study and side -> who.
Extractors = Mapping[tuple[str, str], ExtractorRow]


def read_extractors(review: Review) -> dict[tuple[str, str], ExtractorRow]:
    """Return who extracted each side of each study, by study and side (``1``, ``2``); empty where nobody is named.

    Raises
    ------
    ReviewError
        A cell that is missing or no word of its list, or a side that stands twice.
    """
    path = review.extraction / "extractors.csv"
    file, result = review.shown(path), dict[tuple[str, str], ExtractorRow]()
    problems = []
    for line, row in (read_entered(ExtractorRow, path, file) if is_file(path) else {}).items():
        if result.setdefault((row.study_id, row.side), row) is not row:
            message = f"side {row.side} of {shown(row.study_id)} stands in an earlier row too; expected one extractor"
            problems.append(Problem(file, line, "side", message))
    if problems:
        raise ReviewError(problems)
    return result


def note_extractor(review: Review, row: ExtractorRow) -> None:
    """Write down who filled in a side of a study; what is noted already must say the same.

    Raises
    ------
    ReviewError
        A name that is none, a side that somebody else has filled in, or one person on both sides: two extractions are
        independent only where two have made them.
    """
    known, file = read_extractors(review), review.shown(review.extraction / "extractors.csv")
    mine, other = known.get((row.study_id, row.side)), known.get((row.study_id, "12".replace(row.side, "")))
    message = ""
    if not IDENTIFIER.fullmatch(row.by):
        message = f"{shown(row.by)}: expected a name of letters a to z, digits, _ . or -"
    elif mine is not None and mine.by != row.by:
        message = f"side {row.side} of {shown(row.study_id)} is {shown(mine.by)}'s already; expected one extractor"
    elif other is not None and other.by == row.by:
        message = f"{shown(row.by)} has filled in side {other.side} of {shown(row.study_id)}; expected somebody else"
    if message:
        raise ReviewError(Problem(file, 0, "by", message))
    if mine is None:
        _put(review, row)


def _put(review: Review, row: ExtractorRow) -> None:
    path, names = review.extraction / "extractors.csv", list(columns(ExtractorRow))
    old = read_table(path, names) if is_file(path) else pd.DataFrame(columns=names, dtype="str")
    new = pd.concat([old, pd.DataFrame([row._asdict()])], ignore_index=True)
    put_rows(path, new.sort_values(["study_id", "side"], kind="stable", ignore_index=True))
