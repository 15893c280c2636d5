"""An empty review, laid out so that its makers can begin: it passes the check, and says what is still missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ettervern import __version__
from ettervern.catalogue import LANGUAGES
from ettervern.extract.consistency import AcceptedRow
from ettervern.extract.schemas import OPTIONAL, SCHEMAS, ExtractorRow, ResolutionRow
from ettervern.files import Problem, ReviewError, write_whole
from ettervern.living.layout import in_languages, template
from ettervern.living.notebooks import notebooks
from ettervern.review import Review
from ettervern.schema import needed
from ettervern.search.export import LOG
from ettervern.settings.kinds import BOOKS as KNOWN
from ettervern.transaction import transaction

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
#: What git must never take up, and what it must keep byte for byte or join; as in this package's own repository.
GIT_RULES = {
    ".gitignore": (
        ".ettervern/",
        ".ipynb_checkpoints/",
        "book/_build/",
        "book/*/_build/",
        "# Data about persons: never under git, never in the book.",
        "reviews/*/local/data/",
        "# where an interrupted search goes on",
        "reviews/*/searches/.*.state.jsonl",
        "# sheets that extractors fill in: what counts is what 'ettervern extract add' takes from them",
        "reviews/*/extraction/sheets/",
        "reviews/*/fulltexts/",
    ),
    ".gitattributes": (
        "# Raw search exports are kept byte for byte.",
        "reviews/*/searches/* -text",
        "# Decisions are only ever added to: two people's lines, or one person's two machines', are joined.",
        "screening/*/decisions/**/*.csv merge=union text eol=lf",
        "# Tables are joined row by row; results are computed again. 'ettervern merge --install' tells the clone how.",
        "reviews/*/*.csv merge=ettervern-table",
        "reviews/*/extraction/**/*.csv merge=ettervern-table",
        "reviews/*/texts/*.csv merge=ettervern-table",
        "reviews/*/searches/searches.csv merge=ettervern-table",
        "reviews/*/searches/known_reports.csv merge=ettervern-table",
        "reviews/*/searches/aliases.csv merge=ettervern-table",
        "reviews/*/searches/duplicate_decisions.csv merge=ettervern-table",
        "screening/*/*.csv merge=ettervern-table",
        "references.bib merge=ettervern-table",
        "reviews/*/results/** merge=ettervern-computed",
        "screening/*/appraisal/**/*.csv merge=union text eol=lf",
    ),
}
RESERVED = {"con", "prn", "aux", "nul"}
TEXTS = "table,id,column,english,text\n"
REVIEWERS = "reviewer,kind,description_nb,description_en\n"
CERTAINTY = "analysis,domain,proposed,judgement,reason,signed_by,signed_date\n"
#: Files of a project, laid out where there are none: path -> its template.
OF_THE_PROJECT = {
    "README.md": "readme.md",
    "requirements.txt": "requirements.txt",
    ".github/workflows/publish.yml": "publish.yml",
}


def layout(name: str, day: date, languages: Sequence[str] = LANGUAGES) -> dict[str, str]:
    """Return the files of a new review: path inside the project -> text.

    Parameters
    ----------
    name : str
        The review's name: small letters, digits and hyphens.
    day : date
        Its first day.
    languages : sequence of str
        Those of its book, the first the one that stands in for others.
    """
    review, screening = f"reviews/{name}", f"screening/{name}"
    about = {"name": name, "date": day.isoformat(), "codes": ", ".join(languages)}
    about["languages"] = ", ".join(f'"{language}"' for language in languages)
    texts = {
        f"{review}/review.toml": in_languages(template("review.toml", **about), languages),
        f"{review}/protocol.md": template("protocol.md", **about),
        f"{review}/searches/searches.csv": ",".join(LOG) + "\n",
        f"{review}/searches/strategy.toml": in_languages(template("strategy.toml", **about), languages),
        f"{review}/certainty.csv": CERTAINTY,
        f"{screening}/reviewers.csv": REVIEWERS,
        f"{screening}/report_ids.csv": "study_id,report_id\n",
    }
    if LANGUAGES[0] in languages:  # the tables are in English; their twins are Norwegian
        texts[f"{review}/texts/nb.csv"] = TEXTS
    tables = {table: row for table, row in SCHEMAS.items() if table not in OPTIONAL}
    beside = {"resolutions": ResolutionRow, "accepted_warnings": AcceptedRow, "extractors": ExtractorRow}
    for table, row in (tables | beside).items():
        texts[f"{review}/extraction/{table}.csv"] = ",".join(needed(row)) + "\n"
    shown = notebooks(languages[0], review=f"../../reviews/{name}", name=name, reviewers="reviewers.csv")
    return texts | {f"{screening}/{file}": text for file, text in shown.items()}


def new_review(root: Path, name: str, day: date, languages: Sequence[str] = LANGUAGES) -> Review:
    """Lay out an empty review below a project's folder.

    Parameters
    ----------
    root : Path
        The project: ``reviews/`` and ``screening/`` lie in it.
    name : str
        Name of the review; becomes a folder, so small letters, digits and hyphens only.
    day : date
        The first version's date.
    languages : sequence of str
        Languages of the review; the first is the one that its book's entrance leads to.

    Returns
    -------
    Review
        The new review.

    Raises
    ------
    ReviewError
        A name that cannot be a folder everywhere, or one that is taken; a language that no review can have. Nothing is
        written then.
    """
    if not NAME.fullmatch(name) or name in RESERVED or len(name) > 60:
        message = f"{name!r}: expected small letters a to z, digits and hyphens, beginning with a letter"
        raise ReviewError(Problem("name", 0, "", message))
    unknown = [language for language in languages if language not in KNOWN]
    if unknown or len(set(languages)) < len(languages):
        message = f"{', '.join(languages)}: expected languages among {', '.join(KNOWN)}, each once"
        raise ReviewError(Problem("language", 0, "", message))
    if languages[0] not in LANGUAGES:
        message = f"{languages[0]}: expected first one that results are written in, {' or '.join(LANGUAGES)}"
        raise ReviewError(Problem("language", 0, "", message))
    if root.exists() and not root.is_dir():
        raise ReviewError(Problem(str(root), 0, "", "a file; expected the folder of a project"))
    with transaction(root, "ettervern new"):
        taken = [path for path in (root / "reviews" / name, root / "screening" / name) if path.exists()]
        if taken:
            shown = taken[0].relative_to(root).as_posix()
            raise ReviewError(Problem(f"{shown}/", 0, "", "there already; choose another name"))
        _lay_out(root, layout(name, day, languages))
        return Review.open(root / "reviews" / name)


def _lay_out(root: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a new review, and what git must know."""
    for path, text in texts.items():
        write_whole(root / path, text)
    for file, rules in GIT_RULES.items():
        add_rules(root / file, rules)


def lay_project(review: Review) -> list[Path]:
    """Lay out what a project of its own has beside its review and book; what is there is left as it is."""
    missing = {review.root / path: name for path, name in OF_THE_PROJECT.items() if not (review.root / path).exists()}
    for path, name in missing.items():
        write_whole(path, template(name, name=review.name, version=__version__))
    return [*missing]


def add_rules(path: Path, rules: Sequence[str]) -> bool:
    """Add to a file of git's the rules that it lacks, at its end; what stands there is left as it is.

    Returns
    -------
    bool
        Whether anything was added.
    """
    old = path.read_bytes() if path.is_file() else b""
    known = {line.strip() for line in old.decode("utf-8-sig", "replace").splitlines()}
    lacking = [rule for rule in rules if rule not in known]
    if all(rule.startswith("#") for rule in lacking):
        return False
    end = b"\r\n" if b"\r\n" in old else b"\n"
    start = end if old and not old.endswith(b"\n") else b""
    return write_whole(path, old + start + b"".join(rule.encode() + end for rule in lacking))
