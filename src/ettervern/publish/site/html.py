"""Pieces of HTML made from data. What comes from a table is text: it is escaped wherever it meets markup.

Text that is markup already is :class:`~markupsafe.Markup`; everything else is escaped. Larger pieces are templates
(:mod:`.templates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from ettervern.catalogue import gettext
from ettervern.errors import ArgumentError
from ettervern.publish.site.templates import part

#: Plain text, or markup.
Cell = str


def in_language(text: str, language: str) -> Markup:
    """Return text marked with the language it is in."""
    return Markup('<span lang="{}">{}</span>').format(language, text)


def link(address: str, text: Cell) -> Cell:
    """Return a link; an address that is neither http nor https, nor has a host, is shown as text only."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return text
    return local_link(quote(address, safe=":/?#[]@!$&()*+,;=%~-._"), text)


def local_link(address: str, text: Cell) -> Markup:
    """Return a link to a place in the book."""
    return Markup('<a href="{}">{}</a>').format(address, text)


def joined(*parts: Cell) -> Markup:
    """Return cells one after the other."""
    return Markup("").join(parts)


def stacked(*parts: Cell) -> Markup:
    """Return cells one under the other; empty ones take no line."""
    return Markup("<br>").join(part for part in parts if part)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether its cells are numbers (set to the right)."""

    heading: str
    number: bool = False


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    foot: Sequence[Sequence[Cell]] = (),
    ids: Sequence[str] = (),
    name: str = "",
) -> Markup:
    """Return a table; the first cell of a row is its heading.

    Parameters
    ----------
    caption : str
        What the table shows.
    columns : sequence of Column
        In order.
    rows, foot : sequence of rows
        Cells as text (escaped) or markup; ``foot`` holds totals.
    ids : sequence of str
        An id a row, for links to it.
    name : str
        Id of the table itself.
    """
    for cells in (*rows, *foot):
        if len(cells) != len(columns):
            raise ArgumentError(f"a row has {len(cells)} cells; the table has {len(columns)} columns")
    return part("table", caption, columns, rows, foot, ids, name, _form(columns))


def headed(language: str, *keys: str, numbers: Sequence[str] = ()) -> list[Column]:
    """Return columns by the keys of their headings; ``numbers`` names those whose cells are numbers."""
    return [Column(gettext(f"word.{key}", language), key in numbers) for key in keys]


def paragraph(text: Cell) -> Markup:
    """Return a text as a paragraph."""
    return Markup("<p>{}</p>").format(text)


def nothing(language: str) -> Markup:
    """Return that there is nothing to show."""
    return paragraph(gettext("word.none", language))


def folded(caption: str, count: int, inside: str, language: str) -> Markup:
    """Return a long list folded up, so that a page can be read to its end; it opens without a script."""
    return opens(gettext("list.show", language, caption=caption, n=count), inside)


def opens(summary: str, inside: str) -> Markup:
    """Return a block that stands one step further in; it opens without a script."""
    return part("details", summary, inside)


def _form(columns: Sequence[Column]) -> str:
    """Return the class of a table: a small one stays a table on a telephone, others become cards there.

    A small table of nothing but numbers leaves most of the room to the headings of its rows.
    """
    numbers = all(column.number for column in columns[1:])
    if numbers and len(columns) <= 3:
        return "small counts"
    return "small" if len(columns) == 2 else "data"


def figure(wide: str, narrow: str, caption: str, *, name: str, file: str, download: str) -> Markup:
    """Return a figure in both layouts; the page's style shows the one that fits.

    Parameters
    ----------
    wide, narrow : str
        SVG text.
    caption : str
        Shown under the figure.
    name : str
        Id of the figure.
    file : str
        Address of the figure as a file of its own.
    download : str
        Words of the link to it.
    """
    return part("figure", Markup(wide), Markup(narrow), caption, name, file, download)
