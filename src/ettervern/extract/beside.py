"""Two sides of a contrast as lines to read: every column that either fills in, and what is the same told otherwise."""

from __future__ import annotations

from typing import NamedTuple

from ettervern.catalogue import gettext
from ettervern.extract.compare import verdict
from ettervern.extract.naming import Naming
from ettervern.extract.open_questions import Sides
from ettervern.extract.proposal import FOLLOWS
from ettervern.schema import texts

#: What is shown of a row, in this order.
SHOWN = (
    "definition", *FOLLOWS, "ci_level", "arm_intervention", "arm_control", "definition_flag", "unit", "counts_source",
    "derived", "confidence", "source_locator", "source_url",
)  # fmt: skip


class Line(NamedTuple):
    """One column of both sides; ``mark`` is empty, ``differs``, or how the two are the same."""

    name: str
    first: str
    second: str
    mark: str


def lines(sides: Sides) -> list[Line]:
    """Return what both sides say, column by column, as they wrote it."""
    first, second = (texts(row) if row is not None else {} for row in (sides.first, sides.second))
    cells = [(name, first.get(name, ""), second.get(name, "")) for name in SHOWN]
    return [Line(*row, _mark(sides, *row)) for row in cells if row[1] or row[2]]


def _mark(sides: Sides, name: str, first: str, second: str) -> str:
    return "differs" if name in sides.differs else sides.alike.get(name, "")


def figures(sides: Sides, names: Naming) -> dict[str, tuple[str, str]]:
    """Return the figures that either side gives, in the terms of the first; those that differ come first."""
    cells = sides.cells(names)
    first, second = cells.get("first", {}), cells.get("second", {})
    given = {name: (first.get(name, ""), second.get(name, "")) for name in FOLLOWS}
    differ = [name for name, pair in given.items() if all(pair) and verdict(name, *pair) == "differ"]
    return {name: given[name] for name in (*differ, *given) if any(given[name])}


def standing(sides: Sides, language: str) -> str:
    """Return what stands in outcomes.csv already, and who decided it; empty where nothing does."""
    if sides.standing is None:
        return ""
    if sides.decided is None:
        return gettext("agree.standing_alone", language, row=sides.standing.outcome_id)
    by, reason = sides.decided.resolved_by, sides.decided.reason
    return gettext("agree.standing", language, row=sides.standing.outcome_id, by=by, reason=reason)
