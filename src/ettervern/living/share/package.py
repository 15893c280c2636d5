"""The data of a review as a package: every table with its schema (Frictionless), and the metadata for Zenodo."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pandas as pd

import ettervern
from ettervern.extract.schemas import SCHEMAS
from ettervern.files import Problem, ReviewError, decode_utf8, read_table
from ettervern.publish.results import KEPT_UP
from ettervern.review import Review
from ettervern.schema import columns

PROFILE = "tabular-data-package"
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
_WHOLE = re.compile(r"-?\d{1,15}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Columns of tables that may be empty, so that their cells cannot tell the type. A notice's date may be a year only.
_TYPES = {
    "retractions": {**dict.fromkeys(KEPT_UP["retractions"], "string"), "found": "date"},
    "retraction_checks": {"date": "date", "source": "string", "studies": "integer", "notices": "integer"},
}
_KINDS = {int: "integer", float: "number", str: "string"}


def tables(review: Review) -> list[Path]:
    """Return the tables that are shared: what was searched, extracted, decided and computed."""
    own = [review.searches / "searches.csv", review.folder / "certainty.csv", review.folder / "changes.csv"]
    own += [review.folder / "retractions.csv", review.folder / "retraction_checks.csv"]
    folders = [review.extraction, review.results]
    results = [path for folder in folders for path in sorted(folder.glob("*.csv"))]
    for folder in ("decisions", "appraisal"):
        results += sorted((review.screening / folder).glob("**/*.csv"))
    return [path for path in [*own, *results] if path.is_file()]


def data_package(review: Review) -> dict[str, Any]:
    """Return ``datapackage.json``: a resource a table, with the type of each column.

    Paths are relative to the project, where the file belongs. Nothing in it depends on the day or the machine.

    Raises
    ------
    ReviewError
        A table that cannot be read.
    """
    about = review.settings.review
    return {
        "profile": PROFILE,
        "name": re.sub(r"[^a-z0-9._-]", "-", review.name.lower()),
        "id": f"{review.name}-{about.version}",
        "title": about.title["en"],
        "description": about.question["en"],
        "version": about.version,
        "created": f"{review.date.isoformat()}T00:00:00Z",
        "licenses": [LICENCE],
        "sources": [{"title": source} for source in _sources(review)],
        "resources": [resource(review, path) for path in tables(review)],
    }


def _sources(review: Review) -> list[str]:
    path = review.searches / "searches.csv"
    return sorted(set(read_table(path, ["source"], review.shown(path))["source"])) if path.is_file() else []


def resource(review: Review, path: Path) -> dict[str, Any]:
    """Return one table as a resource of the package."""
    file = review.shown(path)
    table = read_table(path, name=file)
    data = path.read_bytes()
    name = re.sub(r"[^a-z0-9]+", "-", file.lower().removesuffix(".csv")).strip("-")
    return {
        "name": name,
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {"fields": fields(path, table), "missingValues": [""]},
    }


def fields(path: Path, table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return name and type of each column: from the schema of its table, else from what the cells hold."""
    known = _TYPES.get(path.stem, {})
    if path.parent.name == "extraction" and path.stem in SCHEMAS:
        known = {name: _KINDS[column.kind] for name, column in columns(SCHEMAS[path.stem]).items()}
    return [{"name": str(name), "type": known.get(name) or column_type(table[name])} for name in table.columns]


def column_type(cells: pd.Series) -> str:
    """Return the narrowest type that all cells of a column have; text where they are all empty."""
    given = [cell for cell in cells if cell]
    for pattern, kind in ((_WHOLE, "integer"), (_NUMBER, "number"), (_DATE, "date")):
        if given and all(pattern.fullmatch(cell) for cell in given):
            # 007 is an id, not a number.
            if kind == "integer" and any(len(cell.lstrip("-")) > 1 and cell.lstrip("-")[0] == "0" for cell in given):
                return "string"
            return kind
    return "string"


def zenodo(review: Review) -> dict[str, Any]:
    """Return the metadata of an archive record (``.zenodo.json``), from review.toml and CITATION.cff.

    Raises
    ------
    ReviewError
        Where CITATION.cff names no author: nobody is made up.
    """
    about = review.settings.review
    return {
        "title": f"{about.title['en']} ({about.title['nb']})",
        "description": f"<p>{_html(about.question['en'])}</p><p>{_html(about.question['nb'])}</p>",
        "upload_type": "dataset",
        "access_right": "open",
        "license": "cc-by-4.0",
        "version": about.version,
        "publication_date": review.date.isoformat(),
        "language": "nob",
        "keywords": _keywords(review),
        "creators": [{"name": name} for name in _authors(review)],
        "notes": f"Made with the package ettervern {ettervern.__version__}.",
    }


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _citation(review: Review) -> str:
    path = review.root / "CITATION.cff"
    return decode_utf8(path, "CITATION.cff") if path.is_file() else ""


def _authors(review: Review) -> list[str]:
    """Return who is to be cited, as CITATION.cff names them."""
    block = re.search(r"^authors:\n((?:[ -].*\n)+)", _citation(review), re.MULTILINE)
    people = re.split(r"^\s*- ", block[1], flags=re.MULTILINE)[1:] if block else []
    results = []
    for person in people:
        cells = dict(re.findall(r'^\s*([a-z-]+):\s*"?([^"\n]*)"?\s*$', person, re.MULTILINE))
        family, given = cells.get("family-names", ""), cells.get("given-names", "")
        name = cells.get("name", "") or ", ".join(part for part in (family, given) if part)
        results += [name] if name else []
    if not results:
        message = "names no author; an archive record needs at least one, and nobody is made up"
        raise ReviewError(Problem("CITATION.cff", 0, "authors", message))
    return results


def _keywords(review: Review) -> list[str]:
    line = re.search(r"^keywords:\s*\[(.*)\]\s*$", _citation(review), re.MULTILINE)
    return [word.strip().strip('"') for word in line[1].split(",")] if line else []
