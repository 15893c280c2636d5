"""Leave-one-out: the pooled answer again with each study left out in turn."""

from __future__ import annotations

import pandas as pd

from ettervern.computed import Pooled
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.ladder_layout import Ladder, Row
from ettervern.draw.subject import Subject, need
from ettervern.draw.words import measure, sides
from ettervern.numbers import interval, percent, ratio

WORDS = {
    "nb": {
        "head": "Uten denne studien",
        "all": "Alle {k} studiene",
        "title": "Utfallet «{outcome}» med én studie tatt ut om gangen",
        "description": (
            "{k} rader, en for hver studie som er tatt ut. Det samlede svaret med alle er {estimate} ({interval}). "
            "Med én studie tatt ut går det fra {low} (uten {least}) til {high} (uten {most}). {crossing} "
            "Alle tallene står i tabellen ved figuren."
        ),
        "none": "Ingen studie alene avgjør om intervallet rommer 1.",
        "some": "Svaret på om intervallet rommer 1, skifter når en av disse tas ut: {studies}.",
        "i2": "I²",
        "tau2": "tau²",
    },
    "en": {
        "head": "Without this study",
        "all": "All {k} studies",
        "title": "The outcome “{outcome}” with one study left out at a time",
        "description": (
            "{k} rows, one for each study left out. The pooled answer with all is {estimate} ({interval}). "
            "With one study left out it runs from {low} (without {least}) to {high} (without {most}). {crossing} "
            "All numbers are in the table beside the figure."
        ),
        "none": "No single study decides whether the interval holds 1.",
        "some": "Whether the interval holds 1 changes when one of these is left out: {studies}.",
        "i2": "I²",
        "tau2": "tau²",
    },
}


def draw_leave_one_out(
    studies: pd.DataFrame, pooled: Pooled, subject: Subject, language: str, *, narrow: bool = False
) -> str:  # fmt: skip
    """Draw the pooled answer without each study.

    Parameters
    ----------
    studies : DataFrame
        A row a study left out, in the order shown: label, estimate, ci_low, ci_high (ratios of the rest).
    pooled : Series
        estimate, ci_low, ci_high with every study.
    subject, language, narrow
        As for every figure, and the errors too; see :mod:`ettervern.draw`.
    """
    need(studies, "leave-one-out plot")
    words = WORDS[language]
    rows = [
        Row(str(row["label"]), "study", "", float(row["estimate"]), float(row["ci_low"]), float(row["ci_high"]))
        for _, row in studies.iterrows()
    ]
    name = words["all"].format(k=len(rows))
    rows.append(Row(name, "pooled", "", pooled.estimate, pooled.ci_low, pooled.ci_high))
    ladder = Ladder(
        subject.figure(language, narrow=narrow),
        words["title"].format(outcome=subject.outcome.lower()),
        describe_leave_one_out(studies, pooled, language),
        (words["head"], measure(subject.measure, "column", language), ""),
        tuple(rows),
        sides(subject.event, language),
        pooled.estimate,
    )
    return draw_ladder(ladder, language, narrow=narrow)


def describe_leave_one_out(studies: pd.DataFrame, pooled: Pooled, language: str) -> str:
    """Return the figure in words: how far the answer moves, and whether one study decides it."""
    words = WORDS[language]
    order = studies.sort_values("estimate", kind="stable")
    holds = pooled.ci_low <= 1 <= pooled.ci_high
    turned = studies[((studies["ci_low"] <= 1) & (studies["ci_high"] >= 1)) != holds]
    crossing = words["none"] if turned.empty else words["some"].format(studies=", ".join(turned["label"]))
    return words["description"].format(
        k=len(studies),
        estimate=ratio(pooled.estimate, language),
        interval=interval(pooled.ci_low, pooled.ci_high, language),
        low=ratio(order["estimate"].iloc[0], language),
        least=order["label"].iloc[0],
        high=ratio(order["estimate"].iloc[-1], language),
        most=order["label"].iloc[-1],
        crossing=crossing,
    )


def leave_one_out_table(studies: pd.DataFrame, subject: Subject, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: study left out, effect, I²."""
    words = WORDS[language]
    return pd.DataFrame(
        {
            words["head"]: [str(label) for label in studies["label"]],
            measure(subject.measure, "column", language): [
                f"{ratio(row['estimate'], language)} ({interval(row['ci_low'], row['ci_high'], language)})"
                for _, row in studies.iterrows()
            ],
            words["i2"]: [percent(value / 100, language) for value in studies["i2"]],
        }
    )
