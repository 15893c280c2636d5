"""Rows of extraction tables made for a test, from the few cells that matter."""

from __future__ import annotations

import pandas as pd

from ettervern.schema import R, columns, entered


def made(row: type[R], *cells: dict[str, str]) -> dict[int, R]:
    """Return rows with these cells, as text, and the others empty, by their line in a file of their own."""
    table = pd.DataFrame(cells, columns=list(columns(row)), dtype="str").fillna("")
    return entered(row, table.set_index(pd.RangeIndex(2, len(cells) + 2)))
