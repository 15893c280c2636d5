"""Small cells: what may leave the sheet of persons, and what may not.

A count under 5 is hidden. Where it could be worked out from the rest of its table and the totals, more is hidden,
until the totals leave at least five people's room for it (complementary suppression, held by linear programming;
Hundepool A et al. Statistical disclosure control. Wiley 2012, ch. 4). An estimate from a table with a hidden cell is
hidden too: an odds ratio with enough decimals gives its table away.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ettervern.errors import ArgumentError

#: Counts under this are hidden.
SMALLEST = 5
#: The room that what is shown must leave for a hidden count.
ROOM = 5
#: Cells up to which every choice is tried.
LARGEST = 8
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shown:
    """What of a table may be shown.

    Attributes
    ----------
    cells : ndarray of bool, shape (r, c)
        Whether each cell may be shown.
    row_totals, column_totals : ndarray of bool
        Whether each total may be shown.
    """

    cells: Mask
    row_totals: Mask
    column_totals: Mask

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden."""
        return bool(self.cells.all() and self.row_totals.all() and self.column_totals.all())


def bounds(counts: Counts, shown: Shown, cell: tuple[int, int]) -> tuple[float, float]:
    """Return the least and the most that a hidden cell can be, for someone who has all that is shown.

    Parameters
    ----------
    counts : ndarray of int, shape (r, c)
        The table.
    shown : Shown
        What is shown of it.
    cell : tuple of int
        Row and column of the cell.
    """
    from scipy import optimize  # here: it takes 0.3 s to load, and the guard needs the limits alone

    hidden = np.argwhere(~shown.cells)
    place = {tuple(int(part) for part in where): number for number, where in enumerate(hidden)}
    left = np.where(shown.cells, 0, counts)
    rows, rights = [], []
    for axis, totals in ((1, shown.row_totals), (0, shown.column_totals)):
        for index in np.flatnonzero(totals):
            inside = [number for where, number in place.items() if where[1 - axis] == index]
            if inside:
                rows.append(np.isin(np.arange(len(hidden)), inside).astype(float))
                rights.append(float(left.sum(axis=axis)[index]))
    aim = np.zeros(len(hidden))
    aim[place[cell]] = 1
    left_sides, right_sides = (np.array(rows), np.array(rights)) if rows else (None, None)
    least = optimize.linprog(aim, A_eq=left_sides, b_eq=right_sides, bounds=(0, None), method="highs")
    most = optimize.linprog(-aim, A_eq=left_sides, b_eq=right_sides, bounds=(0, None), method="highs")
    assert least.fun is not None, "the table itself is a solution, and nothing is under zero"
    return float(least.fun), float("inf") if most.fun is None else -float(most.fun)  # no value: no upper bound


def may_show(counts: Counts, *, column_totals: bool = True) -> Shown:
    """Decide what of a small table may be shown beside its totals: as much as possible that gives no small cell away.

    Parameters
    ----------
    counts : ndarray of int, shape (r, c)
        People, each in exactly one cell; at most eight cells. Leave out a column that is empty by design.
    column_totals : bool
        Whether totals of columns are shown (or known) too; those of rows always count as known.

    Returns
    -------
    Shown

    Raises
    ------
    ArgumentError
        For a larger table.
    """
    if counts.size > LARGEST:
        raise ArgumentError(f"expected a table of at most {LARGEST} cells, found {counts.size}")
    for cells in _choices(counts):
        totals = (counts.sum(axis=0) >= SMALLEST) & column_totals
        shown = Shown(cells, counts.sum(axis=1) >= SMALLEST, totals)
        if not _exposed(counts, shown):
            return shown
    rows, columns = counts.shape
    return Shown(np.zeros((rows, columns), dtype=bool), np.zeros(rows, dtype=bool), np.zeros(columns, dtype=bool))


def _choices(counts: Counts) -> list[Mask]:
    """Return every choice of cells to show among the large ones, the most cells and people first."""
    large = np.argwhere(counts >= SMALLEST)
    results = []
    for pattern in itertools.product((True, False), repeat=len(large)):
        cells = np.zeros(counts.shape, dtype=bool)
        for show, (row, column) in zip(pattern, large, strict=True):
            cells[row, column] = show
        results.append(cells)
    return sorted(results, key=lambda cells: (-cells.sum(), -counts[cells].sum()))


def _exposed(counts: Counts, shown: Shown) -> bool:
    """Return whether what is shown leaves too little room for a small cell."""
    for row, column in np.argwhere(~shown.cells & (counts < SMALLEST)):
        least, most = bounds(counts, shown, (int(row), int(column)))
        if most - least < ROOM - 1e-6:
            return True
    return False


def hide_small(table: pd.DataFrame, parts: list[str], total: str) -> pd.DataFrame:
    """Return a table of counts with small cells hidden (missing), and whatever would give them away.

    Parameters
    ----------
    table : DataFrame
        One row a group.
    parts : list of str
        Columns that add up to ``total``. A part that is 0 in every group is no cell and stays (nobody was lost).
    total : str
        The column of row totals. Totals over the groups are shown nowhere.
    """
    result = table.astype(dict.fromkeys([*parts, total], "Int64"))
    used = [name for name in parts if name != "lost" or table[name].any()]
    shown = may_show(table[used].to_numpy(dtype=np.int64), column_totals=False)
    for place, name in enumerate(used):
        result[name] = result[name].where(shown.cells[:, place])
    result[total] = result[total].where(shown.row_totals)
    return result


def can_be_shown(table: pd.DataFrame, parts: list[str]) -> bool:
    """Return whether nothing of a table of counts has to be hidden, so that estimates from it may be shown."""
    used = [name for name in parts if name != "lost" or table[name].any()]
    return bool((table[used].to_numpy(dtype=np.int64) >= SMALLEST).all())


def gives_away(parts: list[int | None], total: int | None) -> bool:
    """Return whether a row of shown and hidden (None) parts shows, or gives away, a count under 5."""
    if any(part is not None and part < SMALLEST for part in parts):
        return True
    hidden = sum(part is None for part in parts)
    if not hidden or total is None:
        return False
    left = total - sum(part or 0 for part in parts)
    return left < ROOM or (hidden == 1 and left < SMALLEST)
