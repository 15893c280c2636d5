"""Who has appraised which study, what awaits, and where two appraisers differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ettervern.appraise.lines import OVERALL, TOOLS, Appraised, Line, by_study, names, read_lines
from ettervern.appraise.tool import NOT_ASKED, Tool
from ettervern.extract.schemas import BiasRow, OutcomeRow, StudyRow
from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.schema import R, first_by, read_entered, shown
from ettervern.screen.decisions import read_decisions
from ettervern.screen.rules import one_of
from ettervern.staging import is_file


@dataclass(frozen=True)
class Settlement:
    """Who settled a study, and the judgements: domain's column, or ``overall`` -> line."""

    by: str
    lines: dict[str, Line]


@dataclass(frozen=True)
class Appraisals:
    """All appraisals of one study.

    Attributes
    ----------
    study : StudyRow
        The study.
    tool : Tool
        The tool that fits its design.
    by : dict
        Name -> what that person's lines come to.
    kinds : dict
        Name -> ``person`` or ``software``.
    needed : int
        How many appraisals a study needs: as many as a report needs votes.
    row : BiasRow, optional
        What ``risk_of_bias.csv`` says of it now.
    settlement : Settlement, optional
        The latest settlement, if no appraiser has judged anew since.
    """

    study: StudyRow
    tool: Tool
    by: dict[str, Appraised]
    kinds: dict[str, str]
    needed: int
    row: BiasRow | None = None
    settlement: Settlement | None = None

    @property
    def begun(self) -> list[str]:
        """Who has begun and not finished."""
        return [name for name, one in self.by.items() if one.lines and not one.finished]

    @property
    def done(self) -> list[str]:
        """Who has finished; where enough people have, people alone: their word stands above software's."""
        finished = [name for name, one in self.by.items() if one.finished]
        people = [name for name in finished if self.kinds.get(name) == "person"]
        return people if len(people) >= self.needed else finished

    @property
    def complete(self) -> bool:
        """Whether as many as are needed have finished; until then nobody is shown another's answers."""
        return len(self.done) >= self.needed

    def differing(self) -> list[str]:
        """Return the domains, and ``overall``, on which those who have finished differ."""
        judged = [self.by[name].judgements() for name in self.done]
        items = [*(domain.column for domain in self.tool.domains), OVERALL]
        return [item for item in items if len({lines[item].answer for lines in judged}) > 1]

    @property
    def state(self) -> str:
        """``settled``, ``to_settle`` (all have finished), ``begun`` or ``nobody``."""
        if self.settlement:
            return "settled"
        return "to_settle" if self.complete else "begun" if self.done or self.begun else "nobody"


class Compared(NamedTuple):
    """One question, domain or whole, side by side: who answered what, and why."""

    item: str
    answers: dict[str, str]
    reasons: dict[str, str]

    @property
    def same(self) -> bool:
        """Whether all answered the same."""
        return len({*self.answers.values()}) == 1


def studies_of(review: Review) -> dict[str, StudyRow]:
    """Return the rows of ``studies.csv`` by id."""
    return {row.study_id: row for row in rows_of(review, StudyRow, "studies")}


def rows_of(review: Review, row: type[R], table: str) -> list[R]:
    path = review.extraction / f"{table}.csv"
    return list(read_entered(row, path, review.shown(path)).values()) if is_file(path) else []


def tool_for(study: StudyRow) -> Tool:
    """Return the tool that fits a study's design: RoB 2 where lots were drawn, else ROBINS-I."""
    return TOOLS["rob2" if study.design == "rct" else "robins_i"]


