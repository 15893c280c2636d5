"""What a forest plot shows and where its parts stand, in both layouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from ettervern.computed import Pooled


class Diamond(NamedTuple):
    """A pooled answer as a forest plot shows it: with its interval and the prediction interval."""

    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float


@dataclass(frozen=True)
class Forest:
    """What a forest plot shows.

    Attributes
    ----------
    name : str
        Name of the figure, used for ids: letters, digits and hyphens.
    outcome : str
        Name of the outcome as readers see it.
    phrases : mapping
        What the outcome and the intervention are called inside sentences; see :mod:`ettervern.phrases`.
    measure : str
        Code of the effect measure, ``OR``.
    studies : DataFrame
        One row a study, in the order shown: label, category (as readers see it), estimate, ci_low, ci_high (ratios),
        weight (percent), events_intervention, n_intervention, events_control, n_control (NaN where not given).
    pooled : Series
        k, estimate, ci_low, ci_high, pi_low, pi_high (ratios, or differences).
    log : bool
        Whether the effect is a ratio, on a log axis.
    """

    name: str
    outcome: str
    phrases: Mapping[str, str]
    measure: str
    studies: pd.DataFrame
    pooled: Pooled | Diamond
    log: bool = True

    @property
    def null(self) -> float:
        """The value of no effect: 1 for ratios, 0 for differences."""
        return 1.0 if self.log else 0.0


@dataclass(frozen=True)
class Layout:
    """Where things stand, in pixels from the left and from one study to the next."""

    width: int
    plot_left: int
    plot_right: int
    top: int
    pitch: int
    bottom: int = 62


WIDE = Layout(width=760, plot_left=330, plot_right=560, top=40, pitch=40)
#: The numbers of differences are longer, as they may have a minus sign.
WIDE_DIFFERENCES = replace(WIDE, plot_right=515)
NARROW = Layout(width=340, plot_left=8, plot_right=332, top=14, pitch=66)


def centre(position: int, layout: Layout, *, narrow: bool) -> float:
    """Return the height of a row's mark; in the narrow layout it lies under two lines of text."""
    return layout.top + position * layout.pitch + (layout.pitch - 12 if narrow else layout.pitch / 2)
