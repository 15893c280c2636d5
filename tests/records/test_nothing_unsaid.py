"""What stands in a file is in a record or in a problem with its place; what can be mended without guessing is."""

from __future__ import annotations

import pytest

from ettervern.files import Problem
from tests.records.conftest import Read, columns

RIS = [f"TY  - JOUR\nTI  - Title {at}\nAU  - Berg, K\nPY  - 200{at}\nER  - \n\n" for at in range(4)]
NBIB = [f"PMID- 1234{at}\nOWN - NLM\nDP  - 200{at}\nTI  - Title {at}\nSO  - J.\n\n" for at in range(4)]
ENW = [f"%0 Journal Article\n%T Title {at}\n%A Berg, K\n%D 200{at}\n\n" for at in range(4)]
WOS = [f"PT J\nAU Berg, K\nTI Title {at}\nPY 200{at}\nER\n\n" for at in range(4)]
BIB = [f"@article{{k{at},\n  title = {{Title {at}}},\n  year = {{200{at}}}\n}}\n\n" for at in range(4)]
TITLES = [(f"Title {at}", f"200{at}") for at in range(4)]


def without(parts: list[str], at: int, end: str, begin: str) -> str:
    """Return records with the end of one and the beginning of the next lost."""
    parts = list(parts)
    parts[at] = parts[at].replace(end, "")
    parts[at + 1] = parts[at + 1].replace(begin, "")
    return "".join(parts)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (without(RIS, 1, "ER  - \n\n", "TY  - JOUR\n"), 11),
        (without(NBIB, 1, "\n\n", "PMID- 12342\n").replace("J.OWN", "J.\nOWN"), 12),
        (without(ENW, 1, "\n\n", "%0 Journal Article\n").replace("2001%T", "2001\n%T"), 10),
        ("FN ISI\n" + without(WOS, 1, "ER\n\n", "PT J\n"), 12),
    ],
    ids=["ris", "nbib", "enw", "wos"],
)
def test_two_records_that_ran_together_are_parted_where_that_is_no_guess(read: Read, text: str, row: int) -> None:
    reading = read(text)
    assert columns(reading, "title", "year") == TITLES
    assert [(p.row, p.severity) for p in reading.problems] == [(row, "warning")]
    assert "ran together" in reading.problems[0].message


def test_where_it_can_not_be_told_which_line_begins_the_second_its_title_is_named(read: Read) -> None:
    text = "TY  - JOUR\nDO  - 10.1/a\nTI  - First\nPY  - 2001\nPY  - 2002\nTI  - Second\nER  - \n"
    reading = read(text)
    assert columns(reading, "title") == [("First",)]
    assert [problem.row for problem in reading.problems] == [5]
    assert "stands in row 4 already" in reading.problems[0].message


def test_two_records_are_not_parted_where_one_would_have_no_title(read: Read) -> None:
    reading = read("TY  - JOUR\nVL  - 1\nDO  - 10.1234/a\nTI  - Second\nVL  - 2\nPY  - 2001\nER  - \n")
    assert columns(reading, "title", "volume", "year") == [("Second", "1", "2001")]
    assert [problem.row for problem in reading.problems] == [5]


def test_lines_that_ran_together_behind_the_first_tag_are_told(read: Read) -> None:
    reading = read(RIS[0].replace("\n", " ", 3) + RIS[1])
    assert 1 in [problem.row for problem in reading.problems]


@pytest.mark.parametrize("glued", ["%0 Journal Article\n%T Title 1", "%0 Journal Article\n  %T Title 1\n  %A Berg, K"])
def test_a_record_that_begins_within_a_line_is_told(read: Read, glued: str) -> None:
    reading = read(ENW[0].rstrip() + "\n%X Found: more." + glued + "\n%P 1\n\n" + ENW[2])
    assert [(problem.row, problem.message.split(";")[0]) for problem in reading.problems if problem.row == 5] == [
        (5, "another record seems to begin within the line (“%0 Journal Article”)")
    ]


