"""The PRISMA 2020 flow: every number computed from records and decisions, and every box made to add up.

Reference
---------
Page MJ, McKenzie JE, Bossuyt PM et al (2021). The PRISMA 2020 statement. BMJ 372:n71 (flow diagrams for new and for
updated reviews, with databases and registers apart from other methods).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.shown import Shown, html_table

#: Streams: databases and registers; other methods; what earlier versions brought (updates only); all of them.
STREAMS = ("databases", "other", "previous", "all")
#: Box -> the box it is a part of, in the order of reading. ``previous_*`` and ``in_review_*`` stand for themselves.
PARENTS = {
    "previous_reports": "",
    "previous_studies": "",
    "identified": "",
    "duplicates": "identified",
    "reports": "identified",
    "not_screened": "reports",
    "screened": "reports",
    "excluded": "screened",
    "kept": "screened",
    "not_sought": "kept",
    "sought": "kept",
    "awaited": "sought",
    "not_retrieved": "sought",
    "retrieved": "sought",
    "not_read": "retrieved",
    "read": "retrieved",
    "excluded_full_text": "read",
    "included_full_text": "read",
    "in_review": "kept",
    "in_review_studies": "",
}
#: Boxes that are the sum of the boxes under them. ``in_review`` is checked by a rule of its own.
_SUMS = {
    parent: tuple(box for box, above in PARENTS.items() if above == parent and box != "in_review")
    for parent in PARENTS.values()
    if parent
}
#: Boxes whose rows with a detail (source, reason, role) must add up to the box.
_DETAILED = ("identified", "excluded", "kept", "not_retrieved", "excluded_full_text", "in_review")
_NOT_SUMMED = ("in_review_studies", "previous_studies")
COLUMNS = ("box", "stream", "parent", "detail", "n")
FILE = "results/flow.csv"


@dataclass(frozen=True)
class Box:
    """One number of the flow.

    Attributes
    ----------
    box : str
        A key of :data:`PARENTS`.
    stream : str
        One of :data:`STREAMS`.
    detail : str
        Empty for the box itself; else the search file, reason or role that the number is the box's part of.
    n : int
        Records in ``identified`` and ``duplicates``, studies in boxes that end in ``_studies``, else reports.
    """

    box: str
    stream: str
    detail: str
    n: int


@dataclass(frozen=True, repr=False)
class Flow(Shown):
    """The numbers of a PRISMA 2020 flow diagram.

    Attributes
    ----------
    boxes : tuple of Box
        In the order of reading.
    """

    boxes: tuple[Box, ...]

    def facts(self) -> dict[str, object]:
        """Return the numbers of all streams together."""
        return {row.box: row.n for row in self.boxes if row.stream == "all" and not row.detail}

    def _repr_html_(self) -> str:
        """Return a table with a row a number."""
        rows = [(row.box, row.stream, row.detail, row.n) for row in self.boxes if row.n]
        return html_table("Flow (PRISMA 2020)", rows, ("box", "stream", "detail", "n"))

    def count(self, box: str, stream: str = "all", detail: str = "") -> int:
        """Return one number; 0 where the flow has no such row."""
        return sum(row.n for row in self.boxes if (row.box, row.stream, row.detail) == (box, stream, detail))

    def details(self, box: str, stream: str = "all") -> dict[str, int]:
        """Return the parts of a box: detail -> number."""
        return {row.detail: row.n for row in self.boxes if (row.box, row.stream) == (box, stream) and row.detail}

    def table(self) -> pd.DataFrame:
        """Return the flow as ``box, stream, parent, detail, n``, a row a number."""
        rows = [(row.box, row.stream, PARENTS[row.box], row.detail, row.n) for row in self.boxes]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Flow:
        """Return the flow that a table holds (as read from ``flow.csv``)."""
        cells = zip(table["box"], table["stream"], table["detail"], table["n"], strict=True)
        return cls(tuple(Box(str(b), str(s), "" if pd.isna(d) else str(d), int(n)) for b, s, d, n in cells))

    def json(self) -> dict[str, Any]:
        """Return the flow for JSON: stream -> box -> ``{"n": number, "details": {detail: number}}``."""
        result: dict[str, Any] = {}
        for row in self.boxes:
            if not row.detail:
                place = result.setdefault(row.stream, {})
                place[row.box] = {"n": row.n, "details": self.details(row.box, row.stream)}
        return result

    def check(self) -> Flow:
        """Return the flow itself where every box adds up.

        Raises
        ------
        ReviewError
            Every box that does not, with its numbers.
        """
        wrong = [*self._negative(), *self._parts(), *self._details(), *self._streams(), *self._in_review()]
        if wrong:
            raise ReviewError([Problem(FILE, 0, "", message) for message in wrong])
        return self

    def _negative(self) -> list[str]:
        """Find numbers below nothing."""
        return [f"{row.stream}: {row.box} is {row.n}; a count cannot be negative" for row in self.boxes if row.n < 0]

    def _parts(self) -> list[str]:
        """Find boxes that differ from the sum of the boxes under them."""
        wrong = []
        for stream in ("databases", "other", "all"):
            for parent, parts in _SUMS.items():
                numbers = [self.count(part, stream) for part in parts]
                whole = self.count(parent, stream)
                if sum(numbers) != whole:
                    message = " + ".join(f"{part} {n}" for part, n in zip(parts, numbers, strict=True))
                    wrong.append(f"{stream}: {message} = {sum(numbers)}, but {parent} is {whole}")
        return wrong

    def _details(self) -> list[str]:
        """Find boxes that differ from the sum of their details."""
        wrong = []
        for stream in ("databases", "other", "all"):
            for box in _DETAILED:
                total, whole = sum(self.details(box, stream).values()), self.count(box, stream)
                if total != whole:
                    wrong.append(f"{stream}: the details of {box} add up to {total}, but {box} is {whole}")
        return wrong

    def _streams(self) -> list[str]:
        """Find boxes whose streams do not add up to all."""
        wrong = []
        for box in PARENTS:
            parts = {stream: self.count(box, stream) for stream in STREAMS[:-1]}
            whole = self.count(box, "all")
            if box not in _NOT_SUMMED and sum(parts.values()) != whole:
                message = " + ".join(f"{stream} {n}" for stream, n in parts.items())
                wrong.append(f"{box}: {message} = {sum(parts.values())}, but all is {whole}")
        return wrong

    def _in_review(self) -> list[str]:
        """Find streams where what is in the review is not what was kept less what fell away."""
        wrong = []
        for stream in ("databases", "other"):
            left = self.count("kept", stream) - self.count("not_retrieved", stream)
            left -= self.count("excluded_full_text", stream)
            if left != self.count("in_review", stream):
                wrong.append(
                    f"{stream}: kept less not_retrieved and excluded_full_text is {left}, "
                    f"but in_review is {self.count('in_review', stream)}"
                )
        return wrong
