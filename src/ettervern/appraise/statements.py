"""The words that go with size and certainty, with the numbers of the result in them.

English follows GRADE guidelines 26 (Santesso 2020, J Clin Epidemiol 119:126-135), but for very low certainty: of the
guideline's two forms the one without size and direction is used, since no sentence is stronger than its certainty, and
"may result in a large reduction" is read as a large reduction. The Norwegian words are this project's own translation:
no official one was at hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ettervern.appraise.absolute import AbsoluteEffect
from ettervern.appraise.bodies import Body
from ettervern.appraise.domains import change
from ettervern.appraise.findings import people_better
from ettervern.appraise.rates import BaseRate
from ettervern.catalogue import gettext, pgettext
from ettervern.numbers import whole
from ettervern.review import Review
from ettervern.rounding import steady
from ettervern.settings.judging import Thresholds


def statement(size: str, certainty: str, less: bool, phrases: Mapping[str, str], language: str) -> str:
    """Return the sentence for a size and a certainty.

    Parameters
    ----------
    size : {"trivial", "small", "moderate", "large"}
        Of the effect among people.
    certainty : {"high", "moderate", "low", "very_low"}
        What counts: signed, else proposed. Where it is very low the sentence has neither size nor direction.
    less : bool
        Whether the outcome's event is rarer with the intervention.
    phrases : mapping
        Of the outcome; see :func:`ettervern.phrases.phrases_of`.
    language : str
        Code of a language that has a catalogue.
    """
    if certainty == "very_low":
        return gettext("statement.very_low", language, **phrases)
    sure = pgettext("sureness", certainty, language)
    kind = size if size == "trivial" else f"{size}.{'less' if less else 'more'}"
    return gettext(f"statement.{kind}", language, **phrases, sure=sure)


def amount_sentence(body: Body, phrases: Mapping[str, str], language: str) -> str:
    """Return the result as a difference in its unit, and how many do better where the spread is known."""
    ends = {key: body.number(key) for key in ("estimate", "ci_low", "ci_high")}
    shown = {name: change(value, language, amount=True) for name, value in ends.items()}
    said = gettext(
        "statement.amount", language, **phrases, change=shown["estimate"], low=shown["ci_low"], high=shown["ci_high"]
    )
    better = people_better(body)
    if math.isnan(better.with_risk):
        return said
    shares = {"q": better.with_risk, "qlow": better.with_low, "qhigh": better.with_high}
    people = {name: whole(1000 * share, language) for name, share in shares.items()}
    return f"{said} {gettext('statement.amount.better', language, **phrases, **people)}"


def numbers_sentence(
    effect: AbsoluteEffect, rate: BaseRate, phrases: Mapping[str, str], language: str, name: str = "statement.numbers"
) -> str:
    """Return the result as people of 1000 without and with the intervention, with the interval and the base rate."""
    risks = {"p": effect.control_risk, "q": effect.with_risk, "low": effect.with_low, "high": effect.with_high}
    people = {name: whole(1000 * risk, language) for name, risk in risks.items()}
    return gettext(name, language, **phrases, **people, base=rate.label[language])


def _numbers(body: Body, effect: AbsoluteEffect, rate: BaseRate, phrases: Mapping[str, str], language: str) -> str:
    """Return the numbers of a result in words, as its kind of outcome is counted."""
    if body.outcome.kind.means:
        return amount_sentence(body, phrases, language)
    name = "statement.rate" if body.outcome.kind.rates else "statement.numbers"
    return numbers_sentence(effect, rate, phrases, language, name)


def word_rows(
    review: Review,
    body: Body,
    effect: AbsoluteEffect,
    rate: BaseRate,
    thresholds: Thresholds,
    overall: Mapping[str, Any],
) -> list[dict[str, object]]:
    """Return the words of one result, one row a language.

    Parameters
    ----------
    review, body, effect, rate, thresholds
        The result at its main base rate.
    overall : mapping
        The row of the whole in the table of certainty: judgement and status.
    """
    difference = steady(effect.per * effect.difference)
    size = thresholds.size(difference)
    certainty = str(overall["judgement"])
    alone = "one_study" if body.number("k") == 1 else "" if body.randomised else "not_randomised"
    rows = []
    for language in review.languages:
        phrases = review.phrases(language, body.outcome.id, body.category)
        text = statement(size, certainty, difference < 0, phrases, language)
        if alone:
            text = gettext(f"statement.{alone}", language, sentence=text)
        rows.append(
            {
                "analysis": body.analysis,
                "outcome": body.outcome.id,
                "category": body.category,
                "language": language,
                "size": size,
                "direction": "less" if difference < 0 else "more",
                "certainty": certainty,
                "status": overall["status"],
                "base_rate": rate.id,
                "statement": text,
                "numbers": _numbers(body, effect, rate, phrases, language),
                "own_translation": gettext("statement.own_translation", language),
            }
        )
    messages = ("statement",) if certainty == "very_low" else ("statement", "numbers")
    return [{**row, "sentence": " ".join(str(row[column]) for column in messages)} for row in rows]
