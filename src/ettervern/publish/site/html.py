"""Pieces of HTML made from data: everything that comes from a table is escaped here, and only here.

Tables carry their headings into every cell, so that they can stand as cards on a telephone, and their roles in the
markup, so that they stay tables for a screen reader even then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlsplit

from ettervern.catalogue import gettext
from ettervern.errors import ArgumentError


@dataclass(frozen=True)
class Html:
    """Text that is markup already and must not be escaped again."""

    text: str

    def __str__(self) -> str:
        """Return the markup."""
        return self.text


Cell = str | Html


def markup(value: Cell) -> str:
    """Return a cell as markup: plain text is escaped."""
    return value.text if isinstance(value, Html) else escape(value)


def in_language(text: str, language: str) -> Html:
    """Return text marked with the language it is in."""
    return Html(f'<span lang="{escape(language)}">{escape(text)}</span>')


def link(address: str, text: Cell) -> Cell:
    """Return a link; an address that is neither http nor https, nor has a host, is shown as text only."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return text
    return Html(f'<a href="{escape(quote(address, safe=":/?#[]@!$&()*+,;=%~-._"))}">{markup(text)}</a>')


def local_link(address: str, text: Cell) -> Html:
    """Return a link to a place in the book."""
    return Html(f'<a href="{escape(address)}">{markup(text)}</a>')


def filled(name: str, language: str, /, **values: Cell) -> Html:
    """Return a message as markup; what of its values is markup already stays so."""
    marked = {key: value for key, value in values.items() if isinstance(value, Html)}
    text = escape(gettext(name, language, **(values | {key: f"\0{key}\0" for key in marked})))
    for key, value in marked.items():
        text = text.replace(f"\0{key}\0", value.text)
    return Html(text)


def joined(*parts: Cell) -> Html:
    """Return cells one after the other."""
    return Html("".join(markup(part) for part in parts))


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
) -> str:
    """Return a table; the first cell of a row is its heading.

    Parameters
    ----------
    caption : str
        What the table shows.
    columns : sequence of Column
        In order.
    rows, foot : sequence of rows
        Cells as text (escaped) or :class:`Html`; ``foot`` holds totals.
    ids : sequence of str
        An id a row, for links to it.
    name : str
        Id of the table itself.
    """
    head = "".join(
        f'<th role="columnheader" scope="col"{_kind(column)}>{escape(column.heading)}</th>' for column in columns
    )
    identity = f' id="{escape(name)}"' if name else ""
    body = "".join(_row(columns, row, ids[place] if ids else "") for place, row in enumerate(rows))
    end = "".join(_row(columns, row, "") for row in foot)
    parts = [
        f'<div class="table-room"{identity}><table role="table" class="{_form(columns)}">',
        f"<caption>{escape(caption)}</caption>",
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>',
        f'<tbody role="rowgroup">{body}</tbody>',
        f'<tfoot role="rowgroup">{end}</tfoot>' if end else "",
        "</table></div>",
    ]
    return "\n".join(part for part in parts if part)


def headed(language: str, *keys: str, numbers: Sequence[str] = ()) -> list[Column]:
    """Return columns by the keys of their headings; ``numbers`` names those whose cells are numbers."""
    return [Column(gettext(f"word.{key}", language), key in numbers) for key in keys]


def nothing(language: str) -> str:
    """Return that there is nothing to show."""
    return f"<p>{gettext('word.none', language)}</p>"


def folded(caption: str, count: int, inside: str, language: str) -> str:
    """Return a long list folded up, so that a page can be read to its end; it opens without a script."""
    return opens(gettext("list.show", language, caption=caption, n=count), inside)


#: What stands around a block that is one step further in.
OPENS, CLOSES = '<details class="list"><summary>{}</summary>', "</details>"


def opens(summary: str, inside: str) -> str:
    """Return a block that stands one step further in; it opens without a script."""
    return f"{OPENS.format(escape(summary))}\n{inside}\n{CLOSES}"


def _form(columns: Sequence[Column]) -> str:
    """Return the class of a table: a small one stays a table on a telephone, others become cards there.

    A small table of nothing but numbers leaves most of the room to the headings of its rows.
    """
    numbers = all(column.number for column in columns[1:])
    if numbers and len(columns) <= 3:
        return "small counts"
    return "small" if len(columns) == 2 else "data"


def _kind(column: Column) -> str:
    """Return the class of a column's cells."""
    return ' class="number"' if column.number else ""


def _row(columns: Sequence[Column], cells: Sequence[Cell], identity: str) -> str:
    """Return one row, its first cell as heading."""
    if len(cells) != len(columns):
        raise ArgumentError(f"a row has {len(cells)} cells; the table has {len(columns)} columns")
    named = f' id="{escape(identity)}"' if identity else ""
    parts = [f'<tr role="row"{named}>', f'<th role="rowheader" scope="row">{markup(cells[0])}</th>']
    for column, cell in zip(columns[1:], cells[1:], strict=True):
        empty = "" if markup(cell) else " data-empty"
        heading = escape(column.heading)
        parts.append(f'<td role="cell" data-heading="{heading}"{_kind(column)}{empty}>{_whole(cell)}</td>')
    return "".join(parts) + "</tr>"


def _whole(cell: Cell) -> str:
    """Return a cell's content as one piece: on a telephone its heading stands beside it, whatever it is made of."""
    content = markup(cell)
    return f"<div>{content}</div>" if "<" in content else content


def figure(wide: str, narrow: str, caption: str, *, name: str, file: str, download: str) -> str:
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
    return (
        f'<figure class="drawn" id="{escape(name)}">\n<div class="drawn-wide">{wide}</div>\n'
        f'<div class="drawn-narrow">{narrow}</div>\n'
        f'<figcaption>{escape(caption)} <a href="{escape(file)}" download>{escape(download)}</a></figcaption>\n'
        "</figure>"
    )
