"""Two records side by side as HTML, what differs marked; text from outside is always escaped."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

import pandas as pd

from ettervern import shown
from ettervern.catalogue import gettext, pgettext
from ettervern.deduplicate.text import plain

#: Fields that are shown, in their order.
FIELDS = (
    "title", "original_title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid", "type",
    "document_type", "abstract", "file", "position",
)  # fmt: skip
_NOT_COMPARED = ("file", "position")
_LONG = 600
#: Two columns of the same width that never hang out of a narrow notebook.
_LOOK = 'style="table-layout: fixed; width: 100%; overflow-wrap: anywhere; line-height: 1.4"'
_LEFT = 'style="text-align: left; vertical-align: top"'


def marked(one: str, two: str) -> tuple[str, str]:
    """Return two texts as HTML with the words that differ in ``<mark>``; case and punctuation alone do not count."""
    left, right = one.split(), two.split()
    matcher = SequenceMatcher(None, [plain(word) for word in left], [plain(word) for word in right], autojunk=False)
    shown: tuple[list[str], list[str]] = ([], [])
    for kind, a, b, c, d in matcher.get_opcodes():
        for words, out in ((left[a:b], shown[0]), (right[c:d], shown[1])):
            text = escape(" ".join(words))
            if text:
                out.append(text if kind == "equal" else f"<mark>{text}</mark>")
    return " ".join(shown[0]), " ".join(shown[1])


def side_by_side(records: pd.DataFrame, one: str, two: str, language: str = "nb") -> str:
    """Return two records as an HTML table, a row a field; fields that neither has are left out.

    Parameters
    ----------
    records : DataFrame
        As :func:`ettervern.records.read_files` gives it.
    one, two : str
        Their ids.
    language : str
        Code of a language that has a catalogue.

    Raises
    ------
    KeyError
        An id that is not in the table.
    """
    rows = records.set_index("record_id")
    left, right = rows.loc[one], rows.loc[two]
    lines = [
        f"<table {_LOOK}><caption>{gettext('desk.caption', language)}</caption>",
        f'<colgroup><col style="width: 9em"></colgroup><thead><tr>'
        f'<th scope="col" {_LEFT}>{gettext("desk.field", language)}</th>'
        f'<th scope="col" {_LEFT}>{escape(one)}</th>'
        f'<th scope="col" {_LEFT}>{escape(two)}</th></tr></thead><tbody>',
    ]
    for name in FIELDS:
        a, b = str(left[name])[:_LONG], str(right[name])[:_LONG]
        if not a and not b:
            continue
        cells = (escape(a), escape(b)) if name in _NOT_COMPARED else marked(a, b)
        shown = (cell or f"<i>{gettext('desk.not-given', language)}</i>" for cell in cells)
        lines.append(
            f'<tr><th scope="row" {_LEFT}>{pgettext("record field", name, language)}</th>'
            + "".join(f"<td {_LEFT}>{cell}</td>" for cell in shown)
            + "</tr>"
        )
    return "\n".join([*lines, "</tbody></table>"])


def both(records: pd.DataFrame, one: str, two: str) -> Iterator[str]:
    """Yield two records as plain text, two lines a field that differs, one a field that does not."""
    rows = records.set_index("record_id")
    for name in FIELDS:
        first, second = (shown.plain(str(rows.loc[record, name])[:_LONG]) for record in (one, two))
        if first or second:
            yield f"{name}: {first}"
        if first != second:
            yield f"{'≠':>{len(name)}}: {second}"
