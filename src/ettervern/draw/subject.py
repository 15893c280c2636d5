"""What a figure is about: the outcome and how its ratio reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ettervern.catalogue import gettext
from ettervern.errors import ArgumentError


@dataclass(frozen=True)
class Subject:
    """What a figure is about.

    Attributes
    ----------
    name : str
        Name of the figure, unique on its page and used for ids: letters, digits and hyphens.
    outcome : str
        Name of the outcome as readers see it.
    phrases : mapping
        What the outcome and the intervention are called inside sentences; see :mod:`ettervern.phrases`.
    measure : str
        Code of the effect measure, ``OR``.
    favours : str
        ``low`` where a ratio under 1 is good news, else ``high``.
    """

    name: str
    outcome: str
    phrases: Mapping[str, str]
    measure: str = "OR"
    favours: str = "low"

    def figure(self, language: str, *, narrow: bool) -> str:
        """Return the name of one drawing of the figure."""
        return f"{self.name}-{'narrow' if narrow else 'wide'}-{language}"


def sides(phrases: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return what lies left and right of 1."""
    return gettext("forest.left", language, **phrases), gettext("forest.right", language, **phrases)


def need(table: pd.DataFrame, figure: str, columns: Sequence[str] = ()) -> None:
    """Refuse a table that cannot be drawn whole, so that no study is left out without a word.

    Raises
    ------
    ArgumentError
        Where there is no row, or a row has no finite number in one of the columns; the studies are named.
    """
    if table.empty:
        raise ArgumentError(f"the {figure} needs at least one study; the table has no rows")
    for column in columns:
        bad = table[~np.isfinite(table[column].astype(float))]
        if not bad.empty:
            raise ArgumentError(f"the {figure} needs {column} of every study; missing for {', '.join(bad['label'])}")
