"""The settings of a small made-up review, for tests that change a few of them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from ettervern.settings import Settings, read_settings

TWO = {"nb": "Noe", "en": "Something"}
CONTENT: dict[str, Any] = {
    "review": {"name": "small", "version": "1.0", "date": date(2026, 11, 21), "title": TWO, "question": TWO},
    "criteria": {
        "version": "1.0",
        "rows": [{"id": "design", "reason": "design", "label": TWO, "include": TWO, "exclude": TWO}],
    },
    "reasons": {"design": TWO},
    "roles": {"effect": TWO},
    "outcomes": {
        "relapse": {
            "label": {"nb": "Tilbakefall", "en": "Relapse"},
            "event": "relapse",
            "complement": ["abstinent"],
            "favours": "low",
            "definitions": ["any_use", "remission", "heavy_use"],
        }
    },
    "pooling": {
        "measure": "OR",
        "method": "REML",
        "ci_method": "hk-conservative",
        "zero": "only0",
        "ci_level": 0.95,
        "target_months": 12,
        "minimum_months": 3,
        "designs": ["rct"],
        "designs_not_randomised": ["quasi_experimental"],
        "directness": ["direct"],
        "units": ["persons"],
        "printed_effects": ["OR", "aOR"],
        "windows": {"6": [6, 3, 9]},
    },
    "categories": {"telephone": TWO, "case_management": TWO, "other": TWO},
}


def merged(content: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables with changes put into them; anything but a table is put in the place of what was there."""
    found = dict(content)
    for key, value in changes.items():
        both = isinstance(value, Mapping) and isinstance(found.get(key), Mapping)
        found[key] = merged(found[key], value) if both else value
    return found


def small_settings(**changes: Any) -> Settings:
    """Return the settings of a small review with changes to its tables, which must be right."""
    settings, faults = read_settings(merged(deepcopy(CONTENT), changes))
    assert settings is not None, faults
    return settings
