"""A person's word on a contrast: its row of outcomes.csv and what decided it, written together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ettervern.extract.cells import IDENTIFIER
from ettervern.extract.naming import Naming
from ettervern.extract.open_questions import Open, Sides, open_questions
from ettervern.extract.proposal import FOLLOWS, Ask, Draft, drafted
from ettervern.extract.resolution import resolve
from ettervern.extract.schemas import OutcomeRow, RawRow, ResolutionRow
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import columns, entered, faults, needed, shown, texts
from ettervern.staging import digest, is_file

#: What may be said of a contrast: follow one extraction, both where they agree, figures of one's own, or no row.
CHOICES = ("first", "second", "both", "other", "left_out")
BOTH = "both extractions give the same figures"


@dataclass
class Walk:
    """The contrasts of a study, one after the other; each answer is kept before the next is asked.

    Attributes
    ----------
    review : Review
        The review.
    study, by, kind : str
        Whose contrasts; who decides, and whether that is a ``person`` or ``software``.
    today : date
        The day that is written down.
    opened : callable
        Gives the block in which an answer is written: a transaction that is refused where the check would refuse it.
    """

    review: Review
    study: str
    by: str
    today: date
    opened: Callable[[], AbstractContextManager[None]]
    kind: str = "person"
    open: Open = field(init=False)
    _skipped: set[tuple[str, str]] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Look at what is open."""
        if not IDENTIFIER.fullmatch(self.by):
            message = f"{shown(self.by)}: expected the name of who decides, of letters a to z, digits, _ . or -"
            raise ReviewError(Problem("--by", 0, "", message))
        self.look()

    def look(self) -> None:
        """Look at the tables anew."""
        self.open = open_questions(self.review, self.study, self.today)

    @property
    def waiting(self) -> list[Sides]:
        """Contrasts to be decided that have not been skipped."""
        return [one for one in self.open.questions if one.key not in self._skipped]

    @property
    def shown(self) -> Sides | None:
        """The contrast that is asked about."""
        return next(iter(self.waiting), None)

    @property
    def decided(self) -> int:
        """How many contrasts need no decision any more."""
        return self.open.total - len(self.open.questions)

    def skip(self) -> None:
        """Leave a contrast open, and go on to the next."""
        if self.shown is not None:
            self._skipped.add(self.shown.key)

    def choices(self) -> tuple[str, ...]:
        """Return what may be said of the contrast that is asked about."""
        sides = self.shown
        if sides is None:
            return ()
        agree = ("both",) if len(sides.sides) == 2 and not sides.differs else ()
        return (*agree, *sides.sides, "other", "left_out")

    def draft(self, choice: str, values: Mapping[str, str]) -> Draft:
        """Return the row that a choice makes, with what is still to be asked."""
        if self.shown is None or choice not in self.choices():
            raise ReviewError(Problem("", 0, "", f"{shown(choice)}: expected one of {', '.join(self.choices())}"))
        if choice == "left_out":
            return Draft({}, values)
        return drafted(self.review, self.open.tables, self.shown, choice, values)

    def asks(self, choice: str, values: Mapping[str, str]) -> list[Ask]:
        """Return what must be asked before a choice can be kept."""
        return self.draft(choice, values).asks

    def answer(self, choice: str, reason: str, values: Mapping[str, str]) -> str:
        """Keep an answer; return the id of the row.

        Raises
        ------
        ReviewError
            Something that is still to be asked, a reason that is missing, or a row that the check would refuse; nothing
            is written then.
        """
        sides, draft = self.shown, self.draft(choice, values)
        assert sides is not None
        reason = " ".join(reason.split()) or (BOTH if choice == "both" else "")
        lacking = [ask.name for ask in draft.asks] + ([] if reason else ["reason"])
        if lacking:
            raise ReviewError(Problem("outcomes.csv", 0, lacking[0], "the cell is empty; expected an answer"))
        taken = self._taken(sides, choice, draft)
        name = self._name(sides, choice, draft)
        decision = ResolutionRow(name, taken, self.by, self.kind, self.today.isoformat(), reason, *sides.key)
        with self.opened():
            if choice == "left_out" and sides.standing is not None:
                _take_out(self.review, sides.standing.outcome_id)
            _put_decision(self.review, decision)
            if choice != "left_out":
                _put_outcome(self.review, self.open, {**draft.cells, "outcome_id": name}, decision)
        self.look()
        return name

    def _taken(self, sides: Sides, choice: str, draft: Draft) -> str:
        """Return which extraction an answer follows: figures typed over both are a third reading."""
        if choice != "other":
            return choice
        cells = sides.cells(Naming.of(self.review))
        given = {name: value for name, value in draft.values.items() if name in FOLLOWS and value}
        follows = {side for side, row in cells.items() for name, value in given.items() if row[name] == value}
        known = all(any(row[name] == value for row in cells.values()) for name, value in given.items())
        return "neither" if not known else "both" if len(follows) > 1 else follows.pop() if follows else "both"

    def _name(self, sides: Sides, choice: str, draft: Draft) -> str:
        """Return the id of a contrast's row: the one it has, the next of its study, or one that tells it is no row."""
        if choice == "left_out":
            return f"{self.study}-left-out-{digest(*sides.key)[:8]}"
        if sides.standing is not None:
            return sides.standing.outcome_id
        taken = {row.outcome_id for row in self.open.tables.outcomes.values()}
        start = f"{self.study}-{draft.cells['outcome']}-"
        return next(f"{start}{number}" for number in range(1, len(taken) + 2) if f"{start}{number}" not in taken)


