"""The appraisal panel for notebooks: the same session as in the terminal; text from outside is never markup."""

from __future__ import annotations

from html import escape
from pathlib import Path
from weakref import WeakValueDictionary

import ipywidgets as widgets

from ettervern.appraise.awaiting import studies_to_appraise
from ettervern.appraise.session import Appraising
from ettervern.appraise.words import asked_text, choices_text, head_text, said_text, study_text
from ettervern.cards import outside_link
from ettervern.catalogue import gettext
from ettervern.files import ReviewError
from ettervern.review import Review, known_language
from ettervern.screen.links import address_of


class Panel(widgets.VBox):  # type: ignore[misc]
    """A panel to appraise one study in. Nothing is chosen before a person chooses.

    Parameters
    ----------
    session : Appraising
        The person's session.
    language : str
        Code of a language that has a catalogue.
    """

    def __init__(self, session: Appraising, language: str = "nb") -> None:
        self._session, self._language = session, known_language(language)
        self._text, self._message = widgets.HTML(), widgets.HTML()
        self._choice = widgets.RadioButtons(options=[], layout={"width": "auto"})
        self._reason = widgets.Textarea(placeholder=self._said("reason"), rows=2, layout={"width": "auto"})
        self._save = self._button("save", self._press_save)
        self._save.button_style = "primary"
        self._back = self._button("back", lambda _: self._move(forth=False))
        self._forward = self._button("forward", lambda _: self._move(forth=True))
        buttons = widgets.HBox([self._save, self._back, self._forward], layout={"flex_flow": "row wrap"})
        parts = [self._text, self._choice, self._reason, buttons, self._message]
        super().__init__(parts, layout={"width": "100%", "max_width": "52rem"})
        self.add_class("ev-appraise")
        self._show(gettext("panel.set_aside", language) if session.set_aside else "")

    def _said(self, name: str, **values: object) -> str:
        return gettext(f"appraise.{name}", self._language, **values)

    def _button(self, name: str, press: object) -> widgets.Button:
        button = widgets.Button(description=self._said(f"button.{name}"), layout={"width": "auto"})
        button.on_click(press)
        return button

    def _press_save(self, _: object) -> None:
        """Save what is chosen, or say why not."""
        session, answer, reason = self._session, self._choice.value, self._reason.value
        fault = session.fault(answer or "", reason)
        if fault:
            self._tell(self._said(f"wrong.{fault}"))
            return
        try:
            session.say(answer, reason)
        except ReviewError as error:
            self._tell("; ".join(problem.message for problem in error.problems))
            return
        self._show(self._said("saved", answer=said_text(answer, self._language)))

    def _move(self, *, forth: bool) -> None:
        """Go back a step, or to the first that waits."""
        _ = self._session.forward() if forth else self._session.back()
        self._show("")

    def _show(self, message: str) -> None:
        """Show the present step, with nothing chosen."""
        session, step = self._session, self._session.step
        for part in (self._choice, self._reason, self._save, self._forward):
            part.layout.display = "" if step else "none"
        self._text.value = self._card()
        choices = choices_text(session.tool, step.item, self._language) if step else []
        options = zip((text for _, text in choices), session.choices(), strict=True)
        self._choice.options = list(options)
        self._choice.value = None
        self._reason.value = ""
        self._tell(message if step else f"{message} {self._said('done')}".strip())

    def _tell(self, message: str) -> None:
        self._message.value = f'<p role="status" lang="{self._language}">{escape(message)}</p>'

    def _card(self) -> str:
        """Return the study and the step as markup; every text is escaped."""
        session, step, language = self._session, self._session.step, self._language
        tool = session.tool
        study = session.study
        about, address = escape(study_text(tool, study, language)), address_of(study.doi, study.source_url)
        if address:
            about = about.replace(escape(address), outside_link(address))
        judged, total = session.progress()
        lines = [f"<p>{about}<br>{escape(self._said('progress', n=judged, total=total))}</p>"]
        if step:
            lines.append(f"<h3>{escape(head_text(tool, step, language))}</h3>")
            lines.append(f"<p><strong>{escape(asked_text(tool, step, session.proposal(), language))}</strong></p>")
        if line := session.before():
            before = self._said("before", answer=said_text(line.answer, language), reason=line.reason)
            lines.append(f"<p>{escape(before)}</p>")
        return f'<section lang="{language}" style="line-height: 1.5">{"".join(lines)}</section>'

    def finish(self) -> None:
        """Let go of the person's file; the panel then takes no more answers."""
        self._session.close()
        for part in (self._save, self._back, self._forward):
            part.disabled = True


class Chooser(widgets.VBox):  # type: ignore[misc]
    """A list of the studies that wait for a person, and the panel of the one that is chosen.

    Parameters
    ----------
    review : Review
        The review.
    name : str
        The person's.
    language : str
        Code of a language that has a catalogue.
    """

    def __init__(self, review: Review, name: str, language: str = "nb") -> None:
        self._review, self._name, self._language = review, name, known_language(language)
        waiting = [one for one in studies_to_appraise(review) if name not in one.done]
        options = [(f"{one.study_id}: {one.title}"[:90], one.study_id) for one in waiting]
        said = gettext("appraise.which" if waiting else "appraise.none", language)
        look = {"style": {"description_width": "initial"}, "layout": {"width": "auto"}}
        self._list = widgets.Dropdown(options=options, value=None, description=said, **look)
        self._place = widgets.VBox()
        super().__init__([self._list, self._place], layout={"max_width": "52rem"})
        self.add_class("ev-choose")
        self._list.observe(lambda _: self._open(), "value")

    def _open(self) -> None:
        """Open the panel of the chosen study, or say why it cannot be."""
        try:
            panel = open_panel(self._review, self._list.value, self._name, language=self._language)
        except ReviewError as error:
            panel = widgets.HTML(f'<p role="status">{escape(str(error))}</p>')
        self._place.children = (panel,)


# A notebook cell that is run again makes a new panel while the old one still holds the file: the old one lets go.
_panels: WeakValueDictionary[tuple[Path, str], Panel] = WeakValueDictionary()


def open_panel(review: Review, study: str, name: str, *, language: str = "nb") -> Panel:
    """Open a panel for a person's appraisal of a study; see :class:`ettervern.appraise.session.Appraising`.

    An older panel of the same person in this notebook lets go of its file.
    """
    key = (review.screening.resolve(), name)
    former = _panels.pop(key, None)
    if former is not None:
        former.finish()
    _panels[key] = panel = Panel(Appraising(review, study, name), language)
    return panel
