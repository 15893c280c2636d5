"""The pairs of records that may be copies of one report, as the exports and a person's decisions leave them now."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ettervern.deduplicate import deduplicate
from ettervern.deduplicate.desk import open_pairs
from ettervern.files import read_table
from ettervern.paths import duplicate_decisions, known_reports
from ettervern.records import read_files
from ettervern.review import Review
from ettervern.search.export import read_log
from ettervern.staging import is_file


class Doubts(NamedTuple):
    """Records, the pairs that nobody has decided on (``record_1, record_2, reason``), and where decisions are kept."""

    records: pd.DataFrame
    pairs: pd.DataFrame
    path: Path


def doubts(review: Review) -> Doubts:
    """Return the doubtful pairs of a review.

    Raises
    ------
    ReviewError
        An export or a table of decisions that can't be read.
    """
    log = read_log(review)
    paths = {review.searches / name: source for name, source in zip(log["file"], log["source"], strict=True) if name}
    reading = read_files(list(paths), databases=paths)
    path, known = duplicate_decisions(review), known_reports(review)
    decisions = read_table(path) if is_file(path) else None
    before = read_table(known) if is_file(known) else None
    result = deduplicate(reading.records, decisions=decisions, known=before)
    return Doubts(reading.records, open_pairs(result.review, decisions), path)
