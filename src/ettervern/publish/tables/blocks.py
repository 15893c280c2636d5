"""Tables and boxes of pooled results, each made from results as one piece of HTML."""

from __future__ import annotations

import pandas as pd

from ettervern.catalogue import gettext, pgettext
from ettervern.computed import Choice
from ettervern.draw.forest_text import counts
from ettervern.numbers import decimal, percent, whole
from ettervern.publish.figures.made import forest_of
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, folded, headed, table
from ettervern.publish.site.templates import rendered
from ettervern.publish.words.citing import named
from ettervern.publish.words.examples import examples
from ettervern.publish.words.language import headings, own_code
from ettervern.publish.words.sentences import absolute, certainty, sized, statement
from ettervern.settings.effect_measures import COUNTS, MEANS, MEASURES, RATES, Measure


def forest_table(results: Results, analysis: str, language: str) -> str:
    """Return the table that says the same as the forest plot."""
    forest = forest_of(results, analysis, language)
    kind = MEASURES[forest.measure]
    keys = ("study", "category", "intervention", "control", "months", "effect", "ci", "weight")
    heads = headings(results.review, keys, language, kind)
    columns = [Column(head, place > 1) for place, head in enumerate(heads)]
    rows = [_contrast_row(results, row, kind, language) for _, row in forest.studies.iterrows()]
    pooled = forest.pooled
    foot: list[list[Cell]] = [
        [
            f"{gettext('word.pooled', language)} ({len(rows)} {gettext('word.studies', language)})", "", "", "", "",
            kind.shown(pooled.estimate, language), kind.ends(pooled.ci_low, pooled.ci_high, language, short=True),
            percent(1.0, language),
        ],
        [
            gettext("word.prediction", language), "", "", "", "", "",
            kind.ends(pooled.pi_low, pooled.pi_high, language, short=True), "",
        ],
    ]  # fmt: skip
    what = {COUNTS: "", MEANS: ".amount", RATES: ".rate"}.get(kind.columns, ".effect")
    caption = gettext(f"forest.table{what}", language, outcome=forest.outcome)
    return table(caption, columns, rows, foot=foot, name=f"table-{analysis}")


def _contrast_row(results: Results, row: pd.Series[str], kind: Measure, language: str) -> list[Cell]:
    """Return a pooled study's row."""
    arms = [counts(row, arm, language) or gettext("word.not_given", language) for arm in ("intervention", "control")]  # type: ignore[arg-type]
    return [
        named(results, row["study_id"], language),
        str(row["category"]),
        *arms,
        decimal(float(row["months"]), 0, language),
        kind.shown(float(row["estimate"]), language),
        kind.ends(float(row["ci_low"]), float(row["ci_high"]), language, short=True),
        percent(float(row["weight"]) / 100, language, 1),
    ]


def glance(results: Results, analysis: str, language: str) -> str:
    """Return the answer at a glance: what the studies found, the numbers, the word on certainty."""
    row = results.pooled[analysis]
    kind = MEASURES[row.measure]
    facts = [
        (kind.heading(language), kind.shown(row.estimate, language)),
        (gettext("word.ci_full", language), kind.ends(row.ci_low, row.ci_high, language)),
        (gettext("word.prediction", language), kind.ends(row.pi_low, row.pi_high, language)),
        (gettext("word.studies", language).capitalize(), whole(row.k, language)),
    ]
    told = sized(results, analysis)
    return rendered(
        "glance",
        language,
        facts=facts,
        sized=told,
        statement=statement(results, analysis, language),
        people=(absolute if told else examples)(results, analysis, language),
        certainty=certainty(results, analysis, language),
    )


def unpooled_figures(results: Results, outcome: str, language: str) -> str:
    """Return the rows that have figures but are not in the main result, each with the reason."""
    choice = results.frame(Choice)
    rows = choice[(choice["outcome"] == outcome) & (choice["why_not"] != "")]
    pooling = results.review.settings.pooling
    months = {"target": f"{pooling.target_months:g}", "minimum": f"{pooling.minimum_months:g}"}
    keys = ("study", "definition", "months", "why")
    columns = headed(language, *keys, numbers=("months",))
    cells = [
        [
            named(results, row["study_id"], language),
            own_code(results, "definition_flag", row["definition_flag"], language),
            _months(row["months"], language),
            pgettext("why_not", row["why_not"], language, **months).capitalize(),
        ]
        for _, row in rows.iterrows()
    ]
    caption = gettext("blocks.unpooled", language)
    file = table(caption, columns, cells, name=f"table-{outcome}-unpooled")
    return folded(caption, len(cells), file, language)


def _months(text: str, language: str) -> str:
    """Return months as a number, or that they are not known."""
    return decimal(float(text), 0, language) if text else gettext("word.unknown", language)
