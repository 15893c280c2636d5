"""Leave-one-out: the pooled answer again with each study left out in turn."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Pooled
from ettervern.draw.effect_name import measure
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.ladder_layout import Ladder, Row
from ettervern.draw.subject import Subject, need, sides
from ettervern.numbers import interval, percent, ratio


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
    rows = [
        Row(str(row["label"]), "study", "", float(row["estimate"]), float(row["ci_low"]), float(row["ci_high"]))
        for _, row in studies.iterrows()
    ]
    name = gettext("leave-one-out.all", language, k=len(rows))
    rows.append(Row(name, "pooled", "", pooled.estimate, pooled.ci_low, pooled.ci_high))
    ladder = Ladder(
        subject.figure(language, narrow=narrow),
        gettext("leave-one-out.title", language, outcome=subject.outcome.lower()),
        describe_leave_one_out(studies, pooled, language),
        (gettext("leave-one-out.head", language), measure(subject.measure, "column", language), ""),
        tuple(rows),
        sides(subject.phrases, language),
        pooled.estimate,
    )
    return draw_ladder(ladder, language, narrow=narrow)


def describe_leave_one_out(studies: pd.DataFrame, pooled: Pooled, language: str) -> str:
    """Return the figure in words: how far the answer moves, and whether one study decides it."""
    order = studies.sort_values("estimate", kind="stable")
    holds = pooled.ci_low <= 1 <= pooled.ci_high
    turned = studies[((studies["ci_low"] <= 1) & (studies["ci_high"] >= 1)) != holds]
    crossing = (
        gettext("leave-one-out.none", language)
        if turned.empty
        else gettext("leave-one-out.some", language, studies=", ".join(turned["label"]))
    )
    return gettext(
        "leave-one-out.description",
        language,
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
    return pd.DataFrame(
        {
            gettext("leave-one-out.head", language): [str(label) for label in studies["label"]],
            measure(subject.measure, "column", language): [
                f"{ratio(row['estimate'], language)} ({interval(row['ci_low'], row['ci_high'], language)})"
                for _, row in studies.iterrows()
            ],
            gettext("leave-one-out.i2", language): [percent(value / 100, language) for value in studies["i2"]],
        }
    )
