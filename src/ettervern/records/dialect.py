"""How one tagged format differs from another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: Splits a line into tag and value; None for a line that continues the field before.
Split = Callable[[str], tuple[str, str] | None]


@dataclass(frozen=True)
class Dialect:
    """How one tagged format is built.

    Attributes
    ----------
    split : callable
        Line -> (tag, value), or None.
    first : frozenset of str
        The tag that a whole record begins with.
    titles : frozenset of str
        Tags of titles. After a blank line, tags without a title and without a first tag belong to the record
        before: a blank line inside a record must not tear it apart.
    single : frozenset of str
        Tags that stand once in a record, those of titles before others.
    short : frozenset of str
        Tags whose value never goes on in a further line.
    ends : frozenset of str
        Tags that end a record; where there are none a blank line does.
    parted : bool
        Whether a first tag begins a record although no end, or no blank line, stands before it.
    indented : bool
        Whether lines that continue a field are indented.
    heads : frozenset of str
        Tags of the file itself, passed over outside records.
    within : Pattern, optional
        How another record begins where its line end is lost, so that it stands within a line.
    """

    split: Split
    first: frozenset[str]
    titles: frozenset[str]
    single: frozenset[str]
    short: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    parted: bool = True
    indented: bool = False
    heads: frozenset[str] = frozenset()
    within: re.Pattern[str] | None = None
