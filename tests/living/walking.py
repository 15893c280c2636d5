"""Somebody who knows nothing but what the program says next: does it, answers what is asked, and looks again."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from ettervern.cli import app

#: What was asked last -> what is answered; the first that fits counts.
Answers = dict[str, str]


class Person(io.TextIOBase):
    """Answers prompts by what stands on the screen; leaves when there is no answer."""

    def __init__(self, answers: Answers, screen: io.StringIO) -> None:
        self.answers, self.screen, self.asked, self.read_to = answers, screen, dict[str, int](), 0

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        text = self.screen.getvalue()
        seen, self.read_to = text[self.read_to :], len(text)
        for pattern, answer in self.answers.items():
            if re.search(pattern, seen):
                times = self.asked[pattern] = self.asked.get(pattern, 0) + 1
                if times > 500:
                    raise AssertionError(f"asked again and again: {seen[-600:]}")
                self.screen.write(answer + "\n")
                self.read_to += len(answer) + 1
                return answer + "\n"
        return ""


class Walker:
    """Runs commands in a project and keeps what they said."""

    def __init__(self, root: Path) -> None:
        self.root, self.commands = root, list[str]()

    def run(self, *words: str, answers: Answers | None = None) -> str:
        """Run a command as a person would; a command that ends badly ends the walk."""
        self.commands.append(" ".join(words))
        with _at(self.root, answers or {}) as screen:
            try:
                app(list(words), standalone_mode=False)
            except BaseException as error:
                raise AssertionError(f"ettervern {' '.join(words)}\n{screen.getvalue()[-3000:]}\n{error}") from error
        return screen.getvalue()

    def next(self) -> str:
        """Return what status says comes next."""
        said = self.run("status")
        return re.findall(r"^next: (.*)$", said, re.M)[-1]

    def fill(self, sheet: str, rows: list[dict[str, object]]) -> None:
        """Type rows into a sheet, as in a spreadsheet."""
        book = openpyxl.load_workbook(self.root / sheet)
        first = book.worksheets[0]
        places = {cell.value: cell.column for cell in first[1]}
        for line, row in enumerate(rows, start=2):
            for name, value in row.items():
                first.cell(line, places[name]).value = value
        book.save(self.root / sheet)


@contextmanager
def _at(root: Path, answers: Answers) -> Iterator[io.StringIO]:
    """Sit at the terminal of a project."""
    screen = io.StringIO()
    with pytest.MonkeyPatch.context() as here:
        here.chdir(root)
        here.setattr(sys, "stdout", screen)
        here.setattr(sys, "stderr", screen)
        here.setattr(sys, "stdin", Person(answers, screen))
        yield screen
