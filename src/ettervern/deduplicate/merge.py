"""One row a report: the best value of every field from all its records."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ettervern.records import CONTENT_COLUMNS

#: Where a work was printed: taken from one record as far as it goes, so that no place is made up of two.
_TELLING = ("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid", "abstract")
#: Fields of which the longest value is the best.
_LONGEST = ("abstract", "authors", "keywords")
_FINAL = ("volume", "pages")


def richness(records: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return how much each record tells: a point for each telling field, one more for a printed place."""
    points = np.zeros(len(records), dtype=np.int64)
    for name in _TELLING:
        points += (records[name] != "").to_numpy(dtype=np.int64)
    for name in _FINAL:
        points += (records[name] != "").to_numpy(dtype=np.int64)
    shouting = records["title"].str.isupper().fillna(False).to_numpy(dtype=np.bool_)
    bracketed = records["title"].str.startswith("[").fillna(False).to_numpy(dtype=np.bool_)
    return points - shouting - bracketed


def merged_fields(records: pd.DataFrame, cluster: npt.NDArray[np.int64], kept: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return the fields of each report.

    The record kept gives its values; what it lacks comes from the next richest record, and of abstract, authors
    and keywords the longest is taken.

    Parameters
    ----------
    records : DataFrame
        All records, ordered.
    cluster : array of int
        Number of each record's report, 0 to count - 1.
    kept : array of int
        Number of the record kept, for each report.
    """
    reports = records.loc[kept, list(CONTENT_COLUMNS)].reset_index(drop=True)
    sizes = np.bincount(cluster, minlength=len(kept))
    several = sizes[cluster] > 1
    if not several.any():
        return reports
    rows = records.loc[several, list(CONTENT_COLUMNS)].assign(_cluster=cluster[several])
    rows["_rank"] = -richness(records)[several]
    rows["_kept"] = ~np.isin(np.flatnonzero(several), kept)
    rows = rows.sort_values(["_cluster", "_kept", "_rank"], kind="stable")
    for name in CONTENT_COLUMNS:
        best = _best(rows, name)
        reports.loc[best.index, name] = best
    return reports


def _best(rows: pd.DataFrame, name: str) -> pd.Series[str]:
    """Return the best value of a field a report: the first given, or the longest."""
    given = rows.loc[rows[name] != "", ["_cluster", name]]
    if name in _LONGEST:
        length = given[name].str.len()
        given = given.assign(_length=-length).sort_values(["_cluster", "_length"], kind="stable")
    return given.drop_duplicates("_cluster").set_index("_cluster")[name]
