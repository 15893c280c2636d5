"""Where a person notes what became of each full text: one report after another, with its link and where to save it."""

from __future__ import annotations

from html import escape
from typing import Any

from ettervern.catalogue import gettext
from ettervern.review import Review
from ettervern.screen.fulltext import set_full_text_status
from ettervern.screen.links import address_of, full_text, full_text_file
from ettervern.screen.prepare import to_fetch

#: What can be noted, in the order of the buttons; the last needs a reason.
NOTED = ("obtained", "requested", "not_obtainable")


def open_fetching(review: Review, language: str = "nb") -> Any:
    """Return a panel that shows the full texts that wait, one after another; every answer is a line in the status file.

    Parameters
    ----------
    review : Review
        A review that has been built.
    language : str
        Code of a language that has a catalogue.

    Raises
    ------
    ReviewError
        A review that is not built, a broken status file.
    """
    from ettervern.cards import Cards  # here, as only a notebook has what it needs

    waiting = to_fetch(review).to_dict("records")
    names = {str(row["report_id"]) for row in waiting}

    def keep(at: int, status: str) -> None:
        why = cards.field.value.strip() if status == "not_obtainable" else ""
        set_full_text_status(review, waiting[at]["report_id"], status, kept=names, reason=why)

    cards = Cards(
        [str(row["title"]) for row in waiting],
        lambda at: _card(review, waiting[at], language),
        keep,
        answers={name: gettext(f"fetch.{name}", language) for name in NOTED},
        done=gettext("fetch.done", language),
        language=language,
        field=gettext("fetch.reason", language),
    )
    return cards


def _card(review: Review, row: dict[Any, Any], language: str) -> str:
    """Return what is known of a report as HTML: where it can be read, and where to save it. Outside text is escaped."""
    source = " · ".join(escape(str(row[name])) for name in ("authors", "year", "journal") if row[name])
    from ettervern.cards import outside_link

    address, report = address_of(row["doi"], row["url"]), str(row["report_id"])
    there = full_text(review, report)
    place = escape(there or review.shown(full_text_file(review, report)))
    link = outside_link(address) if address else ""
    saved = gettext("fetch.there" if there else "fetch.save", language, file=f"<code>{place}</code>")
    parts = [f"<strong>{escape(str(row['title']))}</strong>", source, link, saved]
    return f'<p style="line-height: 1.5">{"<br>".join(part for part in parts if part)}</p>'
