"""Ids of reports: readable, made from what a report says, and kept from one run to the next."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ettervern.deduplicate.text import plain
from ettervern.digits import ascii_digits, whole
from ettervern.ids import Aliases, Memory

_DIGITS = 6
_NAME = 20


@dataclass(frozen=True)
class Names:
    """Ids of the reports of a run.

    Attributes
    ----------
    ids : list of str
        One per report.
    aliases : Aliases
        Older ids that are not in use -> the id of the report that holds their home.
    """

    ids: list[str]
    aliases: Aliases


def report_names(
    families: list[str], years: list[str], hashes: list[str], members: list[list[str]], memory: Memory
) -> Names:
    """Return an id for every report.

    A report that holds the homes of older ids has the oldest of them; the others are its aliases. Any other report
    gets a new id.

    Parameters
    ----------
    families, years, hashes : list of str
        First author's family name, year and content hash that a new id is made of, one per report.
    members : list of list of str
        Record ids of each report.
    memory : Memory
        Ids that earlier runs gave.
    """
    report_of = {record: at for at, records in enumerate(members) for record in records} if memory.homes else {}
    ids = [""] * len(members)
    for name, home in memory.homes.items():
        ids[report_of[home]] = ids[report_of[home]] or name
    _new_names(ids, families, years, hashes, set(memory.given))
    return Names(ids, memory.after({name: ids[report_of[home]] for name, home in memory.homes.items()}))


def _new_names(ids: list[str], families: list[str], years: list[str], hashes: list[str], taken: set[str]) -> None:
    """Fill in ids that are not taken; where two would be the same all of them get more digits of their hash."""
    new = [at for at, name in enumerate(ids) if not name]
    digits = dict.fromkeys(new, _DIGITS)
    while True:
        groups: dict[str, list[int]] = defaultdict(list)
        for at in new:
            groups[_name(families[at], years[at], hashes[at], digits[at])].append(at)
        clash = [at for name, group in groups.items() if len(group) > 1 or name in taken for at in group]
        clash = [at for at in clash if digits[at] < len(hashes[at])]
        if not clash:
            break
        for at in clash:
            digits[at] += 2
    for name, group in groups.items():
        for number, at in enumerate(sorted(group, key=lambda one: hashes[one])):
            ids[at] = name if number == 0 and name not in taken else f"{name}-{number + 2}"


def _name(family: str, year: str, digest: str, digits: int) -> str:
    """Return ``family-year-digits``."""
    slug = re.sub(r"[^a-z]", "", plain(family))[:_NAME] or "anon"
    return f"{slug}-{'nd' if whole(year) is None else ascii_digits(year).strip()}-{digest[:digits]}"
