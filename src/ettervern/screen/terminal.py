"""Screening in a terminal, a line at a time: works over ssh, with a screen reader, and without Jupyter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ettervern.catalogue import gettext
from ettervern.digits import whole
from ettervern.files import ReviewError
from ettervern.review import known_language
from ettervern.screen.keywords import marked, read_keywords
from ettervern.screen.session import Session

_LINE, _BOLD = ("\x1b[4m", "\x1b[24m"), ("\x1b[1m", "\x1b[22m")
_DECISIONS = {"i": "include", "e": "exclude", "u": "unsure"}


def plain(text: str) -> str:
    """Return outside text without what a terminal would obey (escape sequences, control characters)."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


@dataclass
class Terminal:
    """Shows reports and takes commands.

    Attributes
    ----------
    session : Session
        The reviewer's session.
    language : str
        Code of a language that has a catalogue.
    read : callable
        Takes a prompt, returns a line; raises EOFError at the end.
    write : callable
        Takes a line to show.
    marks : bool
        Whether to underline keywords (bold for those that may speak against a report), as terminals can.
    """

    session: Session
    language: str = "nb"
    read: Callable[[str], str] = input
    write: Callable[[str], Any] = print
    marks: bool = False
    _note: str = field(default="", init=False)

    def __post_init__(self) -> None:
        """Look up words, roles and reasons."""
        known_language(self.language)
        settings = self.session.review.settings
        self._groups = read_keywords(self.session.review) if self.marks else ()
        self._style = {group.id: _BOLD if group.against else _LINE for group in self._groups}
        self._roles = list(settings.roles)
        self._reasons = self.session.review.reasons
        self._criteria = settings.criteria.rows
        self._labels = {**settings.roles, **settings.reasons}

    def _said(self, name: str, **values: object) -> str:
        return gettext(f"panel.{name}", self.language, **values)

    def run(self) -> None:
        """Go on until nothing waits, the reviewer quits, or the input ends. Every vote is saved as it is made."""
        if self.session.set_aside:
            self.write(self._said("set_aside"))
        self.write(self._said("commands"))
        for line in self._menu():
            self.write(line)
        while self.session.shown:
            for line in self.card():
                self.write(line)
            try:
                going = self.obey(self.read(self._said("prompt")).strip())
            except (EOFError, KeyboardInterrupt):
                break
            if not going:
                break
        else:
            self.write(self._said("done"))
        self.write(self._said("bye", **self._counts()))

    def obey(self, line: str) -> bool:
        """Do what a line says; return whether to go on."""
        command, _, rest = line.partition(" ")
        if command == "q":
            return False
        if command in _DECISIONS:
            self._decide(_DECISIONS[command], rest.strip())
        elif command == "n":
            self._note = rest.strip()
        elif command in ("z", "j", "k"):
            self._note = ""
            _ = self.session.undo() if command == "z" else self.session.move(1 if command == "j" else -1)
        elif command == "c":
            for text in self._criteria_lines():
                self.write(text)
        elif command:
            self.write(self._said("unknown", text=plain(line)))
        return True

    def _decide(self, decision: str, choice: str) -> None:
        """Save a vote, or say why not."""
        codes = self._reasons if decision == "exclude" else self._roles
        code = _chosen(choice, codes)
        if code is None:
            self.write(self._said("unknown", text=plain(choice)))
            return
        if decision == "exclude" and not code:
            self.write(self._said("need_reason", last=len(codes)))
            return
        role = code or (self._roles[0] if decision == "include" else "")
        try:
            if decision == "exclude":
                self.session.decide(decision, reason=code, note=self._note)
            else:
                self.session.decide(decision, role=role, note=self._note)
        except ReviewError as error:
            self.write(str(error))
            return
        self._note = ""
        self.write(self._said("saved", decision=self._said(decision)))

    def card(self) -> Iterator[str]:
        """Yield the lines that show the present report."""
        report, vote = self.session.card(), self.session.vote()
        yield ""
        yield self._said("progress", **self._counts())
        yield self._marked(report.get("title", "")) or self._said("no_title")
        source = [report.get(name, "") for name in ("authors", "year", "journal", "doi")]
        yield plain(" · ".join(text for text in source if text))
        yield self._marked(report.get("abstract", "")) or self._said("no_abstract")
        if report.get("linked"):
            yield f"{self._said('linked')}: {plain(report['linked'])}"
        if report.get("votes"):
            yield f"{self._said('votes')}:\n{plain(report['votes'])}"
        if vote:
            yield self._said("again", decision=self._said(vote["decision"]))

    def _marked(self, text: str) -> str:
        """Return outside text with its keywords marked."""
        pieces = [(piece, self._style.get(group, ("", ""))) for piece, group in marked(plain(text), self._groups)]
        return "".join(f"{begin}{piece}{end}" for piece, (begin, end) in pieces)

    def _counts(self) -> dict[str, int]:
        """Return how far the reviewer has come."""
        progress = self.session.progress
        return {"decided": progress.decided, "total": progress.total}

    def _menu(self) -> Iterator[str]:
        """Yield reasons and roles with their numbers."""
        for head, codes in (("reason", self._reasons), ("role", self._roles)):
            choices = [f"{n} {self._labels[code][self.language]}" for n, code in enumerate(codes, 1)]
            yield f"{self._said(head)}: {'; '.join(choices)}"
        for head, style in (("marked_line", _LINE), ("marked_bold", _BOLD)):
            labels = [group.label[self.language] for group in self._groups if self._style[group.id] == style]
            if labels:
                yield self._said(head, words=", ".join(labels))

    def _criteria_lines(self) -> Iterator[str]:
        """Yield the criteria."""
        for row in self._criteria:
            yield f"{row.label[self.language]}"
            yield f"  {self._said('keep_if')}: {row.include[self.language]}"
            yield f"  {self._said('drop_if')}: {row.exclude[self.language]}"


def _chosen(choice: str, codes: list[str]) -> str | None:
    """Return the code that a number or a code stands for; empty for no choice, None for a wrong one."""
    if not choice or choice in codes:
        return choice
    number = whole(choice, len(codes))
    return codes[number - 1] if number else None
