"""Cells that hold a structure, as programs write lists and objects into a table: names, a journal, ids."""

from __future__ import annotations

import ast
import json
from typing import Any

from ettervern.records.model import Entry

_LONGEST = 200_000
_NAMES = ("name", "display_name", "fullName", "raw_author_name", "literal", "text", "value")


def add(entry: Entry, name: str, cell: str) -> None:
    """Add a cell to a row: a list as its parts with "; " between, an object as columns of their own; else as it is."""
    results = _structure(cell)
    if isinstance(results, dict):
        for key, value in results.items():
            own = name if key in _NAMES else str(key).lower()
            if text := _text(value):
                _put(entry, own, text)
    else:
        entry.add(name, _text(results) if results is not None else cell.strip())


def _put(entry: Entry, name: str, value: str) -> None:
    """Add a value unless its column has one."""
    if name not in entry.fields:
        entry.add(name, value)


def _structure(cell: str) -> Any:
    """Return the list or object that a cell holds, in JSON or as Python writes it; None where it is text."""
    if len(cell) > _LONGEST:
        return None
    for reader in (json.loads, ast.literal_eval):
        try:
            result = reader(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return result if isinstance(result, list | dict) else None
    return None


def _text(value: Any) -> str:
    """Return a value as text: names of objects, the parts of a list with "; " between."""
    if isinstance(value, list):
        return "; ".join(text for one in value if (text := _text(one)))
    if isinstance(value, dict):
        family, given = (value.get(key) for key in ("family", "given"))
        if family:
            return f"{family}, {given}" if given else str(family)
        inner = next((value[key] for key in (*_NAMES, "author") if value.get(key)), "")
        return _text(inner)
    return "" if value is None or isinstance(value, bool) else str(value).strip()
