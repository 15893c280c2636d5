"""Ids of reports over time: the one place that follows a former id, and says which id a report has now.

An id is given once, at one record (its home), and never to anything else. Where reports are joined the oldest id stays
and the others become aliases; where a person takes them apart again each id goes back to the report that holds its
home. So the memory of ids follows the last word on every pair, whatever was built between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ettervern.files import Columns, Problem, ReviewError, columns_of, read_columns
from ettervern.staging import is_file

if TYPE_CHECKING:
    import pandas as pd

    from ettervern.review import Review

SHOWN = "aliases.csv"
#: The record an alias was given at is not known in folders of version 0.1, and may be empty.
HOME = "record_id"


@dataclass(frozen=True)
class Aliases:
    """Former ids of reports.

    Attributes
    ----------
    leads : dict of str to str
        Former id -> the id its report has now, chains followed to their end.
    homes : dict of str to str
        Former id -> the record that it was given at, where that is known.

    Examples
    --------
    >>> aliases = Aliases.of({"alias": ["a", "b"], "report_id": ["b", "c"]})
    >>> aliases.now("a"), aliases.now("d")
    ('c', 'd')
    """

    leads: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pd.DataFrame | Columns | None, *, shown: str = SHOWN, rows: Sequence[int] = ()) -> Aliases:
        """Return the aliases of a table.

        Parameters
        ----------
        table : DataFrame or Columns or None
            alias, report_id and, where it is known, record_id.
        shown : str, optional
            How messages name the table.
        rows : sequence of int, optional
            Row in the file of each line; without them they are counted from 2.

        Raises
        ------
        ReviewError
            An alias that leads to two reports, or round to itself.
        """
        if table is None:
            return cls()
        columns = columns_of(table)
        names, targets = columns["alias"], columns["report_id"]
        lines = list(rows) or list(range(2, len(names) + 2))
        direct = dict(zip(names, targets, strict=True))
        problems = [
            Problem(shown, row, "report_id", f"alias {name!r} leads to both {target!r} and {direct[name]!r}")
            for row, name, target in zip(lines, names, targets, strict=True)
            if direct[name] != target
        ]
        problems += [
            Problem(shown, row, "alias", f"{name!r} leads round to itself; delete the line that is wrong and build")
            for row, name in zip(lines, names, strict=True)
            if _end(name, direct) is None
        ]
        if problems:
            raise ReviewError(problems)
        homes = columns.get(HOME) or [""] * len(names)
        return cls(
            {name: _end(name, direct) or name for name in direct},
            {name: home for name, home in zip(names, homes, strict=True) if home},
        )

    @classmethod
    def read(cls, review: Review) -> Aliases:
        """Return the aliases of a review as the last build left them; none where there was no build."""
        path = review.searches / SHOWN
        if not is_file(path):
            return cls()
        columns, rows = read_columns(path, ("alias", "report_id"), review.shown(path))
        return cls.of(columns, shown=review.shown(path), rows=rows)

    def now(self, report_id: str) -> str:
        """Return the id that a report has now."""
        return self.leads.get(report_id, report_id)

    def renamed(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table with the ids that its reports have now."""
        return table.assign(report_id=table["report_id"].astype("str").map(self.now).astype("str"))

    def columns(self) -> Columns:
        """Return the table that :meth:`of` reads, sorted by alias."""
        names = sorted(self.leads)
        return {
            "alias": list(names),
            "report_id": [self.leads[name] for name in names],
            HOME: [self.homes.get(name, "") for name in names],
        }


def _end(name: str, leads: dict[str, str]) -> str | None:
    """Return where a chain of aliases ends; None where it goes round."""
    seen: set[str] = set()
    while name in leads:
        if name in seen:
            return None
        seen.add(name)
        name = leads[name]
    return name


@dataclass(frozen=True)
class Memory:
    """Every id that earlier runs gave.

    Attributes
    ----------
    homes : dict of str to str
        Id -> its home among the records that are there now, the oldest id first.
    aliases : Aliases
        As the run before left them.
    given : frozenset of str
        All ids ever given.
    """

    homes: dict[str, str]
    aliases: Aliases
    given: frozenset[str]

    @classmethod
    def of(cls, known: Columns | None, aliases: Aliases, present: Iterable[str]) -> Memory:
        """Return what is remembered.

        Parameters
        ----------
        known : Columns or None
            record_id, report_id of the run before, in its order.
        aliases : Aliases
            Of the run before.
        present : iterable of str
            Records that are there now; an id whose home is gone goes on with the next record of its report.
        """
        if not known or not known["report_id"]:
            return cls({}, aliases, frozenset(aliases.leads))
        here, live = set(present), set(known["report_id"])
        place = {record: at for at, record in enumerate(known["record_id"])}
        homes = _alias_homes(aliases, known, live)
        homes |= _live_homes(known, set(homes.values()), here)
        results = sorted((place.get(home, len(place)), name) for name, home in homes.items() if home in here)
        return cls({name: homes[name] for _, name in results}, aliases, frozenset(live | set(aliases.leads)))

    def after(self, now: dict[str, str]) -> Aliases:
        """Return the aliases after a run.

        Parameters
        ----------
        now : dict of str to str
            Each id of :attr:`homes` -> the id that its report has now.
        """
        gone = {name: target for name, target in self.aliases.leads.items() if name not in now}
        leads = {name: now.get(target, target) for name, target in gone.items()}
        leads |= {name: target for name, target in now.items() if name != target}
        homes = self.aliases.homes | self.homes
        return Aliases(leads, {name: homes[name] for name in leads if name in homes})


def _alias_homes(aliases: Aliases, known: Columns, live: set[str]) -> dict[str, str]:
    """Return the home of each alias; where it was not written down, the record whose hash the id is made of."""
    by_hash = {record.removeprefix("r-")[:6]: record for record in reversed(known["record_id"])}
    homes = {}
    for name in aliases.leads:
        made_of = re.search(r"-([0-9a-f]{6})[0-9a-f]*(-\d+)?$", name)
        home = aliases.homes.get(name) or (by_hash.get(made_of[1], "") if made_of else "")
        if home and name not in live:  # version 0.1 left aliases behind of reports that live again
            homes[name] = home
    return homes


def _live_homes(known: Columns, others: set[str], here: set[str]) -> dict[str, str]:
    """Return the home of each id in use: its first record that is not the home of an alias, if one is there."""
    best: dict[str, tuple[tuple[bool, bool, int], str]] = {}
    for at, (record, name) in enumerate(zip(known["record_id"], known["report_id"], strict=True)):
        rank = (record not in here, record in others, at)
        if name not in best or rank < best[name][0]:
            best[name] = (rank, record)
    return {name: record for name, (_, record) in best.items()}
