"""What the review itself calls things: its labels, headings of its tables, and the words for codes of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ettervern.catalogue import gettext
from ettervern.files import Problem, ReviewError
from ettervern.publish.results import Results
from ettervern.publish.site.html import in_language
from ettervern.review import LANGUAGES, Outcome, Review
from ettervern.settings.effect_measures import Measure
from ettervern.settings.reader import nearest


def headings(review: Review, keys: Sequence[str], language: str, kind: Measure | None = None) -> list[str]:
    """Return headings of columns; ``effect`` is called by its measure, where all of the column have one."""
    phrases = review.phrases(language)
    return [
        kind.heading(language) if key == "effect" and kind else gettext(f"word.{key}", language, **phrases)
        for key in keys
    ]


def written(results: Results, row: Any, column: str, language: str, *, marked: bool = True) -> str:
    """Return a text of a row that has a column a language, ``label_nb``; the review's first where it has not this one.

    What is shown in another language than the page's is marked as such, but in data of a script.
    """
    first = results.review.languages[0]
    get = row.get if hasattr(row, "get") else lambda name: getattr(row, name, None)
    text = get(f"{column}_{language}")
    if text is not None:
        return str(text)
    stands_in = str(get(f"{column}_{first}"))
    return in_language(stands_in, first) if marked else stands_in


def own(results: Results, kind: str, value: str, language: str) -> str:
    """Return what ``texts/codes.toml`` of the review says for a code of its own tables; empty where it has no words."""
    words: dict[str, str] = results.written("codes").get(kind, {}).get(value, {})
    # A book in a language that results are not written in shows the first language's words rather than the code.
    stands_in = "" if language in LANGUAGES else words.get(results.review.languages[0], "")
    return words.get(language, stands_in)


def own_code(results: Results, kind: str, value: str, language: str) -> str:
    """Return what readers see for a code of the review's own; one without words is shown, so that nothing is hidden."""
    return own(results, kind, value, language) or value.replace("_", " ")


def label(review: Review, table: str, key: str, language: str) -> str:
    """Return a label of ``review.toml``: of a category, reason, role or outcome."""
    row = getattr(review.settings, table).get(key)
    if row is None:
        return key.replace("_", " ")
    result: dict[str, str] = row.label if isinstance(row, Outcome) else row
    return result[language]


def called(results: Results, name: str, language: str) -> str:
    """Return what ``review.toml`` calls the review (``title``), an outcome, or what it asks (``question``).

    Raises
    ------
    ReviewError
        Where there is no such outcome.
    """
    about, outcomes = results.review.settings.review, results.review.outcomes
    known = {"title": about.title, "question": about.question, **{key: row.label for key, row in outcomes.items()}}
    if name not in known:
        message = f"{name!r}: expected among {', '.join(known)}{nearest(name, [*known])}"
        raise ReviewError(Problem("review.toml", 0, "", message))
    return known[name][language]
