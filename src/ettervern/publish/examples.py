"""What single studies found, for an answer that is too unsure to be told as a size: the largest, and the Norwegian."""

from __future__ import annotations

from collections.abc import Mapping

from ettervern.computed import Contrast, InWords
from ettervern.numbers import interval, ratio, whole
from ettervern.publish.citing import named
from ettervern.publish.html import Cell, Html, joined
from ettervern.publish.results import Results

HOME = "Norway"
WHAT: Mapping[str, Mapping[str, str]] = {
    "better": {"nb": "et bedre resultat med tiltaket", "en": "a better result with the measure"},
    "worse": {"nb": "et dårligere resultat med tiltaket", "en": "a worse result with the measure"},
    "same": {"nb": "ingen sikker forskjell", "en": "no certain difference"},
    "mixed": {"nb": "ulike svar", "en": "mixed results"},
    "unclear": {"nb": "et svar som ikke er til å tolke", "en": "a result that cannot be interpreted"},
}
#: Direction of a finding in words -> what was found.
IN_WORDS = {"favours_aftercare": "better", "favours_control": "worse", "no_difference": "same", "mixed": "mixed"}
LARGEST = {
    "nb": "Den største studien er {study} med {n} personer. Den fant {what}{more}. ",
    "en": "The largest study is {study} with {n} people. It found {what}{more}. ",
}
HERE = {
    "nb": "Den norske studien {study} fant {what}{more}. ",
    "en": "The Norwegian study {study} found {what}{more}. ",
}
NOT_HERE = {"nb": "Ingen norsk studie har tall om dette.", "en": "No Norwegian study has figures on this."}
NOT_POOLED = {
    "nb": ", men tallene er ikke med i det samlede svaret",
    "en": ", but its figures are not in the pooled answer",
}


def examples(results: Results, analysis: str, language: str) -> Html:
    """Return what the largest study and each Norwegian one found, a sentence each."""
    outcome = results.pooled[analysis].outcome
    pooled = [row for row in results.rows(Contrast) if row.analysis == analysis]
    words = [row for row in results.rows(InWords) if row.outcome == outcome and row.fate != "pooled"]
    both: list[Contrast | InWords] = [*pooled, *words]
    known = [row for row in both if people(row) > 0]
    sentences: list[Cell] = [_sentence(LARGEST, results, max(known, key=people), language)] if known else []
    here: list[Cell] = [_sentence(HERE, results, row, language) for row in pooled if row.country == HOME]
    return joined(*sentences, *(here or [NOT_HERE[language]]))


def people(row: Contrast | InWords) -> float:
    """Return how many people a study has on an outcome; 0 where that is not known."""
    n = row.n_total if isinstance(row, InWords) else row.n_intervention + row.n_control
    return n if n > 0 else 0.0  # not so for NaN


def _sentence(form: Mapping[str, str], results: Results, row: Contrast | InWords, language: str) -> Html:
    """Return what one study found; its name is a link, so the sentence is put together of cells."""
    if isinstance(row, InWords):
        what, more = IN_WORDS.get(row.direction, "unclear"), NOT_POOLED[language]
    else:
        what, more = _direction(results, row), _figures(results, row, language)
    before, _, after = form[language].partition("{study}")
    message = after.format(n=whole(people(row), language), what=WHAT[what][language], more=more)
    return joined(before, named(results, row.study_id, language), message)


def _direction(results: Results, row: Contrast) -> str:
    """Return which way a study's interval lies."""
    if row.ci_low <= 1 <= row.ci_high:
        return "same"
    return "better" if (row.estimate < 1) == (results.review.outcomes[row.outcome].favours == "low") else "worse"


def _figures(results: Results, row: Contrast, language: str) -> str:
    """Return a study's own effect with its interval."""
    name = results.review.measure.name[language]
    return f" ({name} {ratio(row.estimate, language)}, {interval(row.ci_low, row.ci_high, language)})"
