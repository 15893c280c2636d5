"""Prose that lies in the tables, in the reader's language, and where it comes from.

The tables are in English. In Norwegian their twin of ``texts/nb.csv`` is shown; where there is none yet the English is
shown and marked as such, so that nothing is hidden and a screen reader reads it in the right voice.
"""

from __future__ import annotations

from collections.abc import Sequence

from ettervern.publish.citing import named
from ettervern.publish.html import Cell, Html, in_language, joined, link, local_link
from ettervern.publish.results import Results

#: Words about people in the English data that put the problem before the person -> how the book says it.
PERSON_FIRST = {
    "ex-addicts": "people who have had an addiction",
    "Ex-addicts": "People who have had an addiction",
    "Heroin addicts": "People addicted to heroin",
    "heroin addicts": "people addicted to heroin",
    "opioid addicts": "people addicted to opioids",
    "injection drug users": "people who inject drugs",
    "drug users": "people who use drugs",
    "cannabis users": "people who use cannabis",
    "opioid users": "people who use opioids",
    "alcoholics": "people with alcohol dependence",
    "patients with substance abuse": "patients with substance use problems",
}


def person_first(text: str) -> str:
    """Return our own English prose with the person named before the problem; titles never come here."""
    for harsh, plain in PERSON_FIRST.items():
        text = text.replace(harsh, plain)
    return text


def told(results: Results, table: str, key: str, column: str, english: str, language: str) -> Cell:
    """Return a text of a table in the reader's language; empty where the table says nothing.

    Parameters
    ----------
    results : Results
        Holds the Norwegian twins.
    table, key, column : str
        Address of the text, as in ``texts/nb.csv``.
    english : str
        The text as the table has it.
    language : str
        ``nb`` or ``en``.
    """
    if not english:
        return ""
    if language == "en":
        return person_first(english)
    return results.twins.get((table, key, column)) or in_language(person_first(english), "en")


def opened(cell: Cell) -> Cell:
    """Return a text with its first letter large, to stand as a sentence."""
    text = cell.text if isinstance(cell, Html) else cell
    if isinstance(cell, Html) or not text:
        return cell
    return text[0].upper() + text[1:]


def sources(results: Results, keys: Sequence[str], language: str, *, named_so: bool = True) -> Html:
    """Return where a statement comes from: studies, guidance and documents by their keys, each linked where it can be.

    ``named_so`` puts the word "source" before them; a column of sources has it in its heading.

    Raises
    ------
    KeyError
        Where a key is neither a study, a theme's study, a row of guidance nor a document of ``texts/sources.toml``.
    """
    result: list[Cell] = [_source(results, key, language) for key in keys]
    parts: list[Cell] = []
    for place, cell in enumerate(result):
        parts += ["; " if place else "", cell]
    name = {"nb": "Kilde: ", "en": "Source: "}[language] if named_so else ""
    return joined(Html('<span class="source">'), name, *parts, Html("</span>"))


def _source(results: Results, key: str, language: str) -> Cell:
    """Return one source in short."""
    guidance, documents = results.get("guidance"), results.written("sources")
    if key in documents:
        return str(documents[key][language])
    if guidance is not None and key in set(guidance["id"]):
        row = guidance[guidance["id"] == key].iloc[0]
        return link(row["url"], f"{row['publisher'].split('(')[0].strip()} {row['year']}".strip())
    if key in results.studies.index:
        return named(results, key, language)
    raise KeyError(key)


def page_link(page: str, text: Cell, fragment: str = "") -> Html:
    """Return a link to another page of the same language."""
    return local_link(f"{page}.html{'#' + fragment if fragment else ''}", text)
