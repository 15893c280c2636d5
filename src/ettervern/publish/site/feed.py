"""The feed of changes (Atom, RFC 4287): who follows the review hears of a new version without asking for it.

Entries keep their id for good, so that no reader sees an old change as new; text is text, never markup.
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from ettervern.catalogue import gettext
from ettervern.publish.results import Results
from ettervern.publish.site.page_names import page_name, pages_of
from ettervern.publish.tables.changes import Change, entries

#: Names of entries are made under this: an id of our own making, the same on every machine.
ROOM = uuid.UUID("5b3f0f6e-7a0c-4c8e-9c2b-2f1d9c1a7e44")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed_name(language: str) -> str:
    """Return the name of a language's feed; it lies beside the folders of the languages."""
    return f"feed-{language}.xml"


def feed(results: Results, language: str) -> str:
    """Return the feed of a language, newest change first: the same entries as the page of changes.

    Parameters
    ----------
    results : Results
        Holds the review and its changes; without changes the feed is there and empty.
    language : str
        ``nb`` or ``en``.
    """
    review = results.review
    changes = entries(results, language)
    title = _plain(gettext("feed.title", language, title=review.settings.review.title[language]))
    maker, page = _plain(review.phrases(language)["maker"]), _page(results, language)
    updated = max([change.day for change in changes], default=review.date)
    base = review.settings.review.address
    room = f" xml:base={quoteattr(base.rstrip('/') + '/')}" if base else ""
    file = "".join(_entry(review.name, change, language, page) for change in changes)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}"{room}>\n'
        f"<title>{escape(title)}</title>\n<id>{_id(review.name, language)}</id>\n"
        f"<updated>{_moment(updated)}</updated>\n<author><name>{escape(maker)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{feed_name(language)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{language}/{page}"/>\n{file}</feed>\n'
    )


def _entry(review: str, change: Change, language: str, page: str) -> str:
    """Return one change."""
    address = f"{language}/{page}#{change.key}"
    text = "\n".join(_plain(point) for point in change.points)
    # A version's id was made from its number before the log held anything else, and must not move.
    name = change.key.removeprefix("v")
    return (
        f"<entry>\n<title>{escape(_plain(change.title))}</title>\n<id>{_id(review, language, name)}</id>\n"
        f"<updated>{_moment(change.day)}</updated>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>\n'
        f'<content type="text">{escape(text)}</content>\n</entry>\n'
    )


def _plain(text: str) -> str:
    """Return text without control characters, for which XML has no place."""
    return _NOT_XML.sub("", text)


def _page(results: Results, language: str) -> str:
    """Return the page of the changes; the front page where the book has none."""
    return f"{page_name(results, 'changes' if 'changes' in pages_of(results.review) else 'index', language)}.html"


def _id(*parts: str) -> str:
    """Return an id that follows from what it names and from nothing else."""
    return f"urn:uuid:{uuid.uuid5(ROOM, ' '.join(parts))}"


def _moment(day: date) -> str:
    """Return a day as Atom wants it."""
    return f"{day.isoformat()}T00:00:00Z"
