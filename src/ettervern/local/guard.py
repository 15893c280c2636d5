"""Nothing about persons may lie in a tracked place: find it, and stop.

Looked at is every file that git tracks or would track (all but ignored ones; without git every file but build products
and the data folder), by what it holds, whatever its name ends with, also packed. A sheet with one row a person is known
by the template's columns, by an identifying column, or by its shape; a national identity number is found in any text.
Simulated practice data say so in the file name and in every row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ettervern import git
from ettervern.archives import MOST_BYTES
from ettervern.files import Problem
from ettervern.local import contents
from ettervern.local.contents import Closed
from ettervern.local.disclosure import SMALLEST, gives_away
from ettervern.local.national_id import national_id_line
from ettervern.local.shapes import Sheet, person_level
from ettervern.review import Review
from ettervern.staging import coming, read_bytes

TABLES = {".csv", ".tsv", ".xlsx", ".xlsm"}
#: Forms of data that nobody can look into with a text editor, so that nobody would notice persons in them.
OPAQUE = {".xls", ".sav", ".dta", ".sas7bdat", ".rds", ".rdata", ".parquet", ".feather", ".sqlite", ".mdb"}
#: Sources of programs, where a list of headings is no table.
CODE = {".py", ".js", ".css", ".html", ".svg", ".toml", ".yml", ".yaml", ".r", ".sh", ".cff"}
#: Folders whose content readers get to see.
SHOWN = ("reviews", "screening", "book")
#: Where the counts of a table come from; see the column ``origin``.
ORIGINS = ("person_level", "published", "simulated", "calculated")
#: Columns of tables from persons that hold counts, and the total that the first three add up to.
PARTS = ("events", "no_events", "lost")
COUNTS = (*PARTS, "n", "at_risk", "both", "only_service", "only_comparison", "neither")


def problems(review: Review) -> list[Problem]:
    """Return an error for every file in a tracked place that holds persons, or counts of fewer than five of them.

    Parameters
    ----------
    review : Review
        The whole project that it lies in is looked through; nothing is changed.
    """
    result: list[Problem] = []
    # What an update is about to put in place is looked into too.
    tracked = {path for name in git.tracked(review.root) if (path := review.root / name).is_file()}
    for path in sorted({*tracked, *coming(review.root)}):
        result += _file_problems(path, path.relative_to(review.root).as_posix())
    return sorted(result)


def _file_problems(path: Path, name: str) -> list[Problem]:
    suffix, parts = path.suffix.lower(), Path(name).parts
    if parts[0] == "reviews" and parts[2:4] == ("local", "data"):
        message = "the folder for data about persons must not be tracked; put reviews/*/local/data/ in .gitignore"
        return [Problem(name, 0, "", message)]
    if suffix in OPAQUE:
        message = "data in this form can't be looked through for persons; keep it out, or save it as CSV"
        return [Problem(name, 0, "", message, "error" if parts[0] in SHOWN else "warning")]
    if suffix == ".ipynb" and parts[0] == "reviews" and _has_outputs(path):
        return [Problem(name, 0, "", "a notebook with results may show persons; clear all outputs before it is shared")]
    if national_id_line(path.name.replace(".", " ")):
        return [Problem(name, 0, "", "the name of the file holds a national identity number; give it another")]
    return sorted(set(_content_problems(path, name)))


def _content_problems(path: Path, name: str) -> Iterator[Problem]:
    """Find persons in what a file holds."""
    suffix = path.suffix.lower()
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:  # else it is staged, and in memory already
            raise Closed(f"larger than {MOST_BYTES // 1_000_000} MB")
        meant = "table" if suffix in TABLES else "code" if suffix in CODE else ""
        results = list(contents.parts(read_bytes(path), meant=meant))
    except Closed as error:
        # An export of a search has its own check.
        if not (_from_search(name) and "searches" in Path(name).parts):
            file = "error" if Path(name).parts[0] in SHOWN or suffix in TABLES else "warning"
            message = f"can't be looked through for persons ({error}); keep it out, or save it as CSV in UTF-8"
            yield Problem(name, 0, "", message, file)
        return
    sheets = [part.sheet for part in results if part.sheet]
    if "simulated" in path.name and sheets and _marked(sheets[0]):
        return
    persons = _persons(sheets, name) or _numbers([part.text for part in results], name)
    if persons:
        yield persons
    elif suffix in TABLES:
        yield from (problem for sheet in sheets for problem in _origin_problems(sheet, name))


def _persons(sheets: list[Sheet], name: str) -> Problem | None:
    """Return an error where a table holds persons."""
    why = next((result for sheet in sheets if (result := person_level(sheet))), "")
    if not why:
        return None
    message = f"holds data about persons ({why}); move it to reviews/<review>/local/data/, which is never shared"
    return Problem(name, 0, "", message)


def _numbers(texts: list[str], name: str) -> Problem | None:
    """Return an error where a national identity number stands; a warning in an export, as some other number may be one.

    One in 140 of all numbers with eleven digits passes the test, and an export has many, which nobody may change.
    """
    line = next((result for text in texts if (result := national_id_line(text))), 0)
    if not line:
        return None
    message = "a national identity number stands here; take it out, also from the history of git"
    return Problem(name, line if len(texts) == 1 else 0, "", message, "warning" if _from_search(name) else "error")


def _from_search(name: str) -> bool:
    """Return whether a file is an export of a search, or made of them: what a database says of published reports."""
    folder, file = Path(name).parts, Path(name)
    if folder[0] != "reviews" or file.suffix == ".md":
        return False
    return "searches" in folder[2:3] or ("results" in folder[2:3] and not file.name.startswith("local_"))


def _has_outputs(path: Path) -> bool:
    """Return whether a notebook holds results; one that can't be read counts as holding some."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return any(cell.get("outputs") for cell in cells)
    except (ValueError, KeyError, TypeError, AttributeError):
        return True


