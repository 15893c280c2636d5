"""The rules that decide which contrast of a trial is pooled, as ``review.toml`` gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ettervern.review import Outcome, Review


@dataclass(frozen=True)
class Rules:
    """Which rows of the extraction may enter an analysis, and how one is chosen for each trial.

    Attributes
    ----------
    outcome : Outcome
        The outcome with its event, the opposite events and the definitions in order of preference.
    designs, directness, units, printed : tuple of str
        Values that may enter; ``printed`` lists the printed effects that stand in for missing figures, where they are
        of the outcome's own kind.
    target, minimum, maximum : float
        Months: the follow-up nearest ``target`` is chosen among those from ``minimum`` to ``maximum``.
    counts_sources, agreements : tuple of str or None
        Values that may enter; None for all.
    zero : str
        Which tables of counts get 1/2 added; a table that gives no effect so may not enter.
    """

    outcome: Outcome
    designs: tuple[str, ...]
    directness: tuple[str, ...]
    units: tuple[str, ...]
    printed: tuple[str, ...]
    target: float
    minimum: float
    maximum: float = float("inf")
    counts_sources: tuple[str, ...] | None = None
    agreements: tuple[str, ...] | None = None
    zero: str = "only0"

    def window(self, target: float, low: float, high: float) -> Rules:
        """Return the same rules for another window of follow-up, in months."""
        return replace(self, target=target, minimum=max(low, self.minimum), maximum=high)

    def defined_as(self, definitions: tuple[str, ...]) -> Rules:
        """Return the same rules with other definitions of the outcome."""
        return replace(self, outcome=replace(self.outcome, definitions=definitions))


def rules_of(review: Review, outcome: str, randomised: bool = True) -> Rules:
    """Return the rules of the main analysis of an outcome.

    Parameters
    ----------
    review : Review
        The review.
    outcome : str
        Outcome id in ``review.toml``.
    randomised : bool
        Whether trials are pooled, or the controlled studies without randomisation.
    """
    pooling = review.settings.pooling
    return Rules(
        outcome=review.outcomes[outcome],
        designs=pooling.designs if randomised else pooling.designs_not_randomised,
        directness=pooling.directness,
        units=pooling.units,
        printed=pooling.printed_effects,
        target=float(pooling.target_months),
        minimum=float(pooling.minimum_months),
        zero=pooling.zero,
    )
