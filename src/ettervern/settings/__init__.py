"""``review.toml`` as one model: what is in it, read once, every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ettervern.settings.checks import cross_faults, warnings
from ettervern.settings.kinds import BOOKS, LANGUAGES
from ettervern.settings.model import Settings
from ettervern.settings.outcomes import Outcome
from ettervern.settings.reader import Fault, Reader, line_of

__all__ = ["LANGUAGES", "Fault", "Outcome", "Settings", "line_of", "read_settings", "warnings"]


def read_settings(content: Mapping[str, Any]) -> tuple[Settings | None, list[Fault]]:
    """Read the content of ``review.toml``.

    Parameters
    ----------
    content : mapping
        As :mod:`tomllib` gives it.

    Returns
    -------
    Settings or None, list of Fault
        The model, or every fault; what the parts demand of each other is asked once each is right by itself.
    """
    about = content.get("review")
    listed = about.get("languages") if isinstance(about, Mapping) else None
    # Faults in the list itself are told by the reader.
    languages = tuple(one for one in BOOKS if isinstance(listed, list) and one in listed) or LANGUAGES
    first = [one for one in (listed or ()) if one in languages][:1] if isinstance(listed, list) else []
    # Where the outcomes cannot be read, their words are not blamed for it.
    named = next((one for key in ("outcomes", "phrases") if isinstance(one := content.get(key), Mapping)), ())
    ids = tuple(named)
    demanded = tuple(one for one in dict.fromkeys([*first, *languages]) if one in LANGUAGES) or LANGUAGES
    reader = Reader(demanded, BOOKS, ids)
    result = reader.table(Settings, content, "")
    if result is None:
        return None, reader.faults
    settings = _filled(result)
    faults = [*reader.faults, *cross_faults(settings)]
    return (None if faults else settings), faults


def _filled(settings: Settings) -> Settings:
    """Return settings in which each outcome has its measure and method, its own or those of all."""
    pooling = settings.pooling
    outcomes = {}
    for name, one in settings.outcomes.items():
        measure, method = str(one.measure) or pooling.measure, str(one.method) or pooling.method
        outcomes[name] = replace(one.measured_as(measure), method=method)  # type: ignore[arg-type]  # a method's code
    return replace(settings, outcomes=outcomes)
