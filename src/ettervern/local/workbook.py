"""The template and its code book: a CSV sheet, a workbook with drop-down lists, and the meaning of every column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from ettervern.catalogue import gettext
from ettervern.local.columns import CODES, COLUMNS, Column, headings, word

#: Rows of the workbook that get drop-down lists.
ROWS = 500


def template_csv(language: str) -> str:
    """Return the empty sheet as CSV: the headings alone."""
    return ",".join(headings(language)) + "\n"


def codebook(language: str, own: Mapping[str, Any] | None = None) -> str:
    """Return the code book as Markdown, in the review's own words (``own_study.toml``) where they are given."""
    head, *rows = _explained(language, own or {})
    lines = [f"# {gettext('sheet.title', language)}", "", gettext("sheet.intro", language), ""]
    lines += [f"| {' | '.join(head)} |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{heading}` | {needed} | {means} |" for heading, needed, means in rows)]) + "\n"


def _explained(language: str, own: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the headings of the code book and a row a column: its name, whether it is needed, what to write."""
    heads = (gettext(f"sheet.{name}", language) for name in ("column", "needed", "means"))
    rows = [
        (column.heading(language), word("yes" if column.needed else "no", language), column.means(own, language))
        for column in COLUMNS
    ]
    return [tuple(heads), *rows]  # type: ignore[list-item]  # three of them


def choices(column: Column, language: str) -> list[str]:
    """Return the words that a column offers in a language; empty for free cells."""
    if column.kind == "simulated":
        return []
    return [word(code, language) for code in CODES.get("work" if column.name == "lost" else column.kind, ())]


def template_xlsx(language: str, own: Mapping[str, Any] | None = None) -> bytes:
    """Return the empty sheet as a workbook: a sheet to fill in, with drop-down lists, and the code book.

    The same language gives the same bytes.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = gettext("sheet.sheet", language)
    sheet.append(headings(language))
    sheet.freeze_panes = "B2"
    for number, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.heading(language)) + 2)
        sheet[f"{letter}1"].font = Font(bold=True)
        offered = choices(column, language)
        if offered:
            rule = DataValidation(type="list", formula1='"' + ",".join(offered) + '"', allow_blank=True)
            rule.promptTitle = column.heading(language)[:32]
            rule.prompt = column.means(own or {}, language)[:255]
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS}")
    _codebook_sheet(book, language, own or {})
    return _steady(book)


def _codebook_sheet(book: Workbook, language: str, own: Mapping[str, Any]) -> None:
    sheet = book.create_sheet(gettext("sheet.book", language))
    for row in _explained(language, own):
        sheet.append(row)
    for letter, width in (("A", 18), ("B", 16), ("C", 110)):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")


def _steady(book: Workbook) -> bytes:
    """Return a workbook's bytes without the clock: openpyxl writes the time into the properties and the archive."""
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = CORE
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return second.getvalue()


CORE = (
    b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
