"""The words that go with size and certainty, in both languages, with the numbers of the result in them.

English follows GRADE guidelines 26 (Santesso 2020, J Clin Epidemiol 119:126-135), but for very low certainty. The
Norwegian words are this project's own translation: no official one was at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ettervern.appraise.absolute import AbsoluteEffect
from ettervern.appraise.bodies import Body
from ettervern.appraise.rates import BaseRate
from ettervern.numbers import NBSP, whole
from ettervern.review import Review
from ettervern.rounding import steady
from ettervern.settings.judging import Thresholds
from ettervern.settings.model import OutcomeWords, Statements
from ettervern.settings.reader import key_of

Texts = Mapping[str, str]
#: Certainty -> how sure the sentence is; of very low certainty see ``UNKNOWN``.
SURE: Mapping[str, Texts] = {
    "high": {"nb": "gir", "en": "results in"},
    "moderate": {"nb": "gir trolig", "en": "probably results in"},
    "low": {"nb": "gir muligens", "en": "may result in"},
}
#: Of the guideline's two forms for very low certainty the one without size and direction: no sentence is stronger than
#: its certainty, and "may result in a large reduction" is read as a large reduction.
UNKNOWN: Texts = {
    "nb": "Vi vet ikke om {subject} påvirker {what}. Kunnskapsgrunnlaget er svært usikkert.",
    "en": "We do not know whether {subject} affects {what}. The evidence is very uncertain.",
}
#: Size -> the Norwegian word before "færre" or "flere"; the English noun phrase for less and for more.
NB_SIZE = {"small": "litt ", "moderate": "", "large": "langt "}
EN_SIZE = {
    "small": ("a slight reduction", "a slight increase"),
    "moderate": ("a reduction", "an increase"),
    "large": ("a large reduction", "a large increase"),
}
DEFAULTS: Mapping[str, Texts] = {
    "subject": {"nb": "Tiltaket", "en": "The intervention"},
    "with": {"nb": "Med tiltaket", "en": "With the intervention"},
    "without": {"nb": "Uten tiltaket", "en": "Without the intervention"},
}
NOT_RANDOMISED: Texts = {"nb": "Bare studier uten loddtrekning: ", "en": "From studies without randomisation only: "}
ONE_STUDY: Texts = {"nb": "Bare én studie: ", "en": "From one study only: "}


def vocabulary_of(review: Review, body: Body) -> dict[str, Texts]:
    """Return the words of an outcome: ``[statements]`` of review.toml, else general ones.

    A category of measures is its own subject.
    """
    general = review.settings.statements
    words: dict[str, Texts] = {**DEFAULTS, **_given(general)}
    label = body.outcome.label
    words |= {
        "less": {"nb": f"lavere andel: {label['nb'].lower()}", "en": label["en"].lower()},
        "more": {"nb": f"høyere andel: {label['nb'].lower()}", "en": label["en"].lower()},
        "difference": {"nb": f"andelen: {label['nb'].lower()}", "en": label["en"].lower()},
        "verb": {"nb": "gjelder det", "en": "have the outcome"},
        "rest": {"nb": f"({label['nb'].lower()})", "en": f"({label['en'].lower()})"},
    }
    words |= _given(general.outcomes.get(body.outcome.id))
    if body.category:
        words |= {"subject": review.categories[body.category], "with": DEFAULTS["with"], "without": DEFAULTS["without"]}
    return words


def _given(words: Statements | OutcomeWords | None) -> dict[str, Texts]:
    """Return the words that are given, by their keys."""
    given = (
        {} if words is None else {key_of(one): getattr(words, one.name) for one in fields(words) if not one.metadata}
    )
    return {key: texts for key, texts in given.items() if texts is not None}


def statement(size: str, certainty: str, less: bool, words: Mapping[str, Texts], language: str) -> str:
    """Return the sentence for a size and a certainty.

    Parameters
    ----------
    size : {"trivial", "small", "moderate", "large"}
        Of the effect among people.
    certainty : {"high", "moderate", "low", "very_low"}
        What counts: signed, else proposed. Where it is very low the sentence has neither size nor direction.
    less : bool
        Whether the outcome's event is rarer with the intervention.
    words : mapping
        See :func:`vocabulary_of`.
    language : str
        ``nb`` or ``en``.
    """
    subject = words["subject"][language]
    if certainty == "very_low":
        return UNKNOWN[language].format(subject=subject[0].lower() + subject[1:], what=words["difference"][language])
    sure = SURE[certainty][language]
    if size == "trivial":
        little = "liten eller ingen forskjell i" if language == "nb" else "little to no difference in"
        return f"{subject} {sure} {little} {words['difference'][language]}."
    what = words["less" if less else "more"][language]
    if language == "nb":
        return f"{subject} {sure} {NB_SIZE[size]}{what}."
    return f"{subject} {sure} {EN_SIZE[size][0 if less else 1]} in {what}."


def numbers_sentence(effect: AbsoluteEffect, rate: BaseRate, words: Mapping[str, Texts], language: str) -> str:
    """Return the result as people of 1000 without and with the intervention, with the interval and the base rate."""
    verb, rest = words["verb"][language], words["rest"][language]
    before, after = (words[key][language] for key in ("without", "with"))
    p, q, low, high = (
        whole(1000 * risk, language)
        for risk in (effect.control_risk, effect.with_risk, effect.with_low, effect.with_high)
    )
    label = rate.label[language]
    if language == "nb":
        return (
            f"{before} {verb} om lag {p} av 1000 {rest}. {after} {verb} om lag {q} av 1000 {rest} "
            f"(95{NBSP}% konfidensintervall: {low} til {high}). Utgangspunkt: {label}."
        )
    tail = f"{verb} {rest}".strip()
    return (
        f"{before}, about {p} of 1000 {tail}. {after}, about {q} of 1000 {tail} "
        f"(95% confidence interval: {low} to {high}). Base rate: {label}."
    )


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
    words = vocabulary_of(review, body)
    difference = steady(1000 * effect.difference)
    size = thresholds.size(difference)
    certainty = str(overall["judgement"])
    rows = []
    for language in review.languages:
        alone = (ONE_STUDY if body.number("k") == 1 else {} if body.randomised else NOT_RANDOMISED).get(language, "")
        text = statement(size, certainty, difference < 0, words, language)
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
                "statement": alone + (text[0].lower() + text[1:] if alone else text),
                "numbers": numbers_sentence(effect, rate, words, language),
                "own_translation": "yes" if language == "nb" else "no",
            }
        )
    messages = ("statement",) if certainty == "very_low" else ("statement", "numbers")
    return [{**row, "sentence": " ".join(str(row[column]) for column in messages)} for row in rows]
