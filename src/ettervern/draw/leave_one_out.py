"""Leave-one-out: the pooled answer again with each study left out in turn."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Pooled
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.rows import Ladder, Row
from ettervern.draw.subject import Subject, need, sides
from ettervern.numbers import percent


def draw_leave_one_out(
    studies: pd.DataFrame, pooled: Pooled, subject: Subject, language: str, *, narrow: bool = False
) -> str:  # fmt: skip
    """Draw the pooled answer without each study.

    Parameters
    ----------
    studies : DataFrame
        A row a study left out, in the order shown: label, estimate, ci_low, ci_high (of the rest).
    pooled : Series
        estimate, ci_low, ci_high with every study.
    subject, language, narrow
        As for every figure, and the errors too; see :mod:`ettervern.draw`.
    """
    need(studies, "leave-one-out plot")
    rows = [
        Row(str(row.label), "study", "", float(row.estimate), float(row.ci_low), float(row.ci_high))  # type: ignore[arg-type]
        for row in studies.itertuples()
    ]
    name = gettext("leave-one-out.all", language, k=len(rows))
    rows.append(Row(name, "pooled", "", pooled.estimate, pooled.ci_low, pooled.ci_high))
    ladder = Ladder(
        subject, gettext("leave-one-out.title", language, **subject.named), gettext("leave-one-out.head", language),
        describe_leave_one_out(studies, pooled, subject, language), tuple(rows), sides(subject.phrases, language),
        reference=pooled.estimate,
    )  # fmt: skip
    return draw_ladder(ladder, language, narrow=narrow)


def describe_leave_one_out(studies: pd.DataFrame, pooled: Pooled, subject: Subject, language: str) -> str:
    """Return the figure in words: how far the answer moves, and whether one study decides it."""
    scale, order = subject.scale, studies.sort_values("estimate", kind="stable")
    holds = pooled.ci_low <= scale.null <= pooled.ci_high
    turned = studies[((studies["ci_low"] <= scale.null) & (studies["ci_high"] >= scale.null)) != holds]
    crossing = gettext(
        "leave-one-out.none" if turned.empty else "leave-one-out.some",
        language,
        null=scale.nothing(language),
        studies=", ".join(turned["label"]),
    )
    return gettext(
        "leave-one-out.description",
        language,
        k=len(studies),
        estimate=scale.effect(pooled.estimate, language),
        interval=scale.interval(pooled, language),
        low=scale.effect(order["estimate"].iloc[0], language),
        least=order["label"].iloc[0],
        high=scale.effect(order["estimate"].iloc[-1], language),
        most=order["label"].iloc[-1],
        crossing=crossing,
    )


def leave_one_out_table(studies: pd.DataFrame, subject: Subject, language: str) -> pd.DataFrame:
    """Return the figure as a table with headings in the language: study left out, effect, I²."""
    return pd.DataFrame(
        {
            gettext("leave-one-out.head", language): [str(label) for label in studies["label"]],
            subject.scale.column(language): [subject.scale.shown(row, language) for row in studies.itertuples()],
            gettext("leave-one-out.i2", language): [percent(value / 100, language) for value in studies["i2"]],
        }
    )
