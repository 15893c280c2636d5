"""Cumulative meta-analysis: the pooled answer as it stood after each study, by year."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext, ngettext
from ettervern.draw.effect_name import measure
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.ladder_layout import Ladder, Row
from ettervern.draw.subject import Subject, need, sides
from ettervern.numbers import interval, is_missing, percent, ratio


def draw_cumulative(steps: pd.DataFrame, subject: Subject, language: str, *, narrow: bool = False) -> str:
    """Draw how the pooled answer moved as studies came.

    Parameters
    ----------
    steps : DataFrame
        A row a study, the earliest first: label, year, k (studies so far), estimate, ci_low, ci_high (ratios).
    subject, language, narrow
        As for every figure, and the errors too; see :mod:`ettervern.draw`.
    """
    need(steps, "cumulative plot")
    rows = [_row(step, language, last=number == len(steps) - 1) for number, (_, step) in enumerate(steps.iterrows())]
    description = gettext(
        "cumulative.description",
        language,
        k=len(rows),
        first=_shown(steps.iloc[0], language),
        last=_shown(steps.iloc[-1], language),
    )
    ladder = Ladder(
        subject.figure(language, narrow=narrow),
        gettext("cumulative.title", language, outcome=subject.outcome.lower()),
        description,
        (gettext("cumulative.head", language), measure(subject.measure, "column", language), ""),
        tuple(rows),
        sides(subject.phrases, language),
        float(steps["estimate"].iloc[-1]),
    )
    return draw_ladder(ladder, language, narrow=narrow)


def _row(step: pd.Series, language: str, *, last: bool) -> Row:
    """Return a step as a row: the first is the study alone, the last the answer of today."""
    k = int(step["k"])
    year = gettext("cumulative.unknown", language) if is_missing(step["year"]) else f"{step['year']:.0f}"
    count = ngettext("cumulative.studies", language, k)
    kind = "pooled" if last and k > 1 else "study"
    label = str(step["label"]) if k == 1 else f"+ {step['label']}"
    note = count if year in label else f"{year} · {count}"
    return Row(label, kind, note, float(step["estimate"]), float(step["ci_low"]), float(step["ci_high"]))


def _shown(step: pd.Series, language: str) -> str:
    """Return an estimate with its interval."""
    return f"{ratio(step['estimate'], language)} ({interval(step['ci_low'], step['ci_high'], language)})"


def cumulative_table(steps: pd.DataFrame, subject: Subject, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: study, year, studies so far, effect, I²."""
    return pd.DataFrame(
        {
            gettext("cumulative.head", language): [str(label) for label in steps["label"]],
            gettext("cumulative.year", language): [
                gettext("cumulative.unknown", language) if is_missing(y) else f"{y:.0f}" for y in steps["year"]
            ],
            gettext("cumulative.count", language): [f"{k:.0f}" for k in steps["k"]],
            measure(subject.measure, "column", language): [_shown(step, language) for _, step in steps.iterrows()],
            "I²": ["–" if is_missing(value) else percent(value / 100, language) for value in steps["i2"]],
        }
    )
