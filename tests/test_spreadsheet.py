"""Whatever text goes into a table comes out the same, and a spreadsheet that opens the table finds nothing to run."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ettervern.files import Columns, read_columns, read_table, table_of, table_text, write_table
from ettervern.living.intake import Incoming
from ettervern.living.new import new_review
from ettervern.living.update import update
from ettervern.local.workbook import template_xlsx
from ettervern.records import read_file
from ettervern.screen.exchange import text_for
from ettervern.screen.store import AppendOnlyFile
from ettervern.search.export import export_text
from ettervern.search.page import Item
from ettervern.spreadsheet import guarded, plain

PACKAGE = Path(__file__).parent.parent / "src" / "ettervern"
NEGATIVE = re.compile(r"-[0-9]+([.,][0-9]*)?([eE][+-]?[0-9]+)?|-[.,][0-9]+([eE][+-]?[0-9]+)?")
PIECES = st.sampled_from(
    ["'", "=", "+", "-", "@", "\t", ";", " ", "1", "0.3", ",", '"', "＝", "－", "a", "\u00a0", "e5"]
)
CELL = st.one_of(
    st.lists(PIECES, max_size=8).map("".join),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12),
)
LIVE = [
    "=1+1",
    "+1",
    "-x",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "'=1",
    "＝1",
    "－1",
    "+47 99 99 99 99",
    "-",
    "--",
]
HARMLESS = ["-0.3", "-1e-05", "-3,5", "10.5555/x-1", "1-2", "O'Neil", "'90s", "a=b", "", "a; b", "x;-0.3", "'"]


def runs(part: str) -> bool:
    """Return whether a spreadsheet might run what stands in one cell."""
    return part[:1] in tuple("=+-@\t\r\n＝＋－＠") and part != "" and not NEGATIVE.fullmatch(part.strip())


def live(content: str) -> list[str]:
    """Return the cells of a CSV text that a spreadsheet might run; a Norwegian one splits at ``;``."""
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    parts = [part for cell in cells for part in re.split("[;\t\r\n]", cell)[1:]]
    return [cell for cell in cells if runs(cell)] + [
        part for part in parts if runs(part) and not re.match(r"-[0-9]+([.,][0-9]+)?\s", part)
    ]


@given(CELL)
@settings(max_examples=1000)
def test_what_is_guarded_is_found_again_letter_by_letter(cell: str) -> None:
    assert plain(guarded(cell)) == cell


@given(CELL)
@example("\t-1")
@example("\r-0,5")
@settings(max_examples=1000)
def test_no_guarded_cell_begins_as_a_formula(cell: str) -> None:
    written = guarded(cell)
    assert not runs(written)
    assert written[:1] not in tuple("=+@\t\r\n＝＋－＠")


@pytest.mark.parametrize("cell", LIVE)
def test_each_known_beginning_of_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell).replace("'", "") == cell.replace("'", "")
    assert guarded(cell)[0] == "'" and not runs(guarded(cell))


@pytest.mark.parametrize("cell", HARMLESS)
def test_numbers_names_and_identifiers_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell
    assert plain(cell) == cell


def test_a_formula_behind_a_semicolon_is_guarded_for_spreadsheets_that_split_there() -> None:
    assert guarded('two arms;=HYPERLINK("x")') == 'two arms;\'=HYPERLINK("x")'
    assert guarded("line\n=1") == "line\n'=1"


@given(st.lists(st.tuples(CELL, CELL), max_size=4))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_writer_guards_and_every_reader_takes_the_guard_away(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    cells = [[cell.strip() for cell in row] for row in rows]
    columns: Columns = {"title": [row[0] for row in cells], "=note": [row[1] for row in cells]}
    table = pd.DataFrame(columns, dtype="str")
    write_table(tmp_path / "t.csv", table)
    content = (tmp_path / "t.csv").read_text("utf-8")
    assert live(content) == []
    assert read_table(tmp_path / "t.csv").to_dict("list") == columns
    assert read_columns(tmp_path / "t.csv")[0] == columns
    assert table_text(columns) == table_text(table)


@given(st.lists(CELL, min_size=1, max_size=4))
@settings(deadline=None)
def test_what_one_step_hands_the_next_is_exact(cells: list[str]) -> None:
    table = pd.DataFrame({"id": "a", "title": cells}, dtype="str")
    assert table_of(table_text(table), None, "t.csv", exact=True).to_dict("list") == table.to_dict("list")


def test_numbers_are_written_as_before() -> None:
    table = pd.DataFrame({"yi": [-0.3, float("nan")], "k": [-1, 2], "text": ["-0.3", "=1"]})
    assert table_text(table) == "yi,k,text\n-0.3,-1,-0.3\n,2,'=1\n"


def test_a_decision_file_is_guarded_and_read_back_exactly(tmp_path: Path) -> None:
    with AppendOnlyFile(tmp_path / "d.csv", ["report_id", "note"]) as file:
        for note in LIVE:
            file.append({"report_id": "r1", "note": note.strip()})
    assert live((tmp_path / "d.csv").read_text("utf-8")) == []
    assert read_table(tmp_path / "d.csv")["note"].tolist() == [note.strip() for note in LIVE]


def test_exports_for_other_programs_and_from_sources_hold_nothing_to_run() -> None:
    reports = pd.DataFrame({"report_id": ["a", "b"], "title": ["=1+1", "Plain"], "authors": ["@x", "-y; +z"]})
    for program in ("rayyan", "asreview"):
        assert live(text_for(reports, program)) == []
    assert live(export_text([Item("1", {"title": "=1", "doi": "10.1/x"})], "csv")) == []


def test_a_poisoned_record_is_harmless_in_every_table_of_a_review_and_keeps_its_title(tmp_path: Path) -> None:
    title = '=HYPERLINK("http://example.org";"Aftercare after treatment")'
    lines = ["TY  - JOUR", f"TI  - {title}", "AU  - @Made, Up", "T2  - +Journal", "PY  - 2020", "KW  - -a", "ER  - "]
    (tmp_path / "search.ris").write_text("\n".join(lines) + "\n", "utf-8")
    review = new_review(tmp_path / "project", "second", date(2027, 3, 1))
    search = Incoming(tmp_path / "search.ris", "=Base", "database", date(2027, 3, 1), "-alcohol", 1)
    done = update(review, [search], date(2027, 3, 1))
    write_table(tmp_path / "project" / "queue.csv", done.waiting.queue)
    tables = sorted((tmp_path / "project").rglob("*.csv"))
    assert {path.name for path in tables} >= {"reports.csv", "searches.csv", "queue.csv"}
    assert {path.name: live(path.read_text("utf-8")) for path in tables if live(path.read_text("utf-8"))} == {}
    assert read_table(review.results / "reports.csv")["title"].tolist() == [title]
    assert read_file(review.results / "reports.csv").records["title"].tolist() == [title]
    assert read_table(review.searches / "searches.csv")["query"].tolist() == ["-alcohol"]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_workbook_of_ours_holds_texts_and_no_formula(language: str) -> None:
    book = load_workbook(io.BytesIO(template_xlsx(language)))
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def test_no_other_module_writes_tables() -> None:
    writers = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("to_csv", "writer", "DictWriter", "to_excel"):
                writers.add(path.relative_to(PACKAGE).as_posix())
    assert writers == {"files.py", "rows.py", "screen/store.py"}
