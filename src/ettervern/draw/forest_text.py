"""What a study's two arms come to, as figures and tables show it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.draw.rows import Row
from ettervern.numbers import decimal, is_missing, whole

ARMS = ("intervention", "control")


def arm_lines(study: Any, arm: str, language: str) -> tuple[str, ...]:
    """Return an arm's figures: events of people, ``21/67``, or over time, or mean (SD) over people; maybe none."""
    mean, sd, events, n, time = (study.get(f"{name}_{arm}") for name in ("mean", "sd", "events", "n", "time"))
    if not (is_missing(time) or is_missing(events)):
        return whole(events, language), gettext("forest.time", language, time=decimal(time, 0, language))
    if not (is_missing(mean) or is_missing(sd)):
        shown = f"{decimal(mean, 1, language)} ({decimal(sd, 1, language)})"
        return (shown,) if is_missing(n) else (shown, gettext("forest.n", language, n=whole(n, language)))
    return () if is_missing(events) or is_missing(n) else (f"{whole(events, language)}/{whole(n, language)}",)


def counts(study: pd.Series[float], arm: str, language: str) -> str:
    """Return an arm's figures in a line; empty where only the effect is known."""
    return ", ".join(arm_lines(study, arm, language))


def arms_known(*tables: pd.DataFrame) -> bool:
    """Return whether any study has figures of its own; where none has, nothing is said of the arms."""
    return any(arm_lines(study, ARMS[0], "en") for table in tables for _, study in table.iterrows())


def study_row(
    study: pd.Series[float], note: str, *, marks: tuple[str, ...] = (), cells: tuple[tuple[str, ...], ...] = ()
) -> Row:
    """Return a study's row in a forest plot."""
    effect, low, high, weight = (float(study[name]) for name in ("estimate", "ci_low", "ci_high", "weight"))
    return Row(str(study["label"]), "study", note, effect, low, high, weight, marks, cells)


def cells(study: Any, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of both arms, or in the last that only the effect is known."""
    lines = tuple(arm_lines(study, arm, language) for arm in ARMS)
    return lines if all(lines) else ((), (gettext("forest.printed", language),))
