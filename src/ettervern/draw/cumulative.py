"""Cumulative meta-analysis: the pooled answer as it stood after each study, by year."""

from __future__ import annotations

import pandas as pd

from ettervern.draw.ladder import draw_ladder
from ettervern.draw.ladder_layout import Ladder, Row
from ettervern.draw.subject import Subject, need
from ettervern.draw.words import measure, sides
from ettervern.numbers import interval, is_missing, percent, ratio

WORDS = {
    "nb": {
        "head": "Med denne studien i tillegg",
        "first": "1 studie",
        "studies": "{k} studier",
        "count": "Studier",
        "year": "År",
        "unknown": "år ikke kjent",
        "title": "Utfallet «{outcome}» etter hvert som studiene kom",
        "description": (
            "{k} rader, en for hver studie i den rekkefølgen de ble publisert. Etter den første var svaret {first}, "
            "etter den siste er det {last}. Alle tallene står i tabellen ved figuren."
        ),
    },
    "en": {
        "head": "Adding this study",
        "first": "1 study",
        "studies": "{k} studies",
        "count": "Studies",
        "year": "Year",
        "unknown": "year not known",
        "title": "The outcome “{outcome}” as the studies came",
        "description": (
            "{k} rows, one for each study in the order of publication. After the first the answer was {first}; "
            "after the last it is {last}. All numbers are in the table beside the figure."
        ),
    },
}


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
    words = WORDS[language]
    rows = [_row(step, language, last=number == len(steps) - 1) for number, (_, step) in enumerate(steps.iterrows())]
    description = words["description"].format(
        k=len(rows), first=_shown(steps.iloc[0], language), last=_shown(steps.iloc[-1], language)
    )
    ladder = Ladder(
        subject.figure(language, narrow=narrow),
        words["title"].format(outcome=subject.outcome.lower()),
        description,
        (words["head"], measure(subject.measure, "column", language), ""),
        tuple(rows),
        sides(subject.event, language),
        float(steps["estimate"].iloc[-1]),
    )
    return draw_ladder(ladder, language, narrow=narrow)


def _row(step: pd.Series, language: str, *, last: bool) -> Row:
    """Return a step as a row: the first is the study alone, the last the answer of today."""
    words, k = WORDS[language], int(step["k"])
    year = words["unknown"] if is_missing(step["year"]) else f"{step['year']:.0f}"
    count = words["first"] if k == 1 else words["studies"].format(k=k)
    kind = "pooled" if last and k > 1 else "study"
    label = str(step["label"]) if k == 1 else f"+ {step['label']}"
    note = count if year in label else f"{year} · {count}"
    return Row(label, kind, note, float(step["estimate"]), float(step["ci_low"]), float(step["ci_high"]))


def _shown(step: pd.Series, language: str) -> str:
    """Return an estimate with its interval."""
    return f"{ratio(step['estimate'], language)} ({interval(step['ci_low'], step['ci_high'], language)})"


def cumulative_table(steps: pd.DataFrame, subject: Subject, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: study, year, studies so far, effect, I²."""
    words = WORDS[language]
    return pd.DataFrame(
        {
            words["head"]: [str(label) for label in steps["label"]],
            words["year"]: [words["unknown"] if is_missing(y) else f"{y:.0f}" for y in steps["year"]],
            words["count"]: [f"{k:.0f}" for k in steps["k"]],
            measure(subject.measure, "column", language): [_shown(step, language) for _, step in steps.iterrows()],
            "I²": ["–" if is_missing(value) else percent(value / 100, language) for value in steps["i2"]],
        }
    )
