"""One thing after another in a notebook, each answered with a button: doubtful pairs, full texts to fetch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import ipywidgets as widgets

from ettervern.catalogue import gettext
from ettervern.files import ReviewError
from ettervern.review import known_language

#: Titles in the list are cut here; the card has the whole.
_LONG = 90
#: Buttons are as wide as their words, and go on below each other where there is little room.
_WORDS, _ROW = {"width": "auto", "margin": "2px 8px 2px 0"}, {"flex_flow": "row wrap"}


class Cards(widgets.VBox):  # type: ignore[misc]
    """Cards of which one is shown; one may go back to what is answered, and answer anew.

    Parameters
    ----------
    titles : sequence of str
        What stands in the list to choose a card from.
    card : callable
        Gives the markup of a card by its place; text from outside must be escaped in it.
    keep : callable
        Keeps an answer on the card at a place. A ``ReviewError`` of it is told, and the card stays.
    answers : mapping of str to str
        An answer -> what its button says.
    done : str
        What to say when no card is left, as markup.
    language : str
        Code of a language that has a catalogue.
    field : str
        The label of a field to write in; none where it is empty.
    """

    def __init__(
        self,
        titles: Sequence[str],
        card: Callable[[int], str],
        keep: Callable[[int, str], None],
        *,
        answers: Mapping[str, str],
        done: str,
        language: str,
        field: str = "",
    ) -> None:
        self._card, self._keep, self._answers, self._done = card, keep, answers, done
        self._total, self._language, self._given = len(titles), known_language(language), dict[int, str]()
        options = [(f"{n}. {title[:_LONG]}", n - 1) for n, title in enumerate(titles, 1)]
        self._list = widgets.Dropdown(
            options=options,
            value=None,
            description=gettext("cards.choose", language),
            style={"description_width": "initial"},
            layout={"width": "auto"},
        )
        self._view, self._message = widgets.HTML(), widgets.HTML()
        self.field = widgets.Text(placeholder=field, layout={"width": "auto", "display": "" if field else "none"})
        self._buttons = {name: self._button(text, name) for name, text in answers.items()}
        self._back = self._button(gettext("cards.back", language), "back")
        self._next = self._button(gettext("cards.next", language), "next")
        row = widgets.HBox([*self._buttons.values(), self._back, self._next], layout=_ROW)
        super().__init__([self._list, self._view, self.field, row, self._message], layout={"max_width": "60rem"})
        self.add_class("ev-cards")
        self._list.observe(lambda _: self._show(), "value")
        self._go(0)

    def _button(self, text: str, name: str) -> widgets.Button:
        button = widgets.Button(description=text, layout=_WORDS)
        button.on_click(lambda _: self._press(name))
        return button

    @property
    def _at(self) -> int:
        """The place of the card that is shown; after the last where none is left."""
        return self._total if self._list.value is None else int(self._list.value)

    def _press(self, name: str) -> None:
        """Keep an answer and go on, or go to another card; a press where no card is left only leads back."""
        at = self._at
        if name in self._answers and at < self._total:
            try:
                self._keep(at, name)
            except ReviewError as error:
                self._tell("; ".join(problem.message for problem in error.problems))
                return
            self._given[at] = name
        self._go(at - 1 if name == "back" else at + 1)

    def _go(self, place: int) -> None:
        """Show the card at a place."""
        self.field.value = ""
        self._list.value = place if 0 <= place < self._total else None
        self._show()

    def _show(self) -> None:
        """Show the present card, and what was said of it; or that none is left."""
        at, given = self._at, self._given.get(self._at)
        for button in (*self._buttons.values(), self._next):
            button.disabled = at >= self._total
        self._back.disabled = at == 0
        self._view.value = self._card(at) if at < self._total else f"<p>{self._done}</p>"
        said = gettext("cards.answered", self._language, answer=self._answers[given]) if given else ""
        count = gettext("cards.count", self._language, n=len(self._given), total=self._total)
        self._tell(f"{count} {said}")

    def _tell(self, text: str) -> None:
        self._message.value = f'<p role="status" lang="{self._language}">{escape(text.strip())}</p>'


def outside_link(address: str) -> str:
    """Return a link to an address of the web as markup, seen as a link in a notebook's light and dark."""
    look = "color: var(--jp-content-link-color, LinkText); text-decoration: underline"
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer" style="{look}">{escape(address)}</a>'
