"""The screening panel for notebooks: JupyterLab, VS Code and marimo, without a server of its own.

Python holds the session and saves; the browser only shows and sends what was pressed. Text from outside reaches the
browser as data and is put on the page as text, never as markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import anywidget
import traitlets

from ettervern.catalogue import gettext, ngettext, section
from ettervern.files import ReviewError
from ettervern.review import Review, known_language
from ettervern.screen.decisions import adjudication_file, read_decisions
from ettervern.screen.keywords import marked, read_keywords
from ettervern.screen.links import address_of
from ettervern.screen.prepare import open_adjudication, open_session
from ettervern.screen.session import Session
from ettervern.settings.model import Group

_HERE = Path(__file__).parent
#: What the browser gets of a report.
_SHOWN = ("report_id", "authors", "year", "journal", "doi", "file", "linked", "votes")
#: What it gets in pieces, each with the group whose keyword it is.
_MARKED = ("title", "abstract")


class Panel(anywidget.AnyWidget):  # type: ignore[misc]
    """A panel to screen in.

    Parameters
    ----------
    session : Session
        The reviewer's session.
    language : str
        Code of a language that has a catalogue.

    Attributes
    ----------
    fixed : dict
        Words, criteria, reasons, roles and groups of keywords; sent once.
    state : dict
        The report shown, one's vote on it, progress and what to say; sent after every step.
    """

    _esm = _HERE / "panel.js"
    _css = _HERE / "panel.css"
    fixed = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, session: Session, language: str = "nb") -> None:
        self._session = session
        self._language = known_language(language)
        self._groups = read_keywords(session.review)
        self._open = True
        self._found: list[dict[str, str]] = []
        self._others = others(session)
        fixed = _fixed(session.review, self._groups, language)
        if session.settling:  # a notebook may hold both panels: each has a name of its own
            fixed["words"] |= {"title": self._said("title_settle")}
        super().__init__(fixed=fixed)
        self._show(self._said("set_aside") if session.set_aside else "")
        self.on_msg(self._hear)

    def _said(self, name: str, **values: object) -> str:
        return gettext(f"panel.{name}", self._language, **values)

    def _hear(self, _: object, message: object, __: object) -> None:
        """Do what was pressed. A press on a report that is no longer shown (a key held too long) does nothing."""
        if not self._open:
            self._show(self._said("closed"))
        elif isinstance(message, dict) and message.get("report_id", "") == self._session.shown:
            try:
                self._show(self._obey(message))
            except ReviewError as error:
                self._show("; ".join(problem.message for problem in error.problems), wrong=True)

    def _obey(self, message: dict[str, Any]) -> str:
        """Take one step; return what to say."""
        act, session = message.get("act"), self._session
        if act in ("include", "exclude", "unsure"):
            if not session.shown:
                return self._said("none")
            cells = {name: str(message.get(name) or "") for name in ("role", "reason", "note")}
            if act == "exclude" and not cells["reason"]:
                return self._said("need_reason", last=len(session.review.reasons))
            if act == "include" and not cells["role"]:
                return self._said("need_role")
            session.decide(act, **cells)
            messages = self._said("saved", decision=self._said(act))
            return messages if session.shown else f"{messages} {self._said('done')}"
        if act == "find":
            self._found = session.find(str(message.get("words") or ""))
            return ngettext("panel.hits", self._language, len(self._found))
        if act == "go":
            self._found = []
            session.go(str(message.get("target") or ""))
        elif act == "undo":
            session.undo()
        elif act in ("next", "previous"):
            session.move(1 if act == "next" else -1)
        return ""

    def _show(self, message: str, *, wrong: bool = False) -> None:
        """Send the present report and what to say."""
        session, progress = self._session, self._session.progress
        vote = session.vote()
        again = self._said("again", decision=self._said(vote["decision"])) if vote else ""
        card = session.card() if session.shown else {}
        self.state = {
            "report": {
                **{name: card.get(name, "") for name in _SHOWN},
                "link": address_of(card.get("doi", ""), card.get("url", "")),
                **{name: marked(card.get(name, ""), self._groups) for name in _MARKED},
            },
            "vote": {name: vote.get(name, "") for name in ("decision", "role", "reason", "note")},
            "found": [{name: card.get(name, "") for name in ("report_id", "title", "year")} for card in self._found],
            "tags": session.tags(),
            "others": [self._said("of", who=who, n=n, total=total) for who, n, total in self._others],
            "decided": progress.decided,
            "total": progress.total,
            "progress": self._said("progress", decided=progress.decided, total=progress.total),
            "message": " ".join(text for text in (message, again) if text),
            "wrong": wrong,
            "step": int(self.state.get("step", 0)) + 1,
        }

    @property
    def finished(self) -> bool:
        """Whether no report waits for the reviewer here."""
        return not self._session.progress.left

    def finish(self) -> None:
        """Let go of the decision file; the panel then takes no more votes."""
        self._open = False
        self._session.close()


def others(session: Session) -> list[tuple[str, int, int]]:
    """Return how many of the reports asked for each other reviewer has judged; nothing of how they judged."""
    votes = read_decisions(session.review).at(session.stage)
    cast = votes[votes["report_id"].isin(session.asked)].drop_duplicates(["reviewer", "report_id"])
    counts = cast[cast["reviewer"] != session.reviewer].groupby("reviewer").size()
    return [(str(who), int(n), len(session.asked)) for who, n in counts.items()]


def _fixed(review: Review, groups: tuple[Group, ...], language: str) -> dict[str, Any]:
    """Return what does not change while one screens."""
    settings = review.settings
    return {
        "words": section("panel", language),
        "language": language,
        "criteria": [
            {name: getattr(row, name)[language] for name in ("label", "include", "exclude")}
            for row in settings.criteria.rows
        ],
        "reasons": [{"code": code, "label": settings.reasons[code][language]} for code in review.reasons],
        "roles": [{"code": code, "label": label[language]} for code, label in settings.roles.items()],
        "keywords": [{"id": one.id, "label": one.label[language], "against": one.against} for one in groups],
    }


# A notebook cell that is run again makes a new panel while the old one still holds the file. This is the one place
# where the process has to know what it opened before: the old panel is told to let go.
_panels: WeakValueDictionary[tuple[Path, str, str], Panel] = WeakValueDictionary()


def open_panel(
    review: Review,
    reviewer: str,
    stage: str = "title-abstract",
    *,
    language: str = "nb",
    order: str = "learnt",
    seed: int = 1,
    everything: bool = False,
) -> Panel:
    """Open a panel for a reviewer; it shows and writes that reviewer's votes only.

    Parameters
    ----------
    review : Review
        The review, built (``ettervern build --no-book``).
    reviewer : str
        A name that ``reviewers.csv`` lists.
    stage, order, seed, everything
        See :func:`ettervern.screen.prepare.open_session`.
    language : str
        Code of a language that has a catalogue.

    Returns
    -------
    Panel
        To be shown as the value of a cell. An older panel for the same votes in this notebook lets go of them.
    """
    key = _let_go(review, stage, reviewer)
    session = open_session(review, reviewer, stage, order=order, seed=seed, everything=everything)
    _panels[key] = panel = Panel(session, language)
    return panel


def open_adjudication_panel(review: Review, by: str, stage: str = "title-abstract", *, language: str = "nb") -> Panel:
    """Open a panel to adjudicate in: the reports on which votes differ, with the votes on them."""
    key = _let_go(review, stage, adjudication_file(by))
    _panels[key] = panel = Panel(open_adjudication(review, by, stage), language)
    return panel


def _let_go(review: Review, stage: str, reviewer: str) -> tuple[Path, str, str]:
    """Have an older panel let go of its file; return the key of the new one."""
    key = (review.screening, stage, reviewer)
    former = _panels.pop(key, None)
    if former is not None:
        former.finish()
    return key
