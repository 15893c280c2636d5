"""The words of an appraisal, for the terminal and the panel alike."""

from __future__ import annotations

from ettervern.appraise.lines import OVERALL, TOOLS, Step, answers_to
from ettervern.appraise.tool import ANSWERS, NOT_ASKED, Tool
from ettervern.catalogue import gettext, pgettext
from ettervern.extract.schemas import StudyRow


def question_text(tool: Tool, question: str, language: str) -> str:
    """Return a signalling question with its number, in short words of our own."""
    return f"{question} {pgettext('signalling question', f'{tool.id} {question}', language)}"


def domain_text(tool: Tool, column: str, language: str) -> str:
    """Return what a domain of a tool is called; the whole too."""
    return pgettext("appraise domain", column if column == OVERALL else f"{tool.id} {column}", language)


def tool_text(tool: Tool, language: str) -> str:
    """Return what a tool is called."""
    return pgettext("appraise domain", tool.id, language)


def study_text(tool: Tool, study: StudyRow, language: str) -> str:
    """Return what is appraised, with which tool, and where it can be read."""
    source = f"https://doi.org/{study.doi}" if study.doi else study.source_url
    values = {"study": study.study_id, "title": study.title, "tool": tool_text(tool, language), "source": source}
    return gettext("appraise.study", language, **values).strip()


def said_text(answer: str, language: str) -> str:
    """Return an answer or a judgement in words."""
    return pgettext("answer" if answer in (*ANSWERS, NOT_ASKED) else "bias", answer, language)


def head_text(tool: Tool, step: Step, language: str) -> str:
    """Return where in the tool a step is."""
    if step.domain is None:
        return domain_text(tool, OVERALL, language)
    place = tool.domains.index(step.domain) + 1
    name = domain_text(tool, step.domain.column, language)
    return gettext("appraise.domain", language, n=place, total=len(tool.domains), name=name)


def asked_text(tool: Tool, step: Step, proposal: str, language: str) -> str:
    """Return what a step asks: a question, or for a judgement with what is proposed."""
    if step.question:
        return question_text(tool, step.question.id, language)
    kind = "official" if tool is TOOLS["rob2"] or step.domain is None else "own"
    return gettext(f"appraise.proposed.{kind}", language, proposal=said_text(proposal, language).lower())


def choices_text(tool: Tool, item: str, language: str) -> list[tuple[str, str]]:
    """Return what may be said to an item: key to press, and words; answers keep the tool's letters."""
    words = answers_to(tool, item)
    keys = [word if word in ANSWERS else str(number) for number, word in enumerate(words, 1)]
    return [(key, said_text(word, language)) for key, word in zip(keys, words, strict=True)]
