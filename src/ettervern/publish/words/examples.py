"""What single studies found, for an answer that is too unsure to be told as a size: the largest, and the Norwegian."""

from __future__ import annotations

from markupsafe import Markup

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Contrast, InWords
from ettervern.numbers import whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell
from ettervern.publish.site.templates import filled
from ettervern.publish.words.citing import named

HOME = "Norway"
#: Direction of a finding in words -> what was found.
IN_WORDS = {"favours_aftercare": "better", "favours_control": "worse", "no_difference": "same", "mixed": "mixed"}


def examples(results: Results, analysis: str, language: str) -> Markup:
    """Return what the largest study and each Norwegian one found, a sentence each."""
    outcome = results.pooled[analysis].outcome
    pooled = [row for row in results.rows(Contrast) if row.analysis == analysis]
    words = [row for row in results.rows(InWords) if row.outcome == outcome and row.fate != "pooled"]
    both: list[Contrast | InWords] = [*pooled, *words]
    known = [row for row in both if people(row) > 0]
    sentences = (
        [filled("examples.largest", language, **_found(results, max(known, key=people), language))] if known else []
    )
    here = [
        filled("examples.here", language, **_found(results, row, language)) for row in pooled if row.country == HOME
    ]
    sentences += here or [filled("examples.not_here", language)]
    return Markup(" ").join(sentences)


def people(row: Contrast | InWords) -> float:
    """Return how many people a study has on an outcome; 0 where that is not known."""
    n = row.n_total if isinstance(row, InWords) else row.n_intervention + row.n_control
    return n if n > 0 else 0.0  # not so for NaN


def _found(results: Results, row: Contrast | InWords, language: str) -> dict[str, Cell]:
    """Return what one study found, as a sentence takes it; its name is a link."""
    if isinstance(row, InWords):
        what, more = IN_WORDS.get(row.direction, "unclear"), gettext("examples.not_pooled", language)
    else:
        what, more = _direction(results, row), _figures(results, row, language)
    found = pgettext("single result", what, language)
    people_in = whole(people(row), language)
    return {"study": named(results, row.study_id, language), "n": people_in, "what": found, "more": more}


def _direction(results: Results, row: Contrast) -> str:
    """Return which way a study's interval lies."""
    outcome = results.review.outcomes[row.outcome]
    if outcome.kind.unsettled(row.ci_low, row.ci_high):
        return "same"
    return "better" if (row.estimate < outcome.kind.null) == (outcome.favours == "low") else "worse"


def _figures(results: Results, row: Contrast, language: str) -> str:
    """Return a study's own effect with its interval."""
    kind = results.review.outcomes[row.outcome].kind
    ends = kind.ends(row.ci_low, row.ci_high, language)
    return f" ({kind.name(language)} {kind.shown(row.estimate, language)}, {ends})"
