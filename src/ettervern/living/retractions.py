"""Retractions and corrections of included studies: from a Retraction Watch export, and from Crossref.

``retractions.csv`` in the review folder holds every notice that was found, ``retraction_checks.csv`` when was looked
and in what. A notice once found is never removed by a later look.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ettervern.extract.dates import plain_day
from ettervern.files import Problem, ReviewError
from ettervern.living.built import kept_studies
from ettervern.living.kept_up import kept_up_file, read_kept_up
from ettervern.publish.results import RetractionRow
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import frame
from ettervern.schema import rows as rows_of
from ettervern.search.crossref import Crossref
from ettervern.search.notices import by_weight, nature
from ettervern.transaction import transaction

if TYPE_CHECKING:
    from ettervern.search.fetch import Fetcher

#: Columns of the Retraction Watch export that are read.
WATCHED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI", "Reason")


def read_retractions(review: Review) -> pd.DataFrame:
    """Return the notices that are known; empty where there are none."""
    return read_kept_up(review, "retractions")


def last_words(review: Review) -> dict[str, list[str]]:
    """Return for each study with notices what each says and when, the one that counts first."""
    result: dict[str, list[str]] = {}
    for row in rows_of(RetractionRow, by_weight(read_retractions(review))):
        message = f"{row.nature.replace('_', ' ')} {row.date or '(date unknown)'}"
        words = result.setdefault(row.study_id, [])
        if message not in words:  # two sources may know the same notice
            words.append(message)
    return dict(sorted(result.items()))


def last_check(review: Review) -> date | None:
    """Return when included studies were last held against retractions."""
    days = read_kept_up(review, "retraction_checks")["date"]
    return max((plain_day(day) for day in days), default=None)


class Included(NamedTuple):
    """A kept study under the ids that notices name: its DOI in small letters, its PubMed number."""

    study_id: str
    doi: str
    pmid: str


def included(review: Review) -> list[Included]:
    """Return every kept study that has a DOI or a PubMed number."""
    studies = rows_of(Included, kept_studies(review, Included._fields))
    return [study._replace(doi=study.doi.lower()) for study in studies if study.doi or study.pmid]


def from_retraction_watch(studies: Sequence[Included], path: Path) -> pd.DataFrame:
    """Return the notices that a Retraction Watch export (CSV) has on some studies.

    Parameters
    ----------
    studies : sequence of Included
        Those that notices are looked for.
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
    by_doi = {study.doi: study.study_id for study in studies if study.doi}
    by_pmid = {study.pmid: study.study_id for study in studies if study.pmid}
    rows = []
    for cells in lines:
        doi, pmid = _plain(cells["OriginalPaperDOI"]), (cells["OriginalPaperPubMedID"] or "").strip()
        study = by_doi.get(doi) or (by_pmid.get(pmid) if pmid != "0" else None)
        if study:
            said, reason = (cells["RetractionNature"] or "").strip(), (cells["Reason"] or "").strip(" ;")
            day, notice = _day(cells["RetractionDate"] or ""), _plain(cells["RetractionDOI"])
            rows.append(RetractionRow(study, doi, nature(said), said, day, notice, reason, "Retraction Watch"))
    return frame(RetractionRow, rows)


def from_crossref(studies: Sequence[Included], source: Crossref, fetch: Fetcher) -> pd.DataFrame:
    """Return the notices that Crossref has on some studies."""
    by_doi = {study.doi: study.study_id for study in studies if study.doi}
    return frame(
        RetractionRow,
        [
            RetractionRow(
                by_doi[one.doi], one.doi, nature(one.nature), one.nature, one.date, one.notice, "", "Crossref"
            )
            for one in source.updates(fetch, sorted(by_doi))
        ],
    )


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
