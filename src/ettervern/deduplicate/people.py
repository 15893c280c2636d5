"""Names of authors brought to one form."""

from __future__ import annotations

import re
from functools import lru_cache

from ettervern.deduplicate.text import NOTHING, one_spelling, plain

# Names that an export glued together: "Adeli K.Lewis G. F.", "SmithJ.DoeA."
_GLUED = re.compile(r"(?<=[A-Z]\.)(?=[A-Z][a-z\u00df-\u00ff])")
_TWO = re.compile(r"[\w' -]+ [A-Z]{1,3}, [\w' -]+ [A-Z]{1,3}")
_GLUED_INITIALS = re.compile(r"(?<=[a-z\u00df-\u00ff]{2})(?=[A-Z]{1,3}\b)")


@lru_cache(maxsize=200_000)
def people(text: str) -> tuple[str, str, str, int]:
    """Return family names in order, all words of the names, the first family name, and the number of authors."""
    if not text or plain(text) in NOTHING:
        return "", "", "", 0
    if ";" not in text:
        text = _GLUED.sub("; ", text)
    text = _GLUED_INITIALS.sub(" ", text)
    parts = [part for part in (_parts(text)) if part.strip(" .")]
    families = [family for family in map(_family, parts) if family]
    words = " ".join(sorted(set(one_spelling(plain(text)).split())))
    return " ".join(families), words, families[0] if families else "", len(parts)


def _parts(text: str) -> list[str]:
    """Return the single names of a list of names."""
    if ";" in text:
        return text.split(";")
    if text.count(",") > 1 or _TWO.fullmatch(text):
        return text.split(",")
    return [text]


@lru_cache(maxsize=200_000)
def _family(name: str) -> str:
    """Return the family name in one spelling: what stands before the comma, else the words that are no initials."""
    family, comma, _given = name.partition(",")
    if comma and family.strip():
        return one_spelling(plain(family)).replace(" ", "")
    words = [word for word in re.split(r"[\s.]+", name) if word]
    long = [word for word in words if len(word) > 2 or (len(word) == 2 and not word.isupper())]
    if not long:
        return one_spelling(plain(name)).replace(" ", "")
    # Initials first ("A. Author-One") or last ("Author AB"): the rest is the family name. Two full words: the last.
    family = " ".join(long) if len(long) < len(words) else long[-1]
    return one_spelling(plain(family)).replace(" ", "")
