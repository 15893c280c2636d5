"""What the steps of an earlier build asked and left, so that a step that would do the same again is not run.

A step whose inputs, code and outputs are as they were is known; what it said then is said again.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import ettervern.git  # noqa: F401  (it answers questions that a step may have asked)
from ettervern.files import Problem, json_text
from ettervern.review import Review
from ettervern.staging import Watch, about, absolute, answer, digest, stage

#: The step that depends on the day, as no date may lie after it.
CHECK = "check"


@dataclass
class Memory:
    """What each step of an earlier build asked of the disk, and what it left: as redo and tup remember it.

    Attributes
    ----------
    path : Path
        A JSON file, never committed; without it everything is built anew.
    home : Path
        The project; files in it are remembered by their place in it, so that it may be moved.
    seen : dict
        Step -> ``base`` (digest of code and settings), ``asked`` (question -> answer), ``left`` (file -> digest) and
        ``said`` (its warnings).
    """

    path: Path
    home: Path
    seen: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, review: Review) -> Memory:
        """Return the memory of the last build of a review."""
        return cls.load(review.root / ".ettervern" / review.name / "build.json", review.root)

    @classmethod
    def load(cls, path: Path, home: Path) -> Memory:
        """Read the memory; a missing or garbled file counts as none."""
        try:
            seen = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            seen = {}
        return cls(path, absolute(home), seen if isinstance(seen, dict) else {})

    def knows(self, step: str, base: str) -> list[Problem] | None:
        """Return what a step said, if all that it asked has the same answer still and all that it left is as it was."""
        try:
            then = self.seen[step]
            questions = {
                self._found(question): messages for question, messages in {**then["asked"], **then["left"]}.items()
            }
            if then["base"] == base and all(answer(question) == messages for question, messages in questions.items()):
                return [Problem(**problem) for problem in then["said"]]
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
        return None

    def note(self, step: str, base: str, watch: Watch, message: list[Problem]) -> None:
        """Remember a step that has run; of a file that it reads and writes, what it wrote is what it will see."""
        wrote = {str(place) for path in watch.wrote for place in (path, *path.parents)}
        own = [question for question in watch.asked if about(question) in wrote]
        asked = watch.asked | {question: answer(question) for question in own}
        left = {question: answer(question) for question in (f"bytes {path}" for path in sorted(watch.wrote))}
        asked, left = ({self._placed(q): messages for q, messages in part.items()} for part in (asked, left))
        self.seen[step] = {"base": base, "asked": asked, "left": left, "said": [asdict(problem) for problem in message]}

    def _placed(self, question: str) -> str:
        """Return a question about a file by its place in the project."""
        path = about(question)
        return question.removesuffix(path) + os.path.relpath(path, self.home)

    def _found(self, question: str) -> str:
        """Return a question about a file by where it lies now."""
        path = about(question)
        return question.removesuffix(path) + os.path.normpath(self.home / path)

    def save(self) -> None:
        """Stage the memory, so that it is in place when what it remembers is, and not before."""
        stage(self.path, json_text(self.seen).encode("utf-8"))


def base_of(review: Review, today: date | None = None) -> str:
    """Return a digest of what every step depends on: the package's own files, the settings, and the day for some."""
    settings = (review.folder / "review.toml").read_bytes()
    return digest(_code(Path(__file__).parent), settings, today.isoformat() if today else "")


def _code(package: Path) -> str:
    files = sorted(
        path for path in package.rglob("*") if path.suffix in {".py", ".toml", ".css", ".js", ".po", ".html"}
    )
    return digest(*[part for path in files for part in (path.relative_to(package).as_posix(), path.read_bytes())])


def warnings_of_the_last_build(review: Review, today: date) -> list[Problem] | None:
    """Return what a check would say, where nothing has changed since a build; None where it must be looked through."""
    memory, base = Memory.of(review), base_of(review)
    message = memory.knows(CHECK, base_of(review, today))
    others = [memory.knows(step, base) for step in memory.seen if step != CHECK]
    return message if others and all(known is not None for known in others) else None
