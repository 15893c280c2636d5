"""Two versions of a table joined row by row: nothing lost, nothing doubled, and no byte of another row touched."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ettervern.living.merging import merge_entries, merge_lines, merge_tables

HEAD = "id,says,n\n"
ids, words = st.sampled_from("abcdefg"), st.sampled_from(["x", "y", 'a "quoted", one', "two\nlines", ""])
tables = st.dictionaries(ids, st.tuples(words, words), max_size=6)


def text(rows: dict[str, tuple[str, str]]) -> str:
    """Return rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([(key, *cells) for key, cells in rows.items()])
    return HEAD + stream.getvalue()


def rows(table: str) -> list[tuple[str, ...]]:
    """Return the rows of a table without its header."""
    return [tuple(row) for row in csv.reader(io.StringIO(table, newline=""))][1:]


@settings(deadline=None, max_examples=400)
@given(tables, tables, tables)
def test_no_row_is_lost_and_none_doubled(
    base: dict[str, tuple[str, str]], ours: dict[str, tuple[str, str]], theirs: dict[str, tuple[str, str]]
) -> None:
    merged = merge_tables(text(base), text(ours), text(theirs))
    clashing = {row.cells[0] for _, clash in merged.clashes for row in (*clash.ours, *clash.theirs)}
    expected = {}
    for key in base.keys() | ours.keys() | theirs.keys():
        was, here, there = base.get(key), ours.get(key), theirs.get(key)
        if here != there and was not in (here, there):
            assert key in clashing
            continue
        assert key not in clashing
        word = here if was == there else there
        if word is not None:
            expected[key] = word
    if not merged.clashes:
        assert Counter(rows(merged.text)) == Counter((key, *cells) for key, cells in expected.items())
    for take, side in (("ours", ours), ("theirs", theirs)):
        whole = expected | {key: side[key] for key in clashing if key in side}
        taken = merge_tables(text(base), text(ours), text(theirs), take=take)
        assert Counter(rows(taken.text)) == Counter((key, *cells) for key, cells in whole.items())
        assert not taken.clashes


@settings(deadline=None)
@given(tables, tables, tables)
def test_the_direction_changes_the_order_alone(
    base: dict[str, tuple[str, str]], ours: dict[str, tuple[str, str]], theirs: dict[str, tuple[str, str]]
) -> None:
    one = merge_tables(text(base), text(ours), text(theirs))
    other = merge_tables(text(base), text(theirs), text(ours))
    assert len(one.clashes) == len(other.clashes)
    if not one.clashes:
        assert Counter(rows(one.text)) == Counter(rows(other.text))


@given(tables, tables)
def test_a_side_that_did_nothing_changes_nothing(
    base: dict[str, tuple[str, str]], changed: dict[str, tuple[str, str]]
) -> None:
    assert merge_tables(text(base), text(changed), text(base)).text == text(changed)
    assert Counter(rows(merge_tables(text(base), text(base), text(changed)).text)) == Counter(rows(text(changed)))
    assert merge_tables(text(base), text(changed), text(changed)).text == text(changed)


def test_untouched_rows_keep_their_bytes_and_the_order_of_this_side() -> None:
    base = 'id,says\r\n"a","1"\r\nb,2 \r\nc,3\r\n'
    ours, theirs = base.replace("c,3", "c,3\r\no,9"), base.replace("b,2 ", "t,8\nb,4")
    merged = merge_tables(base, ours, theirs)
    assert merged.text == 'id,says\r\n"a","1"\r\nt,8\r\nb,4\r\nc,3\r\no,9\r\n' and not merged.clashes


def test_rows_added_at_the_same_place_stand_one_side_after_the_other() -> None:
    merged = merge_tables("id\na\n", "id\na\no1\no2\n", "id\na\nt1\nt2")
    assert merged.text == "id\na\no1\no2\nt1\nt2\n"


def test_a_clash_stands_between_marks_with_its_line() -> None:
    merged = merge_tables("id,n\na,1\nb,1\n", "id,n\na,2\nb,1\n", "id,n\na,3\nb,1\nc,1\n")
    assert merged.text == "id,n\n<<<<<<< this branch\na,2\n=======\na,3\n>>>>>>> the other\nb,1\nc,1\n"
    ((line, clash),) = merged.clashes
    assert (line, clash.ours[0].cells, clash.theirs[0].cells) == (2, ("a", "2"), ("a", "3"))


