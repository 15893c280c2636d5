"""Sheets to fill in: one a study and extractor, so that two people work without seeing each other's figures.

``extraction/sheets/<study>_1.xlsx`` and ``_2.xlsx``, with the extractor's name behind where it is known, have the
columns of a raw extraction, ``<study>_study.xlsx`` those of studies.csv. Sheets stay out of git: what counts is what is
added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ettervern.extract.cells import IDENTIFIER
from ettervern.extract.choices import choices
from ettervern.extract.layout import workbook
from ettervern.extract.schemas import SCHEMAS
from ettervern.files import Problem, ReviewError, read_table, table_text, write_whole
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import columns as columns_of
from ettervern.schema import shown
from ettervern.staging import files_in, is_file
from ettervern.transaction import transaction

#: End of a sheet's name -> table that it is added to.
PARTS = {"1": "extraction_1", "2": "extraction_2", "study": "studies"}
FORMATS = ("xlsx", "csv")
_NAME = re.compile(r"(?P<study>.+)_(?:(?P<part>1|2|study)|(?P<side>[12])_(?P<by>[^_]+))\.(?:csv|xlsx)", re.IGNORECASE)
FROM_REPORT = ("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid")


def folder(review: Review) -> Path:
    """Return where sheets lie."""
    return review.extraction / "sheets"


def sheet_of(path: Path) -> tuple[str, str, str]:
    """Return the study, the part (``1``, ``2``, ``study``) and the extractor that the name of a sheet tells of.

    Raises
    ------
    ReviewError
        A name that is none of a sheet.
    """
    match = _NAME.fullmatch(path.name)
    if match is None:
        message = "expected the name of a sheet: STUDY_1.xlsx, STUDY_2.xlsx or STUDY_study.xlsx (or .csv)"
        raise ReviewError(Problem(path.name, 0, "", message))
    return match["study"], (match["part"] or match["side"]).lower(), match["by"] or ""


def sheets_of(review: Review, study: str) -> dict[Path, str]:
    """Return the sheets of a study that are laid out, each with its part."""
    named = [path for path in files_in(folder(review), f"{study}_*", deep=False) if _NAME.fullmatch(path.name)]
    return {path: sheet_of(path)[1] for path in named if sheet_of(path)[0] == study}


def new_sheets(
    review: Review,
    study_id: str,
    *,
    report_id: str = "",
    parts: Sequence[str] = tuple(PARTS),
    by: Sequence[str] = (),
    form: str = "csv",
    language: str = "en",
) -> list[Path]:
    """Lay out the sheets of a study, and note which report it is.

    Parameters
    ----------
    review : Review
        A built review.
    study_id : str
        The id under which the tables know the study; becomes a file name, so only letters, digits, ``_ . -``.
    report_id : str
        The report, for a study that no table knows yet; added to ``report_ids.csv``. A report whose study nobody has
        named may stand as the study itself.
    parts : sequence of str
        Which sheets: ``1``, ``2``, ``study``. One that is there already is left alone.
    by : sequence of str
        Who fills in the first and the second; left out, the two persons that ``reviewers.csv`` lists, if it lists two.
    form : {"csv", "xlsx"}
        What kind of file.
    language : str
        Of the explanations in a workbook.

    Returns
    -------
    list of Path
        The sheets made.

    Raises
    ------
    ReviewError
        An id or a name that cannot be one, a report that is not there or belongs to another study.
    """
    if not IDENTIFIER.fullmatch(study_id):
        expected = "expected letters a to z, digits, _ . or -"
        raise ReviewError(Problem("study_id", 0, "", f"{shown(study_id)}: {expected}"))
    if form not in FORMATS:
        raise ReviewError(Problem("format", 0, "", f"{shown(form)}: expected {' or '.join(FORMATS)}"))
    names = list(by) or persons(review)
    if len(set(names)) < len(names) or not all(_is_name(name) for name in names) or len(names) > 2:
        message = "expected the names of one or two people, different, of letters a to z, digits, . or -"
        raise ReviewError(Problem("--by", 0, "", message))
    with transaction(review.root, "ettervern extract new"):
        return _new_sheets(review, study_id, report_id, parts, names, form, language)


def _is_name(name: str) -> bool:
    return IDENTIFIER.fullmatch(name) is not None and "_" not in name and name not in PARTS


def persons(review: Review) -> list[str]:
    """Return the persons that ``reviewers.csv`` lists, where they are two: they extract too, the first the first."""
    path = review.screening / "reviewers.csv"
    listed = read_table(path, ["reviewer", "kind"]) if is_file(path) else pd.DataFrame({"reviewer": [], "kind": []})
    named = [str(name) for name in listed.loc[listed["kind"] == "person", "reviewer"] if name != "adjudication"]
    return named if len(named) == 2 else []


def _new_sheets(
    review: Review,
    study_id: str,
    report_id: str,
    parts: Sequence[str],
    names: Sequence[str],
    form: str,
    language: str,
) -> list[Path]:
    pairs = _with_report(review, study_id, report_id)
    seen = _seen(review, study_id, pairs)
    made = []
    there = set(sheets_of(review, study_id).values())
    ends = dict(zip("12", (f"_{name}" for name in names), strict=False))
    for part in parts:
        if part not in there and not (part == "study" and _described(review, study_id)):
            path = folder(review) / f"{study_id}_{part}{ends.get(part, '')}.{form}"
            write_whole(path, _content(review, _empty(review, study_id, part, seen), PARTS[part], form, language))
            made.append(path)
    if pairs is not None:
        put_rows(review.screening / "report_ids.csv", pairs)
    return made


def _content(review: Review, cells: pd.DataFrame, table: str, form: str, language: str) -> str | bytes:
    """Return a sheet as it is written."""
    if form == "csv":
        return table_text(cells)
    needed = [name for name, column in columns_of(SCHEMAS[table]).items() if column.cell.needed and name != "study_id"]
    return workbook(cells, choices(review, table), needed, language)


def _with_report(review: Review, study_id: str, report_id: str) -> pd.DataFrame | None:
    """Return report_ids.csv with the study in it; None where it cannot and need not be there."""
    path = review.screening / "report_ids.csv"
    columns = ["study_id", "report_id"]
    pairs = (
        read_table(path, columns, review.shown(path)) if is_file(path) else pd.DataFrame(columns=columns, dtype="str")
    )
    known = pairs.loc[pairs["study_id"] == study_id, "report_id"]
    reports = _reports(review)
    if not report_id and known.empty and study_id in reports - {*pairs["report_id"]}:
        report_id = study_id  # until it is named, the study of a report has the report's id
    if not report_id:
        if known.empty and not _described(review, study_id):
            message = f"{shown(study_id)} is in no table yet; say which report it is, with --report"
            raise ReviewError(Problem(review.shown(path), 0, "study_id", message))
        return pairs if not known.empty else None
    if not known.empty and known.item() != report_id:
        message = f"{shown(study_id)} is the report {known.item()} already"
        raise ReviewError(Problem(review.shown(path), 0, "report_id", message))
    if report_id not in reports:
        raise ReviewError(
            Problem("reports.csv", 0, "report_id", f"no report {shown(report_id)}; run 'ettervern build'")
        )
    new = pd.DataFrame([{"study_id": study_id, "report_id": report_id}], dtype="str")
    return pairs if not known.empty else pd.concat([pairs, new], ignore_index=True)


def _reports(review: Review) -> set[str]:
    path = review.results / "reports.csv"
    return set(read_table(path, ["report_id"])["report_id"]) if is_file(path) else set()


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
