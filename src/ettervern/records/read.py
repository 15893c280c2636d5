"""Read search exports of any known format into one table of records."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ettervern.files import CELL_LIMIT, Columns, Problem, ReviewError
from ettervern.records import fields
from ettervern.records.detect import detect, likeness
from ettervern.records.encoding import decode
from ettervern.records.identity import content_hashes, record_ids
from ettervern.records.model import COLUMNS, Entry, Parsed, Reading
from ettervern.staging import digest, read_bytes

#: Format -> module that reads it, loaded when the first file of the format is met: most runs need one or two.
_OWN = ("ris", "medline", "bibtex", "wos", "refer", "refworks", "endnote_xml")
_FORMATS = {name: f"ettervern.records.{name}" for name in _OWN}
_FORMATS |= dict.fromkeys(("pubmed_xml", "mods", "jats", "zotero_rdf"), "ettervern.records.xml_records")
_FORMATS |= {"table": "ettervern.records.tables", "json": "ettervern.records.json_records"}
#: First bytes of a workbook; what else unpacks is not loaded for them.
_ZIP = b"PK\x03\x04"
_FILE_COLUMNS = ["file", "format", "encoding", "records", "unreadable"]


@dataclass
class _Source:
    """One file on its way: its rows, ids that it gives itself, and what is wrong with it."""

    shown: str
    digest: str
    format: str
    encoding: str
    columns: Columns
    keys: list[str]
    problems: list[Problem]
    unreadable: int


def read_file(path: Path, *, name: str | None = None, database: str = "") -> Reading:
    """Read one export; see :func:`read_files`.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        How the column ``file`` and messages name it; its own name where not given.
    database : str
        The database it came from, where that is known; else what the file itself says.
    """
    return read_files([path], names={path: name} if name else {}, databases={path: database})


def read_files(
    paths: Iterable[Path],
    *,
    names: Mapping[Path, str] | None = None,
    databases: Mapping[Path, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Reading:
    """Read exports into one table. Format and encoding are seen from the content.

    Parameters
    ----------
    paths : iterable of Path
        Files of any format: RIS, MEDLINE, BibTeX, Web of Science (tagged or tab-delimited), EndNote (XML, refer),
        RefWorks, XML of PubMed, MODS, JATS and Zotero, JSON (CSL, PubMed, Europe PMC, Crossref, OpenAlex), CSV, XLSX.
        A file whose bytes equal those of an earlier one is read once, with a warning.
    names : mapping of Path to str, optional
        How files are named in the table and in messages.
    databases : mapping of Path to str, optional
        Database of each file.
    progress : callable, optional
        Called with the name of each file after it was read.

    Returns
    -------
    Reading
        Every record that could be read, and a problem for each that could not: nothing is dropped silently.
        Files that can't be read at all give an error of their own and take no other down with them.
    """
    ordered = list(paths)
    file = {path: (names or {}).get(path, "") for path in ordered} | {}
    file = _names(ordered, file)
    sources: list[_Source] = []
    seen: dict[str, str] = {}
    problems: list[Problem] = []
    for path in ordered:
        source = _read_source(path, file[path], (databases or {}).get(path, ""), seen, problems)
        if source:
            sources.append(source)
            problems.extend(source.problems)
        if progress:
            progress(file[path])
    return _reading(sources, problems)


def _names(paths: list[Path], given: dict[Path, str]) -> dict[Path, str]:
    """Return a name a file: the given one, else its own, with its folder where two would be the same."""
    plain = [given[path] or path.name for path in dict.fromkeys(paths)]
    twice = {name for name in plain if plain.count(name) > 1}
    return {p: given[p] or (f"{p.resolve().parent.name}/{p.name}" if p.name in twice else p.name) for p in paths}


def _read_source(path: Path, file: str, database: str, seen: dict[str, str], problems: list[Problem]) -> _Source | None:
    """Read one file, or add the problem why not."""
    try:
        data = read_bytes(path)
    except OSError as error:
        reason = (
            "the file is missing"
            if isinstance(error, FileNotFoundError)
            else f"the file can't be read ({error.strerror})"
        )
        problems.append(Problem(file, 0, "", reason))
        return None
    identity = digest(data)
    if identity in seen:
        message = f"holds the same as {seen[identity]}, byte for byte; it was read once"
        problems.append(Problem(file, 0, "", message, "warning"))
        return None
    seen[identity] = file
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        problems.append(Problem(file, 0, "", "the file is empty; expected an export with records"))
        return None
    return _parse(data, identity, file, database)


def _parse(data: bytes, identity: str, file: str, database: str) -> _Source:
    """Decode, detect and parse one file."""
    workbook = data.startswith(_ZIP) and b"xl/" in data
    text, encoding, problems = ("", "xlsx", []) if workbook else decode(data, file)
    kind = "table" if workbook else detect(text)
    source = _Source(file, identity, kind or "unknown", encoding, {name: [] for name in COLUMNS}, [], problems, 0)
    if not kind:
        source.problems = [Problem(file, 1, "", _refused(data, text))]
        return source
    reader: Any = importlib.import_module(_FORMATS[kind])
    try:
        parsed: Parsed = reader.of_workbook(data, file) if workbook else reader.parse(text, file)
        for position, entry in enumerate(parsed.entries, start=1):
            _add_row(source, entry, position, reader.record, database)
    except ReviewError as error:
        source.problems.extend(error.problems)
        return source
    except Exception as error:  # a reader must never take other files down with it, whatever a file holds
        source.problems.append(Problem(file, 0, "", f"could not be read as {kind} ({type(error).__name__}: {error})"))
        return source
    source.problems.extend(parsed.problems)
    source.unreadable = parsed.unreadable
    if not source.keys and not parsed.unreadable:
        source.problems.append(Problem(file, 0, "", f"looks like {kind} but holds no record"))
    return source


def _refused(data: bytes, text: str) -> str:
    """Return why a file can't be read, and what it looks like."""
    like = likeness(data, text)
    expected = "expected RIS, MEDLINE, BibTeX, EndNote, Web of Science, RefWorks, XML or JSON of records, or a table"
    return f"this looks like {like}" if like else f"not a format that can be read; {expected} with a header"


