"""Decision files: one append-only CSV a reviewer and stage, read and checked.

``screening/<review>/decisions/<stage>/<reviewer>.csv`` holds what one reviewer decided, a line a decision. What the
lines mean together (conflicts, agreement, the flow) is derived elsewhere and never stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.rules import COLUMNS, Line, Rules, one_of, parse_time
from ettervern.staging import files_in, read_bytes

STAGES = ("title-abstract", "full-text")
#: File (without ``.csv``) of adjudications from before they bore a name; whose they are, reviewers.csv says under this
#: name. Else the file of one who adjudicates is ``adjudication_NAME``: no reviewer's name has such a line in it.
ADJUDICATION = "adjudication"
REVIEWER_COLUMNS = ("reviewer", "kind", "description_nb", "description_en")
REVIEWER_KINDS = ("software", "person")

# Names become file names on every system, so they keep to letters that all file systems agree on.
_REVIEWER = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def adjudication_file(name: str) -> str:
    """Return the file (without ``.csv``) of the adjudications of one who decides."""
    return f"{ADJUDICATION}_{name}"


def adjudicator(file: str) -> str:
    """Return who adjudicated, by the name of a decision file without ``.csv``; empty for a file of votes."""
    return ADJUDICATION if file == ADJUDICATION else file.partition(f"{ADJUDICATION}_")[2]


@dataclass(frozen=True)
class Decisions:
    """Every line of every decision file of a review.

    Attributes
    ----------
    votes : DataFrame
        One row a line: ``stage, reviewer, time, report_id, decision, role, reason, note, criteria_version, rank,
        file, row``; all text but ``row`` (int, the line in the file); ``reviewer`` is the name of the file. Ordered by
        stage, reviewer, time and row, so that the order does not depend on how two branches were merged.
    reviewers : DataFrame
        ``reviewer, kind, description_nb, description_en``: who, or what, voted.
    problems : list of Problem
        What does not stop a build.
    """

    votes: pd.DataFrame
    reviewers: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)

    @property
    def persons(self) -> frozenset[str]:
        """The reviewers that are persons."""
        return frozenset(self.reviewers.loc[self.reviewers["kind"] == "person", "reviewer"])

    def at(self, stage: str) -> pd.DataFrame:
        """Return the reviewers' lines of one stage, without the adjudications."""
        return self._of(stage, settled=False)

    def adjudication(self, stage: str) -> pd.DataFrame:
        """Return the lines of everyone who adjudicated at one stage, by time."""
        lines = self._of(stage, settled=True)
        return lines.sort_values("time", kind="stable", key=lambda times: times.map(parse_time))

    def _of(self, stage: str, *, settled: bool) -> pd.DataFrame:
        is_of = [adjudicator(file) != "" for file in self.votes["reviewer"]]
        return self.votes[(self.votes["stage"] == stage) & (pd.Series(is_of, self.votes.index, dtype=bool) == settled)]

    def renamed(self, aliases: Aliases) -> Decisions:
        """Return the same lines under the ids that reports have now."""
        return Decisions(aliases.renamed(self.votes), self.reviewers, self.problems)


def reviewer_problem(reviewer: str) -> str:
    """Return what is wrong with a reviewer's name, or an empty string."""
    if not _REVIEWER.fullmatch(reviewer) or len(reviewer) > 40:
        return f"{reviewer!r} cannot be a reviewer's name; use at most 40 of a-z, A-Z, 0-9 and single hyphens between"
    if reviewer.lower() in _DEVICES:
        return f"{reviewer!r} is a device name on Windows; choose another name"
    if reviewer.lower() == ADJUDICATION:
        return f"{reviewer!r} names nobody; say who decides: 'ettervern screen adjudicate --by NAME'"
    return ""


def stage_folder(review: Review, stage: str) -> Path:
    """Return the folder of a stage's decision files.

    Raises
    ------
    ReviewError
        Unknown stage.
    """
    if stage not in STAGES:
        raise ReviewError(Problem("", 0, "stage", f"no stage {stage!r}; expected {one_of(STAGES)}"))
    return review.screening / "decisions" / stage


