"""How much the answer moves, in plain words: one sentence a question that a doubting reader would ask."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, log

from ettervern.catalogue import gettext
from ettervern.computed import LeftOut, Pooled
from ettervern.numbers import whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import nothing
from ettervern.publish.site.templates import rendered
from ettervern.publish.tables.judged import questions
from ettervern.rounding import levelled
from ettervern.settings.effect_measures import MEASURES, Measure

Answer = Pooled | LeftOut


def robustness(results: Results, outcome: str, language: str) -> str:
    """Return how the answer moves under each question, and under which it moves most."""
    main = f"{outcome}-main"
    if main not in results.pooled:
        return nothing(language)
    answers = _answers(results, outcome)
    left_out = _left_out(results, outcome)
    kind = results.review.outcomes[outcome].kind
    said = {question: _sentence(rows, kind, language) for question, rows in answers.items()}
    if left_out:
        most = _most(left_out, _moved(left_out, results, main), kind, language)
        said["without"] = f"{_sentence(left_out, kind, language)} {most}"
        answers["without"] = left_out
    asked = {question: gettext(f"robustness.by.{question}", language) for question in said}
    if not asked:
        return nothing(language)
    furthest = max(answers, key=lambda question: max(_moved(answers[question], results, main)))
    said = {asked[question]: text for question, text in said.items()}
    return rendered("robustness", language, said=said, furthest=asked[furthest])


def _answers(results: Results, outcome: str) -> dict[str, list[Answer]]:
    """Return the analyses that answer each question; a question without any is left out."""
    result: dict[str, list[Answer]] = {}
    for question, ends in questions(results.review).items():
        names = [f"{outcome}-{end}" for end in ends]
        if rows := _known([results.pooled[name] for name in names if name in results.pooled]):
            result[question] = rows
    return result


def _left_out(results: Results, outcome: str) -> list[Answer]:
    """Return the answers without each study; none where they have not been worked out."""
    return _known([row for row in results.rows(LeftOut) if row.analysis == f"{outcome}-loo"])


def _known(rows: Sequence[Answer]) -> list[Answer]:
    """Return the answers that have an interval."""
    return [row for row in rows if not isnan(row.estimate + row.ci_low + row.ci_high)]


def _moved(rows: list[Answer], results: Results, main: str) -> list[float]:
    """Return how far each answer lies from the main one, on the scale of the analysis."""
    first = results.pooled[main]
    ratio = MEASURES[first.measure].ratio
    moved = [abs(log(row.estimate / first.estimate) if ratio else row.estimate - first.estimate) for row in rows]
    return [float(value) for value in levelled(moved, 1e-9)]


def _sentence(rows: list[Answer], kind: Measure, language: str) -> str:
    """Return what some analyses give: one with its interval, several from the lowest to the highest."""
    crossing = sum(kind.unsettled(row.ci_low, row.ci_high) for row in rows)
    the, null = kind.the(language), whole(kind.null, language)
    if len(rows) == 1:
        ends = kind.ends(rows[0].ci_low, rows[0].ci_high, language)
        shown = kind.shown(rows[0].estimate, language)
        return gettext(
            "robustness.one_holds" if crossing else "robustness.one",
            language,
            the=the,
            shown=shown,
            ends=ends,
            null=null,
        )
    shown = kind.ends(min(row.estimate for row in rows), max(row.estimate for row in rows), language)
    several = gettext("robustness.several", language, the=the, shown=shown, count=whole(len(rows), language))
    key = "none" if not crossing else "all" if crossing == len(rows) else "some"
    return f"{several} {gettext(f'robustness.holds.{key}', language, crossing=whole(crossing, language), null=null)}"


def _most(rows: list[Answer], moved: list[float], kind: Measure, language: str) -> str:
    """Return which study moves the answer most when it is left out, and where to."""
    row = rows[moved.index(max(moved))]
    shown = kind.shown(row.estimate, language)
    return gettext("robustness.most", language, study=getattr(row, "label", ""), shown=shown)
