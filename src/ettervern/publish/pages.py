"""Texts of pages that lie as data: the words explained, the checklist, how to reach us."""

from __future__ import annotations

from typing import Any

from ettervern.files import Problem, ReviewError
from ettervern.publish.citing import PAGES
from ettervern.publish.html import Html, joined, local_link, markup
from ettervern.publish.language import word
from ettervern.publish.prose import sources
from ettervern.publish.results import Results


def glossary(results: Results, _: str, language: str) -> str:
    """Return the words explained, in the order of the alphabet of the language."""
    words = results.written("glossary")
    rows = sorted(words.items(), key=lambda item: _alphabet(item[1][language]["word"]))
    items = "".join(
        f'<dt id="{key}">{markup(row[language]["word"])}</dt><dd>{markup(row[language]["means"])}</dd>'
        for key, row in rows
    )
    return f'<dl class="words">{items}</dl>' if items else f"<p>{word('none', language)}</p>"


def _alphabet(text: str) -> str:
    """Return a key that sorts æ, ø and å last, as Norwegian does."""
    return text.lower().replace("æ", "{").replace("ø", "|").replace("å", "}")


def explained(results: Results, text: str, language: str) -> Html:
    """Return a word of the prose as a link to where it is explained; its meaning shows when pointed at.

    Parameters
    ----------
    results : Results
        Holds the words.
    text : str
        ``key``, or ``form of the word <key>`` where the prose bends it.
    language : str
        ``nb`` or ``en``.

    Raises
    ------
    ReviewError
        Where the words have no such key.
    """
    shown, _, rest = text.partition("<")
    key = rest.rstrip(">").strip() if rest else shown.strip()
    words = results.written("glossary")
    if not words:
        return Html(markup(shown.strip()))
    if key not in words:
        raise ReviewError(Problem("texts/glossary.toml", 0, key, "the word is not among the words explained"))
    entry: dict[str, Any] = words[key][language]
    return Html(
        f'<a class="word" href="{PAGES["glossary"][language]}.html#{key}" title="{markup(entry["means"])}">'
        f"<dfn>{markup(shown.strip() if rest else entry['word'])}</dfn></a>"
    )


def checklist(results: Results, phase: str, language: str) -> str:
    """Return the points of one phase (``before``, ``first``, ``after``) with boxes to tick and the source of each."""
    points = results.written("checklist").get(phase, [])
    items = [
        joined(
            Html('<li><label><input type="checkbox"> <span>'),
            point[language],
            Html("</span></label> "),
            sources(results, point["sources"], language),
            Html("</li>"),
        )
        for point in points
    ]
    if not items:
        return f"<p>{word('none', language)}</p>"
    return f'<ul class="checklist">{"".join(item.text for item in items)}</ul>'


def contact(results: Results, _: str, language: str) -> str:
    """Return how to reach the owners of the review: the address they gave, else that none has been given."""
    address = results.review.settings.review.contact
    if not address:
        return {
            "nb": "<p>Eierne av oversikten har ikke oppgitt noen kontaktadresse ennå.</p>",
            "en": "<p>The owners of the review have not given an address yet.</p>",
        }[language]
    name = {"nb": "Skriv til", "en": "Write to"}[language]
    return (
        f"<p>{name} {local_link('mailto:' + address, address)}.</p>" if "@" in address else f"<p>{markup(address)}</p>"
    )
