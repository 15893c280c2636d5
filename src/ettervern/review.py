"""A review folder as an object: where its files lie and what its makers decided in ``review.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ettervern.catalogue import LANGUAGES as CATALOGUES
from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError, decode_utf8
from ettervern.phrases import phrases_of
from ettervern.settings import LANGUAGES, Fault, Outcome, Settings, line_of, read_settings
from ettervern.settings.outcomes import Pooling
from ettervern.shown import Shown
from ettervern.transaction import settle

__all__ = ["LANGUAGES", "Outcome", "Review"]


def known_language(language: str, place: str = "language") -> str:
    """Return a code of a language if there is a catalogue of it.

    Raises
    ------
    ReviewError
        Naming the place where another was asked for.
    """
    if language not in CATALOGUES:
        raise ReviewError(Problem("", 0, place, f"{language!r}; expected {' or '.join(CATALOGUES)}"))
    return language


@dataclass(frozen=True, repr=False)
class Review(Shown):
    """A review folder.

    Attributes
    ----------
    folder : Path
        ``reviews/<review>``.
    settings : Settings
        What ``review.toml`` says.
    """

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, folder: str | Path) -> Review:
        """Open a review folder, as ``Review.open("reviews/ettervern")``.

        Raises
        ------
        ReviewError
            Where there is no readable ``review.toml``, with everything that is wrong in it.

        Notes
        -----
        What a command that was killed left half done is taken back first; see :mod:`ettervern.transaction`.
        """
        folder = Path(folder)
        settle(folder.resolve().parent.parent)
        path = folder / "review.toml"
        file = f"{folder.name}/review.toml"
        text = decode_utf8(path, file)
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ReviewError(Problem(file, 0, "", f"not readable as TOML: {error}")) from error
        settings, faults = read_settings(content)
        if settings is None:
            raise ReviewError(sorted(_located(text, _shown(folder, path), fault) for fault in faults))
        return cls(folder, settings)

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first."""
        outcomes = ", ".join(self.outcomes)
        measures = ", ".join(dict.fromkeys(one.measure for one in self.outcomes.values()))
        return {"name": self.name, "outcomes": outcomes, "measure": measures, "date": self.date}

    def fault(self, key: str, message: str, severity: str = "error") -> Problem:
        """Return a problem of ``review.toml`` with the line of its key."""
        path = self.folder / "review.toml"
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        return _located(text, self.shown(path), Fault(key, message), severity)

    @property
    def name(self) -> str:
        """Short name: the folder's name."""
        return self.folder.resolve().name

    @property
    def root(self) -> Path:
        """The project that the review lies in (the folder above ``reviews/``)."""
        return self.folder.resolve().parent.parent

    @property
    def searches(self) -> Path:
        """Folder of raw search exports and ``searches.csv``."""
        return self.folder / "searches"

    @property
    def extraction(self) -> Path:
        """Folder of extraction tables."""
        return self.folder / "extraction"

    @property
    def results(self) -> Path:
        """Folder of computed results."""
        return self.folder / "results"

    @property
    def screening(self) -> Path:
        """Folder of this review's decisions: ``screening/<review>``."""
        return self.root / "screening" / self.name

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Outcomes by id, in the order of ``review.toml``."""
        return self.settings.outcomes

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the book, the first the one that its entrance leads to."""
        return self.settings.review.languages

    def phrases(self, language: str, outcome: str = "", category: str = "") -> dict[str, str]:
        """Return what the review is about, as it stands inside sentences; see :func:`.phrases.phrases_of`."""
        return phrases_of(self.settings, language, outcome, category)

    def written(self, name: str) -> dict[str, Any]:
        """Return what the review says in ``texts/<name>.toml``; empty where there is no such file.

        Raises
        ------
        ReviewError
            Where the file can't be read as TOML.
        """
        path = self.folder / "texts" / f"{name}.toml"
        file = self.shown(path)
        try:
            return tomllib.loads(decode_utf8(path, file)) if path.is_file() else {}
        except tomllib.TOMLDecodeError as error:
            raise ReviewError(Problem(file, 0, "", f"not readable as TOML: {error}")) from error

    def gettext(self, name: str, language: str, /, outcome: str = "", **values: object) -> str:
        """Return a message with the review's own phrases, and the values, in place."""
        return gettext(name, language, **{**self.phrases(language, outcome), **values})

    def pooling(self, outcome: str) -> Pooling:
        """Return how an outcome is pooled: the rules of the review, with the outcome's own measure and method."""
        own = self.outcomes[outcome]
        return replace(self.settings.pooling, measure=own.measure, method=own.method)

    @property
    def reasons(self) -> list[str]:
        """Exclusion reason codes; the order of the criteria decides which of two reasons counts."""
        return [row.reason for row in self.settings.criteria.rows]

    @property
    def categories(self) -> dict[str, dict[str, str]]:
        """Categories of measures: id -> language -> name."""
        return self.settings.categories

    @property
    def date(self) -> date:
        """The date of this version of the review."""
        return self.settings.review.date

    def shown(self, path: Path) -> str:
        """Return how messages name a file: relative to the project where it lies in it."""
        return _shown(self.folder, path)


def _shown(folder: Path, path: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve().parent.parent).as_posix()
    except ValueError:
        return path.name


def _located(text: str, file: str, fault: Fault, severity: str = "error") -> Problem:
    """Return a fault as a problem with the line of its key."""
    return Problem(file, line_of(text, fault.key), fault.key, fault.message, severity)
