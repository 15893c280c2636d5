"""Web of Science, EndNote and tables."""

from __future__ import annotations

import pytest

from tests.records.conftest import Read, columns

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Berg, K
   Dahl, L
AF Berg, Kari
   Dahl, Lars
TI Housing after treatment: a title
   that goes on
SO JOURNAL OF AFTERCARE
DT Article
PY 2015
VL 42
IS 6
BP 761
EP 774
DI 10.1000/wos.1
UT WOS:0001
ER

PT J
AU Lie, M
TI Second
AR 123
ER

EF
"""


def test_web_of_science_tagged(read: Read) -> None:
    reading = read(WOS)
    row = reading.records.iloc[0]
    assert row["authors"] == "Berg, Kari; Dahl, Lars"
    assert row["title"] == "Housing after treatment: a title that goes on"
    assert (row["pages"], row["doi"], row["year"], row["line"]) == ("761-774", "10.1000/wos.1", "2015", 3)
    assert columns(reading, "title", "pages")[1] == ("Second", "123")
    assert reading.problems == []


def test_web_of_science_tab_delimited(read: Read) -> None:
    cells = ["J", "Berg, K", "Berg, Kari", "A title", "J AFTER", "2015", "4", "1", "9", "10.1000/1"]
    text = "\ufeffPT\tAU\tAF\tTI\tSO\tPY\tVL\tBP\tEP\tDI\n" + "\t".join(cells) + "\n"
    found = columns(read(text), "authors", "title", "journal", "pages", "doi")
    assert found == [("Berg, Kari", "A title", "J AFTER", "1-9", "10.1000/1")]


def test_endnote_refer(read: Read) -> None:
    first = "%0 Journal Article\n%T First\n%A Berg, Kari\n%D 2001\n%P 1-9\n\n"
    text = first + "%T Second\n%0 Book\n%X A paragraph\n\nanother\n"
    reading = read(text)
    assert columns(reading, "title", "type", "pages") == [("First", "journal_article", "1-9"), ("Second", "book", "")]
    assert reading.records["abstract"].iat[1] == "A paragraph another"


def test_endnote_refer_without_blank_lines(read: Read) -> None:
    text = "%0 Journal Article\n%T First\n%A Berg, Kari\n%0 Book\n%T Second\n"
    assert columns(read(text), "title", "type") == [("First", "journal_article"), ("Second", "book")]


XML = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Berg, Kari</style></author></authors></contributors>
<titles><title><style face="normal">The </style><style face="italic">first</style></title>
<secondary-title>Addiction</secondary-title></titles><dates><year>2001</year></dates>
<electronic-resource-num>10.1000/x.1</electronic-resource-num></record>
<record><titles><title>Second &amp; last</title></titles></record>
</records></xml>
"""


def test_endnote_xml_with_styled_titles(read: Read) -> None:
    reading = read(XML)
    assert columns(reading, "title", "line") == [("The first", 3), ("Second & last", 8)]
    assert columns(reading, "authors", "journal", "year", "doi")[0] == (
        "Berg, Kari",
        "Addiction",
        "2001",
        "10.1000/x.1",
    )


def test_one_broken_xml_record_takes_no_other_down(read: Read) -> None:
    broken = XML.replace("<record><titles><title>Second &amp; last", "<record><b><titles><title>Second")
    reading = read(broken)
    assert columns(reading, "title") == [("The first",), ("Second",)]
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(8, "warning")]


def test_bare_ampersands_and_control_characters_in_xml_are_mended(read: Read) -> None:
    reading = read(XML.replace("Second &amp; last", "Second & \x0blast"))
    assert columns(reading, "title")[1] == ("Second & last",)
    assert [problem.severity for problem in reading.problems] == ["warning"]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(read: Read, declaration: str) -> None:
    reading = read(XML.replace("<xml>", f"{declaration}<xml>", 1).replace("Second", "&b;"))
    assert len(reading.records) == 0
    assert [problem.severity for problem in reading.problems] == ["error"]
    assert reading.unreadable == 2


