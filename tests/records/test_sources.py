"""What each source writes is read field by field, and the page that says so is true."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from ettervern.records import read_file
from ettervern.records.headers import known, listed, plain
from ettervern.records.model import COLUMNS
from tests.records.conftest import Read, columns
from tests.records.sources_page import NAMES, PAGE, SOURCES, page

#: What stands in every export that has the field; other spellings of it behind.
SAME = {
    "title": ("Telephone support after treatment: a follow-up", "Telephone support after treatment: a follow-up."),
    "year": ("2019",),
    "journal": ("Journal of Recovery", "JOURNAL OF RECOVERY"),
    "volume": ("12",),
    "number": ("3",),
    "pages": ("201-209", "201"),
    "doi": ("10.5555/jr.12.3",),
    "pmid": ("30000001",),
    "issn": ("1234-5679", "12345679"),
}


def test_every_source_has_a_line_on_the_page() -> None:
    assert sorted(NAMES) == sorted(path.name for path in SOURCES.iterdir())


def test_the_page_says_what_the_reading_gives() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python -m tests.records.sources_page"


@pytest.mark.parametrize("name", NAMES)
def test_a_source_gives_one_record_with_the_right_fields(name: str) -> None:
    reading = read_file(SOURCES / name)
    assert reading.count == 1
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    for field, right in SAME.items():
        assert reading.columns[field][0] in (*right, ""), field
    assert reading.columns["title"][0] and (reading.columns["authors"][0] or name == "clinicaltrials_gov.csv")


def test_a_workbook_of_references_is_read_as_a_table(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["About the data: exported in May"])
    book.worksheets[0].append(["Tittel", "Forfattere", "År", "Årgang"])
    book.worksheets[0].append(["Ettervern", "Berg, Kari; Dahl, Per", 2019, 12])
    book.save(tmp_path / "list.xlsx")
    reading = read_file(tmp_path / "list.xlsx")
    assert columns(reading, "title", "authors", "year", "volume") == [
        ("Ettervern", "Berg, Kari; Dahl, Per", "2019", "12")
    ]
    assert reading.columns["line"] == [3]
    assert [problem.message.split(" (")[0] for problem in reading.problems] == [
        "what stands above the header was not read"
    ]


def test_columns_that_are_not_used_are_told_once_a_file(read: Read) -> None:
    reading = read("Title,Authors,Colour,Empty\n" + "A,B,red,\n" * 3)
    assert [problem.message for problem in reading.problems] == ["columns not used: colour"]


def test_the_list_of_headers_is_one_that_people_can_extend() -> None:
    helpers = {"subtitle", "group_authors", "start_page", "end_page", "source", "ids", "passed_over"}
    assert set(listed()) - helpers <= set(COLUMNS)
    assert {"årgang", "hefte", "sider", "tittel", "forfattere", "tidsskrift", "published year"} <= known()
    assert plain("Primary_Location.Source/Display-Name") == "primary location source display name"
