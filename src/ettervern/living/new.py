"""An empty review, laid out so that its makers can begin: it passes the check, and says what is still missing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from ettervern.extract.consistency import AcceptedRow
from ettervern.extract.schemas import SCHEMAS, ResolutionRow
from ettervern.files import Problem, ReviewError, write_whole
from ettervern.review import Review
from ettervern.schema import columns
from ettervern.search.export import LOG
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
    ),
    ".gitattributes": (
        "# Raw search exports are kept byte for byte.",
        "reviews/*/searches/* -text",
        "# Decisions are only ever added to: two people's lines, or one person's two machines', are joined.",
        "screening/*/decisions/**/*.csv merge=union text eol=lf",
    ),
}
RESERVED = {"con", "prn", "aux", "nul"}
TEXTS = "table,id,column,english,text\n"
REVIEWERS = "reviewer,kind,description_nb,description_en\n"
CERTAINTY = "analysis,domain,proposed,judgement,reason,signed_by,signed_date\n"
PROTOCOL = """# Protocol

Version 0.1, @DATE@. A change is a new version with a date and a reason.

## Question
[What is known about the effects of ... on ... for ...?]

## Eligibility
[As in review.toml.]

## Outcomes and time
[Which outcomes, and the follow-up that is preferred.]

## Synthesis
[Which contrasts are pooled, how, and with which sensitivity analyses.]

## Risk of bias and certainty
[Tools, and who judges.]
"""


def layout(name: str, day: date) -> dict[str, str]:
    """Return the files of a new review: path inside the project -> text.

    Parameters
    ----------
    name : str
        The review's name: small letters, digits and hyphens.
    day : date
        Its first day.
    """
    template = files("ettervern.living").joinpath("template", "review.toml").read_text("utf-8")
    review, screening = f"reviews/{name}", f"screening/{name}"
    texts = {
        f"{review}/review.toml": template.replace("@NAME@", name).replace("@DATE@", day.isoformat()),
        f"{review}/protocol.md": PROTOCOL.replace("@DATE@", day.isoformat()),
        f"{review}/searches/searches.csv": ",".join(LOG) + "\n",
        f"{review}/texts/nb.csv": TEXTS,
        f"{review}/certainty.csv": CERTAINTY,
        f"{screening}/reviewers.csv": REVIEWERS,
        f"{screening}/report_ids.csv": "study_id,report_id\n",
    }
    for table, row in (SCHEMAS | {"resolutions": ResolutionRow, "accepted_warnings": AcceptedRow}).items():
        texts[f"{review}/extraction/{table}.csv"] = ",".join(columns(row)) + "\n"
    return texts


def new_review(root: Path, name: str, day: date) -> Review:
    """Lay out an empty review below a project's folder.

    Parameters
    ----------
    root : Path
        The project: ``reviews/`` and ``screening/`` lie in it.
    name : str
        Name of the review; becomes a folder, so small letters, digits and hyphens only.
    day : date
        The first version's date.

    Returns
    -------
    Review
        The new review.

    Raises
    ------
    ReviewError
        A name that cannot be a folder everywhere, or one that is taken. Nothing is written then.
    """
    if not NAME.fullmatch(name) or name in RESERVED or len(name) > 60:
        message = f"{name!r}: expected small letters a to z, digits and hyphens, beginning with a letter"
        raise ReviewError(Problem("name", 0, "", message))
    if root.exists() and not root.is_dir():
        raise ReviewError(Problem(str(root), 0, "", "a file; expected the folder of a project"))
    with transaction(root, "ettervern new"):
        taken = [path for path in (root / "reviews" / name, root / "screening" / name) if path.exists()]
        if taken:
            shown = taken[0].relative_to(root).as_posix()
            raise ReviewError(Problem(f"{shown}/", 0, "", "there already; choose another name"))
        _lay_out(root, name, day)
        return Review.open(root / "reviews" / name)


def _lay_out(root: Path, name: str, day: date) -> None:
    """Write the files of a new review and copy the notebooks."""
    texts = layout(name, day)
    for path, text in texts.items():
        write_whole(root / path, text)
    for notebook in sorted((root / "screening").glob("*.ipynb")):
        copy_notebook(notebook, root / "screening" / name / notebook.name, name)
    for file, rules in GIT_RULES.items():
        add_rules(root / file, rules)


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


def copy_notebook(source: Path, target: Path, name: str) -> None:
    """Copy a screening notebook, set to the new review and without results of the old one.

    Notebooks lie in ``screening/`` and name their review as ``../reviews/NAME``; the copy lies one folder deeper.
    """
    book = json.loads(source.read_text("utf-8"))
    for cell in book.get("cells", []):
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
    text = json.dumps(book, ensure_ascii=False, indent=1) + "\n"
    for old in sorted(set(re.findall(r"\.\./reviews/([a-z0-9-]+)", text))):
        text = text.replace(f"../reviews/{old}", f"../../reviews/{name}").replace(
            f"{old}/reviewers.csv", "reviewers.csv"
        )
        text = re.sub(rf"(?<![./])reviews/{old}/", f"reviews/{name}/", text)
        text = text.replace(f"screening/{old}/", f"screening/{name}/")
    write_whole(target, text)
