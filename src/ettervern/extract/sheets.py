"""Sheets to fill in: one a study and extractor, so that two people work without seeing each other's figures.

``extraction/sheets/<study>_1.csv`` and ``_2.csv`` have the columns of a raw extraction, ``<study>_study.csv`` those of
studies.csv. A filled sheet is checked as a whole and then added to its table; the sheet itself stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ettervern.extract.cells import IDENTIFIER
from ettervern.extract.rules import breaches
from ettervern.extract.schemas import SCHEMAS
from ettervern.files import Problem, ReviewError, read_table, write_table
from ettervern.records.sheet import read_sheet
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import columns as columns_of
from ettervern.schema import entered, faults, shown
from ettervern.staging import is_file
from ettervern.transaction import transaction

#: End of a sheet's name -> table that it is added to.
PARTS = {"1": "extraction_1", "2": "extraction_2", "study": "studies"}
_NAME = re.compile(r"(?P<study>.+)_(?P<part>1|2|study)\.(?:csv|xlsx)", re.IGNORECASE)
FROM_REPORT = ("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid")


@dataclass(frozen=True)
class Added:
    """What adding a sheet did.

    Attributes
    ----------
    table : str
        Name of the table.
    rows : int
        Rows added.
    known : int
        Rows of the sheet that stood in the table already.
    notes : tuple of str
        What a person should know of how the sheet was read.
    """

    table: str
    rows: int
    known: int
    notes: tuple[str, ...] = ()


def folder(review: Review) -> Path:
    """Return where sheets lie."""
    return review.extraction / "sheets"


def new_sheets(
    review: Review, study_id: str, *, report_id: str = "", parts: Sequence[str] = tuple(PARTS)
) -> list[Path]:
    """Lay out the sheets of a study, and note which report it is.

    Parameters
    ----------
    review : Review
        A built review.
    study_id : str
        The id under which the tables know the study; becomes a file name, so only letters, digits, ``_ . -``.
    report_id : str
        The report, for a study that no table knows yet; added to ``report_ids.csv``.
    parts : sequence of str
        Which sheets: ``1``, ``2``, ``study``. One that is there already is left alone.

    Returns
    -------
    list of Path
        The sheets made.

    Raises
    ------
    ReviewError
        An id that cannot be one, a report that is not there or belongs to another study.
    """
    if not IDENTIFIER.fullmatch(study_id):
        expected = "expected letters a to z, digits, _ . or -"
        raise ReviewError(Problem("study_id", 0, "", f"{shown(study_id)}: {expected}"))
    with transaction(review.root, "ettervern extract new"):
        return _new_sheets(review, study_id, report_id, parts)


def _new_sheets(review: Review, study_id: str, report_id: str, parts: Sequence[str]) -> list[Path]:
    pairs = _with_report(review, study_id, report_id)
    seen = _seen(review, study_id, pairs)
    made = []
    for part in parts:
        path = folder(review) / f"{study_id}_{part}.csv"
        if not path.exists() and not (part == "study" and _described(review, study_id)):
            write_table(path, _empty(review, study_id, part, seen))
            made.append(path)
    if pairs is not None:
        put_rows(review.screening / "report_ids.csv", pairs)
    return made


def _with_report(review: Review, study_id: str, report_id: str) -> pd.DataFrame | None:
    """Return report_ids.csv with the study in it; None where it cannot and need not be there."""
    path = review.screening / "report_ids.csv"
    columns = ["study_id", "report_id"]
    pairs = (
        read_table(path, columns, review.shown(path)) if is_file(path) else pd.DataFrame(columns=columns, dtype="str")
    )
    known = pairs.loc[pairs["study_id"] == study_id, "report_id"]
    if not report_id:
        if known.empty and not _described(review, study_id):
            message = f"{shown(study_id)} is in no table yet; say which report it is, with --report"
            raise ReviewError(Problem(review.shown(path), 0, "study_id", message))
        return pairs if not known.empty else None
    if not known.empty and known.item() != report_id:
        message = f"{shown(study_id)} is the report {known.item()} already"
        raise ReviewError(Problem(review.shown(path), 0, "report_id", message))
    reports = read_table(review.results / "reports.csv", ["report_id"])
    if report_id not in set(reports["report_id"]):
        raise ReviewError(
            Problem("reports.csv", 0, "report_id", f"no report {shown(report_id)}; run 'ettervern build'")
        )
    new = pd.DataFrame([{"study_id": study_id, "report_id": report_id}], dtype="str")
    return pairs if not known.empty else pd.concat([pairs, new], ignore_index=True)


def _described(review: Review, study_id: str) -> bool:
    """Return whether studies.csv or findings_in_words.csv has the study."""
    tables = [review.extraction / f"{name}.csv" for name in ("studies", "findings_in_words")]
    return any(study_id in set(read_table(path, ["study_id"])["study_id"]) for path in tables if is_file(path))


def _seen(review: Review, study_id: str, pairs: pd.DataFrame | None) -> dict[str, str]:
    """Return the citation of the study's report, as the search exports have it."""
    path = review.results / "reports.csv"
    if pairs is None or not is_file(path):
        return {}
    reports = read_table(path, ["report_id", *FROM_REPORT])
    wanted = set(pairs.loc[pairs["study_id"] == study_id, "report_id"])
    result = reports[reports["report_id"].isin(wanted)].to_dict("records")
    return {name: str(result[0][name]) for name in FROM_REPORT} if result else {}


