"""Cumulative meta-analysis: the pooled answer as it stood after each study, by year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.catalogue import gettext, ngettext
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.rows import Ladder, Row
from ettervern.draw.subject import Subject, need, sides
from ettervern.numbers import is_missing, percent


def draw_cumulative(steps: pd.DataFrame, subject: Subject, language: str, *, narrow: bool = False) -> str:
    """Draw how the pooled answer moved as studies came.

    Parameters
    ----------
    steps : DataFrame
        A row a study, the earliest first: label, year, k (studies so far), estimate, ci_low, ci_high.
    subject, language, narrow
        As for every figure, and the errors too; see :mod:`ettervern.draw`.
    """
    need(steps, "cumulative plot")
    rows = [_row(step, language, last=number == len(steps) - 1) for number, step in enumerate(steps.itertuples())]
    first, last = (subject.scale.shown(steps.iloc[place], language) for place in (0, -1))
    ladder = Ladder(
        subject, gettext("cumulative.title", language, **subject.named), gettext("cumulative.head", language),
        gettext("cumulative.description", language, k=len(rows), first=first, last=last), tuple(rows),
        sides(subject.phrases, language), reference=float(steps["estimate"].iloc[-1]),
    )  # fmt: skip
    return draw_ladder(ladder, language, narrow=narrow)


def _row(step: Any, language: str, *, last: bool) -> Row:
    """Return a step as a row: the first is the study alone, the last the answer of today."""
    k, year = int(step.k), _year(step.year, language)
    count = ngettext("cumulative.studies", language, k)
    kind = "pooled" if last and k > 1 else "study"
    label = str(step.label) if k == 1 else f"+ {step.label}"
    note = count if year in label else f"{year} · {count}"
    return Row(label, kind, note, float(step.estimate), float(step.ci_low), float(step.ci_high))


def _year(year: float, language: str) -> str:
    """Return a year, or that it is not known."""
    return gettext("cumulative.unknown", language) if is_missing(year) else f"{year:.0f}"


def cumulative_table(steps: pd.DataFrame, subject: Subject, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: study, year, studies so far, effect, I²."""
    return pd.DataFrame(
        {
            gettext("cumulative.head", language): [str(label) for label in steps["label"]],
            gettext("cumulative.year", language): [_year(year, language) for year in steps["year"]],
            gettext("cumulative.count", language): [f"{k:.0f}" for k in steps["k"]],
            subject.scale.column(language): [subject.scale.shown(step, language) for step in steps.itertuples()],
            "I²": ["–" if is_missing(value) else percent(value / 100, language) for value in steps["i2"]],
        }
    )