def read_decisions(
    review: Review, *, today: date | None = None, known_reports: Iterable[str] | None = None, only: str | None = None
) -> Decisions:
    """Read and check every decision file of a review.

    Parameters
    ----------
    review : Review
        The review.
    today : date, optional
        Decisions after this day are errors; without it, see :func:`ettervern.clock.today`.
    known_reports : iterable of str, optional
        Report ids and aliases that exist; a decision on any other is an error.
    only : str, optional
        Read this reviewer's files alone: for blind screening.

    Returns
    -------
    Decisions
        All lines, none lost.

    Raises
    ------
    ReviewError
        Every problem found in any of the files, in one go.
    """
    rules = Rules.of(review, today, known_reports)
    reviewers, problems = _read_reviewers(review)
    frames = []
    for stage, path in _decision_files(review, only):
        try:
            frame = _read_file(review, stage, path)
        except ReviewError as error:
            problems += error.problems
            continue
        problems += _file_problems(review, path, set(reviewers["reviewer"]))
        lines = zip(*(frame[name] for name in COLUMNS), strict=True)
        for row, line in zip(frame["row"], map(Line._make, lines), strict=True):
            problems += rules.problems(line, review.shown(path), int(row))
        frames.append(frame)
    if problems:
        raise ReviewError(sorted(problems))
    return Decisions(_join(frames), reviewers)


def _decision_files(review: Review, only: str | None) -> list[tuple[str, Path]]:
    """Return stage and path of every decision file, in a fixed order."""
    results = [(stage, path) for stage in STAGES for path in files_in(stage_folder(review, stage), "*.csv", deep=False)]
    return [(stage, path) for stage, path in results if only is None or path.stem == only]


def _read_reviewers(review: Review) -> tuple[pd.DataFrame, list[Problem]]:
    """Read ``reviewers.csv``."""
    path = review.screening / "reviewers.csv"
    file = review.shown(path)
    try:
        table = read_table(path, REVIEWER_COLUMNS, file)
    except ReviewError as error:
        return pd.DataFrame(columns=list(REVIEWER_COLUMNS), dtype="str"), error.problems
    problems = []
    for row, name, kind in zip(table.index, table["reviewer"], table["kind"], strict=True):
        if kind not in REVIEWER_KINDS:
            problems.append(Problem(file, int(row), "kind", f"{kind!r}; expected {one_of(REVIEWER_KINDS)}"))
        wrong = "" if name == ADJUDICATION else reviewer_problem(name)
        if wrong:
            problems.append(Problem(file, int(row), "reviewer", wrong))
    return table.reset_index(drop=True), problems


def _file_problems(review: Review, path: Path, reviewers: set[str]) -> list[Problem]:
    """Check a decision file's name, and that its last line is whole."""
    file = review.shown(path)
    problems = []
    name = adjudicator(path.stem) or path.stem
    if name != ADJUDICATION and (wrong := reviewer_problem(name)):
        problems.append(Problem(file, 0, "", wrong))
    elif name not in reviewers:
        place = review.shown(review.screening / "reviewers.csv")
        message = f"{name!r} is not in {place}; 'ettervern screen join {name} --kind person' says who or what voted"
        problems.append(Problem(file, 0, "", message))
    data = read_bytes(path)
    if not data.endswith(b"\n"):
        message = (
            "the last line has no line end, so it may be half-written: screen again as this reviewer "
            "(the line is then set aside and its report asked for again), or end the line if you know it is whole"
        )
        problems.append(Problem(file, data.count(b"\n") + 1, "", message))
    return problems


def _read_file(review: Review, stage: str, path: Path) -> pd.DataFrame:
    """Read one decision file; header lines that a merge has doubled are no decisions."""
    file = review.shown(path)
    table = read_table(path, COLUMNS, file)[list(COLUMNS)]
    doubled = (table == list(COLUMNS)).all(axis=1)
    table = table[~doubled].rename_axis("row").reset_index()
    return table.assign(stage=stage, reviewer=path.stem, file=file)


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return all lines in one frame, in an order that no merge changes."""
    columns = ["stage", "reviewer", *COLUMNS, "file", "row"]
    if not frames:
        return pd.DataFrame(columns=columns)
    votes = pd.concat(frames, ignore_index=True)
    place = {stage: number for number, stage in enumerate(STAGES)}
    votes["_stage"] = votes["stage"].map(place)
    votes["_time"] = [parse_time(text) for text in votes["time"]]
    votes = votes.sort_values(["_stage", "reviewer", "_time", "row"], kind="stable")
    return votes[columns].reset_index(drop=True)