def appraisals(review: Review, *, today: date | None = None) -> dict[str, Appraisals]:
    """Return all appraisals of each study that has figures, by its id, in the order of ``studies.csv``.

    Parameters
    ----------
    review : Review
        The review.
    today : date, optional
        Lines after this day are errors.

    Raises
    ------
    ReviewError
        Extraction tables or appraisers' files that cannot be read.
    """
    figures = {row.study_id for row in rows_of(review, OutcomeRow, "outcomes")}
    begun = {name: by_study(read_lines(review, name, today=today)) for name in names(review)}
    settled = _settlements(review, today)
    kinds = kinds_of(review)
    rows = first_by(lambda row: row.study_id, rows_of(review, BiasRow, "risk_of_bias"))
    wanted = figures.union(*begun.values())
    result = {}
    for study in (row for row in studies_of(review).values() if row.study_id in wanted):
        tool = tool_for(study)
        by = {
            name: Appraised.of(tool, lines[study.study_id]) for name, lines in begun.items() if study.study_id in lines
        }
        one = Appraisals(study, tool, by, kinds, review.settings.screening.votes, rows.get(study.study_id))
        result[study.study_id] = _settled(one, settled.get(study.study_id))
    return result


def kinds_of(review: Review) -> dict[str, str]:
    """Return who ``reviewers.csv`` lists: name -> ``person`` or ``software``."""
    table = read_decisions(review, only="").reviewers
    return dict(zip(table["reviewer"], table["kind"], strict=True))


def _settlements(review: Review, today: date | None) -> dict[str, Settlement]:
    """Return the latest settlement of each study, by the time of its judgement of the whole."""
    result: dict[str, Settlement] = {}
    for name in names(review, settled=True):
        for study, lines in by_study(read_lines(review, name, settled=True, today=today)).items():
            one = Settlement(name, {line.item: line for line in lines})
            whole, before = one.lines.get(OVERALL), result.get(study)
            if whole and (before is None or before.lines[OVERALL].moment < whole.moment):
                result[study] = one
    return result


def _settled(one: Appraisals, settlement: Settlement | None) -> Appraisals:
    """Return appraisals with their settlement, unless it is of another tool or older than what an appraiser judged."""
    if settlement is None or settlement.lines[OVERALL].tool != one.tool.id:
        return one
    finished = [moment for name in one.done if (moment := one.by[name].finished)]
    older = bool(finished) and max(finished) > settlement.lines[OVERALL].moment
    return one if older else replace(one, settlement=settlement)


def appraisals_of(review: Review, study: str, *, today: date | None = None) -> Appraisals:
    """Return all appraisals of one study.

    Raises
    ------
    ReviewError
        A study that ``studies.csv`` does not have, or that has no figures.
    """
    known = appraisals(review, today=today)
    if study not in known:
        file = review.shown(review.extraction / "studies.csv")
        waiting = ", ".join(list(known)[:5]) or "none yet"
        message = f"no study {shown(study)} with figures; expected one of those in outcomes.csv, as {waiting}"
        raise ReviewError(Problem(file, 0, "study_id", message))
    return known[study]


def compared(one: Appraisals) -> list[Compared]:
    """Return all questions, domains and the whole side by side.

    Raises
    ------
    ReviewError
        While too few have finished: appraisers are blind to one another until then.
    """
    refuse_blind(one)
    result = []
    for domain in one.tool.domains:
        paths = {name: domain.path(one.by[name].answers) for name in one.done}
        asked = [question.id for question in domain.questions if any(question.id in path for path in paths.values())]
        for question in asked:
            answers = {name: path.get(question, NOT_ASKED) for name, path in paths.items()}
            reasons = {name: one.by[name].lines[question][1].reason for name in paths if question in paths[name]}
            result.append(Compared(question, answers, reasons))
        result.append(_judged(one, domain.column))
    return [*result, _judged(one, OVERALL)]


def _judged(one: Appraisals, item: str) -> Compared:
    """Return a judgement side by side."""
    lines = {name: one.by[name].judgements()[item] for name in one.done}
    return Compared(
        item,
        {name: line.answer for name, line in lines.items()},
        {name: line.reason for name, line in lines.items() if line.reason},
    )


def refuse_blind(one: Appraisals) -> None:
    """Refuse to show answers while too few have finished.

    Raises
    ------
    ReviewError
        With who has finished and how many are needed.
    """
    if not one.complete:
        who = one_of(one.done) if one.done else "nobody"
        message = (
            f"{one.study.study_id}: {one.needed} appraisals are needed, {len(one.done)} finished ({who}); "
            f"next: ettervern appraise {one.study.study_id} --by NAME"
        )
        raise ReviewError(Problem("", 0, "study_id", message))
