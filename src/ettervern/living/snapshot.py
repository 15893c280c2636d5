"""A review as it stood: read from a folder, or from a revision in git."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ettervern import git
from ettervern.files import Problem, ReviewError, table_of
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.staging import digest

#: Name -> path inside the review folder and columns that must be there.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "searches": ("searches/searches.csv", ("file", "source", "date", "query", "count")),
    "records": ("results/duplicates.csv", ("record_id", "file", "report_id")),
    "reports": ("results/reports.csv", ("report_id", "title", "authors", "year")),
    "screening": ("results/screening.csv", ("stage", "report_id", "decision", "role", "reason", "title")),
    "studies": ("results/studies.csv", ("study_id", "role", "status", "authors", "year", "trial")),
    "contrasts": ("results/contrasts.csv", ("analysis", "outcome_id", "study_id", "trial", "outcome", "label")),
    "pooled": ("results/pooled.csv", ("analysis", "outcome", "measure", "k", "estimate", "ci_low", "ci_high")),
    "certainty": ("results/certainty.csv", ("analysis", "domain", "judgement", "status")),
}
ALIASES = "searches/aliases.csv"


@dataclass(frozen=True)
class Snapshot:
    """A review at one time.

    Attributes
    ----------
    label : str
        How a person named it: a folder or a revision.
    name : str
        What it is called for good, since `HEAD~1` is another state tomorrow: the commit with its day, and the tag where
        one was named; of a folder the version that its review.toml gives, with its day.
    tables : dict of str to DataFrame
        Under the names of ``TABLES``; text cells; empty where the review had no such table yet.
    aliases : Aliases
        Former ids of reports.
    """

    label: str
    tables: dict[str, pd.DataFrame]
    aliases: Aliases
    name: str = ""


def take(review: Review, which: str) -> Snapshot:
    """Return a review as it stood.

    Parameters
    ----------
    review : Review
        The review, in the working folder.
    which : str
        A folder (of the review, or of a project that holds it), else a git revision; empty for the working folder.

    Raises
    ------
    ReviewError
        Where there is neither such a folder nor such a revision, or no results in it.
    """
    if not which:
        return _snapshot("now", _from_folder(review.folder))
    folder = Path(which)
    if folder.is_dir():
        inner = folder / "reviews" / review.name
        inner = inner if inner.is_dir() else folder
        return _snapshot(which, _from_folder(inner), _version(inner))
    commit = _commit(review, which)
    return _snapshot(which, _from_git(review, commit), _name(review, which, commit))


def _snapshot(label: str, read: Callable[[str], str | None], name: str = "") -> Snapshot:
    tables = {name: _table(read(path), columns, f"{label}: {path}") for name, (path, columns) in TABLES.items()}
    tables["searches"] = _with_names(tables["searches"])
    if tables["reports"].empty and tables["pooled"].empty and read("results/reports.csv") is None:
        message = "no results of a build are there; expected results/reports.csv"
        raise ReviewError(Problem(label, 0, "", message))
    aliases = _table(read(ALIASES), ("alias", "report_id"), f"{label}: {ALIASES}")
    return Snapshot(label, tables, Aliases.of(aliases, shown=f"{label}: {ALIASES}"), name)


def _table(text: str | None, columns: tuple[str, ...], file: str) -> pd.DataFrame:
    """Return a table of text cells; a column that an older build did not make is empty."""
    if not text or not text.strip():
        return pd.DataFrame(columns=list(columns), dtype="str")
    table = table_of(text, None, file, exact=True)
    return table.reindex(columns=[*table.columns, *(name for name in columns if name not in table)], fill_value="")


def _with_names(searches: pd.DataFrame) -> pd.DataFrame:
    """Return searches with a name for each that found nothing and so left no file."""
    asked = searches["query"].map(lambda query: digest(str(query))[:8])
    names = searches["source"] + " " + searches["date"] + " " + asked
    return searches.assign(file=searches["file"].where(searches["file"] != "", names))


def _from_folder(folder: Path) -> Callable[[str], str | None]:
    def read(path: str) -> str | None:
        file = folder / path
        return file.read_text("utf-8-sig") if file.is_file() else None

    return read


def _version(folder: Path) -> str:
    """Return the version that a folder's review bears, with its day; the folder's own name where it bears none."""
    try:
        about = Review.open(folder).settings.review
    except ReviewError:
        return folder.resolve().name
    return f"{about.version} ({about.date.isoformat()})"


def _commit(review: Review, revision: str) -> str:
    """Return the commit that a revision means now."""
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    commit = _git(review, *asked)
    if commit is None:
        message = f"{revision!r} is neither a folder nor a git revision"
        raise ReviewError(Problem("diff", 0, "", message))
    return commit.strip()


def _name(review: Review, revision: str, commit: str) -> str:
    """Return a commit's short hash and day, after the tag where the revision is one."""
    short, day = (_git(review, "show", "-s", "--format=%h %cs", commit) or commit[:7]).partition(" ")[::2]
    tagged = _git(review, "rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/tags/{revision}")
    words = [revision, f"({short}, {day.strip()})"] if tagged else [short, f"({day.strip()})"]
    return " ".join(words)


def _from_git(review: Review, commit: str) -> Callable[[str], str | None]:
    """Return what reads a file of a commit."""

    def read(path: str) -> str | None:
        return _git(review, "show", f"{commit}:./{path}")

    return read


def _git(review: Review, *words: str) -> str | None:
    """Return what git says; None where it fails."""
    message = git.ask(review.folder, *words)
    return None if message is None else message.decode("utf-8-sig", "replace")
