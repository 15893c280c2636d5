"""What a review is about, as it stands inside sentences: the phrases of ``review.toml``, else general ones."""

from __future__ import annotations

from dataclasses import fields

from ettervern.catalogue import gettext
from ettervern.settings.model import OutcomePhrases, Phrases, Settings
from ettervern.settings.reader import key_of

GENERAL = ("arm", "intervention", "with", "without", "usual", "eligible", "keywords", "maker")
OF_OUTCOME = tuple(key_of(one) for one in fields(OutcomePhrases))


def general_phrases(language: str, label: str = "") -> dict[str, str]:
    """Return the phrases of a table of somebody else's, of which only the outcome's name is known, or not even that."""
    label = label or gettext("phrase.outcome", language)
    phrases = {name: gettext(f"phrase.{name}", language) for name in GENERAL}
    phrases |= {name: gettext(f"phrase.{name}", language, label=label) for name in OF_OUTCOME}
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
    label = settings.outcomes[outcome].label[language] if outcome else ""
    phrases = general_phrases(language, label)
    if category:
        name = settings.categories[category][language]
        phrases |= {"intervention": name[:1].lower() + name[1:], "arm": name}
    else:
        own = _given(settings.phrases, language)
        own |= {"arm": own["intervention"]} if "intervention" in own else {}
        own.setdefault("without_such", own.get("without", phrases["without"]))
        phrases |= own
    phrases |= _given(settings.phrases.outcomes.get(outcome), language)
    return phrases | {"does": f"{phrases['verb']} {phrases['rest']}".strip()}


def _given(phrases: Phrases | OutcomePhrases | None, language: str) -> dict[str, str]:
    """Return the phrases that are given, by their keys."""
    if phrases is None:
        return {}
    texts = {key_of(one): getattr(phrases, one.name) for one in fields(phrases) if not one.metadata}
    return {key: text[language] for key, text in texts.items() if text is not None}
