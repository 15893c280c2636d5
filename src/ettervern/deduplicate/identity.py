"""Ids of reports: readable, made from what a report says, and kept from one run to the next."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ettervern.deduplicate.text import plain
from ettervern.files import Columns

_DIGITS = 6
_NAME = 20


@dataclass(frozen=True)
class Names:
    """Ids of the reports of a run.

    Attributes
    ----------
    ids : list of str
        One a report.
    aliases : list of (str, str)
        Older id that is no longer used -> id of the report that took in its records.
    """

    ids: list[str]
    aliases: list[tuple[str, str]]


def report_names(
    families: list[str], years: list[str], hashes: list[str], members: list[list[str]], known: Columns | None
) -> Names:
    """Return an id for every report.

    A report that holds records of an earlier run keeps their report's id; of several the one that stands first in
    the table of known ids stays and the others become aliases. An id that a person's decision split between two
    reports stays with the record that stands first.

    Parameters
    ----------
    families, years, hashes : list of str
        First author's family name, year and content hash that a new id is made of, one a report.
    members : list of list of str
        Record ids of each report.
    known : Columns, optional
        ``record_id``, ``report_id`` of the run before, in its order.
    """
    older = _older(members, known)
    taken: set[str] = set() if known is None else set(known["report_id"])
    ids = [""] * len(members)
    used: set[str] = set()
    for report in sorted((at for at in range(len(members)) if older[at]), key=lambda at: older[at][0][0]):
        free = [name for _, name in older[report] if name not in used]
        if free:
            ids[report] = free[0]
            used.add(free[0])
    _new_names(ids, families, years, hashes, taken | used)
    aliases = [(name, ids[at]) for at in range(len(members)) for _, name in older[at] if name not in used]
    return Names(ids, sorted(dict(reversed(aliases)).items()))


def _older(members: list[list[str]], known: Columns | None) -> list[list[tuple[int, str]]]:
    """Return the older ids of each report with their place in the table of known ids, the first first."""
    if not known or not known["report_id"]:
        return [[] for _ in members]
    names = known["report_id"]
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        first.setdefault(name, at)
    place = {record: (at, name) for at, (record, name) in enumerate(zip(known["record_id"], names, strict=True))}
    found = []
    for records in members:
        rows = sorted(place[record] for record in records if record in place)
        found.append(list(dict.fromkeys((first[name], name) for _, name in rows)))
    return [sorted(rows) for rows in found]


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
    return f"{slug}-{year if year.isdigit() else 'nd'}-{digest[:digits]}"
