"""Norwegian and Nordic experience: rates of ordinary practice, guidance, themes from users, services' own counts."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from ettervern.catalogue import gettext, ngettext, pgettext
from ettervern.local.single import wilson
from ettervern.numbers import decimal, percent, whole
from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, folded, headed, in_language, link, nothing, stacked, table
from ettervern.publish.site.templates import rendered
from ettervern.publish.tables.voices import voices
from ettervern.publish.words.citing import named
from ettervern.publish.words.language import label, own_code
from ettervern.publish.words.prose import WRITTEN, opened, sources, told


def _share(events: float, n: float, language: str) -> tuple[str, str]:
    """Return a share and its interval (95 %, Wilson with continuity correction)."""
    ends = [decimal(100 * float(end), 0, language) for end in wilson(events, n)]
    return percent(events / n, language), f"{ends[0]}–{percent(float(wilson(events, n)[1]), language)}"


def base_rates(results: Results, outcome: str, language: str) -> str:
    """Return what may be expected in ordinary practice in the Nordic countries, for one outcome."""
    result = results.get("base_rates")
    if result is None:
        return nothing(language)
    rows = [_rate(results, row, language) for _, row in result[result["outcome"] == outcome].iterrows()]
    columns = headed(language, "study", "people", "counted", "share", "caution")
    name = label(results.review, "outcomes", outcome, language)
    caption = gettext("norway.rates", language, outcome=name)
    return table(caption, columns, rows, name=f"table-{outcome}-rates")


def _rate(results: Results, row: pd.Series[str], language: str) -> list[Cell]:
    """Return one rate: whose it is, what was counted, how many, what to beware of."""
    text = {
        column: opened(told(results, "base_rates", row["rate_id"], column, row[column], language))
        for column in ("population", "event_label", "definition", "caution")
    }
    counted: Cell = text["event_label"]
    shown: Cell = text["definition"]
    if row["events"] and row["n"]:
        share, ends = _share(float(row["events"]), float(row["n"]), language)
        events, n = (whole(float(row[name]), language) for name in ("events", "n"))
        counts = gettext("norway.count", language, events=events, n=n)
        shown = stacked(_unbroken(f"{share} ({ends})"), _unbroken(counts))
    places = 0 if row["months"].isdigit() else 1
    months = decimal(float(row["months"]), places, language) if row["months"] else gettext("word.unknown", language)
    after = gettext("norway.after", language, months=months)
    where = stacked(named(results, row["study_id"], language), pgettext("country", row["country"], language))
    return [where, text["population"], stacked(counted, after), shown, text["caution"]]


def _unbroken(text: str) -> Markup:
    """Return a short text that is never broken."""
    return Markup('<span class="whole">{}</span>').format(text)


def guidance(results: Results, _: str, language: str) -> str:
    """Return what Norwegian and Nordic reports, audits and plans say, newest first, each with its link."""
    result = results.get("guidance")
    if result is None:
        return nothing(language)
    rows: list[list[Cell]] = []
    for _line, row in result.sort_values(["year", "id"], ascending=[False, True]).iterrows():
        title = _title(results, row, language)
        message = told(
            results, "guidance", row["id"], "what_it_says_own_words", row["what_it_says_own_words"], language
        )
        publisher = told(results, "guidance", row["id"], "publisher", row["publisher"], language)
        rows.append(
            [publisher, row["year"] or gettext("word.unknown", language), link(row["url"], title), opened(message)]
        )
    columns = headed(language, "publisher", "year", "title", "says")
    caption = gettext("norway.guidance", language)
    return folded(caption, len(rows), table(caption, columns, rows, name="table-guidance"), language)


def _title(results: Results, row: pd.Series[str], language: str) -> Cell:
    """Return a title as it was printed, marked with its language, or as the texts of the language have it."""
    twin = results.twins.get(("guidance", row["id"], "title")) if language != WRITTEN else None
    return twin or in_language(row["title"], _tongue(row["title"]))


#: Letters and small words that an English title has not.
NORWEGIAN = re.compile("[\u00e5\u00e6\u00f8]| (?:og|av|om|i|til) ")


def _tongue(title: str) -> str:
    """Return the language of a title of this list: Norwegian where it holds a letter or small word of that language."""
    text = f" {title.lower()} "
    return "nb" if NORWEGIAN.search(text) else "en"


class Themes(NamedTuple):
    """What a qualitative study found: which study, how it was done, its themes."""

    head: str
    method: Cell
    voices: Markup


def themes(results: Results, _: str, language: str) -> str:
    """Return every theme of the Nordic qualitative studies, by study, folded up."""
    result = results.get("experiences")
    if result is None:
        return nothing(language)
    studies = []
    for key, rows in result.groupby("study_id", sort=False):
        study = str(key)
        first = rows.iloc[0]
        name = str(results.studies.loc[study, "label"]) if study in results.studies.index else _citation(first)
        country = pgettext("country", first["country"], language)
        people = first["n_participants"]
        counted = ngettext("norway.participants", language, int(people)) if people.isdigit() else ""
        method = opened(told(results, "experiences", first["experience_id"], "method", first["method"], language))
        head = ", ".join(part for part in (name, country, counted) if part)
        inside = voices(results, tuple(rows["experience_id"]), language)
        studies.append(Themes(head, method, inside))
    return rendered("themes", language, studies=studies)


def _citation(row: pd.Series[str]) -> str:
    """Return a study's source in short, where it is not in the list of studies."""
    return row["citation"].split(". ")[0]


def pilot(results: Results, _: str, language: str) -> str:
    """Return the counts that two services state about themselves, with intervals; targets without."""
    result = results.get("local_pilot")
    if result is None:
        return nothing(language)
    rows = [_pilot(results, row, language) for _, row in result.iterrows()]
    columns = headed(language, "service", "counted", "n", "share", "caution", numbers=("share",))
    caption = gettext("norway.pilot", language)
    return table(caption, columns, rows, name="table-pilot")


def _pilot(results: Results, row: pd.Series[str], language: str) -> list[Cell]:
    """Return one count, or one target, which has no interval because nothing was counted."""
    events, n = row["events"], row["n"]
    target = not n or row["population"].startswith("target")
    count = gettext("norway.count", language, events=events, n=n) if n else events
    share: Cell = gettext("norway.target", language)
    if not target:
        value, ends = _share(float(events), float(n), language)
        share = f"{value} ({ends})"
    caution = opened(told(results, "local_pilot", row["id"], "caution", row["caution"], language))
    where = sources(results, [row["source"]], language)
    return [
        row["service"],
        own_code(results, "pilot", row["outcome"], language),
        count,
        share,
        stacked(caution, where),
    ]