def test_further_tags_in_the_line_of_the_type_are_told(read: Read) -> None:
    reading = read(ENW[0].replace("Article\n", "Article ") + ENW[1])
    assert [problem.row for problem in reading.problems if "more than a value" in problem.message] == [1]


def test_a_row_that_lost_its_first_quotation_mark_is_told(read: Read) -> None:
    head = "Authors,Title,Year,DOI\n"
    reading = read(head + 'Berg, Kari","Title 0","2000"\n"Dal, Per","The 5"" pipe and ""calm""","2001","10.1/b"\n')
    assert [problem.row for problem in reading.problems] == [2]
    assert "quotation mark" in reading.problems[0].message


def test_text_between_records_is_told_run_by_run(read: Read) -> None:
    reading = read(RIS[0] + "A stray note\nin two lines\n" + RIS[1] + "Source of hope: a third\n" + RIS[2])
    assert [(problem.row, problem.message) for problem in reading.problems] == [
        (7, "2 lines stand outside any record and were not read (“A stray note”)"),
        (15, "1 lines stand outside any record and were not read (“Source of hope: a third”)"),
    ]


def test_headers_that_databases_print_need_no_word(read: Read) -> None:
    reading = read("Provider: Somebody\nDatabase: Somewhere\nContent: text/plain; charset=utf-8\n\n\n" + "".join(RIS))
    assert len(reading.records) == 4 and reading.problems == []


@pytest.mark.parametrize("line", ["T! - A title", "A title without a tag"])
def test_a_damaged_tag_after_a_field_of_one_line_is_told(read: Read, line: str) -> None:
    reading = read(f"TY  - JOUR\nPY  - 2001\n{line}\nDO  - 10.1234/a\nER  - \n")
    assert sorted(problem.row for problem in reading.problems) == [1, 3]


def test_a_record_without_a_title_is_told_although_it_has_a_doi(read: Read) -> None:
    reading = read("TY  - JOUR\nTX  - Damaged\nDO  - 10.1234/a\nER  - \n")
    assert [str(problem).split(": ", 1)[1] for problem in reading.problems] == ["the record has no title"]


@pytest.mark.parametrize("head", ["k1,\n", "article{k1,\n", "@article k1,\n", "{k1,\n"])
def test_a_bibtex_entry_whose_first_line_is_damaged_is_mended_and_said(read: Read, head: str) -> None:
    reading = read(BIB[0] + BIB[1].replace("@article{k1,\n", head) + BIB[2] + BIB[3])
    assert sorted(columns(reading, "title", "year")) == TITLES
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(6, "warning")]


def test_bibtex_entries_that_ran_together_are_parted(read: Read) -> None:
    reading = read(BIB[0] + without(BIB[1:3], 0, "}\n}", "@article{k2,").replace("2001}\n\n\n", "2001},\n") + BIB[3])
    assert {title for title, _ in columns(reading, "title", "year")} >= {"Title 0", "Title 1", "Title 3"}
    assert reading.problems


def test_a_bibtex_field_without_its_bracket_keeps_its_text_and_the_fields_after_it(read: Read) -> None:
    reading = read(BIB[0] + BIB[1].replace("{Title 1}", "{Title 1") + BIB[2] + BIB[3])
    assert columns(reading, "title", "year") == TITLES
    assert [problem.row for problem in reading.problems] == [6]


def test_text_between_bibtex_entries_is_told_and_what_programs_print_there_is_not(read: Read) -> None:
    reading = read("Scopus\nEXPORT DATE: 1 May 2020\n% Encoding: UTF-8\n\n" + BIB[0] + "Lost words\n\n" + BIB[1])
    assert len(reading.records) == 2
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(10, "warning")]


