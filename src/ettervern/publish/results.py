"""What the book shows, read once from the review folder: results, and the tables that people edit.

Only what the earlier stages wrote comes in here; raw records never do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ettervern.computed import (
    COMPUTED,
    Agreement,
    Choice,
    Contrast,
    EffectReport,
    FlowNumber,
    Pooled,
    Report,
    Screened,
    Standing,
    Study,
    path_of,
)
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import R, Row, frame, read_computed, rows
from ettervern.synthesise.names import name_from_id


class RetractionRow(NamedTuple):
    """A notice on a study; ``nature`` is what it is, ``as_said`` in the words of its source."""

    study_id: str
    doi: str
    nature: str
    as_said: str
    date: str
    notice: str
    reason: str
    source: str
    found: str = ""


#: Tables of results/ that the book cannot do without; of the others a page says so where one is missing.
NEEDED = (Pooled, Contrast, Choice, Screened, Report, Agreement, FlowNumber, EffectReport, Study, Standing)
#: File in extraction/ -> columns that the book needs.
EXTRACTED: dict[str, tuple[str, ...]] = {
    "outcomes": ("outcome_id", "study_id", "outcome"),
    "findings_in_words": ("study_id", "outcome", "direction", "finding", "among_reports"),
    "risk_of_bias": ("study_id", "tool", "overall"),
}
#: Tables of extraction/ that a review may have.
MAY_BE_EXTRACTED = ("base_rates", "experiences", "guidance", "journey", "local_pilot")
#: Files in the review folder that searching and updating write -> their columns.
KEPT_UP: dict[str, tuple[str, ...]] = {
    "changes": ("id", "date", "version", "from", "kind", "text_nb", "text_en"),
    "retractions": RetractionRow._fields,
    "retraction_checks": ("date", "source", "studies", "notices"),
}
#: Tables whose authors write "as above" for what stands in the row before.
DITTO = "as above"
WITH_DITTO = ("base_rates", "findings_in_words", "local_pilot")


@dataclass(frozen=True)
class Results:
    """The tables of one review.

    Attributes
    ----------
    review : Review
        The review they belong to.
    computed : dict
        Row class -> the rows of its table in ``results/``.
    tables : dict
        Name -> a table that people edit, or that searching keeps up, as text cells with the row of its file as index.
    files : tuple of Path
        Every file read; a page that shows them is built anew when one changes.
    """

    review: Review
    computed: dict[type[Row], list[Any]]
    tables: dict[str, pd.DataFrame]
    files: tuple[Path, ...]

    @classmethod
    def read(cls, review: Review) -> Results:
        """Read every table.

        Raises
        ------
        ReviewError
            With every file or column that is missing, so that a person can mend them all at once.
        """
        computed: dict[type[Row], list[Any]] = {}
        tables: dict[str, pd.DataFrame] = {}
        problems: list[Problem] = []
        made = {row: path for row in COMPUTED.values() if (path := path_of(review, row)).is_file() or row in NEEDED}
        people = {name: review.extraction / f"{name}.csv" for name in EXTRACTED} | _optional(review)
        for row, path in made.items():
            with _collected(problems):
                computed[row] = rows(row, read_computed(row, path, review.shown(path)))
        for name, path in people.items():
            with _collected(problems):
                tables[name] = read_table(path, (EXTRACTED | KEPT_UP).get(name), review.shown(path))
        if problems:
            raise ReviewError(problems)
        if "texts" in tables:
            tables["texts"] = _following(tables["texts"], tables)
        tables |= {name: without_ditto(tables[name]) for name in WITH_DITTO if name in tables}
        files = [review.folder / "review.toml", *made.values(), *people.values()]
        return cls(review, computed, tables, (*files, *sorted((review.folder / "texts").glob("*.toml"))))

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table that people edit."""
        return self.tables[name]

    def get(self, name: str) -> pd.DataFrame | None:
        """Return a table that need not be there."""
        return self.tables.get(name)

    def made(self, row: type[Row]) -> bool:
        """Return whether a table has been worked out."""
        return row in self.computed

    def frame(self, row: type[Row]) -> pd.DataFrame:
        """Return a computed table as a data frame."""
        return frame(row, self.rows(row))

    def rows(self, row: type[R]) -> list[R]:
        """Return the rows of a computed table; none where it has not been worked out."""
        return self.computed.get(row, [])

    @cached_property
    def pooled(self) -> dict[str, Pooled]:
        """Pooled results by the name of their analysis."""
        return {row.analysis: row for row in self.rows(Pooled)}

    def waits(self, analysis: object) -> bool:
        """Return whether an analysis is the main one of an outcome on which nothing has been pooled yet.

        That is no mistake, as another name that the results do not have is, but a state of the review.
        """
        return analysis in {f"{outcome}-main" for outcome in self.review.outcomes} - self.pooled.keys()

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """Contrasts that were pooled, with their numbers as floats."""
        return self.frame(Contrast)

    @cached_property
    def screened(self) -> pd.DataFrame:
        """Every screened report with what was decided about it last, and what is known of it as a publication."""
        decided = self.frame(Screened).drop_duplicates("report_id", keep="last")
        fields = ["title", "authors", "year", "journal", "doi", "pmid", "url"]
        known = self.frame(Report).set_index("report_id").reindex(columns=fields)
        return decided[["report_id", "decision", "role", "reason"]].join(known, on="report_id").fillna("")

    @cached_property
    def studies(self) -> pd.DataFrame:
        """Every study that a table may name, indexed by study_id: the reports kept, and those seen later, in words.

        Columns: title, authors, year, journal, doi, pmid, country, design, category, url, label; empty where not seen.
        """
        fields = ["study_id", "title", "authors", "year", "journal", "doi", "pmid", "country", "design"]
        fields += ["category", "directness", "age_group", "url"]
        later = self["findings_in_words"].rename(columns={"source_url": "url"})
        parts = [frame.reindex(columns=fields, fill_value="") for frame in (self.frame(Study), later)]
        result = pd.concat(parts).drop_duplicates("study_id").set_index("study_id", drop=False)
        return result.assign(label=study_labels(result, self.frame(Choice)))

    def written(self, name: str) -> dict[str, Any]:
        """Return the texts of the pages in ``texts/<name>.toml``; empty where there is no such file.

        Raises
        ------
        ReviewError
            Where the file can't be read as TOML.
        """
        if name not in self.texts:
            self.texts[name] = self.review.written(name)
        return self.texts[name]

    @cached_property
    def texts(self) -> dict[str, dict[str, Any]]:
        """Texts of the pages that have been read: name -> content."""
        return {}

    @cached_property
    def remembered(self) -> dict[tuple[str, str], dict[str, str]]:
        """Groups of numbers that have been written out: (group, language) -> name -> number."""
        return {}

    @cached_property
    def twins(self) -> dict[tuple[str, str, str], str]:
        """Norwegian twins of the tables' English prose: (table, id, column) -> text."""
        table = self.get("texts")
        if table is None:
            return {}
        return {(row["table"], row["id"], row["column"]): row["text"] for _, row in table.iterrows()}


