"""The main messages on one screen: each outcome in a box, with how sure the answer is, and what single studies found.

People of a hundred are drawn where the answer is sure enough to be told as a size.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.computed import Absolute
from ettervern.draw.icon_array import People, people_of
from ettervern.draw.svg import COLOURS
from ettervern.numbers import interval, is_missing, ratio, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Html, filled, markup, opens
from ettervern.publish.site.page_names import page_name, pages_of
from ettervern.publish.words.examples import examples
from ettervern.publish.words.language import label
from ettervern.publish.words.prose import page_link
from ettervern.publish.words.sentences import certainty, sized, statement

SIDE, STEP = 10, 13


def main_absolute(results: Results, analysis: str) -> pd.Series[Any] | None:
    """Return the absolute effect of a result at its main base rate; nothing where it is not worked out."""
    if not results.made(Absolute):
        return None
    rows = results.frame(Absolute)
    rows = rows[rows["analysis"] == analysis]
    rows = rows[rows["main"] == "yes"] if "main" in rows.columns else rows
    if rows.empty or is_missing(rows.iloc[0]["control_risk"]) or is_missing(rows.iloc[0]["with_risk"]):
        return None
    row: pd.Series[Any] = rows.iloc[0]
    return row


def answers(results: Results, _: str, language: str) -> str:
    """Return the box of each outcome, side by side where there is room."""
    boxes = [
        (_waiting if results.waits(f"{outcome}-main") else _box)(results, outcome, language)
        for outcome in results.review.outcomes
    ]
    return f'<div class="answers">{"".join(boxes)}</div>'


def _waiting(results: Results, outcome: str, language: str) -> str:
    """Return the box of an outcome on which nothing has been pooled yet."""
    name, said = label(results.review, "outcomes", outcome, language), gettext("word.not_pooled", language)
    return f'<section class="answer"><h2>{markup(name)}</h2><p class="said">{markup(said)}</p></section>'


def _box(results: Results, outcome: str, language: str) -> str:
    """Return one outcome's box: the sentence, people of a hundred or single studies, certainty, the figures behind."""
    analysis = f"{outcome}-main"
    row = results.pooled[analysis]
    name = label(results.review, "outcomes", outcome, language)
    ends = interval(row.ci_low, row.ci_high, language)
    figures = f"{results.review.measure.heading(language)} {ratio(row.estimate, language)} ({ends}), "
    figures += f"{whole(row.k, language)} {gettext('word.studies', language)}"
    more = gettext("front.more", language, outcome=name)
    page = page_name(results, outcome if outcome in pages_of(results.review) else "index", language)
    message = markup(statement(results, analysis, language))
    behind = f'<p class="behind">{markup(figures)}.</p>'
    if sized(results, analysis):
        middle = _hundred(results, outcome, language)
    else:
        middle, behind = (
            f"<p>{examples(results, analysis, language)}</p>",
            opens(gettext("word.pooled_figures", language), behind),
        )
    return (
        f'<section class="answer"><h2>{markup(name)}</h2><p class="said">{message}</p>{middle}'
        f'<p class="certainty">{markup(certainty(results, analysis, language))}</p>'
        f"{behind}<p>{page_link(page, more)}</p></section>"
    )


def _hundred(results: Results, outcome: str, language: str) -> str:
    """Return people of a hundred without the intervention and with it, as marks and numbers, and the base rate."""
    result = main_absolute(results, f"{outcome}-main")
    if result is None:
        return f"<p>{gettext('sentence.no_people', language)}</p>"
    people, good = people_of(result), results.review.outcomes[outcome].favours == "high"
    phrases = results.review.phrases(language, outcome)
    ends = {"low": str(people.low), "high": str(people.high)}
    groups = ""
    for n, arm, known in ((people.without, "without", False), (people.with_, "with", people.low is not None)):
        values: dict[str, Cell] = {"n": Html(f"<strong>{n}</strong>"), "does": phrases["does"], "arm": phrases[arm]}
        said = filled("front.people_ends" if known else "front.people", language, **values, **ends)
        groups += f"<div>{_marks(people, n, good=good)}<p>{said}</p></div>"
    base = f"{gettext('word.base_rate', language)}: {result[f'label_{language}']}."
    return f'<div class="hundred">{groups}</div><p class="behind">{markup(base)}</p>'


def _marks(people: People, n: int, *, good: bool) -> str:
    """Return a hundred marks, the first ``n`` filled; hidden from screen readers, for the text says the same."""
    mark = {variable: f"var(--figure-{variable}, {light})" for variable, light, _ in COLOURS.values()}
    full = mark["mark" if good else "pooled"]
    size = SIDE * STEP
    dots = "".join(
        f'<circle cx="{(place % SIDE + 0.5) * STEP:g}" cy="{(place // SIDE + 0.5) * STEP:g}" r="4.6" '
        f'style="fill: {full if place < n else "none"}; stroke: {full if place < n else mark["quiet"]}"/>'
        for place in range(people.per)
    )
    return f'<svg aria-hidden="true" viewBox="0 0 {size} {size}" width="{size}" height="{size}">{dots}</svg>'
