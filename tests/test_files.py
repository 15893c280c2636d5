"""Plain files: problems with an address, whole files or none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ettervern.files import (
    CELL_LIMIT,
    Problem,
    ReviewError,
    columns_of,
    frame_of,
    json_text,
    read_columns,
    read_table,
    table_of,
    table_text,
    write_table,
    write_whole,
)
from ettervern.staging import digest
from ettervern.transaction import changes, transaction
from ettervern.workspace import Workspace


def test_a_problem_reads_as_file_row_column_and_what_was_expected() -> None:
    assert str(Problem("a.csv", 3, "n", "expected a number")) == "a.csv, row 3, column n: expected a number"
    assert str(Problem("a.csv", 0, "", "the file is empty")) == "a.csv: the file is empty"


def test_the_row_of_a_table_is_the_line_an_editor_shows_even_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"x\ny"\n2,z\n', encoding="utf-8")
    table = read_table(path)
    assert list(table.index) == [2, 4]
    assert table.loc[2, "b"] == "x\ny"


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (b"", 0, "the file is empty"),
        (b"  \n", 0, "the file is empty"),
        (b"a,b\n1,\xe6\n", 2, "not UTF-8"),
        (b"a,b\n1,2,3\n", 2, "3 cells; expected 2"),
        (b"a,a\n1,2\n", 1, "stands twice"),
        (b"a\n1\n", 1, "missing from the header"),
    ],
)
def test_a_table_that_cannot_be_read_gives_one_line_with_its_row(
    tmp_path: Path, content: bytes, row: int, says: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(ReviewError) as caught:
        read_table(path, columns=["a", "b"])
    assert [problem.row for problem in caught.value.problems] == [row]
    assert says in str(caught.value)


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("\ufeffa\næ\n".encode())
    assert read_table(path)["a"].tolist() == ["æ"]


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.txt"
    write_whole(path, "old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["t.txt"]


def test_a_file_that_does_not_change_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    assert write_whole(path, "same") is True
    before = path.stat().st_mtime_ns
    assert write_whole(path, "same") is False
    assert path.stat().st_mtime_ns == before


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_two_lists_of_parts_share_a_digest_only_when_they_are_the_same(one: list[bytes], two: list[bytes]) -> None:
    assert (digest(*one) == digest(*two)) == (one == two)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_to_a_table_is_read_back_to_twelve_digits_and_a_count_exactly(number: float) -> None:
    read = float(table_of(table_text(pd.DataFrame({"x": [number]})), None, "t.csv", exact=True)["x"].item())
    assert read == pytest.approx(number, rel=1e-11, abs=0)
    assert read == number or not number.is_integer()


def test_the_last_digits_that_processors_disagree_on_are_not_written() -> None:
    one, other = 0.36765930109801515, 0.36765930109801498
    assert one != other
    for write in (lambda x: table_text(pd.DataFrame({"x": [x]})), lambda x: table_text({"x": [x]})):
        assert write(one) == write(other) == "x\n0.367659301098\n"
    assert table_text(pd.DataFrame({"x": ["", one]}, dtype="object")) == 'x\n""\n0.367659301098\n'
    assert json_text({"a": [{"b": one}]}) == json_text({"a": [{"b": other}]})


def test_text_that_looks_like_a_number_is_written_as_it_stands() -> None:
    digits = "0.36765930109801515"
    assert table_text(pd.DataFrame({"x": [digits]}, dtype="str")) == f"x\n{digits}\n"
    assert table_text(pd.DataFrame({"x": [digits]}, dtype="object")) == f"x\n{digits}\n"


@given(
    st.lists(
        st.tuples(
            st.text(),
            st.text("\",;\r\n\t\\' =a"),
            st.integers(-(2**63), 2**63 - 1),
            st.floats(allow_nan=False) | st.none(),
        )
    )
)
def test_plain_columns_are_written_as_the_same_table_is(rows: list[tuple[str, str, int, float | None]]) -> None:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(["any text", 'a "mark"', "n", "x"])}
    assert table_text(columns) == table_text(frame_of(columns, {"n": "int64", "x": "float64"}))


def test_plain_columns_and_a_table_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n 1 ,"x\ny"\n\n2,\n', encoding="utf-8")
    table = read_table(path)
    assert (
        read_columns(path) == (columns_of(table), list(table.index)) == ({"a": ["1", "2"], "b": ["x\ny", ""]}, [2, 5])
    )


def test_plain_columns_need_their_columns_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="column b: the column is missing from the header"):
        read_columns(tmp_path / "t.csv", ["a", "b"])


def test_what_is_staged_is_read_by_later_steps_and_reaches_the_disk_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "results" / "t.csv"
    with transaction(tmp_path, "a test") as staging:
        work = Workspace()
        work.stage(path, pd.DataFrame({"a": ["1"]}))
        assert not path.exists()
        assert work.table(path)["a"].tolist() == read_table(path)["a"].tolist() == ["1"]
        assert changes(staging.contents) == [path]
    assert path.read_text("utf-8") == "a\n1\n"
    with transaction(tmp_path, "a test") as staging:
        Workspace().stage(path, pd.DataFrame({"a": ["1"]}))
        assert changes(staging.contents) == []


def test_a_cell_at_the_limit_is_written_and_read_by_every_reader(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    long = "x" * CELL_LIMIT
    write_table(path, pd.DataFrame({"a": ["1"], "b": [long]}))
    assert read_table(path)["b"].tolist() == read_columns(path)[0]["b"] == [long]
    assert table_of(path.read_text("utf-8"), None, "t.csv", exact=True)["b"].tolist() == [long]


def test_a_cell_over_the_limit_is_one_line_with_its_row_and_nothing_is_written(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": ["1", "2"], "b": ["", "x" * (CELL_LIMIT + 1)]})
    says = r"t\.csv, row 3: a cell of more than 16,777,216 characters"
    with pytest.raises(ReviewError, match=says):
        write_table(tmp_path / "t.csv", table)
    with pytest.raises(ReviewError, match=says), transaction(tmp_path, "a test"):
        write_table(tmp_path / "before.csv", table[:1])
        Workspace().stage(tmp_path / "t.csv", table)
    assert list(tmp_path.iterdir()) == []


def test_a_header_that_no_reader_takes_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,"b"c\n1,2\n', "utf-8")
    with pytest.raises(ReviewError, match=r"t\.csv, row 1: not readable as CSV"):
        read_table(tmp_path / "t.csv")
