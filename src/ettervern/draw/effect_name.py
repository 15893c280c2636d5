"""The name of an effect measure in a figure."""

from __future__ import annotations

from ettervern.catalogue import gettext
from ettervern.settings.effect_measures import MEASURES


def measure(code: str, use: str, language: str) -> str:
    """Return the words for an effect measure, as ``column`` or ``name``; a code without words is its own name."""
    if code not in MEASURES:
        return gettext("forest.column", language, measure=code) if use == "column" else code
    known = MEASURES[code]
    return gettext("forest.column", language, measure=known.name(language)) if use == "column" else known.name(language)
