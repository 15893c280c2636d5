"""One person at work on one study: what is asked next, and every answer saved as it is given."""

from __future__ import annotations

from datetime import date

from ettervern.appraise.appraisers import studies_of, tool_for
from ettervern.appraise.lines import COLUMNS, Appraised, Line, Step, answers_to, folder, read_lines
from ettervern.extract.bias import overall_by_rule, too_mild
from ettervern.extract.schemas import StudyRow
from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.schema import shown
from ettervern.screen.session import refuse_name
from ettervern.screen.store import AppendOnlyFile, now_after
from ettervern.shown import Shown


class Appraising(Shown):
    """A person's appraisal of one study. Opens that person's own file only: what others answered stays unseen.

    Parameters
    ----------
    review : Review
        The review.
    study : str
        Id of a study of ``studies.csv``.
    name : str
        Who appraises; ``reviewers.csv`` lists the name.
    today : date, optional
        Lines after this day are errors.

    Attributes
    ----------
    study : StudyRow
        The study.
    tool : Tool
        The tool that fits its design.
    step : Step, optional
        What is to be done next; None where all is done.

    Raises
    ------
    ReviewError
        A study that is not there, a name that is not listed, a broken file, or one that is open elsewhere.
    """

    def __init__(self, review: Review, study: str, name: str, *, today: date | None = None) -> None:
        refuse_name(review, name)
        self.review, self.name = review, name
        self.study = _study(review, study)
        self.tool = tool_for(self.study)
        path = folder(review) / f"{name}.csv"
        self._file = AppendOnlyFile(path, COLUMNS, review.shown(path))
        try:
            self._all = read_lines(review, name, today=today)
        except BaseException:
            self._file.close()
            raise
        self.set_aside = self._file.set_aside
        self._back: Step | None = None

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first."""
        step = self.step
        return {"study": self.study.study_id, "tool": self.tool.id, "name": self.name, "next": step and step.item}

    @property
    def state(self) -> Appraised:
        """What the lines on this study come to."""
        return Appraised.of(self.tool, [line for line in self._all if line.study_id == self.study.study_id])

    @property
    def step(self) -> Step | None:
        """What is to be done next: what one went back to, else the first that waits."""
        return self._back or self.state.step()

    def choices(self) -> tuple[str, ...]:
        """Return what may be said to the step, in the order of the tool."""
        return answers_to(self.tool, self.step.item) if self.step else ()

    def before(self) -> Line | None:
        """Return what one said to the step before, whether it still counts or not."""
        _, line = self.state.lines.get(self.step.item, (0, None)) if self.step else (0, None)
        return line

    def proposal(self) -> str:
        """Return what the answers propose for a domain, or the domains for the whole; '' for a question."""
        if self.step is None or self.step.question:
            return ""
        if self.step.domain:
            return self.step.domain.proposal(self.state.answers)
        return overall_by_rule(self.tool.id, self._judged())

    def _judged(self) -> list[str]:
        """Return the judgements of the domains."""
        state = self.state
        return [line.answer for line in map(state.judged, self.tool.domains) if line]

    def progress(self) -> tuple[int, int]:
        """Return how many domains are judged, and how many there are."""
        return len(self._judged()), len(self.tool.domains)

    def say(self, answer: str, reason: str = "") -> Step | None:
        """Save an answer or a judgement; return what is to be done next.

        Parameters
        ----------
        answer : str
            One of :meth:`choices`.
        reason : str
            Where it stands, or why; it must be there for a judgement that is not the proposed one.

        Raises
        ------
        ReviewError
            What may not be said to this step, a judgement without its reason, a whole that is milder than its domains
            allow, or a line that could not be saved. The step then stays.
        """
        step = self.step
        if step is None:
            raise ReviewError(Problem("", 0, "", "nothing is left to answer"))
        reason = " ".join(reason.split())
        self._refuse(step, answer, reason)
        last = self._all[-1].time if self._all else ""
        line = Line(now_after(last), self.study.study_id, self.tool.id, step.item, answer, reason)
        self._file.append(line._asdict())
        self._all.append(line)
        self._back = None
        return self.step

    def fault(self, answer: str, reason: str) -> str:
        """Return why something may not be said to the step, or an empty string.

        Returns
        -------
        str
            ``choice``: not one of the choices; ``reason``: not what is proposed, and no reason; ``mild``: a whole that
            is milder than its domains allow.
        """
        if answer not in self.choices():
            return "choice"
        if self.step is None or self.step.question:
            return ""
        if self.step.domain is None and too_mild(self.tool.id, answer, self._judged()):
            return "mild"
        return "" if reason.strip() or answer == self.proposal() else "reason"

    def _refuse(self, step: Step, answer: str, reason: str) -> None:
        """Refuse what may not be said."""
        said = {
            "choice": f"expected one of {', '.join(self.choices())}; found {shown(answer)}",
            "reason": f"{answer} is not what the answers propose ({self.proposal()}); expected a reason",
            "mild": f"{answer} is milder than the domains allow; expected {self.proposal()} or worse",
        }
        if fault := self.fault(answer, reason):
            raise ReviewError(Problem("", 0, step.item, said[fault]))

    def back(self) -> Step | None:
        """Go back one step; what was said there stands until it is said anew."""
        steps = self._steps()
        here = steps.index(self.step) if self.step in steps else len(steps)
        self._back = steps[max(here - 1, 0)] if steps else None
        return self.step

    def forward(self) -> Step | None:
        """Go to the first step that waits."""
        self._back = None
        return self.step

    def go(self, item: str) -> bool:
        """Go to a question or a judgement that one has come to; return whether there is such."""
        step = next((step for step in self._steps() if step.item == item), None)
        self._back = step or self._back
        return step is not None

    def _steps(self) -> list[Step]:
        """Return the steps taken, in their order, and the one that waits."""
        state, steps = self.state, []
        for domain in self.tool.domains:
            path = domain.path(state.answers)
            steps += [Step(domain, question) for question in domain.questions if question.id in path]
            steps += [Step(domain, None)] if state.judged(domain) else []
            if state.judged(domain) is None:
                break
        else:
            steps.append(Step(None, None))
        waits = state.step()
        return steps if waits is None or waits in steps else [*steps, waits]

    def close(self) -> None:
        """Let others write to the file."""
        self._file.close()


def _study(review: Review, study: str) -> StudyRow:
    """Return a study by its id."""
    known = studies_of(review)
    if study not in known:
        file = review.shown(review.extraction / "studies.csv")
        message = (
            f"no study {shown(study)}; expected a study_id of this table, as {', '.join(list(known)[:3]) or 'x2020'}"
        )
        raise ReviewError(Problem(file, 0, "study_id", message))
    return known[study]
