"""A review folder as an object: where its files lie and what its makers decided in ``review.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ettervern.files import Problem, ReviewError, decode_utf8
from ettervern.transaction import settle

LANGUAGES = ("nb", "en")
#: Tables that must be there in ``review.toml``; everything else in it has a default.
REQUIRED = ("review", "criteria", "reasons", "roles", "outcomes", "pooling", "categories")


@dataclass(frozen=True)
class Outcome:
    """One outcome as ``review.toml`` gives it.

    Attributes
    ----------
    id : str
        ``relapse`` or ``employment`` in the first review.
    label : dict
        Language -> name that readers see.
    event : str
        The event that the pooled ratio counts.
    complement : tuple of str
        Events that are its opposite.
    favours : str
        ``low`` where a ratio under 1 favours the intervention, else ``high``.
    definitions : tuple of str
        Definition flags that may be pooled, the preferred first.
    """

    id: str
    label: dict[str, str]
    event: str
    complement: tuple[str, ...]
    favours: str
    definitions: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """A review folder.

    Attributes
    ----------
    folder : Path
        ``reviews/<review>``.
    config : dict
        The content of ``review.toml``.
    """

    folder: Path
    config: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Review:
        """Open a review folder.

        Raises
        ------
        ReviewError
            Where there is no readable ``review.toml`` or a table of it is missing.

        Notes
        -----
        What a command that was killed left half done is taken back first; see :mod:`ettervern.transaction`.
        """
        settle(folder.resolve().parent.parent)
        path = folder / "review.toml"
        shown = f"{folder.name}/review.toml"
        try:
            config = tomllib.loads(decode_utf8(path, shown))
        except tomllib.TOMLDecodeError as error:
            raise ReviewError(Problem(shown, 0, "", f"not readable as TOML: {error}")) from error
        missing = [table for table in REQUIRED if table not in config]
        if missing:
            raise ReviewError([Problem(shown, 0, table, "the table is missing") for table in missing])
        return cls(folder, config)

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
        found = {}
        for key, row in self.config["outcomes"].items():
            found[key] = Outcome(
                key,
                row["label"],
                row["event"],
                tuple(row["complement"]),
                row["favours"],
                tuple(row["definitions"]),
            )
        return found

    @property
    def reasons(self) -> list[str]:
        """Exclusion reason codes; the order of the criteria decides which of two reasons counts."""
        return [row["reason"] for row in self.config["criteria"]["rows"]]

    @property
    def categories(self) -> dict[str, dict[str, str]]:
        """Categories of measures: id -> language -> name."""
        return dict(self.config["categories"])

    @property
    def date(self) -> date:
        """The date of this version of the review."""
        found: date = self.config["review"]["date"]
        return found

    def shown(self, path: Path) -> str:
        """Return how messages name a file: relative to the project where it lies in it."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return path.name
