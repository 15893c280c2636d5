"""From appraisals to the one judgement in ``risk_of_bias.csv``: what all agree on, and what somebody decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern import clock
from ettervern.appraise.appraisers import Appraisals, kinds_of, refuse_blind
from ettervern.appraise.bias import BASIS
from ettervern.appraise.lines import COLUMNS, OVERALL, Line, answers_to, folder, read_lines
from ettervern.extract.bias import overall_by_rule, too_mild
from ettervern.extract.schemas import BiasRow
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.schema import needed, shown
from ettervern.screen.session import refuse_name
from ettervern.screen.store import now_after
from ettervern.staging import is_file
from ettervern.transaction import transaction


@dataclass
class Settling:
    """A study that is being settled: what is agreed, what waits for a decision, and what has been decided.

    Nothing is written before :meth:`save`.

    Attributes
    ----------
    review : Review
        The review.
    one : Appraisals
        The appraisals; as many as are needed have finished.
    by : str
        Who settles.
    decided : dict
        Item -> judgement and reason.
    """

    review: Review
    one: Appraisals
    by: str
    decided: dict[str, tuple[str, str]]

    @classmethod
    def open(cls, review: Review, one: Appraisals, by: str) -> Settling:
        """Begin to settle a study.

        Raises
        ------
        ReviewError
            A name that is not listed; too few appraisals; software that would settle what people have judged.
        """
        refuse_name(review, by)
        refuse_blind(one)
        people = one.row is not None and one.row.kind == "person"
        if people and _kind(one, kinds_of(review), by) != "person":
            message = f"people have judged {one.study.study_id}; only people can judge it anew"
            raise ReviewError(Problem(review.shown(_table(review)), 0, "kind", message))
        differing = one.differing()
        agreed = {item: _agreed(one, item) for item in _items(one) if item not in differing}
        return cls(review, one, by, agreed)

    def waiting(self) -> str:
        """Return the next domain, or ``overall``, that needs a decision; '' where none does.

        The whole is decided anew too where what all said of it is milder than the domains, as decided, allow.
        """
        waiting = [item for item in _items(self.one) if item not in self.decided]
        if not waiting and self._too_mild(self.decided[OVERALL][0]):
            del self.decided[OVERALL]
            return OVERALL
        return waiting[0] if waiting else ""

    def proposal(self) -> str:
        """Return the least severe judgement of the whole that the domains allow."""
        return overall_by_rule(self.one.tool.id, self._domains())

    def _domains(self) -> list[str]:
        return [self.decided[domain.column][0] for domain in self.one.tool.domains]

    def _too_mild(self, overall: str) -> str:
        return too_mild(self.one.tool.id, overall, self._domains())

    def decide(self, item: str, judgement: str, reason: str) -> None:
        """Decide on what appraisers differ on.

        Raises
        ------
        ReviewError
            A word that the tool does not have, no reason, or a whole that is milder than the domains allow.
        """
        allowed, reason = answers_to(self.one.tool, item), " ".join(reason.split())
        wrong = "" if judgement in allowed else f"expected one of {', '.join(allowed)}; found {shown(judgement)}"
        wrong = wrong or ("" if reason else "expected a reason: the appraisers differ")
        wrong = wrong or (self._too_mild(judgement) if item == OVERALL else "")
        if wrong:
            raise ReviewError(Problem("", 0, item, wrong))
        self.decided[item] = (judgement, reason)

    def save(self, day: date | None = None) -> BiasRow:
        """Write the settlement and the agreed row, and keep the row that it takes the place of.

        Parameters
        ----------
        day : date, optional
            The day that the row bears; else the clock's.
        """
        if self.waiting():
            raise ReviewError(Problem("", 0, self.waiting(), "expected a decision"))
        with transaction(self.review.root, "ettervern appraise settle"):
            own = read_lines(self.review, self.by, settled=True)
            finished = [line.time for name in self.one.done for line in self.one.by[name].judgements().values()]
            row = self._row(day or clock.today())
            _add_lines(self.review, self.by, self._lines(max([*finished, *(line.time for line in own)])))
            if self.one.row is not None:
                _keep(self.review, self.one.row)
            _put(self.review, row)
        return row

    def _lines(self, last: str) -> list[Line]:
        """Return the lines of the settlement, one a domain and the whole."""
        lines = []
        for item in _items(self.one):
            last = now_after(last)
            lines.append(Line(last, self.one.study.study_id, self.one.tool.id, item, *self.decided[item]))
        return lines

    def _row(self, day: date) -> BiasRow:
        """Return the row of the table."""
        cells = dict.fromkeys(BiasRow._fields, "")
        for item, (judgement, reason) in self.decided.items():
            cells |= {item: judgement, BASIS[item]: reason}
        who = {"judged_by": "; ".join(self.one.done), "settled_by": self.by, "date": day.isoformat()}
        kind = _kind(self.one, kinds_of(self.review), self.by)
        named = {"study_id": self.one.study.study_id, "tool": self.one.tool.id, "kind": kind}
        return BiasRow(**cells | who | named)


def _items(one: Appraisals) -> list[str]:
    return [*(domain.column for domain in one.tool.domains), OVERALL]


def _agreed(one: Appraisals, item: str) -> tuple[str, str]:
    """Return the judgement that all made, with their reasons."""
    lines = [one.by[name].judgements()[item] for name in one.done]
    return lines[0].answer, "; ".join(dict.fromkeys(line.reason for line in lines if line.reason))


def _kind(one: Appraisals, kinds: Mapping[str, str], by: str) -> str:
    """Return ``person`` where all who judged and who settles are people."""
    return "person" if all(kinds.get(name) == "person" for name in (*one.done, by)) else "software"


def _table(review: Review) -> Path:
    return review.extraction / "risk_of_bias.csv"


def _add_lines(review: Review, by: str, lines: list[Line]) -> None:
    path = folder(review, settled=True) / f"{by}.csv"
    old = read_table(path, COLUMNS, review.shown(path)) if is_file(path) else pd.DataFrame(columns=list(COLUMNS))
    put_rows(path, pd.concat([old, pd.DataFrame(lines, columns=list(COLUMNS))], ignore_index=True))


def _keep(review: Review, row: BiasRow) -> None:
    """Add a row that another takes the place of to the study's own file of former rows."""
    path = folder(review) / "replaced" / f"{row.study_id}.csv"
    old = read_table(path, BiasRow._fields, review.shown(path)) if is_file(path) else None
    new = pd.DataFrame([row], columns=list(BiasRow._fields))
    put_rows(path, new if old is None else pd.concat([old, new], ignore_index=True))


def _put(review: Review, row: BiasRow) -> None:
    """Put a row into ``risk_of_bias.csv`` in the place of the study's own, else at its end."""
    path = _table(review)
    file = review.shown(path)
    old = read_table(path, needed(BiasRow), file) if is_file(path) else pd.DataFrame(columns=list(needed(BiasRow)))
    columns = [*old.columns, *(name for name in BiasRow._fields if name not in old.columns)]
    table = old.reindex(columns=columns, fill_value="").reset_index(drop=True)
    at = table.index[table["study_id"] == row.study_id]
    place = int(at[0]) if len(at) else len(table)
    table.loc[place, list(BiasRow._fields)] = list(row)
    put_rows(path, table.fillna(""))
