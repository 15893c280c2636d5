"""The feed of changes (Atom, RFC 4287): who follows the review hears of a new version without asking for it.

Entries keep their id for good, so that no reader sees an old change as new; text is text, never markup.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ettervern.publish.citing import PAGES
from ettervern.publish.results import Results

#: Names of entries are made under this: an id of our own making, the same on every machine.
ROOM = uuid.UUID("5b3f0f6e-7a0c-4c8e-9c2b-2f1d9c1a7e44")
WORDS = {
    "nb": {"title": "{}: endringer", "version": "Versjon {}", "author": "Ettervern-prosjektet"},
    "en": {"title": "{}: changes", "version": "Version {}", "author": "The Ettervern project"},
}


def feed_name(language: str) -> str:
    """Return the name of a language's feed; it lies beside the folders of the languages."""
    return f"feed-{language}.xml"


def feed(results: Results, language: str) -> str:
    """Return the feed of a language, newest change first.

    Parameters
    ----------
    results : Results
        Holds the review and its ``texts/changes.toml``; without changes the feed is there and empty.
    language : str
        ``nb`` or ``en``.
    """
    review, words = results.review, WORDS[language]
    changes: list[dict[str, Any]] = results.written("changes").get("changes", [])
    title = words["title"].format(review.config["review"]["title"][language])
    updated = max([change["date"] for change in changes], default=review.date)
    base = str(review.config["review"].get("address", ""))
    room = f" xml:base={quoteattr(base.rstrip('/') + '/')}" if base else ""
    entries = "".join(_entry(review.name, change, language) for change in changes)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}"{room}>\n'
        f"<title>{escape(title)}</title>\n<id>{_id(review.name, language)}</id>\n"
        f"<updated>{_moment(updated)}</updated>\n<author><name>{escape(words['author'])}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{feed_name(language)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{language}/{_page(language)}"/>\n{entries}</feed>\n'
    )


def _entry(review: str, change: dict[str, Any], language: str) -> str:
    """Return one change."""
    version = str(change["version"])
    title = WORDS[language]["version"].format(version)
    address = f"{language}/{_page(language)}#v{version}"
    text = "\n".join(str(point) for point in change[language])
    return (
        f"<entry>\n<title>{escape(title)}</title>\n<id>{_id(review, language, version)}</id>\n"
        f"<updated>{_moment(change['date'])}</updated>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>\n'
        f'<content type="text">{escape(text)}</content>\n</entry>\n'
    )


def _page(language: str) -> str:
    """Return the page of the changes; the front page where the book has none."""
    return f"{PAGES.get('changes', PAGES['front'])[language]}.html"


def _id(*parts: str) -> str:
    """Return an id that follows from what it names and from nothing else."""
    return f"urn:uuid:{uuid.uuid5(ROOM, ' '.join(parts))}"


def _moment(day: date) -> str:
    """Return a day as Atom wants it."""
    return f"{day.isoformat()}T00:00:00Z"