def test_a_row_changed_here_and_taken_away_there_is_a_clash() -> None:
    merged = merge_tables("id,n\na,1\n", "id,n\na,2\n", "id,n\n")
    assert len(merged.clashes) == 1 and merged.clashes[0][1].theirs == ()
    merged = merge_tables("id,n\na,1\n", "id,n\n", "id,n\na,2\n")
    assert len(merged.clashes) == 1 and merged.clashes[0][1].ours == ()


def test_keys_are_as_long_as_they_must_be() -> None:
    base = "analysis,domain,judgement\nr,bias,\nr,overall,\n"
    ours, theirs = base.replace("bias,", "bias,low"), base.replace("overall,", "overall,high")
    assert rows(merge_tables(base, ours, theirs, "certainty").text) == [("r", "bias", "low"), ("r", "overall", "high")]


def test_searches_that_found_nothing_are_told_apart() -> None:
    head = "file,source,kind,date,query,count\n"
    merged = merge_tables(
        head, head + ",A,database,2027-01-01,x,0\n", head + ",B,database,2027-01-01,x,0\n", "searches"
    )
    assert len(rows(merged.text)) == 2 and not merged.clashes


def test_a_study_with_several_rows_keeps_those_of_both_sides() -> None:
    head = "study_id,outcome,n\n"
    merged = merge_tables(head, head + "s1,work,5\n", head + "s1,drink,6\ns1,work,5\n", "extraction_1")
    assert sorted(rows(merged.text)) == [("s1", "drink", "6"), ("s1", "work", "5")]
    changed = merge_tables(head + "s1,work,5\n", head + "s1,work,6\n", head + "s1,work,7\n", "extraction_1")
    assert len(changed.clashes) == 1


def test_what_a_build_writes_anew_never_clashes() -> None:
    head = "record_id,report_id,file,position\n"
    merged = merge_tables(head, head + "r1,a,x.ris,1\n", head + "r1,a,y.ris,7\n", "known_reports")
    assert rows(merged.text) == [("r1", "a", "x.ris", "1")] and not merged.clashes
    assert merge_tables(head, head + "r1,a,x.ris,1\n", head + "r1,b,x.ris,1\n", "known_reports").clashes


def test_a_column_that_one_side_adds_and_rows_that_the_other_adds_come_together() -> None:
    merged = merge_tables("id,n\na,1\n", "id,n,more\na,1,x\n", "id,n\na,1\nb,2\n")
    assert merged.text == "id,n,more\na,1,x\nb,2,\n" and not merged.clashes
    merged = merge_tables("id,n\na,1\n", "id,n\na,1\nb,2\n", "id,n,more\na,1,x\n")
    assert merged.text == "id,n,more\na,1,x\nb,2,\n"


@pytest.mark.parametrize("swap", [False, True])
def test_lines_are_joined_by_time_and_equal_times_keep_their_order(swap: bool) -> None:
    head = "time,report_id,decision\n"
    base = head + "2026-11-20,r1,include\n2026-11-20,r1,exclude\n"
    sides = [base + "2026-11-22T09:00:00Z,r3,include\n", base + "2026-11-21T09:00:00Z,r2,include\n"]
    found = merge_lines(base, *(sides[::-1] if swap else sides))
    assert [row[1:] for row in rows(found.text)] == [
        ("r1", "include"), ("r1", "exclude"), ("r2", "include"), ("r3", "include")
    ]  # fmt: skip


def test_entries_of_a_bibliography_are_joined_by_their_keys() -> None:
    base = "% made by a build\n\n@article{a,\n  title = {A},\n}\n"
    ours, theirs = base + "\n@book{o, title={O}}\n", base + "\n@article{t,\n  title = {T @ home},\n}\n"
    merged = merge_entries(base, ours, theirs)
    assert [merged.text.count(one) for one in ("@article{a,", "@book{o,", "@article{t,", "% made")] == [1, 1, 1, 1]
    assert merge_entries(base, base.replace("{A}", "{B}"), base.replace("{A}", "{C}")).clashes
