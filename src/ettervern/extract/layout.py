"""A sheet to fill in as a workbook: lists to choose from, and what to write in each column."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ettervern.catalogue import gettext, section

#: Rows of the sheet that get lists.
ROWS = 300


def workbook(cells: pd.DataFrame, offered: Mapping[str, Sequence[str]], needed: Sequence[str], language: str) -> bytes:
    """Return a sheet as an XLSX workbook: the rows, how to fill them in, and the lists.

    Parameters
    ----------
    cells : DataFrame
        What is known already, as text.
    offered : mapping
        Column -> the words of its list.
    needed : sequence of str
        Columns that a filled row must have.
    language : str
        Of the explanations; columns and words are those of the tables.
    """
    from openpyxl import Workbook  # type: ignore[import-untyped]  # here, since it takes 0.1 s to load
    from openpyxl.styles import Font  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = gettext("extract.sheet", language)
    sheet.append(list(cells.columns))
    for row in cells.itertuples(index=False, name=None):
        sheet.append([cell or None for cell in row])
    sheet.freeze_panes = "C2"
    explained = section("extract-column", language)
    lists = _lists(book, offered, language)
    for at, name in enumerate(cells.columns, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = max(12, len(name) + 3)
        sheet[f"{letter}1"].font = Font(bold=True)
        for line in range(2, ROWS + 1):  # as text, so that 1-2 stays what it is
            sheet[f"{letter}{line}"].number_format = "@"
        if name in lists:
            _add_list(sheet, letter, lists[name], name, explained[name])
    _how(book, list(cells.columns), offered, needed, explained, language)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_list(sheet: Any, letter: str, source: str, name: str, message: str) -> None:
    """Let the cells of a column be chosen from a list; another word is told when the sheet is added."""
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True, errorStyle="warning")
    rule.promptTitle, rule.prompt = name[:32], message[:255]
    rule.showInputMessage = True
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS}")


def _lists(book: Any, offered: Mapping[str, Sequence[str]], language: str) -> dict[str, str]:
    """Write the lists on a sheet of their own, since some are too long for a rule; return where each stands."""
    from openpyxl.utils import get_column_letter

    sheet, places = book.create_sheet(gettext("extract.lists", language)), {}
    for at, (name, words) in enumerate(offered.items(), 1):
        letter = get_column_letter(at)
        for line, word in enumerate((name, *words), 1):
            sheet.cell(line, at, word)
        sheet.column_dimensions[letter].width = max(map(len, (name, *words))) + 3
        places[name] = f"'{sheet.title}'!${letter}$2:${letter}${len(words) + 1}"
    return places


def _how(
    book: Any,
    columns: Sequence[str],
    offered: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    explained: Mapping[str, str],
    language: str,
) -> None:
    """Write what each column is for."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(gettext("extract.how", language), 1)
    sheet.append([gettext("extract.intro", language)])
    heads = ("column", "must", "what", "words")
    sheet.append([gettext(f"extract.head.{name}", language) for name in heads])
    for name in columns:
        must = gettext("extract.yes", language) if name in needed else ""
        sheet.append([name, must, explained[name], ", ".join(offered.get(name, ()))])
    for letter, width in zip("ABCD", (24, 14, 80, 60), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}2"].font = Font(bold=True)
    for row in sheet.iter_rows(min_row=3, min_col=3, max_col=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
