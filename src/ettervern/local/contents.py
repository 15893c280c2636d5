"""What a file holds, whatever its name says: tables, and text, also inside archives and workbooks."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from ettervern import archives
from ettervern.errors import EttervernError
from ettervern.local.shapes import Rows, Sheet, as_sheet, text_sheets
from ettervern.records.workbook import MOST_CELLS, workbook_rows

#: Archives in archives in archives: nobody packs by mistake more often than that.
DEEPEST = 3
#: First bytes of forms of data that can't be looked into.
_OPAQUE = (
    b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"PAR1", b"ARROW1", b"FEA1", b"$FL2", b"$FL3", b"<stata_dta>",
    b"\x00\x01\x00\x00Standard ", b"RDX2\n", b"RDX3\n", b"X\n\x00\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd", b"\x89HDF\r\n", b"\x00" * 8 + b"\x00\x00\x00\x00\xc2\xea\x81\x60",
)  # fmt: skip
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


class Closed(EttervernError, ValueError):
    """What can't be looked into: damaged, too large, packed too deep, or a form of data of one program."""


@dataclass(frozen=True)
class Part:
    """One table or text of a file.

    Attributes
    ----------
    sheet : Sheet or None
        A table.
    text : str
        A whole text; empty for a table.
    """

    sheet: Sheet | None = None
    text: str = ""


def parts(data: bytes, *, meant: str = "", depth: int = 0) -> Iterator[Part]:
    """Yield every table and text in a file.

    Parameters
    ----------
    data : bytes
        Its content. The first bytes tell its kind.
    meant : {"", "code", "table"}
        What the file's name says: in a program's source lists with commas are no tables.
    depth : int
        In how many archives it lies.

    Raises
    ------
    Closed
        What can't be looked into.
    """
    try:
        yield from _parts(data, meant, depth)
    except (archives.TooLarge, Closed) as error:
        raise Closed(str(error)) from error
    except (*archives.DAMAGED, KeyError, ElementTree.ParseError) as error:
        raise Closed("can't be unpacked") from error


def _parts(data: bytes, meant: str, depth: int) -> Iterator[Part]:
    if data.startswith(_OPAQUE):
        raise Closed("a form of data that only its own program reads")
    packed = archives.is_compressed(data) or archives.is_zip(data) or archives.is_tar(data)
    if packed and depth >= DEEPEST:
        raise Closed("an archive in an archive in an archive")
    if archives.is_compressed(data):
        yield from parts(archives.decompressed(data), depth=depth + 1)
    elif packed:
        yield from _archive(data, depth)
    elif text := _decoded(data):
        yield Part(text=text)
        if meant != "code":
            yield from (Part(sheet) for sheet in _json_sheets(text))
            yield from (Part(sheet) for sheet in text_sheets(text, table=meant == "table"))


def _archive(data: bytes, depth: int) -> Iterator[Part]:
    """Yield the parts of an archive; of a workbook those of its sheets."""
    names = _names(data)
    if "xl/workbook.xml" in names:
        for rows in workbook_rows(io.BytesIO(data)):
            yield from _both(rows)
        return
    for name, content in archives.members(data):
        if name == "content.xml" and "mimetype" in names:
            for rows in _opendocument(content):
                yield from _both(rows)
        yield from parts(content, depth=depth + 1)


def _both(rows: Rows) -> Iterator[Part]:
    """Yield a sheet as a table and as text."""
    yield Part(as_sheet(rows))
    yield Part(text="\n".join("\t".join(cells) for _, cells in rows))


def _names(data: bytes) -> set[str]:
    if not archives.is_zip(data):
        return set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archives.check_zip(archive)
        return set(archive.namelist())


def _decoded(data: bytes) -> str:
    """Return text in UTF-8, UTF-16 or a Western 8-bit encoding; empty for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    begins = data[:4096]
    if begins.count(b"\0") > len(begins) / 4:  # UTF-16 without its mark: every other byte of Western text is empty
        text = data.decode(
            "utf-16-le" if begins[1::2].count(b"\0") > begins[::2].count(b"\0") else "utf-16-be", "replace"
        )
        return (
            text if sum(char.isprintable() or char.isspace() for char in text[:2000]) > 0.95 * len(text[:2000]) else ""
        )
    if b"\0" in begins:
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


#: Keys under which JSON of databases lists the authors of a work.
AUTHORS = frozenset({"author", "authors", "authorlist", "authorships", "editor", "editors", "creator", "creators"})


def _json_sheets(text: str) -> Iterator[Sheet]:
    """Yield the tables in JSON: lists of records or of lists, columns of one length; also one record a line."""
    if text.lstrip()[:1] not in ("{", "["):
        return
    try:
        result = json.loads(text)
    except (ValueError, RecursionError):
        try:
            result = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return
    yield from _tables(result, 0)


def _tables(value: Any, depth: int) -> Iterator[Sheet]:
    inner: list[Any] = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, list) and inner and all(isinstance(one, dict) for one in inner):
        names = list(dict.fromkeys(str(name) for one in inner for name in one))
        yield _numbered([names, *([_cell(one.get(name)) for name in names] for one in inner)])
    elif isinstance(value, list) and inner and all(isinstance(one, list) for one in inner):
        yield _numbered([[_cell(cell) for cell in one] for one in inner])
    elif isinstance(value, dict) and isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        rows = [one for one in value["data"] if isinstance(one, list)]
        yield _numbered([[_cell(cell) for cell in one] for one in (value["columns"], *rows)])
    elif isinstance(value, dict) and len(inner) > 1 and all(isinstance(one, list | dict) and one for one in inner):
        columns = [list(one.values()) if isinstance(one, dict) else one for one in inner]
        if len({len(column) for column in columns}) == 1:
            yield _numbered([list(value), *([_cell(cell) for cell in row] for row in zip(*columns, strict=True))])
    if depth < 20:
        # Who wrote a published work stands by name in what databases send.
        hidden = [value[name] for name in value if name.lower() in AUTHORS] if isinstance(value, dict) else []
        for one in inner:
            if isinstance(one, dict | list) and one not in hidden:
                yield from _tables(one, depth + 1)


def _numbered(rows: list[list[str]]) -> Sheet:
    return as_sheet(list(enumerate(rows, 1)))


def _cell(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _opendocument(content: bytes) -> Iterator[Rows]:
    """Yield the sheets of an OpenDocument file, no more cells than are taken in."""
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content:
        raise Closed("a document with entities of its own")
    for table in ElementTree.fromstring(content).iter(f"{_TABLE}table"):
        rows: Rows = []
        left = MOST_CELLS
        for number, row in enumerate(table.iter(f"{_TABLE}table-row"), 1):
            cells = [text for cell in row for text in _repeated(cell)]
            left -= len(cells)
            if left < 0:
                raise archives.TooLarge(f"more than {MOST_CELLS} cells")
            rows.append((number, cells))
        yield rows


def _repeated(cell: ElementTree.Element) -> list[str]:
    """Return the text of a cell as often as it stands; empty cells fill a sheet to its edge and count once."""
    text = re.sub(r"\s+", " ", "".join(cell.itertext())).strip()
    times = cell.get(f"{_TABLE}number-columns-repeated", "1")
    return [text] * (min(int(times), 1000) if text and times.isdigit() and len(times) < 9 else 1)
