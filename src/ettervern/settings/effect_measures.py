"""What each effect measure is: its code, and the printed effects that are of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from ettervern.catalogue import gettext


@dataclass(frozen=True)
class Measure:
    """An effect measure; what it is called stands in the catalogues.

    Attributes
    ----------
    code : str
        As ``review.toml`` names it.
    printed : tuple of str
        Printed effects of the same kind: no other may be pooled with it.
    """

    code: str
    printed: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return its name inside a sentence."""
        return gettext(f"measure.{self.code}.name", language)

    def the(self, language: str) -> str:
        """Return its name with its article."""
        return gettext(f"measure.{self.code}.the", language)

    def real(self, language: str) -> str:
        """Return its name as the one that nobody knows, as a sentence begins with it."""
        return gettext(f"measure.{self.code}.real", language)

    def heading(self, language: str) -> str:
        """Return its name with a large first letter."""
        return _begun(self.name(language))

    def begun(self, language: str) -> str:
        """Return its name with its article, as a sentence begins with it."""
        return _begun(self.the(language))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


MEASURES = {code: Measure(code, (code, f"a{code}")) for code in ("OR", "RR")}
