"""What a review says of its own on a municipality's own study: ``texts/own_study.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def own_text(own: Mapping[str, Any], place: str, language: str, general: str) -> str:
    """Return the text at a place of the file, as ``designs.single.how``; the general one where it has none."""
    found: Any = own
    for key in place.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return str(found.get(language, general)) if isinstance(found, Mapping) else general
