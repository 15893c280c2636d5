"""What a review is about, as it stands inside sentences: the phrases of ``review.toml``, else general ones."""

from __future__ import annotations

from dataclasses import fields

from ettervern.catalogue import gettext
from ettervern.settings.effect_measures import Measure
from ettervern.settings.model import OutcomePhrases, Phrases, Settings
from ettervern.settings.outcomes import Outcome
from ettervern.settings.reader import key_of

GENERAL = (
    "arm", "intervention", "with", "without", "usual", "eligible", "keywords", "maker", "home_study", "no_home_study",
    "read_instead",
)  # fmt: skip
#: What is said otherwise of an amount than of an event.
AMOUNTS = ("event_less", "event_more", "less", "more", "less_past", "more_past", "verb", "rest", "state", "not_state")
OF_OUTCOME = tuple(key_of(one) for one in fields(OutcomePhrases))


def general_phrases(language: str, label: str = "", kind: Measure | None = None) -> dict[str, str]:
    """Return the phrases of a table of somebody else's, of which only the outcome's name is known, or not even that."""
    label = label or gettext("phrase.outcome", language)
    phrases = {name: gettext(f"phrase.{name}", language) for name in GENERAL}
    names = {name: f"amount.{name}" if kind and kind.means and name in AMOUNTS else name for name in OF_OUTCOME}
    phrases |= {name: gettext(f"phrase.{key}", language, label=label) for name, key in names.items()}
    return {"label": label, "without_such": phrases["without"], **phrases}


def phrases_of(settings: Settings, language: str, outcome: str = "", category: str = "") -> dict[str, str]:
    """Return every phrase that a message may have a place for.

    Parameters
    ----------
    settings : Settings
        The review's own phrases go before the general ones.
    language : str
        Code of a language of the review.
    outcome : str
        Id of the outcome that is spoken of; empty for none.
    category : str
        Where one category of interventions is spoken of, it is called by its own name.
    """
    own = settings.outcomes[outcome] if outcome else None
    phrases = general_phrases(language, own.label[language] if own else "", own.kind if own else None)
    phrases["unit"] = unit_of(own, language) if own else ""
    if category:
        name = settings.categories[category][language]
        phrases |= {"intervention": name[:1].lower() + name[1:], "arm": name}
    else:
        given = _given(settings.phrases, language)
        given |= {"arm": given["intervention"]} if "intervention" in given else {}
        given.setdefault("without_such", given.get("without", phrases["without"]))
        phrases |= given
    phrases |= _given(settings.phrases.outcomes.get(outcome), language)
    return phrases | {"does": f"{phrases['verb']} {phrases['rest']}".strip()}


def unit_of(outcome: Outcome, language: str) -> str:
    """Return what an outcome's differences are counted in; empty where that is people."""
    if outcome.kind.rates and outcome.unit:
        return gettext("unit.rate", language, unit=outcome.unit[language])
    if outcome.unit:
        return outcome.unit[language]
    return gettext("unit.sd", language) if outcome.measure == "SMD" else ""


def _given(phrases: Phrases | OutcomePhrases | None, language: str) -> dict[str, str]:
    """Return the phrases that are given, by their keys."""
    if phrases is None:
        return {}
    texts = {key_of(one): getattr(phrases, one.name) for one in fields(phrases) if not one.metadata}
    return {key: text[language] for key, text in texts.items() if text is not None}
