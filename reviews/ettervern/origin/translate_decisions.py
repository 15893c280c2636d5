"""Translate the first screening's decisions from study ids to report ids. Run once; kept to show how it was done.

    python reviews/ettervern/origin/translate_decisions.py

The votes were made under the study ids of the extracted data. ``record_keys.csv`` says which record (file and
position) bears which study id, ``results/duplicates.csv`` which record belongs to which report. Together they give
``screening/<review>/report_ids.csv`` and the decision files. Duplicate removal itself never reads the keys.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table, table_text, write_whole
from ettervern.review import Review
from ettervern.screen.decisions import ADJUDICATION
from ettervern.screen.rules import COLUMNS

STAGE = "title-abstract"
VOTERS = ("reviewer-1", "reviewer-2", ADJUDICATION)


def pair_ids(keys: pd.DataFrame, duplicates: pd.DataFrame) -> pd.DataFrame:
    """Return ``study_id, report_id``, a row a report; refuse anything but one to one.

    Parameters
    ----------
    keys : DataFrame
        ``file, position, study_id``, a row a record.
    duplicates : DataFrame
        ``file, position, report_id``, a row a record.

    Raises
    ------
    ReviewError
        A record with no partner, a study id with two reports or a report with two study ids.
    """
    place = ["file", "position"]
    both = keys.merge(duplicates[[*place, "report_id"]], on=place, how="outer", validate="1:1").fillna("")
    problems = [
        Problem("record_keys.csv", 0, "", f"record {row.position} of {row.file} is not on both lists")
        for row in both[(both["study_id"] == "") | (both["report_id"] == "")].itertuples()
    ]
    pairs = both[["study_id", "report_id"]].drop_duplicates().sort_values(["study_id", "report_id"])
    for one, other in (("study_id", "report_id"), ("report_id", "study_id")):
        for name, rows in pairs.groupby(one):
            if len(rows) > 1:
                many = ", ".join(rows[other])
                problems.append(Problem("duplicates.csv", 0, one, f"{name} stands for {len(rows)}: {many}"))
    if problems:
        raise ReviewError(problems)
    return pairs.reset_index(drop=True)


def translate(votes: pd.DataFrame, pairs: pd.DataFrame, criteria_version: str, name: str) -> pd.DataFrame:
    """Return votes made under study ids as lines of a decision file, in the order in which they stand."""
    reports = dict(zip(pairs["study_id"], pairs["report_id"], strict=True))
    unknown = [
        Problem(name, row, "study_id", f"{study!r} is no record's study id")
        for row, study in zip(votes.index.to_list(), votes["study_id"], strict=True)
        if study not in reports
    ]
    if unknown:
        raise ReviewError(unknown)
    lines = votes.assign(time=votes["date"], report_id=votes["study_id"].map(reports))
    return lines.assign(criteria_version=criteria_version, rank="")[list(COLUMNS)]


def run(review: Review) -> list[Path]:
    """Write the ids and the decision files, all or none; what is there already is never overwritten.

    Returns
    -------
    list of Path
        The files.
    """
    origin = review.folder / "origin"
    keys = read_table(origin / "record_keys.csv", ["file", "position", "study_id"])
    duplicates = read_table(review.results / "duplicates.csv", ["file", "position", "report_id"])
    pairs = pair_ids(keys, duplicates)
    planned = {review.screening / "report_ids.csv": table_text(pairs)}
    version = str(review.settings.criteria.version)
    for voter in VOTERS:
        name = f"{STAGE}_{voter}.csv"
        votes = read_table(origin / name, ["date", "study_id", "decision", "role", "reason", "note"])
        lines = translate(votes, pairs, version, name)
        planned[review.screening / "decisions" / STAGE / f"{voter}.csv"] = table_text(lines)
    taken = [path for path, text in planned.items() if path.exists() and path.read_text("utf-8") != text]
    if taken:
        message = "is there already with other content; decisions are never overwritten"
        raise ReviewError([Problem(review.shown(path), 0, "", message) for path in taken])
    for path, text in planned.items():
        write_whole(path, text)
    return list(planned)


if __name__ == "__main__":
    try:
        for written in run(Review.open(Path(__file__).resolve().parent.parent)):
            print(written)
    except ReviewError as error:
        sys.exit(str(error))
