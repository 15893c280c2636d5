"""Appraisal in a terminal, a question at a time; works over ssh and with a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ettervern.appraise.appraisers import Compared, compared
from ettervern.appraise.lines import OVERALL, answers_to
from ettervern.appraise.session import Appraising
from ettervern.appraise.settle import Settling
from ettervern.appraise.tool import Tool
from ettervern.appraise.words import (
    asked_text,
    choices_text,
    domain_text,
    head_text,
    question_text,
    said_text,
    study_text,
)
from ettervern.catalogue import gettext
from ettervern.files import ReviewError
from ettervern.review import known_language
from ettervern.screen.terminal import plain

Read = Callable[[str], str]
Write = Callable[[str], Any]


def chosen(tool: Tool, item: str, key: str) -> str:
    """Return the answer that a key, in either case, or a code stands for; what is neither stays as it is."""
    keys = [known for known, _ in choices_text(tool, item, "en")]
    words = answers_to(tool, item)
    return next((word for known, word in zip(keys, words, strict=True) if key.upper() in (known, word.upper())), key)


class _Desk:
    """What both desks do: ask until all is done, the person quits, or the input ends."""

    def __init__(self, language: str, read: Read, write: Write) -> None:
        self.language, self.read, self.write = known_language(language), read, write

    def said(self, name: str, **values: object) -> str:
        return gettext(f"appraise.{name}", self.language, **values)

    def ask(self, tool: Tool, item: str) -> tuple[str, str] | None:
        """Show the choices and return what was typed, key and rest; None to quit."""
        self.write("   ".join(f"[{key}] {text}" for key, text in choices_text(tool, item, self.language)))
        try:
            key, _, rest = self.read("> ").strip().partition(" ")
        except (EOFError, KeyboardInterrupt):
            return None
        return None if key.lower() == "q" else (key, rest.strip())


class Terminal(_Desk):
    """Asks one person the questions of a tool on one study. Every answer is saved as it is given."""

    def __init__(self, session: Appraising, language: str = "nb", read: Read = input, write: Write = print) -> None:
        super().__init__(language, read, write)
        self.session = session

    def run(self) -> bool:
        """Ask until all is done or the person quits; return whether all is done."""
        for line in self._begin():
            self.write(line)
        while self.session.step:
            for line in self._card():
                self.write(line)
            typed = self.ask(self.session.tool, self.session.step.item)
            if typed is None:
                break
            self._obey(*typed)
        self.write(self.said("later" if self.session.step else "done"))
        return self.session.step is None

    def _begin(self) -> Iterator[str]:
        if self.session.set_aside:
            yield gettext("panel.set_aside", self.language)
        yield plain(study_text(self.session.tool, self.session.study, self.language))
        yield self.said("commands")
        if self.session.step is None:
            yield self.said("all_done")
            self.session.go(self.session.tool.domains[0].questions[0].id)

    def _card(self) -> Iterator[str]:
        """Yield the lines that show a step."""
        session, step = self.session, self.session.step
        assert step is not None
        yield ""
        yield head_text(session.tool, step, self.language)
        yield asked_text(session.tool, step, session.proposal(), self.language)
        if line := session.before():
            yield self.said("before", answer=said_text(line.answer, self.language), reason=plain(line.reason))

    def _obey(self, key: str, rest: str) -> None:
        """Go to another step or save what was said, or say why not."""
        session = self.session
        if key.lower() in ("b", "f"):
            _ = session.back() if key.lower() == "b" else session.forward()
            return
        if session.go(key):
            return
        assert session.step is not None
        answer = chosen(session.tool, session.step.item, key)
        if fault := session.fault(answer, rest):
            self.write(self.said(f"wrong.{fault}"))
            return
        try:
            session.say(answer, rest)
        except ReviewError as error:
            self.write(str(error))


class Desk(_Desk):
    """Walks one person through what the appraisers of a study differ on."""

    def __init__(self, settling: Settling, language: str = "nb", read: Read = input, write: Write = print) -> None:
        super().__init__(language, read, write)
        self.settling = settling

    def run(self) -> bool:
        """Ask for each decision; return whether all are taken. Nothing is written here."""
        rows = compared(self.settling.one)
        while item := self.settling.waiting():
            for line in self._card(item, rows):
                self.write(line)
            typed = self.ask(self.settling.one.tool, item)
            if typed is None:
                self.write(self.said("unsettled"))
                return False
            try:
                self.settling.decide(item, chosen(self.settling.one.tool, item, typed[0]), typed[1])
            except ReviewError as error:
                self.write("; ".join(problem.message for problem in error.problems))
        return True

    def _card(self, item: str, rows: list[Compared]) -> Iterator[str]:
        """Yield what each appraiser said of a domain: the judgement, and the answers that differ."""
        tool = self.settling.one.tool
        domain = tool.domain_of(item)
        asked = [question.id for question in domain.questions] if domain else []
        yield ""
        yield domain_text(tool, item, self.language)
        for row in rows:
            if row.item == item or (row.item in asked and not row.same):
                yield from beside(tool, row, self.language)
        if item == OVERALL:
            proposal = said_text(self.settling.proposal(), self.language).lower()
            yield self.said("proposed.official", proposal=proposal)
        yield self.said("decide")


def beside(tool: Tool, row: Compared, language: str) -> Iterator[str]:
    """Yield a question or a judgement and what each said to it, a line a person."""
    yield question_text(tool, row.item, language) if "." in row.item else gettext("appraise.judgement", language)
    for name, answer in row.answers.items():
        reason = plain(row.reasons.get(name, ""))
        yield f"  {name}: {said_text(answer, language)}{f' – {reason}' if reason else ''}"
