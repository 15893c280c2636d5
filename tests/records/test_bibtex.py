"""BibTeX with macros, LaTeX and broken blocks."""

from __future__ import annotations

import pytest

from tests.records.conftest import Read, columns


def test_macros_accents_and_braces_become_text(read: Read) -> None:
    text = r"""@string{jaf = {Journal of Aftercare}}
@article{berg2019,
  author = {S{\o}rensen, {\AA}se and M{\"u}ller, J{\'o}zef and {\c{C}}etin, K. and {\L}aba, Z.},
  title = {The {IPS} model: \emph{work} \& recovery at $\alpha = .05$},
  journal = jaf, year = 2019, pages = {1--10}, doi = {10.1000/a\_b}
}"""
    row = read(text).records.iloc[0]
    assert row["authors"] == "Sørensen, Åse; Müller, Józef; Çetin, K.; Łaba, Z."
    assert row["title"] == "The IPS model: work & recovery at α = .05"
    assert (row["journal"], row["year"], row["doi"]) == ("Journal of Aftercare", "2019", "10.1000/a_b")


def test_bare_percent_and_dollar_signs_are_text(read: Read) -> None:
    text = "@article{a, title = {A}, abstract = {Costs fell by 40% from $5 to $3 a day}}"
    assert columns(read(text), "abstract") == [("Costs fell by 40% from $5 to $3 a day",)]


def test_two_entries_with_one_key_are_two_records(read: Read) -> None:
    assert columns(read("@article{a, title={First}}\n@article{a, title={Second}}"), "title") == [
        ("First",),
        ("Second",),
    ]


def test_a_field_given_twice_is_said_and_nothing_lost(read: Read) -> None:
    reading = read("@article{a,\n title={First},\n note={one},\n note={two}\n}")
    assert columns(reading, "title", "notes") == [("First", "one; two")]
    assert [(problem.column, problem.severity) for problem in reading.problems] == [("note", "warning")]


@pytest.mark.parametrize("key", [" WOS:0001", "PMID:18888888", "mouse;2015", "10.1000/1", "Smith, J 2019"])
def test_odd_keys_are_no_hindrance(read: Read, key: str) -> None:
    key = key.replace(", ", " ")
    assert columns(read(f"@article {{{key},\n  title = {{A}}\n}}"), "title") == [("A",)]


def test_a_block_that_is_not_closed_keeps_what_can_be_read(read: Read) -> None:
    reading = read("@article{a,\n title = {First},\n year = {2001}\n\n@article{b,\n title = {Second}\n}\n")
    assert columns(reading, "title") == [("First",), ("Second",)]
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(1, "warning")]


def test_what_can_not_be_read_is_listed_with_its_line(read: Read) -> None:
    reading = read("@article{a, title = {First}}\n\n@article{b = = {{{ nonsense\n\n@article{c, title = {Third}}\n")
    assert columns(reading, "title") == [("First",), ("Third",)]
    assert reading.unreadable == 1
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(3, "error")]


def test_a_chapter_takes_what_it_lacks_from_the_book_it_points_to(read: Read) -> None:
    text = "@inproceedings{a, title={Talk}, crossref={b}}\n@proceedings{b, booktitle={Meeting 2015}, year={2015}}"
    assert columns(read(text), "title", "journal", "year")[0] == ("Talk", "Meeting 2015", "2015")


def test_institutions_keep_their_name_whole(read: Read) -> None:
    text = "@report{a, title={A}, author={{Health and Care Directorate} and Berg, Kari}}"
    assert columns(read(text), "authors") == [("Health and Care Directorate; Berg, Kari",)]


def test_comments_and_sets_are_no_records(read: Read) -> None:
    text = "@comment{x}\n@set{s, entryset={a}}\n@article{a, title={A}}\nfree text\n"
    assert len(read(text).records) == 1
