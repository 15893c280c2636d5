"""Tables: CSV of PubMed, Scopus, IEEE, Springer, Embase and others, tab-delimited Web of Science, and our own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ettervern.files import Problem
from ettervern.records import citation, fields, headers, structures, wos
from ettervern.records.detect import HEADER_WITHIN, header_line
from ettervern.records.medline import titles
from ettervern.records.model import CONTENT_COLUMNS, Entry, Parsed
from ettervern.records.rows import SPOILT, rows
from ettervern.records.types import BIBTEX_TYPES, RIS_TYPES, TYPES, type_from_words
from ettervern.spreadsheet import plain

_WOS_HEAD = {"PT", "AU", "TI"}
_SPOILT_LENGTH = 24
_NOTHING = dict.fromkeys((*CONTENT_COLUMNS, "database"), "")
_WATCHED = ("volume", "number", "pages", "start_page", "end_page", "pmid", "isbn", "doi", "title")


@dataclass
class _Seen:
    """What the rows of a table held, to be told once for the whole table."""

    filled: set[str] = field(default_factory=set)
    widths: set[int] = field(default_factory=set)
    spoilt: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def take(self, entry: Entry, width: int) -> None:
        """Note which columns a row fills, and what a spreadsheet has spoilt in it."""
        self.filled.update(entry.fields)
        self.widths.add(width)
        names = headers.found(tuple(entry.fields))
        for name in [names[column] for column in _WATCHED if column in names]:
            cell = entry.fields[name][0]
            if len(cell) < _SPOILT_LENGTH and not cell.isdigit() and SPOILT.fullmatch(cell):
                self.spoilt.setdefault(name, []).append((entry.line, cell))


def parse(text: str, file: str) -> Parsed:
    """Return the rows of a table as entries, field names in lower case."""
    problems: list[Problem] = []
    text, mark = below_header(text, file, problems)
    return of_rows(rows(text, mark, file, problems), file, problems)


def of_workbook(data: bytes, file: str) -> Parsed:
    """Return the rows of a workbook as entries."""
    from ettervern.records.sheet import table_in  # with all that unpacks: 15 ms that no other table needs

    table = table_in(data, [name for names in headers.listed().values() for name in names], file)
    problems = [Problem(file, 0, "", note, "warning") for note in table.notes]
    return of_rows([(table.headed, table.header), *table.rows], file, problems)


def of_rows(result: Iterable[tuple[int, list[str]]], file: str, problems: list[Problem]) -> Parsed:
    """Return rows, each with its line, as entries; the first is the header."""
    return Parsed(_entries(result, file, problems), problems)


def below_header(text: str, file: str, problems: list[Problem]) -> tuple[str, str]:
    """Return a table with the lines above its header left empty, and the mark between its cells."""
    lines = text.split("\n", HEADER_WITHIN)
    at = header_line(text) or 0
    given = re.fullmatch(r"sep=(.)", lines[0].strip(" \ufeff"), re.IGNORECASE)
    for number, line in enumerate(lines[:at], start=1):
        if line.strip() and not (number == 1 and given):
            message = f"stands above the header and was not read (“{line.strip()[:60]}”)"
            problems.append(Problem(file, number, "", message, "warning"))
    text = "\n".join(["" for _ in lines[:at]] + lines[at:])
    return text, given[1] if given else max(",;\t", key=lines[at].count)


def _entries(results: Iterable[tuple[int, list[str]]], file: str, problems: list[Problem]) -> Iterator[Entry]:
    """Yield the rows one by one, so that a large table is never held twice."""
    header: list[str] = []
    headed, seen = 0, _Seen()
    for begins, cells in results:
        if header:
            entry = _entry(header, cells, begins, file, problems)
            seen.take(entry, len(cells))
            yield entry
        else:
            headed, header = begins, [cell.strip() for cell in cells]
            header = header if set(header) >= _WOS_HEAD else [cell.lower() for cell in header]
    problems.extend(Problem(file, row, "", message, "warning") for row, message in _told(seen, header, headed))


def _told(seen: _Seen, header: list[str], headed: int) -> Iterator[tuple[int, str]]:
    """Yield row and words of what is said once of a table."""
    if len(seen.widths) == 1 and (width := max(seen.widths)) < len(header):
        yield (
            headed,
            f"{len(header)} cells, but {width} in every row; if a row has run into the header, it was not read",
        )
    if not set(header) >= _WOS_HEAD:
        unused = [name for name in header if name in seen.filled and headers.plain(name) not in headers.known()]
        if unused:
            yield headed, f"columns not used: {', '.join(name[:40] for name in unused)}"
    for name, cells in seen.spoilt.items():
        more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
        row, cell = cells[0]
        yield row, f"“{cell[:20]}” in column {name[:40]}{more}: a spreadsheet seems to have changed it; look it up"


def _entry(header: list[str], cells: list[str], line: int, file: str, problems: list[Problem]) -> Entry:
    """Return one row as an entry; cells without a column are kept as notes."""
    entry = Entry(line)
    for name, cell in zip(header, cells, strict=False):
        if not cell:
            continue
        if cell[0] in "[{" and cell[-1] in "]}" and name != "other_ids":
            structures.add(entry, name, cell)
        else:
            entry.add(name, plain(cell.strip()))
    rest = [cell for cell in cells[len(header) :] if cell.strip()]
    if rest or len(cells) < len(header):
        message = f"{len(cells)} cells; expected {len(header)}, as in the header; what is there was read"
        problems.append(Problem(file, line, "", message, "warning"))
        for cell in rest:
            entry.add("notes", cell.strip())
    if any(cell.count('"') == 1 and cell.rstrip().endswith('"') for cell in cells if '"' in cell):
        message = "a quotation mark ends a cell that none begins; cells may have slipped into other columns"
        problems.append(Problem(file, line, "", message, "warning"))
    entry.key = fields.clean(entry.first("record_id"))
    return entry


def record(entry: Entry) -> dict[str, str]:
    """Return the content columns of one row."""
    if "TI" in entry.fields or "PT" in entry.fields:
        return wos.record(entry)
    given = tuple(entry.fields)
    names = headers.found(given)
    cells = {column: fields.clean(entry.fields[name][0]) for column, name in names.items()}
    row = _NOTHING | cells
    if "notes" in names:
        row["notes"] = fields.notes(entry.all(names["notes"]))
    own = set(given) >= {"record_id", "original_title"} or "other_ids" in entry.fields
    if own:
        return row | {"type": _type(row, entry)}
    row |= _printed(row, cells)
    row["type"] = _type(row, entry)
    row["title"], row["original_title"] = titles(
        fields.titled(row["title"], cells.get("subtitle", "")), row["original_title"]
    )
    row["authors"] = fields.people([people(row["authors"]), people(cells.get("group_authors", ""))])
    row["editors"] = people(row["editors"])
    row["year"], row["date"] = _when(row["year"], row["date"])
    links = [text for text in (row["doi"], row["url"], row["notes"]) if "10." in text or "%2f" in text.lower()]
    row["doi"] = fields.doi_of(*links) or row["doi"]
    row["pmid"] = fields.number_in(row["pmid"]) or fields.pmid_of(row["url"], *entry.all(names.get("notes", "")))
    row["other_ids"] = fields.ids_json({name: entry.fields[name] for name in headers.ids(given)})
    return row


def _printed(row: dict[str, str], cells: dict[str, str]) -> dict[str, str]:
    """Return where a work was printed: from columns of their own, else from one line that says it all."""
    line = citation.parse(cells["source"]) if "source" in cells else citation.Printed()
    pages = fields.page_range(*(_counted(cells.get(name, "")) for name in ("start_page", "end_page")))
    result = {
        "journal": row["journal"] or line.journal,
        "volume": _counted(row["volume"]) or line.volume,
        "number": _counted(row["number"]) or line.number,
        "pages": _counted(row["pages"]) if row["pages"] and not pages else pages or line.pages,
        "year": row["year"] or line.year,
    }
    return result


def _counted(cell: str) -> str:
    """Return a number of a volume, issue or page; programs write 0 where they know none."""
    return "" if cell in ("0", "0-0") else cell


def _type(row: dict[str, str], entry: Entry) -> str:
    """Return the type from a name of ours, of BibTeX or RIS, or from words."""
    given = row["type"]
    if given in TYPES:
        return given
    known = BIBTEX_TYPES.get(given.lower()) or RIS_TYPES.get(given.upper())
    if known:
        return known
    given = given.split(";")[0].strip()
    fallback = "conference" if entry.first("booktitle") else "journal_article" if row["journal"] else "other"
    # What a search engine calls a type is the form of a file.
    named = given and given.lower() not in ("html", "pdf", "doc", "citation")
    return type_from_words(given, row["document_type"]) if named else fallback


_PERIODS = r"(?:[A-Z\u00c0-\u00de]\.?[ -]?){1,4}"
#: How names are written in a list with commas between them, and which function reads one.
_LISTS: tuple[tuple[re.Pattern[str], int, Callable[[str], str]], ...] = (
    (re.compile(r"[^\s,].*\s[A-Z\u00c0-\u00de]{1,4}\.?"), 1, lambda name: fields.medline_person(name.rstrip("."))),
    (re.compile(rf"[^\s,].*?\s{_PERIODS}"), 1, lambda name: re.sub(rf"\s+({_PERIODS})$", r", \1", name)),
    (
        re.compile(r"[A-Z\u00c0-\u00de]{1,3}\s+[^\W\d_]\w*[a-z\u00df-\u00ff].*"),
        1,
        lambda name: ", ".join(name.split(" ", 1)[::-1]),
    ),
    (re.compile(r"\S+\s.*"), 3, fields.person),
    (re.compile(r"(?:[A-Z\u00c0-\u00de]\.[\s-]?)+\s*\S.*"), 2, fields.person),
)
#: Marks between names, the plainest first; a name of an institution may hold "og" too ("Helse- og omsorg").
_BETWEEN_NAMES = tuple(map(re.compile, (r"\s*[;|]\s*", r"\s+and\s+", r"(?<!-)\s+(?:og|och)\s+(?=[A-Z\u00c0-\u00de])")))


def people(names: str) -> str:
    """Return a cell of names as "Family, Given; ..." where the marks between names are plain to see.

    Semicolons, strokes or the word "and" part names; commas do where each part reads "Family AB", as PubMed prints
    them, or "AB Family". Anything else stays as it is: a guess here would lose who wrote it.
    """
    if not names:
        return ""
    if ";" in names and "|" not in names:
        return fields.people(fields.person(name) for name in names.split(";"))
    for between in _BETWEEN_NAMES:
        if between.search(names):
            return fields.people(fields.person(name) for name in between.split(names))
    parts = [part.strip() for part in names.split(",") if part.strip()]
    for form, least, reader in _LISTS:
        if len(parts) >= least and all(form.fullmatch(part) for part in parts):
            return fields.people(map(reader, parts))
    return names


def _when(year: str, date: str) -> tuple[str, str]:
    """Return year and date; what stands for a year and is none ("in press", "April") is at most a date."""
    result = fields.year_of(year)
    return result, date or ("" if result else year)
