"""What removing duplicates gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ettervern.deduplicate import tables
from ettervern.files import Columns, Problem, frame_of
from ettervern.shown import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Deduplication(Shown):
    """What removing duplicates gives.

    Attributes
    ----------
    tables : dict of str to Columns
        The tables below as plain columns, under their names.
    problems : list of Problem
        Warnings, as a decision on a record that is not there.
    """

    tables: dict[str, Columns] = field(repr=False)
    problems: list[Problem]

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first."""
        n = {name: len(next(iter(table.values()), [])) for name, table in self.tables.items()}
        counts = {"records": n["duplicates"], "reports": n["reports"], "pairs in doubt": n["review"]}
        return {**counts, "problems": len(self.problems)}

    @cached_property
    def reports(self) -> pd.DataFrame:
        """One row a report, sorted by ``report_id``.

        Merged fields, ``n_records``, ``record_ids`` and ``files`` (each joined by ``;``).
        """
        return self._frame("reports")

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        """One row a record: record_id, file, position, report_id, reason, decided_by, score.

        ``decided_by`` is the other record of the pair that decided, empty for the record kept; ``score`` the points
        of that pair, NaN where none decided.
        """
        return self._frame("duplicates")

    @cached_property
    def review(self) -> pd.DataFrame:
        """Doubtful pairs, the most doubtful first: record_1, record_2, report_1, report_2, score, reason."""
        return self._frame("review")

    @cached_property
    def links(self) -> pd.DataFrame:
        """Reports that belong together and are no copies: record_1, record_2, report_1, report_2, link, reason.

        ``link`` says what the first is to the second: ``erratum of``, ``abstract of`` or ``same study``.
        """
        return self._frame("links")

    @cached_property
    def known(self) -> pd.DataFrame:
        """record_id, report_id: to be saved and given to the next run."""
        return self._frame("known")

    @cached_property
    def aliases(self) -> pd.DataFrame:
        """alias, report_id, record_id: older ids that now mean another report, and the record each was given at."""
        return self._frame("aliases")

    def _frame(self, name: str) -> pd.DataFrame:
        """Return a table as a DataFrame."""
        return frame_of(self.tables[name], tables.NUMBERS)
