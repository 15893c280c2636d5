"""What each effect measure is: its names, and the printed effects that are of its kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """An effect measure.

    Attributes
    ----------
    printed : tuple of str
        Printed effects of the same kind: no other may be pooled with it.
    name, the, real : dict
        Language -> its name in a sentence: alone, with its article, and as the one that nobody knows.
    """

    printed: tuple[str, ...]
    name: dict[str, str]
    the: dict[str, str]
    real: dict[str, str]

    def heading(self, language: str) -> str:
        """Return its name with a large first letter."""
        return self.name[language][0].upper() + self.name[language][1:]

    def begun(self, language: str) -> str:
        """Return its name with its article, as a sentence begins with it."""
        return self.the[language][0].upper() + self.the[language][1:]


MEASURES = {
    "OR": Measure(
        ("OR", "aOR"),
        {"nb": "oddsratio", "en": "odds ratio"},
        {"nb": "oddsratioen", "en": "the odds ratio"},
        {"nb": "Den virkelige oddsratioen", "en": "The true odds ratio"},
    ),
    "RR": Measure(
        ("RR", "aRR"),
        {"nb": "relativ risiko", "en": "risk ratio"},
        {"nb": "den relative risikoen", "en": "the risk ratio"},
        {"nb": "Den virkelige relative risikoen", "en": "The true risk ratio"},
    ),
}
