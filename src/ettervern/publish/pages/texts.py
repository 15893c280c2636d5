"""Texts of pages that lie as data: the words explained, the checklist, how to reach us."""

from __future__ import annotations

from typing import Any, NamedTuple

from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError
from ettervern.publish.results import Results
from ettervern.publish.site.html import local_link, nothing, paragraph
from ettervern.publish.site.page_names import page_name
from ettervern.publish.site.templates import filled, rendered
from ettervern.publish.words.prose import sources


def glossary(results: Results, _: str, language: str) -> str:
    """Return the words explained, in the order of the alphabet of the language."""
    words = results.written("glossary")
    rows = sorted(words.items(), key=lambda item: _alphabet(item[1][language]["word"], language))
    entries = [(key, row[language]) for key, row in rows]
    return rendered("glossary", language, words=entries) if entries else nothing(language)


def _alphabet(text: str, language: str) -> list[tuple[int, str]]:
    """Return a key that sorts letters as the language does, blanks and digits before them, other signs after."""
    alphabet = gettext("language.alphabet", language)
    last = len(alphabet)
    return [(alphabet.find(sign) if sign in alphabet or sign < "a" else last, sign) for sign in text.lower()]


def explained(results: Results, text: str, language: str) -> Markup:
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
        return Markup.escape(shown.strip())
    if key not in words:
        raise ReviewError(Problem("texts/glossary.toml", 0, key, "the word is not among the words explained"))
    entry: dict[str, Any] = words[key][language]
    page = page_name(results, "glossary", language)
    shown = shown.strip() if rest else entry["word"]
    marked = Markup('<a class="word" href="{}.html#{}" title="{}"><dfn>{}</dfn></a>')
    return marked.format(page, key, entry["means"], shown)


class Point(NamedTuple):
    """A point of the checklist, with where it comes from."""

    text: str
    sources: Markup


def checklist(results: Results, phase: str, language: str) -> str:
    """Return the points of one phase (``before``, ``first``, ``after``) with boxes to tick and the source of each."""
    points = results.written("checklist").get(phase, [])
    if not points:
        return nothing(language)
    shown = [Point(point[language], sources(results, point["sources"], language)) for point in points]
    return rendered("checklist", language, points=shown)


def contact(results: Results, _: str, language: str) -> str:
    """Return how to reach the owners of the review: the address they gave, else that none has been given."""
    address = results.review.settings.review.contact
    if not address:
        return paragraph(gettext("pages.no_address", language))
    if "@" not in address:
        return paragraph(address)
    return paragraph(filled("pages.write_to", language, address=local_link(f"mailto:{address}", address)))
