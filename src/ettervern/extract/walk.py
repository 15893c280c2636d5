"""The agreement on a study in a terminal, a question at a time: over ssh, with a screen reader, without Jupyter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ettervern.catalogue import gettext
from ettervern.digits import whole
from ettervern.extract.agree import Walk
from ettervern.extract.beside import figures, lines, standing
from ettervern.extract.naming import Naming
from ettervern.extract.proposal import Ask
from ettervern.files import ReviewError
from ettervern.review import known_language
from ettervern.shown import plain

#: Key -> choice.
KEYS = {"b": "both", "1": "first", "2": "second", "o": "other", "u": "left_out"}
_SIGNS = {"": " ", "differs": "!"}


@dataclass
class Conversation:
    """Shows contrasts and takes answers; each is kept before the next is asked.

    Attributes
    ----------
    walk : Walk
    language : str
        Code of a language that has a catalogue.
    read : callable
        Takes a prompt, returns a line; raises EOFError at the end.
    write : callable
        Takes a line to show.
    """

    walk: Walk
    language: str = "nb"
    read: Callable[[str], str] = input
    write: Callable[[str], Any] = print

    def _said(self, name: str, /, **values: object) -> str:
        return gettext(f"agree.{name}", self.language, **values)

    def run(self) -> None:
        """Go on until nothing waits, the person quits, or the input ends."""
        known_language(self.language)
        while self.walk.shown is not None:
            for line in self.card():
                self.write(plain(line))
            try:
                line = self.read(self._said("prompt")).strip().lower()
                if line == "q":
                    break
                self.obey(line)
            except (EOFError, KeyboardInterrupt):
                break
            except ReviewError as error:
                for problem in error.problems:
                    self.write(plain(str(problem)))
        else:
            self.write(self._said("done"))
        self.write(self._progress())

    def _progress(self) -> str:
        """Return how far the study has come."""
        left = len(self.walk.open.questions)
        return self._said("progress", decided=self.walk.decided, total=self.walk.open.total, left=left)

    def card(self) -> Iterator[str]:
        """Yield the lines that show the present contrast."""
        sides = self.walk.shown
        assert sides is not None
        outcome = next(iter(sides.sides.values())).outcome
        yield ""
        yield f"{self.walk.study} · {outcome} · {self._progress()}"
        yield f"  {self._said('field'):<24}{self._said('first'):<34}{self._said('second')}"
        for line in lines(sides):
            said = self._said(line.mark) if line.mark else ""
            yield f"{_SIGNS.get(line.mark, '=')} {line.name:<24}{line.first:<34}{line.second}  {said}".rstrip()
        if stands := standing(sides, self.language):
            yield stands
        yield self._said("commands")

    def obey(self, line: str) -> None:
        """Do what a line says."""
        if line == "s":
            self.walk.skip()
        elif KEYS.get(line, "") in self.walk.choices():
            self._answer(KEYS[line])
        elif line:
            self.write(self._said("unknown", text=plain(line)))

    def _answer(self, choice: str) -> None:
        """Ask what a choice leaves open, and keep the answer."""
        values = self._figures() if choice == "other" else {}
        while asks := self.walk.asks(choice, values):
            values[asks[0].name] = self._ask(asks[0])
        reason = "" if choice == "both" else self.read(f"{self._said('reason')}: ").strip()
        if reason or choice == "both":
            self.write(self._said("saved", row=self.walk.answer(choice, reason, values)))
        else:
            self.write(self._said("need_reason"))

    def _figures(self) -> dict[str, str]:
        """Take figures one by one: one side's, the other's, or typed."""
        sides, values = self.walk.shown, {}
        assert sides is not None
        for name, (first, second) in figures(sides, Naming.of(self.walk.review)).items():
            kept = first or second
            line = self.read(plain(self._said("other", name=name, kept=kept, first=first, second=second))).strip()
            if line:
                values[name] = {"a": first, "b": second}.get(line.lower(), line)
        return values

    def _ask(self, ask: Ask) -> str:
        """Take one answer: a number of the list, a word of it, or text; Enter takes the proposal."""
        proposal = self._said("proposed", value=ask.proposal) if ask.proposal else ""
        offered = "; ".join(f"{number} {word}" for number, word in enumerate(ask.choices, 1))
        prompt = (
            self._said("choose", name=ask.name, choices=offered, proposal=proposal)
            if ask.choices
            else self._said("type", name=ask.name, proposal=proposal)
        )
        while True:
            line = self.read(plain(prompt)).strip() or ask.proposal
            number = whole(line, len(ask.choices)) if ask.choices and line not in ask.choices else None
            if number:
                return ask.choices[number - 1]
            if line and (line in ask.choices or not ask.choices):
                return line
            self.write(self._said("unknown", text=plain(line)))
