"""What a figure is about: the outcome and how its ratio reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """What a figure is about.

    Attributes
    ----------
    name : str
        Name of the figure, unique on its page and used for ids: letters, digits and hyphens.
    outcome : str
        Name of the outcome as readers see it.
    event : str
        The event that the ratio counts (``relapse``, ``employed``).
    measure : str
        Code of the effect measure, ``OR``.
    favours : str
        ``low`` where a ratio under 1 is good news, else ``high``.
    """

    name: str
    outcome: str
    event: str
    measure: str = "OR"
    favours: str = "low"

    def figure(self, language: str, *, narrow: bool) -> str:
        """Return the name of one drawing of the figure."""
        return f"{self.name}-{'narrow' if narrow else 'wide'}-{language}"
