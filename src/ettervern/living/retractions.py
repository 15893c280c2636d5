"""Retractions and corrections of included studies: from a Retraction Watch export, and from Crossref.

``retractions.csv`` in the review folder holds every notice that was found, ``retraction_checks.csv`` when was looked
and in what. A notice once found is never removed by a later look.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table, write_table
from ettervern.publish.results import KEPT_UP
from ettervern.review import Review
from ettervern.search.crossref import Crossref
from ettervern.search.fetch import Fetcher

COLUMNS = KEPT_UP["retractions"]
CHECKS = KEPT_UP["retraction_checks"]
#: Columns of the Retraction Watch export that are read.
WATCHED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI", "Reason")
#: What notices call themselves -> what it means for a reader, in order of weight.
NATURES = {
    "retraction": re.compile(r"retract|withdraw|removal", re.IGNORECASE),
    "expression_of_concern": re.compile(r"concern", re.IGNORECASE),
    "reinstatement": re.compile(r"reinstat", re.IGNORECASE),
    "correction": re.compile(r"correct|erratum|corrigendum|addendum|clarification", re.IGNORECASE),
}


def nature(text: str) -> str:
    """Return what a notice is: a key of ``NATURES``, else ``other``."""
    return next((name for name, pattern in NATURES.items() if pattern.search(text)), "other")


def retractions_file(review: Review) -> Path:
    """Return where notices lie."""
    return review.folder / "retractions.csv"


def read_retractions(review: Review) -> pd.DataFrame:
    """Return the notices that are known; empty where there are none."""
    path = retractions_file(review)
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS), dtype="str")
    return read_table(path, COLUMNS, review.shown(path)).reset_index(drop=True)


def last_check(review: Review) -> date | None:
    """Return when included studies were last held against retractions."""
    path = review.folder / "retraction_checks.csv"
    if not path.is_file():
        return None
    return max((date.fromisoformat(day) for day in read_table(path, CHECKS)["date"]), default=None)


def included(review: Review) -> pd.DataFrame:
    """Return study_id, doi, pmid of every kept study that has one of the two."""
    path = review.results / "studies.csv"
    if not path.is_file():
        raise ReviewError(Problem(review.shown(path), 0, "", "not there yet; run 'ettervern build --no-book' first"))
    table = read_table(path, ["study_id", "doi", "pmid"])[["study_id", "doi", "pmid"]]
    return table[(table["doi"] != "") | (table["pmid"] != "")].assign(doi=table["doi"].str.lower())


def from_retraction_watch(studies: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return the notices that a Retraction Watch export (CSV) has on some studies.

    Parameters
    ----------
    studies : DataFrame
        study_id, doi, pmid.
    path : Path
        The export, as Crossref hands it out.

    Raises
    ------
    ReviewError
        Where it is no such export.
    """
    if not path.is_file():
        raise ReviewError(Problem(path.name, 0, "", "the file is missing"))
    # The export mixes encodings in names and notes; what is read here (DOIs, dates, words) is plain in all of them.
    text = path.read_bytes().decode("utf-8-sig", "replace")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in WATCHED if name not in (reader.fieldnames or [])]
    if missing:
        raise ReviewError(
            [Problem(path.name, 1, name, "the column is missing; is it Retraction Watch?") for name in missing]
        )
    by_doi = {row["doi"]: row["study_id"] for row in studies.to_dict("records") if row["doi"]}
    by_pmid = {row["pmid"]: row["study_id"] for row in studies.to_dict("records") if row["pmid"]}
    rows = []
    for cells in reader:
        doi, pmid = _plain(cells["OriginalPaperDOI"]), (cells["OriginalPaperPubMedID"] or "").strip()
        study = by_doi.get(doi) or (by_pmid.get(pmid) if pmid != "0" else None)
        if study:
            said = (cells["RetractionNature"] or "").strip()
            about = {"study_id": study, "doi": doi, "nature": nature(said), "as_said": said}
            about |= {"date": _day(cells["RetractionDate"] or ""), "notice": _plain(cells["RetractionDOI"])}
            rows.append({**about, "reason": (cells["Reason"] or "").strip(" ;"), "source": "Retraction Watch"})
    return pd.DataFrame(rows, columns=list(COLUMNS[:-1]), dtype="str")


def from_crossref(studies: pd.DataFrame, source: Crossref, fetch: Fetcher) -> pd.DataFrame:
    """Return the notices that Crossref has on some studies."""
    by_doi = {row["doi"]: row["study_id"] for row in studies.to_dict("records") if row["doi"]}
    rows = []
    for found in source.updates(fetch, sorted(by_doi)):
        about = {"study_id": by_doi[found["doi"]], "doi": found["doi"], "nature": nature(found["nature"])}
        about |= {"as_said": found["nature"], "date": found["date"], "notice": found["notice"]}
        rows.append({**about, "reason": "", "source": "Crossref"})
    return pd.DataFrame(rows, columns=list(COLUMNS[:-1]), dtype="str")


def _plain(doi: str | None) -> str:
    """Return a DOI in small letters without address; empty for “unavailable”."""
    found = re.search(r"10\.\d{4,9}/\S+", doi or "")
    return found.group().lower() if found else ""


def _day(text: str) -> str:
    """Return the date of “1/31/2020 0:00” as 2020-01-31; what cannot be read stays as it stands."""
    first = text.strip().split(" ")[0]
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(first, form).date().isoformat()
        except ValueError:
            continue
    return first


def note(review: Review, found: pd.DataFrame, source: str, studies: int, today: date) -> int:
    """Add notices to ``retractions.csv``, and the look itself to ``retraction_checks.csv``.

    Returns
    -------
    int
        Notices that were not known.
    """
    old = read_retractions(review)
    keys = ["study_id", "nature", "date", "notice", "source"]
    known = set(old[keys].itertuples(index=False, name=None))
    new = found[[row not in known for row in found[keys].itertuples(index=False, name=None)]].drop_duplicates(keys)
    if len(new):
        joined = pd.concat([old, new.assign(found=today.isoformat())], ignore_index=True)
        write_table(retractions_file(review), joined[list(COLUMNS)])
    path = review.folder / "retraction_checks.csv"
    checks = read_table(path, CHECKS) if path.is_file() else pd.DataFrame(columns=list(CHECKS), dtype="str")
    line = {"date": today.isoformat(), "source": source, "studies": str(studies), "notices": str(len(found))}
    write_table(path, pd.concat([checks, pd.DataFrame([line], dtype="str")]).drop_duplicates()[list(CHECKS)])
    return len(new)