def _put_decision(review: Review, row: ResolutionRow) -> None:
    """Write down what decided a contrast; a person's word goes before software's, never the other way."""
    path, names = review.extraction / "resolutions.csv", list(columns(ResolutionRow))
    old = read_table(path, names) if is_file(path) else pd.DataFrame(columns=names, dtype="str")
    same = old["outcome_id"] == row.outcome_id
    if row.kind == "software" and (old.loc[same, "kind"] == "person").any():
        message = f"{shown(row.outcome_id)} was decided by a person; software does not decide it again"
        raise ReviewError(Problem(review.shown(path), 0, "outcome_id", message))
    put_rows(path, pd.concat([old[~same], pd.DataFrame([texts(row)])], ignore_index=True).fillna(""))


def _take_out(review: Review, outcome_id: str) -> None:
    """Take a row out of outcomes.csv, and what decided it; git keeps both."""
    for name in ("outcomes", "resolutions"):
        path = review.extraction / f"{name}.csv"
        if is_file(path):
            table = read_table(path, ["outcome_id"], review.shown(path))
            put_rows(path, table[table["outcome_id"] != outcome_id])


def _put_outcome(review: Review, known: Open, cells: dict[str, str], decision: ResolutionRow) -> None:
    """Write a row of outcomes.csv in the place of the one with its id, else at the end."""
    path, tables = review.extraction / "outcomes.csv", known.tables
    row = _checked(review, cells)
    mine: list[dict[int, RawRow]] = [
        {line: raw for line, raw in table.items() if raw.study_id == row.study_id}
        for table in (tables.extraction_1, tables.extraction_2)
    ]
    found = resolve({2: row}, mine[0], mine[1], {2: decision}, names=Naming.of(review)).rows[0].found
    cells = cells | {"extraction_agreement": "differ" if found == "neither" else found}
    old = read_table(path, list(needed(OutcomeRow)), review.shown(path))
    lacking = [name for name in columns(OutcomeRow) if cells[name] and name not in old]
    whole = old.assign(**dict.fromkeys(lacking, ""))
    new = pd.DataFrame([cells], dtype="str").reindex(columns=whole.columns).fillna("")
    same = (whole["outcome_id"] == cells["outcome_id"]).to_numpy()
    own = [name for name in whole.columns if name not in columns(OutcomeRow)]  # a person's own columns stay
    if same.any():
        new[own] = whole.loc[same, own].to_numpy()
        whole.loc[same, :] = new.to_numpy()
    else:
        whole = pd.concat([whole, new], ignore_index=True)
    put_rows(path, whole)


def _checked(review: Review, cells: Mapping[str, str]) -> OutcomeRow:
    """Return a row for outcomes.csv as a typed one."""
    table = pd.DataFrame([{**cells, "extraction_agreement": "both"}], index=[2], dtype="str")  # not known before it is
    if problems := faults(columns(OutcomeRow), table, review.shown(review.extraction / "outcomes.csv")):
        raise ReviewError([Problem(one.file, 0, one.column, one.message) for one in problems])
    return entered(OutcomeRow, table)[2]
