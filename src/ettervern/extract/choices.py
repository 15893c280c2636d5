"""The words that a sheet offers: those of the tables, so that nothing is called by two names."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import pandas as pd

from ettervern.extract import vocabulary as words
from ettervern.extract.naming import Naming
from ettervern.files import Problem
from ettervern.review import Review
from ettervern.schema import shown


def choices(review: Review, table: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of a sheet that take words of a list, each with its words.

    Parameters
    ----------
    review : Review
        For outcomes, events, definitions and categories.
    table : str
        ``studies``, ``extraction_1`` or ``extraction_2``.
    """
    if table == "studies":
        return {
            "design": words.DESIGNS,
            "category": tuple(review.categories),
            "directness": words.DIRECTNESS,
            "age_group": words.AGE_GROUPS,
        }
    names = Naming.of(review)
    return {
        "outcome": (*review.outcomes, *names.outcomes),
        "event": _once(event for outcome in review.outcomes for event in names.events_of(outcome)),
        "definition_flag": _once(flag for outcome in review.outcomes for flag in names.definitions_of(outcome)),
        "effect_measure": (*words.RATIOS, *words.DIFFERENCES),
        "unit": words.UNITS,
        "analysis_set": words.ANALYSIS_SETS,
        "counts_source": words.COUNTS_SOURCES,
        "confidence": words.CONFIDENCE,
    }


def _once(given: Iterator[str]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(given) if word)


def in_its_spelling(cell: str, offered: tuple[str, ...]) -> str:
    """Return a word of a list in the spelling of the list, whatever its capitals; any other text as it is."""
    return next((word for word in offered if word.casefold() == cell.casefold()), cell)


def nearest(cell: str, offered: tuple[str, ...]) -> str:
    """Return what a message says of the words that are expected: the nearest first, if any is near."""
    close = get_close_matches(cell.casefold().replace(" ", "_"), offered, 1, 0.6)
    return (f"did you mean {shown(close[0])}? " if close else "") + "expected one of " + ", ".join(offered)


def unknown_words(review: Review, table: str, cells: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Find words in a sheet that no list has, and events and definitions of another outcome."""
    names = Naming.of(review)
    for column, offered in choices(review, table).items():
        also = tuple(names.events) if column == "event" else ()
        for line, cell in cells[column].items():
            if cell and cell not in offered + also:
                yield Problem(file, int(str(line)), column, f"{shown(cell)}: {nearest(cell, offered)}")
    for column, allowed in () if table == "studies" else (("event", "events"), ("definition_flag", "flags")):
        for line, (outcome, cell) in cells[["outcome", column]].iterrows():
            family = names.outcome(outcome)
            mine = names.events_of(family) if allowed == "events" else names.definitions_of(family)
            word = names.event(cell) if allowed == "events" else cell
            if cell and family in names.counted and word not in mine and cell in choices(review, table)[column]:
                message = f"{shown(cell)} is of another outcome than {family}: {nearest(cell, mine)}"
                yield Problem(file, int(str(line)), column, message)
