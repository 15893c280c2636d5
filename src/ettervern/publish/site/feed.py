"""The feed of changes (Atom, RFC 4287): who follows the review hears of a new version without asking for it.

Entries keep their id for good, so that no reader sees an old change as new; text is text, never markup.
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import NamedTuple

from ettervern.catalogue import gettext
from ettervern.publish.results import Results
from ettervern.publish.site.page_names import page_name, pages_of
from ettervern.publish.site.templates import rendered
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
    review, changes, page = results.review, entries(results, language), f"{language}/{_page(results, language)}"
    base = review.settings.review.address
    made = rendered(
        "feed.xml",
        language,
        language=language,
        base=f"{base.rstrip('/')}/" if base else "",
        title=_plain(gettext("feed.title", language, title=review.settings.review.title[language])),
        id=_id(review.name, language),
        updated=_moment(max([change.day for change in changes], default=review.date)),
        maker=_plain(review.phrases(language)["maker"]),
        name=feed_name(language),
        page=page,
        entries=[_entry(review.name, change, language, page) for change in changes],
    )
    return f"{made}\n"


class Entry(NamedTuple):
    """One change as the feed tells it."""

    title: str
    id: str
    updated: str
    address: str
    text: str


def _entry(review: str, change: Change, language: str, page: str) -> Entry:
    """Return one change."""
    # A version's id was made from its number before the log held anything else, and must not move.
    name = change.key.removeprefix("v")
    text = "\n".join(_plain(point) for point in change.points)
    moment, address = _moment(change.day), f"{page}#{change.key}"
    return Entry(_plain(change.title), _id(review, language, name), moment, address, text)


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
