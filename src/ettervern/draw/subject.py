"""What a figure is about: the outcome, its measure, and how that reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ettervern.catalogue import gettext
from ettervern.draw.scale import Scale
from ettervern.draw.svg import finish
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
        Code of the effect measure, ``OR``; it says on which scale effects are drawn.
    favours : str
        ``low`` where less than no effect is good news, else ``high``.
    """

    name: str
    outcome: str
    phrases: Mapping[str, str]
    measure: str = "OR"
    favours: str = "low"

    @cached_property
    def scale(self) -> Scale:
        """The scale of the measure."""
        return Scale(self.measure)

    @property
    def named(self) -> dict[str, str]:
        """What stands in the places of a title: the phrases, and the outcome as inside a sentence."""
        return {**self.phrases, "outcome": self.outcome.lower()}

    def finish(self, raw: str, title: str, description: str, language: str, *, narrow: bool) -> str:
        """Return a drawing as it goes into a page: with its name, title, description and colours.

        Parameters
        ----------
        raw : str
            SVG text as it was drawn.
        title, description : str
            What assistive technology reads.
        language, narrow
            As for every figure; see :mod:`ettervern.draw`.
        """
        name = f"{self.name}-{'narrow' if narrow else 'wide'}-{language}"
        return finish(raw, name=name, title=title, description=description, language=language)


def sides(phrases: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return what lies left and right of no effect."""
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
