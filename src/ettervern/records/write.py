"""Write records for reference managers and spreadsheets, without loss of the fields we know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ettervern.errors import ArgumentError
from ettervern.files import Columns, columns_of, table_text, write_whole
from ettervern.records.model import CONTENT_COLUMNS
from ettervern.records.types import BIBTEX_CODES, RIS_CODES

if TYPE_CHECKING:
    import pandas as pd

_RANGE = re.compile(r"^([^-\u2013\s]+)-([^-\u2013\s]+)$")
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
}
_BIBTEX_ESCAPES = str.maketrans(_ESCAPES)
_TWO_MARKS = re.compile(r"([`'])(?=\1)")


def _in_latex(text: str) -> str:
    """Return text as LaTeX reads it back: two marks side by side would be one quotation mark."""
    return _TWO_MARKS.sub(r"\1{}", text.translate(_BIBTEX_ESCAPES))


#: BibTeX field -> column of ours.
BIBTEX_FIELDS = {
    "title": "title",
    "origtitle": "original_title",
    "year": "year",
    "date": "date",
    "series": "series",
    "volume": "volume",
    "number": "number",
    "pages": "pages",
    "edition": "edition",
    "pmid": "pmid",
    "issn": "issn",
    "isbn": "isbn",
    "abstract": "abstract",
    "keywords": "keywords",
    "publisher": "publisher",
    "address": "place",
    "language": "language",
    "type": "document_type",
    "note": "notes",
}


def write_records(records: pd.DataFrame, path: Path, format: str) -> bool:
    """Write records, or reports, to one file, whole or not at all.

    Parameters
    ----------
    records : DataFrame
        With the content columns of :data:`ettervern.records.COLUMNS`; ``report_id`` or ``record_id`` names a row.
    path : Path
        Where to write.
    format : str
        ``ris``, ``bib`` or ``csv``. CSV is guarded (see :mod:`ettervern.spreadsheet`).

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    ArgumentError
        A format that is none of the three.
    """
    writers: dict[str, Callable[[pd.DataFrame], str]] = {"ris": ris_text, "bib": bibtex_text, "csv": table_text}
    if format not in writers:
        raise ArgumentError(f"{format!r}; expected one of {', '.join(writers)}")
    return write_whole(path, writers[format](records))


def _rows(records: pd.DataFrame | Columns) -> Iterator[dict[str, str]]:
    """Yield rows of content columns and a name."""
    records = columns_of(records)
    name = "report_id" if "report_id" in records else "record_id"
    columns = [*CONTENT_COLUMNS, *([name] if name in records else [])]
    values = (records[column] for column in columns)
    for row in zip(*values, strict=True):
        yield {key: value for key, value in zip(columns, row, strict=True) if value}


# ---- RIS -------------------------------------------------------------------------------------------------------


def ris_text(records: pd.DataFrame | Columns) -> str:
    """Return records as RIS; what RIS has no tag for stands as JSON in the custom field U1."""
    return "\n".join(map(_ris_entry, _rows(records)))


def _ris_entry(row: dict[str, str]) -> str:
    """Return the lines of one row."""
    pages = _RANGE.match(row.get("pages", ""))
    single = {
        "TY": RIS_CODES[row.get("type", "other")],
        "ID": row.get("report_id", ""),
        "TI": row.get("title", ""),
        "TT": row.get("original_title", ""),
        "PY": row.get("year", ""),
        "DA": row.get("date", ""),
        "T2": row.get("journal", ""),
        "T3": row.get("series", ""),
        "VL": row.get("volume", ""),
        "IS": row.get("number", ""),
        "SP": pages[1] if pages else row.get("pages", ""),
        "EP": pages[2] if pages else "",
        "ET": row.get("edition", ""),
        "DO": row.get("doi", ""),
        "AB": row.get("abstract", ""),
        "UR": row.get("url", ""),
        "PB": row.get("publisher", ""),
        "CY": row.get("place", ""),
        "LA": row.get("language", ""),
        "M3": row.get("document_type", ""),
        "U1": _custom(row),
    }
    several = {
        "AU": row.get("authors", "").split("; "),
        "A2": row.get("editors", "").split("; "),
        "SN": [row.get("issn", ""), row.get("isbn", "")],
        "KW": row.get("keywords", "").split("; "),
        "N1": [row.get("notes", ""), f"PMID: {row['pmid']}" if "pmid" in row else ""],
    }
    lines = [f"{tag}  - {value}" for tag, value in single.items() if value]
    lines += [f"{tag}  - {value}" for tag, values in several.items() for value in values if value]
    return "\n".join([*lines, "ER  - ", ""])


def _custom(row: dict[str, str]) -> str:
    """Return our type and the raw ids as JSON, for what RIS can't say."""
    content: dict[str, object] = {"type": row.get("type", "other")}
    if "other_ids" in row:
        content["ids"] = row["other_ids"]
    return json.dumps({"ettervern": content}, ensure_ascii=False)


# ---- BibTeX ----------------------------------------------------------------------------------------------------


def bibtex_text(records: pd.DataFrame | Columns) -> str:
    """Return records as BibTeX, written with bibtexparser; keys are the ids, made fit for BibTeX and unique."""
    import bibtexparser
    from bibtexparser.library import Library

    used: set[str] = set()
    entries = [_bibtex_entry(row, used) for row in _rows(records)]
    return str(bibtexparser.write_string(Library(entries), unparse_stack=[]))


def _bibtex_entry(row: dict[str, str], used: set[str]) -> object:
    """Return one row as a BibTeX entry."""
    from bibtexparser.model import Entry, Field

    kind = row.get("type", "other")
    values = {field: _in_latex(row[column]) for field, column in BIBTEX_FIELDS.items() if column in row}
    for field, column in (("author", "authors"), ("editor", "editors")):
        if column in row:
            values[field] = " and ".join(_bibtex_name(name) for name in row[column].split("; "))
    if "journal" in row:
        values["booktitle" if kind in ("conference", "chapter") else "journal"] = _in_latex(row["journal"])
    for field in ("doi", "url"):
        if field in row:
            values[field] = row[field].replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace('"', "%22")
    values["ettervern"] = _in_latex(_custom(row))
    key = re.sub(r"[^A-Za-z0-9:_./-]", "-", row.get("report_id", row.get("record_id", "record"))) or "record"
    while key in used:
        key += "-2"
    used.add(key)
    return Entry(BIBTEX_CODES[kind], key, [Field(name, f"{{{value}}}") for name, value in values.items()])


def _bibtex_name(name: str) -> str:
    """Return a name so that BibTeX keeps it in one piece."""
    escaped = _in_latex(name)
    return f"{{{escaped}}}" if re.search(r"\band\b", name, re.IGNORECASE) or "," not in name else escaped
