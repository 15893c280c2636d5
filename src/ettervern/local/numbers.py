"""Counts and arrays as this stage passes them on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ettervern.errors import ArgumentError

#: Array of 64-bit floats.
Floats = npt.NDArray[np.float64]


def refuse_counts(events: float, n: float) -> None:
    """Refuse counts that cannot be counts of people.

    Raises
    ------
    ArgumentError
        Saying what was expected.
    """
    if not n >= 1:
        raise ArgumentError(f"expected a group of at least one person, found {n}")
    if not 0 <= events <= n:
        raise ArgumentError(f"expected events from 0 to {n}, found {events}")
    if events != int(events) or n != int(n):
        raise ArgumentError(f"expected whole people, found {events} of {n}")


@dataclass(frozen=True)
class TwoGroups:
    """Events and people of the service's group and of the comparison.

    Attributes
    ----------
    events_service, n_service, events_comparison, n_comparison : int
        Counts of people.
    """

    events_service: int
    n_service: int
    events_comparison: int
    n_comparison: int

    def __post_init__(self) -> None:
        """Refuse impossible counts."""
        refuse_counts(self.events_service, self.n_service)
        refuse_counts(self.events_comparison, self.n_comparison)

    @property
    def shares(self) -> tuple[float, float]:
        """Share with the event in the service's group and in the comparison."""
        return self.events_service / self.n_service, self.events_comparison / self.n_comparison

    def odds_ratio(self) -> float:
        """Return the odds ratio as the counts give it; infinity or NaN where a cell is 0."""
        a, c = self.events_service, self.events_comparison
        over, under = a * (self.n_comparison - c), c * (self.n_service - a)
        return over / under if under else (np.inf if over else np.nan)