PUBMED_CSV = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\r\n"
    '"11223344","Paper title","Smith A, Walter BC","Nature. 2021","Smith A","Nature","2021",'
    '"2021/12/21","PMC12","","10.1000/n1"\r\n'
)
SCOPUS_CSV = (
    "\ufeffAuthors,Author full names,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,DOI,"
    "Link,Abstract,Document Type\n"
    '"Berg K.; Dahl L.",,"A title",2020,"Addiction",3,1,,11,19,10.1000/s1,http://x,"Text","Conference paper"\n'
)
SPRINGER_CSV = (
    "Item Title,Publication Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year,URL,Content Type\n"
    '"Title","Nature",17,3,10.1007/11111,"Kari Berg",2000,http://x,Chapter\n'
)
IEEE_CSV = (
    '"Document Title",Authors,"Publication Title","Publication Year",Volume,Issue,"Start Page","End Page",DOI\n'
    '"Title","K. Berg; L. Dahl","Computer",2011,44,2,7,9,10.1109/1\n'
)


def test_csv_of_pubmed(read: Read) -> None:
    row = read(PUBMED_CSV).records.iloc[0]
    assert (row["authors"], row["journal"], row["pmid"]) == ("Smith, A; Walter, BC", "Nature", "11223344")
    assert (row["year"], row["doi"], row["other_ids"]) == ("2021", "10.1000/n1", '{"pmcid": "PMC12"}')


def test_csv_of_scopus(read: Read) -> None:
    found = columns(read(SCOPUS_CSV), "title", "pages", "journal", "number", "type")
    assert found == [("A title", "11-19", "Addiction", "1", "conference")]


def test_csv_of_springer_and_ieee(read: Read) -> None:
    assert columns(read(SPRINGER_CSV), "title", "journal", "volume", "type") == [("Title", "Nature", "17", "chapter")]
    assert columns(read(IEEE_CSV), "authors", "journal", "pages") == [("Berg, K.; Dahl, L.", "Computer", "7-9")]


def test_a_semicolon_separated_norwegian_table(read: Read) -> None:
    text = "Tittel;Forfattere;År;Tidsskrift\nEttervern;Berg, Kari;2019;Rus & samfunn\n".encode("cp1252")
    assert columns(read(text), "title", "authors", "year") == [("Ettervern", "Berg, Kari", "2019")]


def test_rows_with_too_few_or_too_many_cells_are_read_and_said(read: Read) -> None:
    reading = read("title,year,doi\nFirst,2001\nSecond,2002,10.1000/2,stray\n")
    assert columns(reading, "title", "notes") == [("First", ""), ("Second", "stray")]
    assert [problem.row for problem in reading.problems] == [2, 3]


def test_a_table_keeps_its_own_record_ids(read: Read) -> None:
    reading = read("record_id,title\nid_2,A\nid_1,B\n")
    assert reading.records["record_id"].tolist() == ["id_2", "id_1"]
    assert reading.keyed


def test_a_quotation_mark_without_its_twin_swallows_no_other_row(read: Read) -> None:
    reading = read('title,year,journal\nFirst,2001,A\n"Second,2002,B\nThird,2003,C\n"Fourth\nin two lines",2004,D\n')
    assert columns(reading, "title", "year", "line") == [
        ("First", "2001", 2),
        ("Second", "2002", 3),
        ("Third", "2003", 4),
        ("Fourth in two lines", "2004", 5),
    ]
    assert [problem.row for problem in reading.problems] == [3]


@pytest.mark.parametrize("text", ["<?xml version='1.0'?>\n<PubmedArticleS", "<modsCollection xmlns='x'ds><titleInfo>"])
def test_xml_whose_tags_are_damaged_is_one_line(read: Read, text: str) -> None:
    reading = read(text)
    assert len(reading.records) == 0
    assert [problem.row for problem in reading.problems] == [1]
