"""Two tellings of one contrast in the same terms: a figure and its complement, a percentage and its count.

23 of 69 who relapsed and 46 of 69 who did not are one figure; so are 33 % of 69 and 23 of 69. What can be told the
other way is turned round before two rows are compared, so that it is never called a difference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ettervern.extract.arithmetic import counts_within

COUNTS = ("events_intervention", "n_intervention", "events_control", "n_control")
EFFECT = ("effect", "ci_low", "ci_high")
ARMS = ("intervention", "control")


@dataclass(frozen=True)
class Told:
    """A row of an extraction as text, '' for what it does not say; ``cells`` has all of it by column.

    ``opposite`` says whether the event is the opposite of the one that the outcome counts, None for neither.
    """

    study_id: str
    outcome: str
    event: str
    months: str
    arm_intervention: str
    arm_control: str
    definition: str
    cells: Mapping[str, str]
    family: str
    opposite: bool | None = None


def number(text: str) -> float | None:
    """Return a cell as a number; None where it is empty or none."""
    try:
        return float(text)
    except ValueError:
        return None


def turned(one: str, other: str) -> bool:
    """Return whether two ratios are each other turned round, as 1.68 and 0.6, to the digits that are printed."""
    for a, b in ((one, other), (other, one)):
        x, y = number(a), number(b)
        if x and y and x != y:
            digits = len(b.partition(".")[2])
            # What is printed is rounded itself, so half a last digit of it is carried along.
            if abs(1 / x - y) <= 0.5 * 10**-digits * 1.0001 + 0.005 / x**2:
                return True
    return False


def are_complements(one: Told, other: Told) -> bool:
    """Return whether two rows tell of opposite events."""
    return one.opposite is not None and other.opposite is not None and one.opposite != other.opposite


def facing(one: Told, other: Told) -> tuple[Told, Told]:
    """Return two rows in the same terms: the event of the first, and counts for percentages that they fit.

    Where the figures are the same as they stand, and not when turned round, it is the event that the two differ on.
    """
    if are_complements(one, other):
        other = max(_round(one, other), other, key=lambda row: _same(one, row))
    return _counted(one, other), _counted(other, one)


def _same(one: Told, other: Told) -> int:
    """Return how many figures that can be turned round are the same."""
    names = ("events_intervention", "events_control", "percent_intervention", "percent_control", *EFFECT)
    return sum(one.cells.get(name, "") == other.cells.get(name, "") != "" for name in names)


def _round(one: Told, other: Told) -> Told:
    """Return the other row told by the event of the first; a figure that cannot be turned round is left out."""
    cells = dict(other.cells) | {"event": one.event}
    for arm in ARMS:
        events, n = cells[f"events_{arm}"], cells[f"n_{arm}"]
        cells[f"events_{arm}"] = str(int(n) - int(events)) if events and n else ""
        cells[f"percent_{arm}"] = rest_of(cells.get(f"percent_{arm}", ""))
    cells |= dict(zip(EFFECT, _effect(one, other), strict=True))
    return replace(other, event=one.event, opposite=one.opposite, cells=cells)


def rest_of(percent: str) -> str:
    """Return what a percentage leaves of a hundred, with as many digits."""
    return f"{100 - float(percent):.{len(percent.partition('.')[2])}f}" if percent else ""


def _effect(one: Told, other: Told) -> tuple[str, str, str]:
    """Return an effect and its limits for the opposite event; only odds ratios and differences have one."""
    effect, low, high = (other.cells[name] for name in EFFECT)
    name = re.sub(r"[^A-Za-z].*", "", other.cells["effect_measure"])
    if name.removeprefix("a") == "RD":
        return tuple(_negative(cell) for cell in (effect, high, low))  # type: ignore[return-value]  # three of them
    if name.removeprefix("a") not in ("OR", "PETO"):
        return "", "", ""
    given = zip((effect, high, low), (one.cells[name] for name in EFFECT), strict=True)
    return tuple(_inverse(cell, like) for cell, like in given)  # type: ignore[return-value]  # three of them


def _negative(cell: str) -> str:
    return f"{-float(cell):g}" if cell else ""


def _inverse(cell: str, like: str) -> str:
    """Return a ratio turned round; as the other row prints it where that is the same to the digits printed."""
    value = number(cell)
    return "" if not value else like if turned(cell, like) or cell == like == "1" else f"{1 / value:.4g}"


def _counted(one: Told, other: Told) -> Told:
    """Return a row that gives a percentage where the other gives a count with that count, if it fits."""
    cells = dict(one.cells)
    for arm in ARMS:
        percent, events = cells.get(f"percent_{arm}", ""), other.cells[f"events_{arm}"]
        n = cells[f"n_{arm}"] or other.cells[f"n_{arm}"]
        if percent and events and n and not cells[f"events_{arm}"]:
            cells[f"events_{arm}"] = events if int(events) in counts_within(percent, int(n)) else f"{percent}%"
        told = other.cells.get(f"percent_{arm}", "")
        if percent and told and rounded_alike(percent, told):
            cells[f"percent_{arm}"] = min(percent, told, key=len)
    return replace(one, cells=cells)


def rounded_alike(one: str, other: str) -> bool:
    """Return whether two percentages are the same to the digits that the shorter is printed with."""
    digits = min(len(text.partition(".")[2]) for text in (one, other))
    return abs(float(one) - float(other)) <= 0.5 * 0.1**digits * 1.0001
