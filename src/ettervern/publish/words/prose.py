"""Prose that lies in the tables, in the reader's language, and where it comes from.

The tables are in English. In Norwegian their twin of ``texts/nb.csv`` is shown; where there is none yet the English is
shown and marked as such, so that nothing is hidden and a screen reader reads it in the right voice.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ettervern.publish.results import Results
from ettervern.publish.site.html import Cell, in_language, link, local_link
from ettervern.publish.site.templates import filled
from ettervern.publish.words.citing import named

#: The language of the tables' prose.
WRITTEN = "en"


def person_first(results: Results, text: str) -> str:
    """Return our own prose with the person named before the problem, by ``texts/person_first.toml``; no titles."""
    for harsh, plain in results.written("person_first").items():
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
    plain = person_first(results, english)
    return plain if language == WRITTEN else results.twins.get((table, key, column)) or in_language(plain, WRITTEN)


def opened(cell: Cell) -> Cell:
    """Return a text with its first letter large, to stand as a sentence."""
    return cell if isinstance(cell, Markup) else cell[:1].upper() + cell[1:]


def sources(results: Results, keys: Sequence[str], language: str, *, named_so: bool = True) -> Markup:
    """Return where a statement comes from: studies, guidance and documents by their keys, each linked where it can be.

    ``named_so`` puts the word "source" before them; a column of sources has it in its heading.

    Raises
    ------
    KeyError
        Where a key is neither a study, a theme's study, a row of guidance nor a document of ``texts/sources.toml``.
    """
    shown = Markup("; ").join(_source(results, key, language) for key in keys)
    shown = filled("prose.source", language, sources=shown) if named_so else shown
    return Markup('<span class="source">{}</span>').format(shown)


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


def page_link(page: str, text: Cell, fragment: str = "") -> Markup:
    """Return a link to another page of the same language."""
    return local_link(f"{page}.html{'#' + fragment if fragment else ''}", text)
