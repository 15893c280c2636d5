"""Where a person notes what became of each full text: one report after another, with its link and where to save it."""

from __future__ import annotations

from html import escape
from typing import Any

from ettervern.catalogue import gettext
from ettervern.files import ReviewError
from ettervern.review import Review, known_language
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
    import ipywidgets as widgets

    known_language(language)
    waiting = to_fetch(review).to_dict("records")
    view, message = widgets.HTML(), widgets.HTML()
    reason = widgets.Text(description=gettext("fetch.reason", language), layout={"width": "36em"})
    buttons = {name: widgets.Button(description=gettext(f"fetch.{name}", language)) for name in (*NOTED, "next")}
    at, kept = 0, {str(row["report_id"]) for row in waiting}

    def show() -> None:
        done = at >= len(waiting)
        for button in buttons.values():
            button.disabled = done
        view.value = gettext("fetch.done", language) if done else _card(review, waiting[at], language)

    def press(status: str) -> None:
        nonlocal at
        row = waiting[at]
        try:
            if status != "next":
                why = reason.value.strip() if status == "not_obtainable" else ""
                set_full_text_status(review, row["report_id"], status, kept=kept, reason=why)
        except ReviewError as error:
            message.value = escape("; ".join(problem.message for problem in error.problems))
            return
        message.value = gettext("fetch.counted", language, n=at + 1, total=len(waiting))
        at, reason.value = at + 1, ""
        show()

    for name, button in buttons.items():
        button.on_click(lambda _button, name=name: press(name))
    show()
    return widgets.VBox([view, reason, widgets.HBox([*buttons.values()]), message])


def _card(review: Review, row: dict[Any, Any], language: str) -> str:
    """Return what is known of a report as HTML: where it can be read, and where to save it. Outside text is escaped."""
    source = " · ".join(escape(str(row[name])) for name in ("authors", "year", "journal") if row[name])
    address, report = address_of(row["doi"], row["url"]), str(row["report_id"])
    there = full_text(review, report)
    place = escape(there or review.shown(full_text_file(review, report)))
    link = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(address)}</a>'
    saved = gettext("fetch.there" if there else "fetch.save", language, file=f"<code>{place}</code>")
    parts = [f"<strong>{escape(str(row['title']))}</strong>", source, link if address else "", saved]
    return "<br>".join(part for part in parts if part)
