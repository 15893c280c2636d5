"""Counts of a single group on the page of one's own study: the services' published counts beside Norwegian rates."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.computed import Pilot
from ettervern.local.own_texts import own_text
from ettervern.local.pilot import no_effect as no_effect_said
from ettervern.numbers import decimal, percent, whole
from ettervern.publish.pages.own_study import nothing
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, Column, joined, stacked, table
from ettervern.publish.words.citing import named
from ettervern.publish.words.language import own_code
from ettervern.publish.words.prose import opened, sources, told
from ettervern.schema import first_by

#: What a table of the extraction writes where a text is that of the row before.
SAME = "as above"


def _text(results: Results, name: str, line: Any, row: pd.Series[str], column: str, language: str) -> Cell:
    """Return a text of an extraction table; where it says "as above", the text of the row that it points to."""
    source = results[name].loc[:line]
    full = source[source[column] != SAME]
    origin = full.iloc[-1] if row[column] == SAME and not full.empty else row
    key = "rate_id" if name == "base_rates" else "id"
    return opened(told(results, name, origin[key], column, origin[column], language))


def _interval(row: Pilot, language: str) -> str:
    """Return "62 % (41 to 79 %)" with the counts; empty where nothing was counted."""
    if row.events is None or row.n is None or isnan(row.low):
        return ""
    ends = gettext(
        "number.interval", language, low=decimal(100 * row.low, 0, language), high=percent(row.high, language)
    )
    of = gettext("own-study.of", language, events=whole(row.events, language), n=whole(row.n, language))
    return f"{percent(row.share, language)} ({ends}), {of}"


def _whole(*parts: Cell) -> Markup:
    """Return cells as one element: on a telephone each element of a table's cell would get a place of its own."""
    return Markup("<span>{}</span>").format(joined(*parts))


def _target(row: Pilot, language: str) -> str:
    """Return a target as the source has it, said to be none of the results."""
    share = gettext("own-study.of", language, events=row.events, n=row.n) if row.n else row.events
    return f"{share} ({gettext('own-study.target', language)})"


def _after(row: Pilot, language: str) -> str:
    """Return when it was counted."""
    months = decimal(row.months, 0 if row.months.is_integer() else 1, language)
    return gettext("own-study.after", language, months=months)


def _own(results: Results, name: str, language: str) -> str:
    """Return a heading or caption, in the review's own words where it has some."""
    general = gettext(f"own-study.{name}", language)
    return own_text(results.written("own_study"), f"pages.{name}", language, general)


def _beside(results: Results, row: Pilot, language: str) -> Markup:
    """Return a Norwegian base rate in short: share, time and study."""
    share = _interval(row, language) or gettext("own-study.no_counts", language)
    return joined(named(results, row.source, language), f", {_after(row, language)}: {share}")


def own_counts(results: Results, _: str, language: str) -> str:
    """Return the services' published counts, each with its caution and the Norwegian base rates beside it."""
    result, known = results.rows(Pilot), results.get("local_pilot")
    if known is None or not result:
        return nothing(language)
    cells: list[list[Cell]] = []
    for row in result:
        if row.kind == "base_rate":
            continue
        beside = [rate for rate in result if (rate.kind, rate.beside) == ("base_rate", row.id)]
        lines = [_beside(results, rate, language) for rate in beside]
        rates: Cell = _whole(stacked(*lines)) if lines else ""
        line = known.index[known["id"] == row.id][0]
        caution = _text(results, "local_pilot", line, known.loc[line], "caution", language)
        about = _text(results, "local_pilot", line, known.loc[line], "population", language)
        share = _target(row, language) if row.kind == "target" else _interval(row, language)
        counted = f"{own_code(results, 'pilot', row.outcome, language)}: {share}"
        origin = _whole(caution, ". " if caution else "", sources(results, [row.source], language))
        cells.append([stacked(row.service, about), counted, rates, origin])
    columns = [Column(_own(results, key, language)) for key in ("who", "counted", "beside", "caution")]
    return table(_own(results, "counts", language), columns, cells, name="table-own-counts")


def own_rates(results: Results, _: str, language: str) -> str:
    """Return the Norwegian rates that a single group's count may stand beside, with their cautions."""
    result, known = results.rows(Pilot), results.get("base_rates")
    if known is None or not result:
        return nothing(language)
    cells: list[list[Cell]] = []
    rates = [row for row in result if row.kind == "base_rate"]
    for row in first_by(lambda row: (row.id, row.outcome), rates).values():
        line = known.index[known["rate_id"] == row.id][0]
        texts = {
            column: _text(results, "base_rates", line, known.loc[line], column, language)
            for column in ("population", "event_label", "definition", "caution")
        }
        counted = _whole(
            gettext("own-study.source_counts", language), ": ", texts["event_label"], ". ", texts["definition"]
        )
        share = _interval(row, language) or gettext("own-study.no_counts", language)
        name = own_text(results.written("own_study"), f"counts.{row.outcome}.label", language, row.outcome)
        head = _whole(stacked(f"{name}: {share}", _after(row, language)))
        cells.append([stacked(named(results, row.source, language), texts["population"]), head, counted,
                      texts["caution"]])  # fmt: skip
    columns = [Column(_own(results, key, language)) for key in ("who", "counted", "defined", "caution")]
    return table(_own(results, "rates", language), columns, cells, name="table-own-rates")


def no_effect(_results: Results, _argument: str, language: str) -> str:
    """Return the sentence that stands with every count of a single group."""
    return Markup('<p class="tool-warning">{}</p>').format(no_effect_said(language))