def _add_row(
    source: _Source, entry: Entry, position: int, record: Callable[[Entry], dict[str, str]], database: str
) -> None:
    """Add the row of one entry, with a warning where it says nothing that identifies it."""
    content = record(entry)
    for name in ("volume", "number", "pages"):
        printed = str(content.get(name, ""))
        if printed and not printed[0].isdigit():
            content[name] = fields.unworded(printed)
    if max(map(len, content.values()), default=0) > CELL_LIMIT:
        source.problems.extend(_too_long(content, source.shown, entry.line))
    named = database or content.get("database", "") or entry.database
    row = content | {"record_id": "", "file": source.shown, "position": position, "line": entry.line, "database": named}
    for name, cells in source.columns.items():
        cells.append(row.get(name, ""))
    if not content.get("title") and not content.get("original_title"):
        known = content.get("doi") or content.get("pmid")
        message = "the record has no title" if known else "the record has neither title nor DOI nor PubMed number"
        source.problems.append(Problem(source.shown, entry.line, "title", message, "warning"))
    source.keys.append(entry.key if source.format == "table" else "")


def _too_long(content: dict[str, str], file: str, line: int) -> Iterator[Problem]:
    """Yield a problem for each cell that no table may hold."""
    for name, cell in content.items():
        if len(cell) > CELL_LIMIT:
            message = f"{len(cell):,} characters; expected no more than {CELL_LIMIT:,}, the most that a table may hold"
            yield Problem(file, line, name, message)


def _reading(sources: list[_Source], problems: list[Problem]) -> Reading:
    """Put the files' rows into one table and give every record its id."""
    columns = {name: _end_to_end([source.columns.pop(name) for source in sources]) for name in COLUMNS}
    order = [(source.digest, position) for source in sources for position in range(len(source.keys))]
    keys = [key for source in sources for key in source.keys]
    columns["record_id"] = record_ids(content_hashes(columns), keys, order)
    problems.extend(_renamed(keys, columns))
    files = [(s.shown, s.format, s.encoding, len(s.keys), s.unreadable) for s in sources]
    by_name = {name: [row[at] for row in files] for at, name in enumerate(_FILE_COLUMNS)}
    return Reading(columns, problems, by_name, keyed=any(keys))


def _end_to_end(parts: list[list[Any]]) -> list[Any]:
    """Return lists joined to one; a single list as it is, as it can be large."""
    return parts[0] if len(parts) == 1 else list(chain.from_iterable(parts))


def _renamed(keys: list[str], columns: Columns) -> list[Problem]:
    """Return a warning for each given id that stands twice and was therefore changed."""
    rows = zip(keys, columns["record_id"], columns["file"], columns["line"], strict=True)
    return [
        Problem(file, line, "record_id", f"{given!r} stands more than once; this record is called {new!r}", "warning")
        for given, new, file, line in rows
        if given and new != given
    ]
