"""How much the answer moves, in plain words: one sentence a question that a doubting reader would ask."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, log

from ettervern.computed import LeftOut, Pooled
from ettervern.numbers import interval, ratio, whole
from ettervern.publish.html import markup
from ettervern.publish.language import word
from ettervern.publish.results import Results
from ettervern.rounding import levelled

Answer = Pooled | LeftOut
#: A reader's question (Norwegian, English) -> ends of the names of the analyses that answer it.
QUESTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Om vi regner på en annen måte",
        "If it is worked out in another way",
        ("fixed", "dl", "he", "ml", "pm", "wald", "hk"),
    ),
    (
        "Om vi velger andre tall fra studiene",
        "If other figures are taken from the studies",
        ("no-reconstructed", "both-agree", "godley-95", "equal-arms", "all-contrasts"),
    ),
    (
        "Om vi måler noe annet, eller på et annet tidspunkt",
        "If something else is measured, or at another time",
        ("any-use-remission", "no-heavy-use", "paid-work", "window-6", "window-24"),
    ),
    ("Om vi tar med studier av andre grupper", "If studies of other groups are added", ("with-indirect",)),
    (
        "Om vi regner studiene i ord som «ingen forskjell»",
        "If studies in words count as “no difference”",
        ("words-null", "words-all"),
    ),
)
SAID = {
    "nb": {
        "one": "{the} blir {shown} ({ends}).",
        "several": "{the} går fra {shown} på {count} ulike måter.",
        "none": "Konfidensintervallet rommer aldri 1.",
        "some": "I {crossing} av dem rommer konfidensintervallet 1.",
        "all": "Alle konfidensintervallene rommer 1.",
        "one_holds": "Konfidensintervallet rommer 1.",
        "without": "Om vi tar bort én studie om gangen",
        "most": "Den flytter seg mest uten {study}: til {shown}.",
        "far": "Mest flytter svaret seg her: {question}.",
    },
    "en": {
        "one": "{the} becomes {shown} ({ends}).",
        "several": "{the} runs from {shown} in {count} ways.",
        "none": "The confidence interval never holds 1.",
        "some": "In {crossing} of them the confidence interval holds 1.",
        "all": "Every confidence interval holds 1.",
        "one_holds": "The confidence interval holds 1.",
        "without": "If one study at a time is left out",
        "most": "It moves most without {study}: to {shown}.",
        "far": "The answer moves most here: {question}.",
    },
}


def robustness(results: Results, outcome: str, language: str) -> str:
    """Return how the answer moves under each question, and under which it moves most."""
    main = f"{outcome}-main"
    if main not in results.pooled:
        return f"<p>{word('none', language)}</p>"
    the = results.review.measure.begun(language)
    message = {key: text.replace("{the}", the) for key, text in SAID[language].items()}
    answers = _answers(results, outcome, language)
    left_out = _left_out(results, outcome)
    lines = [(question, _sentence(rows, message, language)) for question, rows in answers.items()]
    if left_out:
        lines.append((message["without"], _without(left_out, _moved(left_out, results, main), message, language)))
        answers[message["without"]] = left_out
    items = "".join(f"<li><strong>{markup(question)}:</strong> {markup(text)}</li>" for question, text in lines)
    if not items:
        return f"<p>{word('none', language)}</p>"
    furthest = max(answers, key=lambda question: max(_moved(answers[question], results, main)))
    last = message["far"].format(question=furthest[0].lower() + furthest[1:])
    return f"<ul>{items}</ul>\n<p>{markup(last)}</p>"


def _answers(results: Results, outcome: str, language: str) -> dict[str, list[Answer]]:
    """Return the analyses that answer each question; a question without any is left out."""
    result: dict[str, list[Answer]] = {}
    for nb, en, ends in QUESTIONS:
        names = [f"{outcome}-{end}" for end in ends]
        if rows := _known([results.pooled[name] for name in names if name in results.pooled]):
            result[nb if language == "nb" else en] = rows
    return result


def _left_out(results: Results, outcome: str) -> list[Answer]:
    """Return the answers without each study; none where they have not been worked out."""
    return _known([row for row in results.rows(LeftOut) if row.analysis == f"{outcome}-loo"])


def _known(rows: Sequence[Answer]) -> list[Answer]:
    """Return the answers that have an interval."""
    return [row for row in rows if not isnan(row.estimate + row.ci_low + row.ci_high)]


def _moved(rows: list[Answer], results: Results, main: str) -> list[float]:
    """Return how far each answer lies from the main one, as the absolute difference of logarithms."""
    moved = [abs(log(row.estimate / results.pooled[main].estimate)) for row in rows]
    return [float(value) for value in levelled(moved, 1e-9)]


def _sentence(rows: list[Answer], message: dict[str, str], language: str) -> str:
    """Return what some analyses give: one with its interval, several from the lowest to the highest."""
    crossing = sum(row.ci_low <= 1 <= row.ci_high for row in rows)
    if len(rows) == 1:
        ends = interval(rows[0].ci_low, rows[0].ci_high, language)
        text = message["one"].format(shown=ratio(rows[0].estimate, language), ends=ends)
        return f"{text} {message['one_holds']}" if crossing else text
    shown = interval(min(row.estimate for row in rows), max(row.estimate for row in rows), language)
    key = "none" if not crossing else "all" if crossing == len(rows) else "some"
    holds = message[key].format(crossing=whole(crossing, language))
    return f"{message['several'].format(shown=shown, count=whole(len(rows), language))} {holds}"


def _without(rows: list[Answer], moved: list[float], message: dict[str, str], language: str) -> str:
    """Return what the answer is without each study, and which study moves it most."""
    row = rows[moved.index(max(moved))]
    most = message["most"].format(study=getattr(row, "label", ""), shown=ratio(row.estimate, language))
    return f"{_sentence(rows, message, language)} {most}"
