"""The agreement on a study's figures as a panel for notebooks: JupyterLab, VS Code and marimo.

Python holds the walk and writes; the browser only shows and sends what was pressed. Text from outside reaches the
browser as data and is put on the page as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ettervern.catalogue import gettext, section
from ettervern.extract.agree import Walk
from ettervern.extract.beside import figures, lines, standing
from ettervern.extract.naming import Naming
from ettervern.extract.proposal import Ask
from ettervern.files import ReviewError
from ettervern.review import known_language

_HERE = Path(__file__).parent
#: The look is that of the screening panel.
_CSS = _HERE.parent / "screen" / "panel.css"


class AgreePanel(anywidget.AnyWidget):  # type: ignore[misc]
    """A panel to agree in.

    Parameters
    ----------
    studies : sequence of str
        Studies that two have extracted; the first is shown.
    walk_of : callable
        Gives the walk through a study.
    language : str
        Code of a language that has a catalogue.

    Attributes
    ----------
    fixed : dict
        Words and studies; sent once.
    state : dict
        The contrast shown, what may be said of it, what is asked, progress and what to say; sent after every step.
    """

    _esm = _HERE / "panel.js"
    _css = _CSS.read_text("utf-8") + (_HERE / "panel.css").read_text("utf-8")
    fixed = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, studies: Sequence[str], walk_of: Callable[[str], Walk], language: str = "nb") -> None:
        self._walk_of, self._studies = walk_of, studies
        self._language = known_language(language)
        self._walk = walk_of(studies[0]) if studies else None
        words = section("agree", language)
        super().__init__(fixed={"words": words, "language": language, "studies": list(studies)})
        self._show(gettext("agree.none_to_do", language) if not studies else "")
        self.on_msg(self._hear)

    def _said(self, name: str, /, **values: object) -> str:
        return gettext(f"agree.{name}", self._language, **values)

    def _hear(self, _: object, message: object, __: object) -> None:
        """Do what was pressed. A press on a contrast that is no longer shown (a key held too long) does nothing."""
        if not isinstance(message, dict) or message.get("step") != self.state.get("step"):
            return
        try:
            self._obey(message)
        except ReviewError as error:
            kept = {name: self.state[name] for name in ("asks", "choice")}
            self._show("; ".join(str(problem) for problem in error.problems), wrong=True, **kept)

    def _obey(self, message: dict[str, Any]) -> None:
        """Take one step."""
        act, study = message.get("act"), str(message.get("study") or "")
        if act == "study" and study in self._studies:
            self._walk = self._walk_of(study)
            self._show("")
        elif self._walk is not None and act == "skip":
            self._walk.skip()
            self._show("")
        elif act == "cancel":
            self._show("")
        elif self._walk is not None and act == "take":
            given = message.get("values")
            values = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
            self._take(self._walk, str(message.get("choice")), str(message.get("reason") or ""), values)

    def _take(self, walk: Walk, choice: str, reason: str, values: dict[str, str]) -> None:
        """Keep an answer, or ask what it leaves open."""
        if choice == "other" and self.state["choice"] != "other":
            self._show(self._said("write_figures"), choice=choice, asks=self._figures(walk))
            return
        asks = [_sent(ask) for ask in walk.asks(choice, values)]
        if asks:
            known = {ask["name"] for ask in asks}
            kept = [ask | {"value": values.get(ask["name"], "")} for ask in self.state["asks"]]
            kept = [ask for ask in kept if ask["name"] not in known] if self.state["choice"] == choice else []
            self._show(self._said("need_answers"), choice=choice, asks=[*kept, *asks])
        elif not reason.strip() and choice != "both":
            kept = [ask | {"value": values.get(ask["name"], "")} for ask in self.state["asks"]]
            self._show(self._said("need_reason"), wrong=True, choice=self.state["choice"], asks=kept)
        else:
            row = walk.answer(choice, reason, values)
            self._show(self._said("saved", row=row))

    def _figures(self, walk: Walk) -> list[dict[str, Any]]:
        """Return the figures that may be written anew, each with what the two sides say."""
        if walk.shown is None:
            return []
        given = figures(walk.shown, Naming.of(walk.review))
        return [
            {"name": name, "choices": [], "offers": [*dict.fromkeys(filter(None, pair))], "value": ""}
            for name, pair in given.items()
        ]

    def _show(
        self, message: str, *, wrong: bool = False, choice: str = "", asks: Sequence[dict[str, Any]] = ()
    ) -> None:
        """Send the present contrast and what to say."""
        walk = self._walk
        sides = walk.shown if walk else None
        left = len(walk.open.questions) if walk else 0
        place = {"decided": walk.decided, "total": walk.open.total} if walk else {"decided": 0, "total": 0}
        if walk and sides is None:
            message = f"{message} {self._said('done')}".strip()
        self.state = {
            **place,
            "study": walk.study if walk else "",
            "outcome": next(iter(sides.sides.values())).outcome if sides else "",
            "lines": [{**line._asdict(), "said": self._said(line.mark) if line.mark else ""} for line in lines(sides)]
            if sides
            else [],
            "standing": standing(sides, self._language) if sides else "",
            "choices": list(walk.choices()) if walk else [],
            "choice": choice,
            "asks": list(asks),
            "progress": self._said("progress", **place, left=left),
            "without": self._said("without", n=walk.open.without_figures) if walk and walk.open.without_figures else "",
            "message": message,
            "wrong": wrong,
            "step": int(self.state.get("step", 0)) + 1,
        }


def _sent(ask: Ask) -> dict[str, Any]:
    """Return a question as the browser gets it; nothing is chosen beforehand but what is likely."""
    return {"name": ask.name, "choices": list(ask.choices), "offers": [], "value": ask.proposal}
