"""In words: what is the same and what differs in a pair."""

from __future__ import annotations

import numpy as np

from ettervern.deduplicate.compare import Compared
from ettervern.deduplicate.levels import DIFFERENT, NEAR, SAME, UNKNOWN

_FIELDS = ("title", "doi", "pmid", "pmcid", "authors", "year", "journal", "volume", "number", "pages", "abstract")
_WORDS = {"doi": "DOI", "pmid": "PubMed number", "pmcid": "PubMed Central number", "number": "issue", "title": "title"}


def reason(pairs: Compared, at: int) -> str:
    """Return in words what is the same, nearly the same and different in a pair."""
    levels = {name: int(getattr(pairs, name)[at]) for name in _FIELDS if name != "title"}
    score = float(pairs.sorted_title[at])
    title = UNKNOWN if np.isnan(score) else SAME if score >= 0.97 else NEAR if score >= 0.8 else DIFFERENT
    levels = {"title": title} | levels
    parts = []
    for level, word in ((SAME, "same"), (NEAR, "nearly the same"), (DIFFERENT, "different")):
        names = [_WORDS.get(name, name) for name, result in levels.items() if result == level]
        if names:
            parts.append(f"{word} {', '.join(names)}")
    if bool(pairs.crossed[at]):
        parts.append("title compared with original title")
    return "; ".join(parts)
