"""What a tool for risk of bias is made of: domains of questions, when each is asked, and the judgement that follows.

The words of the questions are our own and stand in the catalogues (context ``signalling question``); the numbers are
those of the tools, so that whoever has the tool's own guidance beside them finds its elaboration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: Yes, probably yes, probably no, no, no information. A question that is not asked does not apply (NA).
ANSWERS = ("Y", "PY", "PN", "N", "NI")
NOT_ASKED = "NA"
#: Question -> answer.
Answers = Mapping[str, str]


def yes(answers: Answers, *questions: str) -> bool:
    """Return whether each question has the answer yes or probably yes."""
    return all(answers.get(question) in ("Y", "PY") for question in questions)


def no(answers: Answers, *questions: str) -> bool:
    """Return whether each question has the answer no or probably no."""
    return all(answers.get(question) in ("N", "PN") for question in questions)


def silent(answers: Answers, *questions: str) -> bool:
    """Return whether one of the questions could not be answered."""
    return any(answers.get(question) == "NI" for question in questions)


def not_no(answers: Answers, question: str) -> bool:
    """Return whether a question was answered, and not with no."""
    return question in answers and not no(answers, question)


def not_yes(answers: Answers, question: str) -> bool:
    """Return whether a question was answered, and not with yes."""
    return question in answers and not yes(answers, question)


def _always(_: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """A signalling question.

    Attributes
    ----------
    id : str
        Its number in the tool, as ``2.3``.
    asked : callable
        Whether it applies, from the answers before it in its domain.
    answers : tuple of str
        What may be answered.
    """

    id: str
    asked: Callable[[Answers], bool] = _always
    answers: tuple[str, ...] = ANSWERS


@dataclass(frozen=True)
class Domain:
    """A domain of a tool.

    Attributes
    ----------
    column : str
        Its column in ``risk_of_bias.csv``.
    questions : tuple of Question
        In the order in which they are asked.
    proposed : callable
        The judgement that follows from the answers to all questions that apply.
    """

    column: str
    questions: tuple[Question, ...]
    proposed: Callable[[Answers], str]

    def path(self, answers: Answers) -> dict[str, str]:
        """Return the answers that count, in their order, up to the first question that waits for one."""
        counted: dict[str, str] = {}
        for question in self.questions:
            if question.asked(counted):
                if question.id not in answers:
                    break
                counted[question.id] = answers[question.id]
        return counted

    def waiting(self, answers: Answers) -> Question | None:
        """Return the question to ask next; None where all that apply are answered."""
        counted = self.path(answers)
        return next((one for one in self.questions if one.id not in counted and one.asked(counted)), None)

    def proposal(self, answers: Answers) -> str:
        """Return the judgement that the answers lead to; '' where a question waits."""
        return "" if self.waiting(answers) else self.proposed(self.path(answers))


@dataclass(frozen=True)
class Tool:
    """A tool for risk of bias.

    Attributes
    ----------
    id : str
        As tables have it.
    domains : tuple of Domain
        In the tool's order.
    """

    id: str
    domains: tuple[Domain, ...]

    def domain_of(self, item: str) -> Domain | None:
        """Return the domain that a question or a column belongs to; None for the whole."""
        return next((one for one in self.domains if item == one.column or item in [q.id for q in one.questions]), None)
