"""MEDLINE as PubMed, Ovid and ERIC print it."""

from __future__ import annotations

from tests.records.conftest import Read, columns

PUBMED = """
PMID- 12345678
OWN - NLM
DP  - 2015 Jul
TI  - [Housing after treatment: a title that
      goes on].
TT  - Bolig etter behandling.
PG  - 183-92
LID - 10.1000/med.1 [doi]
LID - S0001-2 [pii]
AB  - First line
      second line.
FAU - Berg, Kari
AU  - Berg K
PT  - Journal Article
JT  - Journal of aftercare
VI  - 30
IP  - 4
LA  - nor

PMID- 22345678
TI  - Second.
PT  - Meeting Abstract
"""


def test_records_with_wrapped_lines_are_read(read: Read) -> None:
    row = read(PUBMED).records.iloc[0]
    assert row["title"] == "Housing after treatment: a title that goes on"
    assert row["original_title"] == "Bolig etter behandling."
    assert (row["authors"], row["abstract"]) == ("Berg, Kari", "First line second line.")
    assert (row["doi"], row["pmid"], row["pages"]) == ("10.1000/med.1", "12345678", "183-92")
    assert (row["year"], row["language"], row["line"]) == ("2015", "Norwegian", 2)


def test_meeting_abstracts_are_conference_works(read: Read) -> None:
    assert columns(read(PUBMED), "type") == [("journal_article",), ("conference",)]


def test_records_without_pubmed_number_are_parted_by_blank_lines(read: Read) -> None:
    text = "DP  - 2001\nTI  - First.\nAU  - Berg K\n\nDP  - 2002\nTI  - Second.\nAU  - Dahl L\n"
    assert columns(read(text), "title", "authors") == [("First.", "Berg, K"), ("Second.", "Dahl, L")]


def test_a_blank_line_inside_a_record_does_not_tear_it(read: Read) -> None:
    reading = read("PMID- 1234567\nTI  - First.\n\nAB  - Text.\nDP  - 2001\n\nPMID- 1234568\nTI  - Second.\n")
    assert columns(reading, "title", "abstract") == [("First.", "Text."), ("Second.", "")]
    assert [problem.row for problem in reading.problems] == [4]


def test_eric_dialect_is_read(read: Read) -> None:
    text = "\nOWN - ERIC\nTI  - Paper\nAU  - Smith, Tom\nAID - http://dx.doi.org/10.1000/1\nISSN - ISSN-1234-4567\n"
    assert columns(read(text), "authors", "doi", "issn") == [("Smith, Tom", "10.1000/1", "1234-4567")]


def test_a_date_written_together_gives_the_year(read: Read) -> None:
    assert columns(read("PMID- 1234567\nTI  - A.\nDEP - 20250724\n"), "year") == [("2025",)]