@contextmanager
def _collected(problems: list[Problem]) -> Iterator[None]:
    """Add what is raised to the problems."""
    try:
        yield
    except ReviewError as error:
        problems += error.problems


def _optional(review: Review) -> dict[str, Path]:
    """Return the files that a review may have, by the name of their table."""
    files = {
        "searches": review.searches / "searches.csv",
        "texts": review.folder / "texts" / "nb.csv",
    }
    files |= {name: review.folder / f"{name}.csv" for name in KEPT_UP}
    files |= {name: review.extraction / f"{name}.csv" for name in MAY_BE_EXTRACTED}
    return {name: path for name, path in files.items() if path.is_file()}


def _following(twins: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the Norwegian texts whose English still stands in its table; another wording needs a new one."""
    said = {(name, column): set(cells) for name, table in tables.items() for column, cells in table.items()}
    addresses = zip(twins["table"], twins["column"], twins["english"], strict=True)
    return twins[[english in said.get((table, column), {english}) for table, column, english in addresses]]


def without_ditto(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which each cell that says "as above" says what it means, so that a row can stand alone.

    Where more follows ("As above: heroin use"), only that is kept: what it adds is what the row is about.
    """
    spelled = table.copy()
    for column in table.columns:
        cells: list[str] = []
        for cell in table[column]:
            more = cell[len(DITTO) :].lstrip(" :;,.") if cell.lower().startswith(DITTO) else None
            before = cells[-1] if cells else ""
            cells.append(cell if more is None else more[:1].upper() + more[1:] or before)
        spelled[column] = cells
    return spelled


def study_labels(studies: pd.DataFrame, choice: pd.DataFrame) -> pd.Series[str]:
    """Return a short name for each study, "Family 2007", with letters where two would be alike.

    Studies with figures keep the names that the synthesis gave them, so that a figure and a table never differ.
    """
    given: dict[str, str] = dict(zip(choice["study_id"], choice["label"], strict=True))
    taken = set(given.values())
    names = []
    for study, authors, year in zip(studies["study_id"], studies["authors"], studies["year"], strict=True):
        name = given.get(study) or _unlike(_family_and_year(str(study), authors, year), taken)
        taken.add(name)
        names.append(name)
    return pd.Series(names, index=studies.index)


def _family_and_year(study: str, authors: str, year: str) -> str:
    """Return "Family 2007"; the name that the study's id gives where no author was seen."""
    family = authors.split(";")[0].split(",")[0].strip()
    return f"{family} {year}".strip() if family and not family.startswith("...") else name_from_id(study)


def _unlike(name: str, taken: set[str]) -> str:
    """Return a name that no other study has: with the next letter that is free where it is taken."""
    if name not in taken and f"{name}a" not in taken:
        return name
    return next(f"{name}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz" if f"{name}{letter}" not in taken)
