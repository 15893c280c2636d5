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
from typing import TYPE_CHECKING

import pandas as pd

from ettervern.extract.dates import plain_day
from ettervern.files import Problem, ReviewError
from ettervern.living.built import kept_studies
from ettervern.living.kept_up import kept_up_file, read_kept_up
from ettervern.publish.results import KEPT_UP
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.search.crossref import Crossref
from ettervern.search.notices import by_weight, nature
from ettervern.transaction import transaction

if TYPE_CHECKING:
    from ettervern.search.fetch import Fetcher

COLUMNS = KEPT_UP["retractions"]
#: Columns of the Retraction Watch export that are read.
WATCHED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI", "Reason")


def read_retractions(review: Review) -> pd.DataFrame:
    """Return the notices that are known; empty where there are none."""
    return read_kept_up(review, "retractions")


def last_words(review: Review) -> dict[str, list[str]]:
    """Return for each study with notices what each says and when, the one that counts first."""
    result: dict[str, list[str]] = {}
    for row in by_weight(read_retractions(review)).to_dict("records"):
        message = f"{row['nature'].replace('_', ' ')} {row['date'] or '(date unknown)'}"
        words = result.setdefault(str(row["study_id"]), [])
        if message not in words:  # two sources may know the same notice
            words.append(message)
    return dict(sorted(result.items()))


def last_check(review: Review) -> date | None:
    """Return when included studies were last held against retractions."""
    days = read_kept_up(review, "retraction_checks")["date"]
    return max((plain_day(day) for day in days), default=None)


def included(review: Review) -> pd.DataFrame:
    """Return study_id, doi, pmid of every kept study that has one of the two."""
    table = kept_studies(review, ["study_id", "doi", "pmid"])[["study_id", "doi", "pmid"]]
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
    try:
        lines = list(reader)
    except csv.Error as error:
        problem = Problem(path.name, reader.reader.line_num, "", f"not readable as CSV ({error})")
        raise ReviewError(problem) from error
    missing = [name for name in WATCHED if name not in (reader.fieldnames or [])]
    if missing:
        message = f"no column {', '.join(missing)}; is it Retraction Watch's export?"
        raise ReviewError(Problem(path.name, 1, "", message))
    by_doi = {row["doi"]: row["study_id"] for row in studies.to_dict("records") if row["doi"]}
    by_pmid = {row["pmid"]: row["study_id"] for row in studies.to_dict("records") if row["pmid"]}
    rows = []
    for cells in lines:
        doi, pmid = _plain(cells["OriginalPaperDOI"]), (cells["OriginalPaperPubMedID"] or "").strip()
        study = by_doi.get(doi) or (by_pmid.get(pmid) if pmid != "0" else None)
        if study:
            messages = (cells["RetractionNature"] or "").strip()
            about = {"study_id": study, "doi": doi, "nature": nature(messages), "as_said": messages}
            about |= {"date": _day(cells["RetractionDate"] or ""), "notice": _plain(cells["RetractionDOI"])}
            rows.append({**about, "reason": (cells["Reason"] or "").strip(" ;"), "source": "Retraction Watch"})
    return pd.DataFrame(rows, columns=list(COLUMNS[:-1]), dtype="str")


def from_crossref(studies: pd.DataFrame, source: Crossref, fetch: Fetcher) -> pd.DataFrame:
    """Return the notices that Crossref has on some studies."""
    by_doi = {row["doi"]: row["study_id"] for row in studies.to_dict("records") if row["doi"]}
    rows = []
    for result in source.updates(fetch, sorted(by_doi)):
        about = {"study_id": by_doi[result["doi"]], "doi": result["doi"], "nature": nature(result["nature"])}
        about |= {"as_said": result["nature"], "date": result["date"], "notice": result["notice"]}
        rows.append({**about, "reason": "", "source": "Crossref"})
    return pd.DataFrame(rows, columns=list(COLUMNS[:-1]), dtype="str")


def _plain(doi: str | None) -> str:
    """Return a DOI in small letters without address; empty for “unavailable”."""
    result = re.search(r"10\.\d{4,9}/\S+", doi or "")
    return result.group().lower() if result else ""


def _day(text: str) -> str:
    """Return the date of “1/31/2020 0:00” as 2020-01-31; what cannot be read stays as it stands."""
    first = text.strip().split(" ")[0]
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(first, form).date().isoformat()
        except ValueError:
            continue
    return first


def note(review: Review, result: pd.DataFrame, source: str, studies: int, today: date) -> int:
    """Add notices to ``retractions.csv``, and the look itself to ``retraction_checks.csv``.

    Returns
    -------
    int
        Notices that were not known.
    """
    with transaction(review.root, "ettervern search retractions"):
        return _note(review, result, source, studies, today)


def _note(review: Review, results: pd.DataFrame, source: str, studies: int, today: date) -> int:
    old = read_retractions(review)
    keys = ["study_id", "nature", "date", "notice", "source"]
    known = set(old[keys].itertuples(index=False, name=None))
    new = results[[row not in known for row in results[keys].itertuples(index=False, name=None)]].drop_duplicates(keys)
    if len(new):
        joined = pd.concat([old, new.assign(found=today.isoformat())], ignore_index=True)
        put_rows(kept_up_file(review, "retractions"), joined.fillna(""))
    checks = read_kept_up(review, "retraction_checks")
    line = {"date": today.isoformat(), "source": source, "studies": str(studies), "notices": str(len(results))}
    looked = pd.concat([checks, pd.DataFrame([line], dtype="str")]).fillna("").drop_duplicates(list(line))
    put_rows(kept_up_file(review, "retraction_checks"), looked)
    return len(new)
