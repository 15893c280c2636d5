"""Ways to damage a review folder: each file as a whole, each row, each cell, each setting, each line of an export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: What may stand in any cell, whatever belongs there.
CELLS = {
    "empty": "",
    "odd": "Ødd “text” <b> & {x}",
    "long": "long " * 2000,
    "negative": "-1",
    "nought": "0",
    "fraction": "0.5",
    "comma": "0,5",
    "huge": "99999999999999999999",
    "big": "999999999999",
    "exponent": "1e3",
    "digits": "0012",
    "superscript": "²020",
    "wide digits": "２０２０",
    "nan": "NaN",
    "infinite": "inf",
    "true": "true",
    "future": "2031-01-01",
    "no day": "2027-02-30",
    "norwegian day": "31.01.2027",
    "first day": "0001-01-01T00:00:00+23:59",
    "last day": "9999-12-31T23:59:59Z",
    "unknown id": "nobody1999",
    "another id": "pilot-1",
    "formula": '=HYPERLINK("x")',
    "control": "a\x00b\x1b[31m",
    "lines": "one\ntwo",
    "lone": "\ufffe",
    "path": "../review.toml",
}
#: What may stand behind any key of a TOML file.
VALUES = {
    "text": '"banana"',
    "empty text": '""',
    "number": "3",
    "negative": "-1",
    "nought": "0",
    "fraction": "0.5",
    "huge": "99999999999999999999",
    "nan": "nan",
    "infinite": "inf",
    "true": "true",
    "day": "2031-01-01",
    "moment": "2027-01-01T10:00:00",
    "list": "[]",
    "list of texts": '["banana"]',
    "list of lists": '[["banana"], 3]',
    "table": "{}",
    "table of texts": '{ nb = "x", en = "y" }',
}


@dataclass(frozen=True)
class Mutation:
    """One damage.

    Attributes
    ----------
    file : str
        Path inside the project.
    kind : str
        What is done, in words; with the file it names the mutation.
    change : callable
        Content -> content; None removes the file.
    """

    file: str
    kind: str
    change: Callable[[bytes], bytes | None]

    def __str__(self) -> str:
        """Return the name of the mutation."""
        return f"{self.file}: {self.kind}"

    def apply(self, home: Path) -> None:
        """Do it, below a copy of the project."""
        path = home / self.file
        data = self.change(path.read_bytes())
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)


def mutations(home: Path) -> Iterator[Mutation]:
    """Return every mutation of the project below ``home``."""
    for path in sorted(home.rglob("*")):
        if not path.is_file() or ".ettervern" in path.parts:
            continue
        file = path.relative_to(home).as_posix()
        yield from _whole(file)
        if path.suffix == ".csv":
            if "results" not in path.parts:
                yield from _rows(file)
                yield from _cells(file, path.read_text("utf-8"))
        elif path.suffix == ".toml":
            yield from _settings(file, path.read_text("utf-8"))
        elif path.parent.name == "searches":
            yield from _lines(file, path.read_text("utf-8"))


def _whole(file: str) -> Iterator[Mutation]:
    """Yield what can befall any file."""
    ways: dict[str, Callable[[bytes], bytes | None]] = {
        "deleted": lambda data: None,
        "emptied": lambda data: b"",
        "blanked": lambda data: b" \n\n",
        "only a mark": lambda data: b"\xef\xbb\xbf",
        "with a mark": lambda data: b"\xef\xbb\xbf" + data,
        "with CRLF": lambda data: data.replace(b"\n", b"\r\n"),
        "with CR": lambda data: data.replace(b"\n", b"\r"),
        "in UTF-16": lambda data: data.decode().encode("utf-16"),
        "in cp1252": lambda data: data.replace(b"a", "å".encode("cp1252"), 3),
        "with a bad byte": lambda data: data[: len(data) // 2] + b"\xff" + data[len(data) // 2 :],
        "with NUL": lambda data: data[: len(data) // 2] + b"\0" + data[len(data) // 2 :],
        "cut off": lambda data: data[: len(data) * 2 // 3],
        "without its last line end": lambda data: data.rstrip(b"\n"),
        "twice over": lambda data: data + data,
        "in conflict": lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> other\n",
        "a program": lambda data: bytes(range(256)) * 4,
    }
    for kind, change in ways.items():
        yield Mutation(file, kind, change)


def _edit(change: Callable[[list[list[str]]], object]) -> Callable[[bytes], bytes]:
    """Return a change of the rows of a table (header first) as a change of its bytes."""

    def changed(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        change(rows)
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(rows)
        return stream.getvalue().encode()

    return changed


def _middle(rows: list[list[str]]) -> list[str]:
    return rows[(len(rows) + 1) // 2 if len(rows) > 2 else -1]


def _rows(file: str) -> Iterator[Mutation]:
    """Yield what can befall the rows and columns of a table."""
    semicolons = _edit(lambda rows: None)
    rows: dict[str, Callable[[list[list[str]]], object]] = {
        "header only": lambda rows: rows.__delitem__(slice(1, None)),
        "without its header": lambda rows: rows.__delitem__(0),
        "a row short": lambda rows: _middle(rows).pop(),
        "a row long": lambda rows: _middle(rows).append("more"),
        "a row twice": lambda rows: rows.append(list(rows[-1])),
        "the header twice": lambda rows: rows.append(list(rows[0])),
        "a row less": lambda rows: rows.pop(),
        "a row empty": lambda rows: rows.append([""] * len(rows[0])),
        "rows turned": lambda rows: rows.__setitem__(slice(1, None), rows[:0:-1]),
        "a column more": lambda rows: [row.append("more") for row in rows],
        "a column without a name": lambda rows: [row.append("") for row in rows],
        "columns turned": lambda rows: [row.reverse() for row in rows],
        "header in capitals": lambda rows: rows.__setitem__(0, [cell.upper() for cell in rows[0]]),
        "cells padded": lambda rows: rows.__setitem__(slice(1, None), [[f" {c} " for c in row] for row in rows[1:]]),
    }
    for kind, change in rows.items():
        yield Mutation(file, kind, _edit(change))
    yield Mutation(file, "semicolons", lambda data: semicolons(data).replace(b",", b";"))
    yield Mutation(file, "tabs", lambda data: semicolons(data).replace(b",", b"\t"))
    yield Mutation(file, "a quote open", lambda data: data.replace(b",", b',"', len(data.split(b",")) // 2))
    yield Mutation(file, "a quote open in the header", lambda data: b'"' + data)


def _cells(file: str, text: str) -> Iterator[Mutation]:
    """Yield what can befall each column, and one of its cells for each value."""
    table = list(csv.reader(io.StringIO(text, newline="")))
    for at, name in enumerate(table[0]):

        def without(rows: list[list[str]], at: int = at) -> None:
            for row in rows:
                del row[at]

        def doubled(rows: list[list[str]], at: int = at) -> None:
            for row in rows:
                row.append(row[at])

        yield Mutation(file, f"{name} missing", _edit(without))
        yield Mutation(file, f"{name} twice", _edit(doubled))
        yield Mutation(file, f"{name} renamed", _edit(lambda rows, at=at: rows[0].__setitem__(at, "renamed")))
        values = CELLS | {"as in another row": ""}
        for place, (kind, value) in enumerate(values.items() if len(table) > 1 else ()):
            number = 1 + (place + at) % (len(table) - 1)
            if kind == "as in another row":
                value = table[number % (len(table) - 1) + 1][at]
            if value != table[number][at]:
                change = _edit(lambda rows, n=number, at=at, value=value: rows[n].__setitem__(at, value))
                yield Mutation(file, f"row {number + 1}, {name} {kind}", change)


def _settings(file: str, text: str) -> Iterator[Mutation]:
    """Yield what can befall each line of a TOML file."""
    lines = text.splitlines()

    def put(at: int, line: str | None) -> Callable[[bytes], bytes]:
        kept = [*lines[:at], *([] if line is None else [line]), *lines[at + 1 :]]
        return lambda data: ("\n".join(kept) + "\n").encode()

    for at, line in enumerate(lines):
        if not line.strip() or line.startswith("#"):
            continue
        yield Mutation(file, f"line {at + 1} missing", put(at, None))
        yield Mutation(file, f"line {at + 1} twice", put(at, f"{line}\n{line}"))
        key, equals, _ = line.partition(" = ")
        if equals:
            yield Mutation(file, f"line {at + 1}, {key} misspelt", put(at, f"{key}x = {line.partition(' = ')[2]}"))
            for kind, value in VALUES.items():
                yield Mutation(file, f"line {at + 1}, {key} {kind}", put(at, f"{key} = {value}"))
        else:
            yield Mutation(file, f"line {at + 1} misspelt", put(at, line.replace("]", "x]", 1)))


def _lines(file: str, text: str) -> Iterator[Mutation]:
    """Yield what can befall each line of a search export."""
    lines = text.splitlines()
    ways: dict[str, Callable[[str], list[str]]] = {
        "missing": lambda line: [],
        "twice": lambda line: [line, line],
        "odd": lambda line: [line[: max(2, len(line) // 2)] + "\x00²{<&"],
        "huge": lambda line: [line + " 99999999999999999999" * 400],
        "without its tag": lambda line: [line[6:]],
    }
    for at, line in enumerate(lines):
        for kind, change in ways.items():
            kept = [*lines[:at], *change(line), *lines[at + 1 :]]
            yield Mutation(file, f"line {at + 1} {kind}", lambda data, kept=kept: ("\n".join(kept) + "\n").encode())
