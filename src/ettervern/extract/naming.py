"""What the words of an extraction mean in one review: which event and outcome of ``outcomes.csv`` they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ettervern.extract.vocabulary import AMOUNTS
from ettervern.review import Review
from ettervern.settings.outcomes import Outcome


@dataclass(frozen=True)
class Naming:
    """The words of a review's extractors.

    Attributes
    ----------
    events, outcomes : mapping
        What an extractor may call an event or an outcome -> its word in ``outcomes.csv`` (``[extraction]``).
    counted : mapping
        Outcome -> its settings, with the event that is counted and its opposites.
    """

    events: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, Outcome] = field(default_factory=dict)

    @classmethod
    def of(cls, review: Review) -> Naming:
        """Return the words of a review."""
        settings = review.settings
        return cls(settings.extraction.events, settings.extraction.outcomes, settings.outcomes)

    def event(self, word: str) -> str:
        """Return the event of ``outcomes.csv`` that a word stands for."""
        return self.events.get(word, word)

    def outcome(self, word: str) -> str:
        """Return the outcome of ``outcomes.csv`` that a word stands for."""
        return self.outcomes.get(word, word)

    def opposite(self, outcome: str, event: str) -> bool | None:
        """Return whether an event is the opposite of the one that its outcome counts; None for one that is neither."""
        counted = self.counted.get(outcome)
        if counted is None or event not in self.events_of(outcome) or not event:
            return None
        return event != counted.event

    def events_of(self, outcome: str) -> tuple[str, ...]:
        """Return the events that an outcome may be told by, the counted one first."""
        counted = self.counted.get(outcome)
        return () if counted is None else (counted.event, *counted.complement)

    def definitions_of(self, outcome: str) -> tuple[str, ...]:
        """Return the flags that a definition of an outcome may have."""
        counted = self.counted.get(outcome)
        return () if counted is None else (*counted.definitions, *AMOUNTS)


#: Extractors who use the words of ``outcomes.csv``, of an outcome of which nothing is known.
PLAIN = Naming()