def xml(at: int) -> str:
    """Return a record of EndNote XML."""
    return f"<record><titles><title>Title {at}</title></titles>\n<dates><year>200{at}</year></dates></record>\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<record><titles><title>Title 1", "<recrd><titles><title>Title 1"),
        ("<record><titles><title>Title 1", "record><titles><title>Title 1"),
        ("<record><titles><title>Title 1", "<titles><title>Title 1"),
        ("2001</year></dates></record>", "2001</year></dates></recrd>"),
        ("2001</year></dates></record>", "2001</year></dates>"),
        ("2001</year></dates></record>\n<record>", "2001</year></dates>"),
    ],
)
def test_an_xml_record_with_a_damaged_tag_is_mended_and_said(read: Read, old: str, new: str) -> None:
    text = "<?xml version='1.0'?><xml><records>\n" + "".join(map(xml, range(4))) + "</records></xml>\n"
    assert old in text
    reading = read(text.replace(old, new))
    assert columns(reading, "title", "year") == TITLES
    assert [problem.severity for problem in reading.problems] == ["warning"]
    assert reading.problems[0].row in (4, 5)


def test_an_xml_record_that_can_not_be_mended_is_told(read: Read) -> None:
    text = "<xml><records>\n" + xml(0) + "<record>lost\nwords</record>\n" + xml(2) + "</records></xml>\n"
    reading = read(text)
    assert columns(reading, "title") == [("Title 0",), ("Title 2",)]
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(4, "error")]
    assert reading.unreadable == 1


HEADER = "Title,Authors,Year\n"
ROWS = [f'Title {at},"Berg, K",200{at}\n' for at in range(4)]


@pytest.mark.parametrize(
    "damaged",
    [
        '"Title 1,"Berg, K",2001\n',
        'Title 1,"Berg, K","2001\n',
        '"Title 1","Berg, K",2001"\n',
        '"Title 1,"Berg, K","2001"\n',
    ],
)
def test_a_quotation_mark_too_many_or_too_few_in_a_table_takes_no_row_along(read: Read, damaged: str) -> None:
    reading = read(HEADER + ROWS[0] + damaged + ROWS[2] + ROWS[3])
    assert [title for title, _ in columns(reading, "title", "year")] == [title for title, _ in TITLES]
    assert len(reading.problems) <= 1 and all(problem.row == 3 for problem in reading.problems)


def test_a_quotation_mark_in_the_header_does_not_take_the_rows_along(read: Read) -> None:
    reading = read('Title,"Authors,Year\n' + "".join(ROWS))
    assert columns(reading, "title", "year") == TITLES
    assert [problem.row for problem in reading.problems] == [1]


def test_a_row_that_ran_into_the_header_is_told(read: Read) -> None:
    reading = read("Title,Authors,Year" + "".join(ROWS))
    assert sorted({problem.row for problem in reading.problems}) == [1, 2, 3, 4]


def test_a_cell_that_takes_in_whole_rows_is_told(read: Read) -> None:
    reading = read('Title,Year\nA,2000\n"B,2001\nC,2002\nD",2003\nE,2004\n')
    assert [problem.row for problem in reading.problems] == [3]
    assert "look like rows" in reading.problems[0].message


def test_cells_in_several_lines_need_no_word(read: Read) -> None:
    reading = read(HEADER + '"Title\n0","Berg, K",2000\n"Title 1","Berg,\nK",2001\n"Title 2","Berg, K","2002\n"\n')
    assert columns(reading, "title", "year") == TITLES[:3] and reading.problems == []


def test_what_is_no_year_stands_as_a_date(read: Read) -> None:
    reading = read("Title,Year,Date\nA,,April\nB,2001,April\nC,in press,\nD,²020,\nE,٢٠١٩,\n")
    assert columns(reading, "year", "date") == [
        ("", "April"),
        ("2001", "April"),
        ("", "in press"),
        ("", "²020"),
        ("2019", ""),
    ]


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x1b[31m", "\u2028", "\x85", "\u202e", "\ud800"])
def test_a_problem_is_one_line_whatever_its_names_hold(mark: str) -> None:
    shown = str(Problem(f"file{mark}name", 3, f"column{mark}", f"message{mark}end"))
    assert shown.isprintable() and shown.startswith("file") and shown.endswith("end")


def test_a_field_with_a_line_end_in_its_name_gives_one_line(read: Read) -> None:
    reading = read("@article{a,\n  title = {One},\n  ti\x1b\x07tle = {Two},\n  title = {Three}\n}\n")
    assert reading.problems and all(str(problem).isprintable() for problem in reading.problems)
