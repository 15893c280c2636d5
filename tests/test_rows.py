"""Rows put into a table that people edit: what stands there keeps its bytes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.deduplicate.desk import save_decision
from ettervern.files import ReviewError, read_table
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.search.export import add_to_log, read_log
from ettervern.workspace import Workspace

NEW = pd.DataFrame({"a": ["1", "2", "3"], "b": ["x", 'say "y", twice\nover', "ny, å"]}, dtype="str")


def spreadsheet(end: str, mark: str, quoted: bool, last: str) -> bytes:
    """Return two rows of a table as some program has written them."""
    cells = ['"a"', '"b"', '"1"', '"x"', '"2"'] if quoted else ["a", "b", "1", "x", "2"]
    head, first = f"{cells[0]},{cells[1]}", f"{cells[2]},{cells[3]}"
    return f'{mark}{head}{end}{first}{end}{cells[4]},"say ""y"", twice\nover"{last and end}'.encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("last", ["newline", ""])
def test_a_row_is_added_the_way_the_file_is_written(
    tmp_path: Path, end: str, mark: str, quoted: bool, last: str
) -> None:
    path = tmp_path / "t.csv"
    before = spreadsheet(end, mark, quoted, last)
    path.write_bytes(before)
    assert put_rows(path, NEW)
    added = f'{"" if last else end}{"ny" and (chr(34) + "3" + chr(34) if quoted else "3")},"ny, å"{last and end}'
    assert path.read_bytes() == before + added.encode()
    assert read_table(path).to_dict("list") == NEW.to_dict("list")


def test_a_file_that_holds_the_rows_already_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    before = b'a , b\r\n"1", x \n\n2,"y"\r\r\n'.replace(b"\r\r\n", b"\r\n")
    path.write_bytes(before)
    assert not put_rows(path, read_table(path))
    assert path.read_bytes() == before


def test_a_row_that_changed_is_the_only_one_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'a,b\r\n"1",x\r\n2,y\r\n"3",z\r\n')
    put_rows(path, pd.DataFrame({"a": ["1", "2", "3"], "b": ["x", "new", "z"]}))
    assert path.read_bytes() == b'a,b\r\n"1",x\r\n2,new\r\n"3",z\r\n'


def test_a_file_that_is_not_there_is_made_and_one_that_is_no_text_refused(tmp_path: Path) -> None:
    put_rows(tmp_path / "new.csv", NEW.head(1))
    assert (tmp_path / "new.csv").read_bytes() == b"a,b\n1,x\n"
    (tmp_path / "odd.csv").write_bytes(b"a,b\n\xff,1\n")
    with pytest.raises(ReviewError, match="not UTF-8"):
        put_rows(tmp_path / "odd.csv", NEW)
    assert (tmp_path / "odd.csv").read_bytes() == b"a,b\n\xff,1\n"


CELLS = st.text("ab\",;'=é \n", max_size=4).map(str.strip)
ODDER = st.text('a",\n\r', max_size=4).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.lists(st.tuples(CELLS, ODDER), max_size=3), st.booleans())
def test_whatever_is_put_in_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[tuple[str, str]],
    new: list[tuple[str, str]],
    windows: bool,
) -> None:
    path = tmp_path_factory.mktemp("rows") / "t.csv"
    names = ["a", "b"]
    pd.DataFrame(old, columns=names, dtype="str").to_csv(path, index=False, lineterminator="\r\n" if windows else "\n")
    before = path.read_bytes()
    kept = list(read_table(path).itertuples(index=False, name=None))  # as read: a guard against formulas is no text
    put_rows(path, pd.DataFrame([*kept, *new], columns=names, dtype="str"))
    assert path.read_bytes().startswith(before)
    assert list(read_table(path).itertuples(index=False, name=None)) == [*kept, *new]


def test_a_search_and_a_decision_add_one_line_to_a_file_from_a_spreadsheet(project: Review) -> None:
    log = project.searches / "searches.csv"
    log.write_bytes(log.read_bytes().replace(b"\n", b"\r\n"))
    before = log.read_bytes()
    row = dict.fromkeys(read_log(project).columns, "x")
    add_to_log(project, [row])
    assert log.read_bytes() == before + b",".join([b"x"] * len(row)) + b"\r\n"

    desk = project.searches / "duplicate_decisions.csv"
    desk.write_bytes(b'\xef\xbb\xbf"record_1","record_2","decision"\r\n"a","b","same"\r\n')
    before = desk.read_bytes()
    save_decision(desk, "c", "d", "different", decided_by="one", date="2026-01-02")
    assert desk.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_table(desk)["record_1"].tolist() == ["a", "c"]


def test_what_a_build_adds_to_a_table_in_searches_is_staged_in_its_own_line_ends(tmp_path: Path) -> None:
    path, work = tmp_path / "known.csv", Workspace()
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n1,x\r\n")
    work.stage_rows(path, NEW.iloc[[0, 2]])
    assert work.bytes(path) == b'\xef\xbb\xbfa,b\r\n1,x\r\n3,"ny, \xc3\xa5"\r\n'
