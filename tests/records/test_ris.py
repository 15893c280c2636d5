"""RIS as databases and reference managers really write it."""

from __future__ import annotations

from tests.records.conftest import Read, columns

SCOPUS = """TY  - JOUR
TI  - Recovery housing after treatment
T2  - Journal of Aftercare
VL  - 12
IS  - 3
SP  - 101
EP  - 110
PY  - 2019
DO  - 10.1000/aftercare.12.3
AU  - Berg, K.
AU  - Ås, Ø.
AB  - One paragraph.
KW  - housing
KW  - recovery
ER  -
"""


def test_fields_of_the_standard_are_read(read: Read) -> None:
    row = read(SCOPUS).records.iloc[0]
    assert row["title"] == "Recovery housing after treatment"
    assert row["authors"] == "Berg, K.; Ås, Ø."
    assert (row["journal"], row["volume"], row["number"], row["pages"]) == (
        "Journal of Aftercare",
        "12",
        "3",
        "101-110",
    )
    assert (row["year"], row["doi"], row["keywords"]) == ("2019", "10.1000/aftercare.12.3", "housing; recovery")
    assert (row["type"], row["position"], row["line"]) == ("journal_article", 1, 1)


def test_older_tags_mean_the_same(read: Read) -> None:
    old = "TY  - JOUR\nT1  - A title\nA1  - Berg, K\nY1  - 2001/05/01\nJF  - Addiction\nN2  - Text\nER  - \n"
    found = columns(read(old), "title", "authors", "year", "journal", "abstract")
    assert found == [("A title", "Berg, K", "2001", "Addiction", "Text")]


def test_raw_ovid_numbers_and_text_after_the_end_are_no_part_of_a_record(read: Read) -> None:
    ovid = "1. TY  - JOUR\nT1  - First\nER  - \n\n2. TY  - JOUR\nT1  - Second\nER  - \n"
    assert columns(read(ovid), "title", "line") == [("First", 1), ("Second", 5)]


def test_a_record_without_end_line_is_ended_by_the_next(read: Read) -> None:
    reading = read("TY  - JOUR\nTI  - First\nTY  - JOUR\nTI  - Second\nER  - \n")
    assert columns(reading, "title") == [("First",), ("Second",)]
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(3, "warning")]


def test_the_last_record_needs_no_end_line(read: Read) -> None:
    assert columns(read("TY  - JOUR\nTI  - Only"), "title") == [("Only",)]


def test_a_record_without_type_is_kept_and_said(read: Read) -> None:
    reading = read(SCOPUS + "\nTI  - Lost its head\nPY  - 2020\nER  - \n")
    assert columns(reading, "title", "type")[1] == ("Lost its head", "other")
    assert len(reading.problems) == 1


def test_wrapped_lines_belong_to_the_field_before(read: Read) -> None:
    text = "TY  - JOUR\nTI  - A title that\n      goes on\nAB  - DNA - a dash\nII - no tag\nER  - \n"
    assert columns(read(text), "title", "abstract") == [("A title that goes on", "DNA - a dash II - no tag")]


def test_what_database_heads_say_is_kept_as_database(read: Read) -> None:
    text = "Provider: JSTOR\nDatabase: JSTOR\nContent: text/plain\n\nTY  - JOUR\nTI  - A\nER  - \n"
    reading = read(text)
    assert columns(reading, "database") == [("JSTOR",)]
    assert reading.problems == []


def test_lines_outside_records_are_counted(read: Read) -> None:
    reading = read(SCOPUS + "\nsomebody wrote a note here\n")
    assert [problem.row for problem in reading.problems] == [17]


def test_words_before_numbers_go(read: Read) -> None:
    text = "TY  - JOUR\nTI  - A\nVL  - vol. 55\nIS  - no. 2\nSP  - pp 37-64\nER  - \n"
    assert columns(read(text), "volume", "number", "pages") == [("55", "2", "37-64")]


def test_a_doi_is_found_wherever_it_stands(read: Read) -> None:
    for line in ("UR  - https://doi.org/10.1000/AB.1", "N1  - doi: 10.1000/ab.1.", "M3  - doi: 10.1000/ab.1"):
        assert columns(read(f"TY  - JOUR\nTI  - A\n{line}\nER  - \n"), "doi") == [("10.1000/ab.1",)]


def test_a_doubled_doi_address_is_one_doi(read: Read) -> None:
    twice = "https://doi.org/https://doi.org/10.1000/ab.1 https://doi.org/10.1000/ab.1"
    glued = "10.1000/ab.110.1000/ab.1"
    for doi in (twice, glued, "10.1000%2Fab.1", "10.1000/ab.1&rft_id=info:pmid/", "10.1000/ab.1/pdf"):
        assert columns(read(f"TY  - JOUR\nTI  - A\nDO  - {doi}\nER  - \n"), "doi") == [("10.1000/ab.1",)]


def test_a_conference_abstract_in_a_journal_is_a_conference_work(read: Read) -> None:
    assert columns(read("TY  - JOUR\nTI  - A\nM3  - Conference Abstract\nER  - \n"), "type") == [("conference",)]


def test_the_pubmed_number_is_taken_from_notes(read: Read) -> None:
    reading = read("TY  - JOUR\nTI  - A\nN1  - PMID: 1234567\nN1  - A note\nER  - \n")
    assert columns(reading, "pmid", "notes") == [("1234567", "A note")]


def test_numbers_in_angle_brackets_before_records_do_not_hide_the_format(read: Read) -> None:
    text = "<1>\n" + SCOPUS + "\n<2>\n" + SCOPUS.replace("Recovery", "Sober")
    reading = read(text)
    assert len(reading.records) == 2
    assert reading.problems == []


def test_a_line_of_prose_before_the_records_is_no_table_header(read: Read) -> None:
    reading = read("Search in title, author and year\n\n" + SCOPUS)
    assert reading.files["format"].tolist() == ["ris"]
    assert len(reading.records) == 1
