"""What is open in a study that two have extracted: contrasts that no person and no agreement has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ettervern.extract.alike import fingerprint, told
from ettervern.extract.compare import Comparison, compare
from ettervern.extract.facing import facing
from ettervern.extract.naming import Naming
from ettervern.extract.resolution import Resolved, Supported, read_resolutions, resolve
from ettervern.extract.schemas import OutcomeRow, RawRow, ResolutionRow
from ettervern.extract.tables import Extraction, load
from ettervern.review import Review
from ettervern.schema import texts


@dataclass(frozen=True)
class Sides:
    """A contrast as two extractions tell it.

    Attributes
    ----------
    first, second : RawRow or None
        What each says; None where it does not tell of the contrast.
    status : str
        See :class:`ettervern.extract.compare.Comparison`.
    differs : tuple of str
        Fields on which the two say something else.
    alike : dict
        Field -> how two cells that look different are the same figure.
    standing : OutcomeRow or None
        The row of outcomes.csv that tells of it already.
    decided : ResolutionRow or None
        What decided that row: software, or nobody.
    """

    first: RawRow | None
    second: RawRow | None
    status: str
    differs: tuple[str, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    standing: OutcomeRow | None = None
    decided: ResolutionRow | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What the contrast is known by as long as both rows stay as they are."""
        return fingerprint(self.first), fingerprint(self.second)

    @property
    def sides(self) -> dict[str, RawRow]:
        """The extractions that tell of it: ``first``, ``second``."""
        return {name: row for name, row in (("first", self.first), ("second", self.second)) if row is not None}

    def cells(self, names: Naming) -> dict[str, dict[str, str]]:
        """Return what each side says by column, in the terms of the first."""
        rows = {name: told(row, names) for name, row in self.sides.items()}
        if len(rows) == 2:
            rows["first"], rows["second"] = facing(rows["first"], rows["second"])
        return {name: dict(row.cells) for name, row in rows.items()}


@dataclass(frozen=True)
class Open:
    """Where the agreement on a study stands.

    Attributes
    ----------
    questions : list of Sides
        Contrasts to be decided, those that both tell of first.
    total : int
        Contrasts with figures in all.
    without_figures : int
        Contrasts that outcomes.csv has no place for: no figures of two groups.
    tables : Extraction
        The tables that this was seen in.
    """

    questions: list[Sides]
    total: int
    without_figures: int
    tables: Extraction


def studies_in_both(tables: Extraction) -> list[str]:
    """Return the studies that both extractions tell of."""
    both = {row.study_id for row in tables.extraction_1.values()} & {
        row.study_id for row in tables.extraction_2.values()
    }
    return sorted(both)


def open_questions(review: Review, study: str, today: date, tables: Extraction | None = None) -> Open:
    """Return what is open in a study.

    Parameters
    ----------
    review : Review
        The review.
    study : str
        Its id.
    today : date
        The day that counts as today.
    tables : Extraction, optional
        The review's, where they are read already.

    Raises
    ------
    ReviewError
        Where the tables have faults.
    """
    names, decided = Naming.of(review), read_resolutions(review, today)
    tables = tables or load(review, today=today)
    first, second = (
        {line: row for line, row in table.items() if row.study_id == study}
        for table in (tables.extraction_1, tables.extraction_2)
    )
    outcomes = {line: row for line, row in tables.outcomes.items() if row.study_id == study}
    comparison = compare(first, second, names)
    resolved = resolve(outcomes, first, second, decided, names=names)
    sides = _sides(comparison, first, second, outcomes, resolved, decided)
    whole = [one for one in sides if any(has_figures(row) for row in one.sides.values())]
    closed = {(row.source_1, row.source_2) for row in decided.values() if row.kind == "person"}
    waiting = [one for one in whole if one.key not in closed and _is_open(one, resolved)]
    waiting.sort(key=lambda one: (len(one.sides) < 2, one.standing is not None))
    return Open(waiting, len(whole), len(sides) - len(whole), tables)


def has_figures(row: RawRow) -> bool:
    """Return whether a row compares two groups by figures that outcomes.csv has a place for."""
    cells = texts(row)
    parts = [
        all(cells[f"{what}_{arm}"] for arm in ("intervention", "control")) for what in ("events", "percent", "mean")
    ]
    people = all(cells[f"n_{arm}"] for arm in ("intervention", "control"))
    return bool(row.arm_control) and (row.effect is not None or (any(parts) and people))


def _is_open(sides: Sides, resolved: Resolved) -> bool:
    """Return whether a contrast waits for a person: nothing in outcomes.csv tells of it, or nobody but software."""
    how = {row.outcome_id: row.how for row in resolved.rows}
    if sides.standing is None:
        return True
    by_person = sides.decided is not None and sides.decided.kind == "person"
    return not by_person and how[sides.standing.outcome_id] != "agreed"


def _sides(
    comparison: Comparison,
    first: Mapping[int, RawRow],
    second: Mapping[int, RawRow],
    outcomes: Mapping[int, OutcomeRow],
    resolved: Resolved,
    decided: Mapping[int, ResolutionRow],
) -> list[Sides]:
    """Return every contrast with the row of outcomes.csv that tells of it; each row belongs to one contrast."""
    left = {row.outcome_id: row for row in resolved.rows}
    by_id = {row.outcome_id: row for row in outcomes.values()}
    known = {row.outcome_id: row for row in decided.values()}
    result = []
    for row in comparison.rows.to_dict("records"):
        own = comparison.fields[comparison.fields["pair"] == row["pair"]]
        supported = _standing(row, left)
        standing = by_id[left.pop(supported.outcome_id).outcome_id] if supported else None
        result.append(
            Sides(
                first.get(int(row["row_1"])),
                second.get(int(row["row_2"])),
                str(row["status"]),
                tuple(filter(None, str(row["differs"]).split(";"))),
                _alike(own),
                standing,
                known.get(standing.outcome_id) if standing else None,
            )
        )
    return result


def _alike(fields: pd.DataFrame) -> dict[str, str]:
    told_so = fields[fields["told"] != ""]
    return dict(zip(map(str, told_so["field"]), map(str, told_so["told"]), strict=True))


def _standing(row: Mapping[object, object], left: Mapping[str, Supported]) -> Supported | None:
    """Return the row of outcomes.csv that rests on one of a contrast's rows, or on one that tells it again."""
    mine = [
        {int(str(row[f"row_{side}"])), *(int(one) for one in str(row[f"repeats_{side}"]).split(";") if one)} - {0}
        for side in (1, 2)
    ]
    rests = [one for one in left.values() if one.row_1 in mine[0] or one.row_2 in mine[1]]
    return max(rests, key=lambda one: (one.row_1 in mine[0]) + (one.row_2 in mine[1]), default=None)
