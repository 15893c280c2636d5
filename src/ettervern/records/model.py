"""What a record is: the columns of the table of records, and the raw entry a format reader finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ettervern.files import Columns, Problem, frame_of
from ettervern.shown import Shown

if TYPE_CHECKING:
    import pandas as pd

#: Where a record came from; no part of what it says, so no part of its id.
SOURCE_COLUMNS = ("record_id", "file", "position", "line", "database")
#: What a record says.
CONTENT_COLUMNS = (
    "type",
    "document_type",
    "title",
    "original_title",
    "authors",
    "editors",
    "year",
    "date",
    "journal",
    "series",
    "volume",
    "number",
    "pages",
    "edition",
    "doi",
    "pmid",
    "other_ids",
    "issn",
    "isbn",
    "abstract",
    "keywords",
    "url",
    "publisher",
    "place",
    "language",
    "notes",
)
COLUMNS = SOURCE_COLUMNS + CONTENT_COLUMNS
WHOLE_NUMBERS = ("position", "line")


@dataclass(slots=True)
class Entry:
    """One record as a file spells it.

    Attributes
    ----------
    line : int
        Line where it begins, counted from 1.
    kind : str
        What the file calls its type (``JOUR``, ``article``); empty where it says nothing.
    fields : dict of str to list of str
        Tag or field name -> its values, in the order of the file.
    key : str
        The key the file gives it (BibTeX key, ``record_id`` of a table); empty where there is none.
    database : str
        Database named in the file's own head, if any.
    """

    line: int
    kind: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    key: str = ""
    database: str = ""

    def add(self, tag: str, value: str) -> None:
        """Add a value; empty ones say nothing and are left out."""
        if value:
            self.fields.setdefault(tag, []).append(value)

    def all(self, *tags: str) -> list[str]:
        """Return the values of every tag, in the order of the tags."""
        return [value for tag in tags for value in self.fields.get(tag, ())]

    def first(self, *tags: str) -> str:
        """Return the first value of the first tag that has one, else an empty string."""
        for tag in tags:
            values = self.fields.get(tag)
            if values:
                return values[0]
        return ""


@dataclass(frozen=True)
class Parsed:
    """What a format reader found in one text.

    Attributes
    ----------
    entries : iterable of Entry
        In the order of the file; a large table gives them one by one.
    problems : list of Problem
        What could not be read (``error``) or had to be guessed (``warning``).
    unreadable : int
        Records that stand in the file but could not be read.
    """

    entries: Iterable[Entry]
    problems: list[Problem] = field(default_factory=list)
    unreadable: int = 0


@dataclass(frozen=True, repr=False)
class Reading(Shown):
    """Records read from files.

    Attributes
    ----------
    columns : Columns
        The table of records as plain columns.
    problems : list of Problem
        What could not be read (``error``) and what had to be guessed (``warning``), with file and line.
    file_columns : Columns
        The table of files as plain columns.
    keyed : bool
        Whether some file is a table with record ids of its own.
    """

    columns: Columns = field(repr=False)
    problems: list[Problem]
    file_columns: Columns = field(repr=False)
    keyed: bool = False

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first."""
        counts = {"records": self.count, "files": len(self.file_columns["file"]), "unreadable": self.unreadable}
        return {**counts, "problems": "; ".join(map(str, self.problems[:3])) if self.problems else 0}

    @cached_property
    def records(self) -> pd.DataFrame:
        """One row a record, columns :data:`COLUMNS`.

        Text is ``str`` and an empty string means not given; ``position`` and ``line`` are int, counted from 1.
        """
        return frame_of(self.columns, dict.fromkeys(WHOLE_NUMBERS, "int64"))

    @cached_property
    def files(self) -> pd.DataFrame:
        """One row a file: file, format, encoding, records (read), unreadable (found but not read)."""
        return frame_of(self.file_columns, dict.fromkeys(("records", "unreadable"), "int64"))

    @property
    def count(self) -> int:
        """Number of records read."""
        return len(self.columns["record_id"])

    @property
    def unreadable(self) -> int:
        """Number of records that stand in the files but could not be read."""
        return sum(self.file_columns["unreadable"])