def _marked(sheet: Sheet) -> bool:
    """Return whether every row says that it is simulated."""
    places = [place for place, heading in enumerate(sheet.header) if heading in ("simulated", "simulert")]
    return bool(places and sheet.rows) and all(row[places[0]] in ("simulated", "simulert") for row in sheet.rows)


def _origin_problems(sheet: Sheet, name: str) -> Iterator[Problem]:
    """Find counts from persons that are too small, or that don't say where they come from."""
    folder = Path(name).parts
    ours = folder[0] == "reviews" and (folder[2:3] == ("local",) or Path(name).name.startswith("local_"))
    results = ours and folder[2:3] != ("extraction",) and bool(sheet.rows) and "template" not in Path(name).name
    if "origin" not in sheet.header:
        if results and set(sheet.header) & set(COUNTS) and not _marked(sheet):
            yield Problem(
                name, 1, "origin", f"the column is missing; expected one of {', '.join(ORIGINS)} in every row"
            )
        return
    if not (results or set(sheet.header) & set(COUNTS)):
        return
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        cells = dict(zip(sheet.header, row, strict=True))
        if cells["origin"] not in ORIGINS:
            if results:
                yield Problem(name, line, "origin", f"expected one of {', '.join(ORIGINS)}")
        elif cells["origin"] == "published" and not cells.get("source"):
            yield Problem(name, line, "source", "counts that are already published need their source")
        elif cells["origin"] == "person_level":
            yield from _small_cells(cells, name, line)


def _small_cells(cells: dict[str, str], name: str, line: int) -> Iterator[Problem]:
    for column in COUNTS:
        shown = _count(cells.get(column, ""))
        if shown is not None and shown < SMALLEST and not (column == "lost" and shown == 0):
            message = f"a count of fewer than {SMALLEST} people, computed from data about persons, must be hidden"
            yield Problem(name, line, column, message)
            return
    merged = cells.get("analysis") == "all_bad"  # those lost are counted with the bad outcome, and are no cell
    used = [part for part in PARTS if part in cells and cells[part] != "0" and not (merged and part == "lost")]
    parts = [_count(cells[part]) for part in used]
    if len(parts) > 1 and gives_away(parts, _count(cells.get("n", ""))):
        message = f"a hidden count of fewer than {SMALLEST} people can be worked out from the rest of the row"
        yield Problem(name, line, "n", message)


def _count(cell: str) -> int | None:
    """Return a count; None for a hidden or other cell."""
    try:
        return int(float(cell))
    except (ValueError, OverflowError):
        return None
