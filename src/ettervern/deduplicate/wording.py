"""Reasons as those who look at pairs read them, in their language."""

from __future__ import annotations

import re

from ettervern.catalogue import pgettext

_HEADS = ("nearly the same", "same", "different")


def reason_in(reason: str, language: str) -> str:
    """Return a reason of duplicate removal in another language; a part that has no words there stays as it is.

    Examples
    --------
    >>> from ettervern import reason_in
    >>> reason_in("same title, year", "nb")
    'lik: tittel, år'
    """
    parts = re.split(r"(; | \(|\)|: (?=same|nearly|different))", reason)
    return "".join(_part(part, language) for part in parts)


def _part(part: str, language: str) -> str:
    """Return one part of a reason."""
    for head in _HEADS:
        if part.startswith(f"{head} "):
            fields = part.removeprefix(f"{head} ").split(", ")
            names = ", ".join(pgettext("field of a record", field, language) for field in fields)
            return pgettext("sameness", head, language, names=names)
    words = pgettext("duplicate reason", part, language) if part.strip() else part
    return part if words == part.replace("_", " ") else words
