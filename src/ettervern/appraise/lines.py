"""The lines that appraisers leave: one append-only file a person, a line an answer or a judgement.

``screening/<review>/appraisal/<name>.csv`` holds what one person answered and judged; ``settled/<name>.csv`` beside it
what that person settled. Lines are only added: of two on the same thing the later counts, so that branches merge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from ettervern.appraise import rob2, robins_i
from ettervern.appraise.tool import Domain, Question, Tool
from ettervern.extract.vocabulary import JUDGEMENTS
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.schema import first_by, shown
from ettervern.screen.decisions import reviewer_problem
from ettervern.screen.rules import in_future, parse_time
from ettervern.staging import files_in, is_file

TOOLS = {tool.id: tool for tool in (rob2.TOOL, robins_i.TOOL)}
OVERALL = "overall"


class Line(NamedTuple):
    """A line of an appraiser's file: ``item`` is a question (``2.3``), a domain's column, or ``overall``."""

    time: str
    study_id: str
    tool: str
    item: str
    answer: str
    reason: str

    @property
    def moment(self) -> datetime:
        """When the line was written."""
        return parse_time(self.time) or datetime.min.replace(tzinfo=UTC)


COLUMNS = Line._fields


class Step(NamedTuple):
    """What is to be done next: a question, the judgement of a domain, or (no domain) the whole."""

    domain: Domain | None
    question: Question | None

    @property
    def item(self) -> str:
        """Return what a line on it is called."""
        return self.question.id if self.question else self.domain.column if self.domain else OVERALL


@dataclass(frozen=True)
class Appraised:
    """What one person's lines on one study come to.

    Attributes
    ----------
    tool : Tool
        The tool.
    lines : dict
        Item -> its last line and that line's place. A judgement counts only while nothing that it rests on has a
        later line: who changes an answer judges the domain, and the whole, again.
    """

    tool: Tool
    lines: dict[str, tuple[int, Line]]

    @classmethod
    def of(cls, tool: Tool, lines: list[Line]) -> Appraised:
        """Return what lines, in the order of their times, come to; those made with another tool count for nothing."""
        mine = [line for line in lines if line.tool == tool.id]
        return cls(tool, {line.item: (place, line) for place, line in enumerate(mine)})

    @property
    def answers(self) -> dict[str, str]:
        """The answers by question, those of questions that are no longer asked too."""
        return {item: line.answer for item, (_, line) in self.lines.items() if "." in item}

    def judged(self, domain: Domain) -> Line | None:
        """Return the judgement of a domain that counts."""
        path = domain.path(self.answers)
        begun = max((self.lines[question][0] for question in path), default=-1)
        place, line = self.lines.get(domain.column, (-1, None))
        return line if place > begun and domain.waiting(self.answers) is None else None

    def overall(self) -> Line | None:
        """Return the judgement of the whole that counts."""
        parts = [self.judged(domain) for domain in self.tool.domains]
        place, line = self.lines.get(OVERALL, (-1, None))
        last = max(self.lines[part.item][0] for part in parts if part) if all(parts) else place
        return line if place > last else None

    def step(self) -> Step | None:
        """Return what is to be done next; None where all is done."""
        for domain in self.tool.domains:
            if self.judged(domain) is None:
                return Step(domain, domain.waiting(self.answers))
        return None if self.overall() else Step(None, None)

    def judgements(self) -> dict[str, Line]:
        """Return the judgements that count: domain's column, or ``overall`` -> line."""
        parts = {domain.column: self.judged(domain) for domain in self.tool.domains} | {OVERALL: self.overall()}
        return {item: line for item, line in parts.items() if line}

    @property
    def finished(self) -> datetime | None:
        """The time of the last judgement; None while something is left to do."""
        whole = self.overall()
        return whole.moment if whole else None


def folder(review: Review, *, settled: bool = False) -> Path:
    """Return the folder of the appraisers' files."""
    place = review.screening / "appraisal"
    return place / "settled" if settled else place


def names(review: Review, *, settled: bool = False) -> list[str]:
    """Return whose files there are."""
    return sorted(path.stem for path in files_in(folder(review, settled=settled), "*.csv", deep=False))


def read_lines(review: Review, name: str, *, settled: bool = False, today: date | None = None) -> list[Line]:
    """Return one person's lines in the order of their times; none where there is no file.

    Raises
    ------
    ReviewError
        A file that cannot be read, or lines that cannot be right.
    """
    path = folder(review, settled=settled) / f"{name}.csv"
    if not is_file(path):
        return []
    file = review.shown(path)
    cells = read_table(path, COLUMNS, file)
    rows = zip(cells.index, cells[list(COLUMNS)].itertuples(index=False, name=None), strict=True)
    lines = {int(row): Line(*map(str, cell)) for row, cell in rows if tuple(cell) != COLUMNS}  # a merge doubles headers
    wrong = reviewer_problem(name)
    problems = [Problem(file, 0, "", wrong)] if wrong else []
    problems += [problem for row, line in lines.items() for problem in _faults(line, file, row, today)]
    if problems:
        raise ReviewError(problems)
    return sorted(lines.values(), key=lambda line: line.moment)


def _faults(line: Line, file: str, row: int, today: date | None) -> Iterator[Problem]:
    """Yield what is wrong in a line."""
    if parse_time(line.time) is None or (today is not None and in_future(line.time, today)):
        yield Problem(
            file, row, "time", f"expected a time as 2026-11-21T09:30:00Z, not after today; {shown(line.time)}"
        )
    tool = TOOLS.get(line.tool)
    if tool is None:
        yield Problem(file, row, "tool", f"expected one of {', '.join(TOOLS)}; found {shown(line.tool)}")
        return
    allowed = answers_to(tool, line.item)
    if not allowed:
        yield Problem(file, row, "item", f"{tool.id} has no question or domain {shown(line.item)}")
    elif line.answer not in allowed:
        yield Problem(file, row, "answer", f"expected one of {', '.join(allowed)}; found {shown(line.answer)}")


def line_problems(review: Review, listed: Collection[str]) -> list[Problem]:
    """Return what is wrong in all appraisers' files; one of somebody who is not listed too."""
    problems = []
    for settled in (False, True):
        for name in names(review, settled=settled):
            path = folder(review, settled=settled) / f"{name}.csv"
            if name not in listed:
                problems.append(Problem(review.shown(path), 0, "", f"{shown(name)} is not listed in reviewers.csv"))
            try:
                read_lines(review, name, settled=settled)
            except ReviewError as error:
                problems += error.problems
    return problems


def answers_to(tool: Tool, item: str) -> tuple[str, ...]:
    """Return what may be answered to a question or judged of a domain or the whole; none where there is no such."""
    questions = {question.id: question.answers for domain in tool.domains for question in domain.questions}
    known = item == OVERALL or item in [domain.column for domain in tool.domains]
    # The guidance of RoB 2 has no judgement "no information" for people: the algorithm takes silence into account.
    words = JUDGEMENTS[tool.id][:-1] if tool is rob2.TOOL else JUDGEMENTS[tool.id]
    return words if known else questions.get(item, ())


def by_study(lines: list[Line]) -> dict[str, list[Line]]:
    """Return lines by study, each in the order of the times."""
    return {
        study: [line for line in lines if line.study_id == study] for study in first_by(lambda x: x.study_id, lines)
    }