def _empty(review: Review, study_id: str, part: str, seen: dict[str, str]) -> pd.DataFrame:
    """Return a sheet with the columns of its table and what is known already."""
    columns = list(columns_of(SCHEMAS[PARTS[part]]))
    if part == "study":
        doi = {"source_url": f"https://doi.org/{seen['doi']}"} if seen.get("doi") else {}
        rows = [{"study_id": study_id, "bibkey": study_id, **seen, **doi, "trial": study_id}]
    else:
        rows = [{"study_id": study_id, "outcome": name} for name in review.outcomes]
    return pd.DataFrame(rows, columns=columns, dtype="str").fillna("")


def add_sheet(review: Review, path: Path) -> Added:
    """Check a filled sheet and add its rows to their table, all or none.

    Parameters
    ----------
    review : Review
        The review whose table gets the rows.
    path : Path
        A sheet made by :func:`new_sheets`; its name tells the table. Rows of which only the outcome is filled in are
        passed over: nothing was found for it.

    Raises
    ------
    ReviewError
        Every fault of the sheet; the table is then as it was.
    """
    match = _NAME.fullmatch(path.name)
    if match is None:
        message = "expected the name of a sheet: STUDY_1.csv, STUDY_2.csv or STUDY_study.csv (or .xlsx)"
        raise ReviewError(Problem(path.name, 0, "", message))
    table = PARTS[match["part"].lower()]
    columns = list(columns_of(SCHEMAS[table]))
    cells, notes = _cells(path, columns)
    filled = cells[(cells.drop(columns=["study_id", "outcome"], errors="ignore") != "").any(axis=1)]
    problems = _faults(table, filled, path.name, match["study"])
    if problems:
        raise ReviewError(problems)
    with transaction(review.root, "ettervern extract add"):
        return replace(_add(review, path, match["study"], table, filled), notes=notes)


def _add(review: Review, path: Path, study: str, table: str, filled: pd.DataFrame) -> Added:
    """Add the rows that a table does not have."""
    columns = list(filled.columns)
    target = review.extraction / f"{table}.csv"
    old = read_table(target, columns, review.shown(target))
    known = set(old[columns].itertuples(index=False, name=None))
    new = filled[[row not in known for row in filled.itertuples(index=False, name=None)]]
    if table == "studies" and set(new["study_id"]) & set(old["study_id"]):
        message = f"{shown(study)} has a row in studies.csv already, with other cells; change it there"
        raise ReviewError(Problem(path.name, 2, "study_id", message))
    if len(new):
        joined = pd.concat([old, new.reindex(columns=old.columns)], ignore_index=True).fillna("")
        put_rows(target, joined)
    return Added(table, len(new), len(filled) - len(new))


def _cells(path: Path, columns: Sequence[str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the cells of a sheet as a spreadsheet saved it, in any encoding, and what to say of how it was read."""
    results = read_sheet(path, columns)
    lines = pd.Index([line for line, _ in results.rows], name="row")
    return pd.DataFrame(results.named(columns, path.name), index=lines, dtype="str"), results.notes


def _faults(table: str, cells: pd.DataFrame, file: str, study: str) -> list[Problem]:
    """Return what is wrong in a sheet."""
    problems = [
        Problem(file, int(row), "study_id", f"expected {shown(study)}, as in the name of the sheet")
        for row in cells.index[cells["study_id"] != study]
    ]
    problems += faults(columns_of(SCHEMAS[table]), cells, file)
    if not problems:
        problems = [one for one in breaches(table, entered(SCHEMAS[table], cells), file) if one.severity == "error"]
    return problems
