"""Tools of the book: a calculator for a municipality, and pooling of chosen studies in the reader's browser.

Python gives the page its form, its words and its numbers from ``results/``; small scripts without a library or a
server do the rest, and a table says the same to those who read without scripts.
"""

from __future__ import annotations

from collections.abc import Callable

from ettervern.publish.results import Results
from ettervern.publish.tools.calculator import calculator, calculator_table
from ettervern.publish.tools.explore import explore, planned_table

#: Name of a directive -> what makes its HTML from (results, argument, language).
TOOLS: dict[str, Callable[[Results, str, str], str]] = {
    "calculator": calculator,
    "calculator-table": calculator_table,
    "explore": explore,
    "planned-table": planned_table,
}

__all__ = ["TOOLS", "calculator", "calculator_table", "explore", "planned_table"]
