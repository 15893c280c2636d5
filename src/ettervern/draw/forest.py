"""The forest plot: every study with its interval and weight, the pooled diamond and the prediction interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from ettervern.catalogue import gettext, ngettext
from ettervern.computed import Pooled
from ettervern.draw.forest_text import arms_known, cells, study_row
from ettervern.draw.ladder import draw_ladder
from ettervern.draw.rows import Ladder, Row
from ettervern.draw.subject import Subject, need, sides


class Diamond(NamedTuple):
    """A pooled answer as a forest plot shows it: with its interval and the prediction interval."""

    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float


@dataclass(frozen=True)
class Forest:
    """What a forest plot shows.

    Attributes
    ----------
    subject : Subject
        As for every figure.
    studies : DataFrame
        One row a study, in the order shown: label, category (as readers see it), estimate, ci_low, ci_high (ratios or
        differences), weight (percent), and of each arm, where known, events and n, or mean, sd and n
        (``mean_intervention``).
    pooled : Pooled or Diamond
        estimate, ci_low, ci_high, pi_low, pi_high.
    """

    subject: Subject
    studies: pd.DataFrame
    pooled: Pooled | Diamond

    @property
    def outcome(self) -> str:
        """Name of the outcome as readers see it."""
        return self.subject.outcome

    @property
    def measure(self) -> str:
        """Code of the effect measure."""
        return self.subject.measure


def draw_forest(forest: Forest, language: str, *, narrow: bool = False) -> str:
    """Draw a forest plot.

    Parameters
    ----------
    forest : Forest
        What to show.
    language, narrow
        As for every figure; see :mod:`ettervern.draw`.
    """
    need(forest.studies, "forest plot")
    about, pooled = forest.subject, forest.pooled
    own = arms_known(forest.studies)
    rows = [
        study_row(study, "" if narrow else str(study["category"]), cells=cells(study, language) if own else ())
        for _, study in forest.studies.iterrows()
    ]
    total = ngettext("forest.pooled", language, len(rows))
    new = gettext("forest.prediction_short" if narrow else "forest.prediction", language)
    rows.append(Row(total, "pooled", "", pooled.estimate, pooled.ci_low, pooled.ci_high, ruled=True))
    rows.append(Row(new, "prediction", "", float("nan"), pooled.pi_low, pooled.pi_high))
    heads = (gettext("forest.arm", language, **about.phrases), gettext("forest.control", language))
    ladder = Ladder(
        about, gettext("forest.title", language, **about.named), "" if narrow else gettext("forest.study", language),
        describe(forest, language), tuple(rows), sides(about.phrases, language), arm_heads=heads if own else (),
        both=True,
    )  # fmt: skip
    return draw_ladder(ladder, language, narrow=narrow)


def describe(forest: Forest, language: str) -> str:
    """Return the figure in words, for those who don't see it."""
    pooled, scale = forest.pooled, forest.subject.scale
    left, right = sides(forest.subject.phrases, language)
    return gettext(
        "forest.description",
        language,
        k=len(forest.studies),
        outcome=forest.outcome.lower(),
        measure=scale.name(language),
        estimate=scale.effect(pooled.estimate, language),
        interval=scale.interval(pooled, language),
        prediction=scale.interval(pooled, language, of="pi"),
        null=scale.nothing(language),
        left=left,
        right=right[0].lower() + right[1:],
    )
