"""The main messages on one screen: each outcome in a box, with how sure the answer is, and what single studies found.

People of a hundred are drawn where the answer is sure enough to be told as a size.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ettervern.computed import Absolute
from ettervern.draw.icon_array import People, people_of
from ettervern.draw.svg import COLOURS
from ettervern.numbers import interval, is_missing, ratio, whole
from ettervern.publish.citing import PAGES
from ettervern.publish.examples import examples
from ettervern.publish.html import markup, opens
from ettervern.publish.language import label, word
from ettervern.publish.prose import page_link
from ettervern.publish.results import Results
from ettervern.publish.words import certainty, sized, statement

#: Outcome -> page on it, and the words for having its event: (Norwegian, English).
OUTCOME_PAGES = {"relapse": "relapse", "employment": "work"}
HAS = {"relapse": ("får tilbakefall", "relapse"), "employment": ("er i arbeid", "are in work")}
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
    boxes = [_box(results, outcome, language) for outcome in results.review.outcomes]
    return f'<div class="answers">{"".join(boxes)}</div>'


def _box(results: Results, outcome: str, language: str) -> str:
    """Return one outcome's box: the sentence, people of a hundred or single studies, certainty, the figures behind."""
    analysis = f"{outcome}-main"
    row = results.pooled[analysis]
    name = label(results.review, "outcomes", outcome, language)
    ends = interval(row.ci_low, row.ci_high, language)
    figures = f"{results.review.measure.heading(language)} {ratio(row.estimate, language)} ({ends}), "
    figures += f"{whole(row.k, language)} {word('studies', language)}"
    more = {"nb": f"Les mer: {name}", "en": f"Read more: {name}"}[language]
    page = PAGES[OUTCOME_PAGES.get(outcome, "front")][language]
    message = markup(statement(results, analysis, language))
    behind = f'<p class="behind">{markup(figures)}.</p>'
    if sized(results, analysis):
        middle = _hundred(results, outcome, language)
    else:
        middle, behind = (
            f"<p>{examples(results, analysis, language)}</p>",
            opens(word("pooled_figures", language), behind),
        )
    return (
        f'<section class="answer"><h2>{markup(name)}</h2><p class="said">{message}</p>{middle}'
        f'<p class="certainty">{markup(certainty(results, analysis, language))}</p>'
        f"{behind}<p>{page_link(page, more)}</p></section>"
    )


def _hundred(results: Results, outcome: str, language: str) -> str:
    """Return people of a hundred without and with aftercare, as marks and as numbers, and where the first is from."""
    result = main_absolute(results, f"{outcome}-main")
    if result is None:
        return {
            "nb": "<p>Hva det betyr i antall personer, er ikke regnet ut ennå.</p>",
            "en": "<p>What it means in numbers of people has not been worked out yet.</p>",
        }[language]
    people = people_of(result)
    has = HAS.get(outcome, ("har hendelsen", "have the event"))[language != "nb"]
    low, high = people.low, people.high
    ends = "" if low is None else {"nb": f" ({low} til {high})", "en": f" ({low} to {high})"}[language]
    heads = {"nb": ("uten ettervern", "med ettervern"), "en": ("without aftercare", "with aftercare")}[language]
    of = {"nb": "av 100", "en": "of 100"}[language]
    groups = "".join(
        f"<div>{_marks(people, n, outcome)}<p><strong>{n}</strong> {of} {has} {head}{extra}</p></div>"
        for n, head, extra in ((people.without, heads[0], ""), (people.with_, heads[1], ends))
    )
    base = f"{word('base_rate', language)}: {result[f'label_{language}']}."
    return f'<div class="hundred">{groups}</div><p class="behind">{markup(base)}</p>'


def _marks(people: People, n: int, outcome: str) -> str:
    """Return a hundred marks, the first ``n`` filled; hidden from screen readers, for the text says the same."""
    mark = {variable: f"var(--figure-{variable}, {light})" for variable, light, _ in COLOURS.values()}
    full = mark["pooled"] if outcome == "relapse" else mark["mark"]
    size = SIDE * STEP
    dots = "".join(
        f'<circle cx="{(place % SIDE + 0.5) * STEP:g}" cy="{(place // SIDE + 0.5) * STEP:g}" r="4.6" '
        f'style="fill: {full if place < n else "none"}; stroke: {full if place < n else mark["quiet"]}"/>'
        for place in range(people.per)
    )
    return f'<svg aria-hidden="true" viewBox="0 0 {size} {size}" width="{size}" height="{size}">{dots}</svg>'
