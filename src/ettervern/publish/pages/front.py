"""The main messages on one screen: each outcome in a box, with how sure the answer is, and what single studies found.

People of a hundred are drawn where the answer is sure enough to be told as a size.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.computed import Absolute
from ettervern.draw.icon_array import people_of
from ettervern.draw.svg import COLOURS
from ettervern.numbers import is_missing, whole
from ettervern.publish.results import Results
from ettervern.publish.site.page_names import page_name, pages_of
from ettervern.publish.site.templates import rendered
from ettervern.publish.words.examples import examples
from ettervern.publish.words.language import label, written
from ettervern.publish.words.sentences import absolute, certainty, sized, statement
from ettervern.settings.effect_measures import MEASURES


class Arm(NamedTuple):
    """People of a hundred without the intervention or with it; ``ends`` of the interval where it is known."""

    name: str
    n: int
    ends: dict[str, str]


class Hundred(NamedTuple):
    """People of a hundred in both arms, what they do, the base rate, the colours of the marks; whether of an amount."""

    arms: tuple[Arm, Arm]
    per: int
    does: str
    base_rate: str
    full: str
    quiet: str
    amount: bool


class Answer(NamedTuple):
    """One outcome's box; ``hundred`` where people are worked out, else ``numbers``; ``examples`` where no size is told.

    Only name and statement where nothing has been pooled yet.
    """

    name: str
    statement: str
    certainty: str = ""
    figures: str = ""
    page: str = ""
    sized: bool = False
    hundred: Hundred | None = None
    examples: Markup | None = None
    numbers: str = ""


def main_absolute(results: Results, analysis: str) -> pd.Series[Any] | None:
    """Return the absolute effect of a result at its main base rate; nothing where it is not one of people."""
    if not results.made(Absolute) or MEASURES[results.pooled[analysis].measure].rates:
        return None
    rows = results.frame(Absolute)
    rows = rows[rows["analysis"] == analysis]
    rows = rows[rows["main"] == "yes"] if "main" in rows.columns else rows
    if rows.empty or is_missing(rows.iloc[0]["control_risk"]) or is_missing(rows.iloc[0]["with_risk"]):
        return None
    row: pd.Series[Any] = rows.iloc[0]
    return row


def answers(results: Results, _: str, language: str) -> str:
    """Return the box of each outcome, side by side where there is room."""
    boxes = [
        (_waiting if results.waits(f"{outcome}-main") else _answer)(results, outcome, language)
        for outcome in results.review.outcomes
    ]
    return rendered("answers", language, answers=boxes)


def _waiting(results: Results, outcome: str, language: str) -> Answer:
    """Return the box of an outcome on which nothing has been pooled yet."""
    name = label(results.review, "outcomes", outcome, language)
    return Answer(name, gettext("word.not_pooled", language))


def _answer(results: Results, outcome: str, language: str) -> Answer:
    """Return what one outcome's box says: the sentence, people of a hundred or single studies, the figures behind."""
    analysis = f"{outcome}-main"
    row = results.pooled[analysis]
    name = label(results.review, "outcomes", outcome, language)
    kind = MEASURES[row.measure]
    ends = kind.ends(row.ci_low, row.ci_high, language)
    figures = f"{kind.heading(language)} {kind.shown(row.estimate, language)} ({ends}), "
    figures += f"{whole(row.k, language)} {gettext('word.studies', language)}"
    return Answer(
        name,
        statement(results, analysis, language),
        certainty(results, analysis, language),
        figures,
        page_name(results, outcome if outcome in pages_of(results.review) else "index", language),
        told := sized(results, analysis),
        _hundred(results, outcome, language) if told else None,
        None if told else examples(results, analysis, language),
        absolute(results, analysis, language),
    )


def _hundred(results: Results, outcome: str, language: str) -> Hundred | None:
    """Return people of a hundred in both arms; nothing where absolute effects are not worked out."""
    result = main_absolute(results, f"{outcome}-main")
    if result is None:
        return None
    people, about = people_of(result), results.review.outcomes[outcome]
    phrases = results.review.phrases(language, outcome)
    ends = {} if people.low is None else {"low": str(people.low), "high": str(people.high)}
    arms = Arm(phrases["without"], people.without, {}), Arm(phrases["with"], people.with_, ends)
    mark = {variable: f"var(--figure-{variable}, {light})" for variable, light, _ in COLOURS.values()}
    base_rate = written(results, result, "label", language)
    full = mark["mark" if about.good == "high" else "pooled"]
    return Hundred(arms, people.per, phrases["does"], base_rate, full, mark["quiet"], about.kind.means)
