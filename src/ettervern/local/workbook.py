"""The template and its code book: a CSV sheet, a workbook with drop-down lists, and the meaning of every column."""
# ruff: noqa: E501 -- texts that readers see are easier to mend when each stands on one line

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from ettervern.local.columns import ANSWERS, COLUMNS, GROUPS, Column, headings

WORDS = {
    "nb": {
        "sheet": "data", "book": "kodebok", "column": "Kolonne", "needed": "Må fylles ut", "means": "Hva som skal stå der",
        "yes": "ja", "no": "nei", "title": "Kodebok for kommunens egen studie",
        "intro": "Én rad for hver person. Fila skal aldri deles og aldri legges andre steder enn i mappa `data/`, som "
        "git ser bort fra. Nøkkelen mellom kjennetegn og person oppbevares et annet sted.",
    },
    "en": {
        "sheet": "data", "book": "codebook", "column": "Column", "needed": "Must be filled in", "means": "What to write",
        "yes": "yes", "no": "no", "title": "Code book for the municipality's own study",
        "intro": "One row a person. The file must never be shared and never lie anywhere but in the folder `data/`, which "
        "git ignores. The key between mark and person is kept elsewhere.",
    },
}  # fmt: skip
#: Rows of the workbook that get drop-down lists.
ROWS = 500


def template_csv(language: str) -> str:
    """Return the empty sheet as CSV: the headings alone."""
    return ",".join(headings(language)) + "\n"


def codebook(language: str) -> str:
    """Return the code book as Markdown."""
    words = WORDS[language]
    lines = [f"# {words['title']}", "", words["intro"], ""]
    lines += [f"| {words['column']} | {words['needed']} | {words['means']} |", "|---|---|---|"]
    for column in COLUMNS:
        needed = words["yes"] if column.needed else words["no"]
        lines.append(f"| `{_heading(column, language)}` | {needed} | {column.means[language]} |")
    return "\n".join(lines) + "\n"


def _heading(column: Column, language: str) -> str:
    return column.nb if language == "nb" else column.name


def choices(column: Column, language: str) -> list[str]:
    """Return the words that a column offers in a language; empty for free cells."""
    words = {"group": GROUPS, "answer": ANSWERS}.get(column.kind)
    if column.kind == "work" or column.name == "lost":
        return [WORDS[language]["yes"], WORDS[language]["no"]]
    if words is None:
        return []
    # The tables of words name each Norwegian word just before its English twin.
    return list(words)[0 if language == "nb" else 1 :: 2]


def template_xlsx(language: str) -> bytes:
    """Return the empty sheet as a workbook: a sheet to fill in, with drop-down lists, and the code book.

    The same language gives the same bytes.
    """
    words, book = WORDS[language], Workbook()
    sheet = book.worksheets[0]
    sheet.title = words["sheet"]
    sheet.append(headings(language))
    sheet.freeze_panes = "B2"
    for number, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(_heading(column, language)) + 2)
        sheet[f"{letter}1"].font = Font(bold=True)
        offered = choices(column, language)
        if offered:
            rule = DataValidation(type="list", formula1='"' + ",".join(offered) + '"', allow_blank=True)
            rule.promptTitle, rule.prompt = _heading(column, language)[:32], column.means[language][:255]
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS}")
    _codebook_sheet(book, language)
    return _steady(book)


def _codebook_sheet(book: Workbook, language: str) -> None:
    words, sheet = WORDS[language], book.create_sheet(WORDS[language]["book"])
    sheet.append([words["column"], words["needed"], words["means"]])
    for column in COLUMNS:
        needed = words["yes"] if column.needed else words["no"]
        sheet.append([_heading(column, language), needed, column.means[language]])
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
