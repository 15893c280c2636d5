"""What holds for every format: nothing is lost, ids come from content, text is data."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ettervern.records import COLUMNS, read_file, read_files
from tests.records.conftest import Read, columns

ONE = "TY  - JOUR\nTI  - Første tittel – på norsk\nAU  - Ås, Bjørn\nPY  - 2001\nER  - \n"
TWO = "TY  - JOUR\nTI  - Andre tittel\nPY  - 2002\nER  - \n"


@pytest.mark.parametrize(
    "encoded",
    [
        ONE.encode(),
        codecs.BOM_UTF8 + ONE.encode(),
        ONE.encode("utf-16"),
        ONE.encode("utf-16-le"),
        ONE.encode("utf-16-be"),
        ONE.encode("cp1252"),
        ONE.replace("\n", "\r\n").encode(),
        ONE.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 mark", "utf-16-le", "utf-16-be", "cp1252", "windows lines", "old mac lines"],
)
def test_every_encoding_gives_the_same_record(read: Read, encoded: bytes) -> None:
    plain = read(ONE).records
    assert read(encoded).records.equals(plain)


def test_one_line_in_another_encoding_spoils_no_other(read: Read) -> None:
    reading = read(ONE.encode() + TWO.replace("Andre", "Åndre").encode("cp1252"))
    assert columns(reading, "title") == [("Første tittel – på norsk",), ("Åndre tittel",)]
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(7, "warning")]


def test_the_format_is_seen_from_the_content_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(ONE)
    assert read_file(path).files["format"].tolist() == ["ris"]


def test_ids_do_not_depend_on_name_order_or_position(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(ONE + TWO)
    (tmp_path / "b.ris").write_text(TWO + ONE)
    one = read_file(tmp_path / "a.ris").records.set_index("title")["record_id"]
    two = read_file(tmp_path / "b.ris").records.set_index("title")["record_id"]
    assert one.to_dict() == two.to_dict()


def test_equal_records_get_numbered_ids_in_any_order_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(ONE)
    (tmp_path / "b.ris").write_text(ONE + TWO)
    forth = read_files([tmp_path / "a.ris", tmp_path / "b.ris"]).records
    back = read_files([tmp_path / "b.ris", tmp_path / "a.ris"]).records
    assert forth["record_id"].is_unique
    key = ["file", "position"]
    assert forth.sort_values(key, ignore_index=True).equals(back.sort_values(key, ignore_index=True))


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(ONE + TWO)
    (tmp_path / "copy.ris").write_text(ONE + TWO)
    reading = read_files([tmp_path / "a.ris", tmp_path / "copy.ris"])
    assert len(reading.records) == 2
    assert [(problem.file, problem.severity) for problem in reading.problems] == [("copy.ris", "warning")]


def test_doubled_ids_of_a_table_are_told_apart_and_said(read: Read) -> None:
    reading = read("record_id,title\nid_1,A\nid_1,B\n")
    assert sorted(reading.records["record_id"]) == ["id_1", "id_1-2"]
    assert [problem.column for problem in reading.problems] == ["record_id"]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder, text in (("x", ONE), ("y", TWO)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "export.ris").write_text(text)
    reading = read_files([tmp_path / "x/export.ris", tmp_path / "y/export.ris"])
    assert reading.records["file"].tolist() == ["x/export.ris", "y/export.ris"]


def test_an_unreadable_file_takes_no_other_down(tmp_path: Path) -> None:
    (tmp_path / "good.ris").write_text(ONE)
    (tmp_path / "empty.ris").write_bytes(b"\n \n")
    (tmp_path / "noise.ris").write_bytes(bytes(range(256)) * 20)
    names = ["empty.ris", "noise.ris", "missing.ris", "good.ris"]
    reading = read_files([tmp_path / name for name in names])
    assert columns(reading, "file") == [("good.ris",)]
    assert {problem.file for problem in reading.problems if problem.severity == "error"} == set(names[:3])


def test_every_cell_is_text_and_never_missing(read: Read) -> None:
    records = read(ONE + "TY  - JOUR\nER  - \n").records
    assert list(records.columns) == list(COLUMNS)
    assert not records.isna().any(axis=None)
    assert str(records["year"].dtype) == "str"


def test_a_record_that_says_nothing_is_kept_and_said(read: Read) -> None:
    reading = read("TY  - JOUR\nPY  - 2001\nER  - \n")
    assert len(reading.records) == 1
    assert [problem.column for problem in reading.problems] == ["title"]


def test_markup_entities_and_unseen_characters_leave_plain_text(read: Read) -> None:
    title = "H<sub>2</sub>O &amp; <i>recovery</i>\u200b\u202e <script>alert(1)</script> a < b\x07"
    found = columns(read(f"TY  - JOUR\nTI  - {title}\nER  - \n"), "title")
    assert found == [("H2O & recovery <script>alert(1)</script> a < b",)]


def test_letters_made_of_two_characters_become_one(read: Read) -> None:
    apart = unicodedata.normalize("NFD", "Ålesund é")
    assert columns(read(f"TY  - JOUR\nTI  - {apart}\nER  - \n"), "title") == [("Ålesund é",)]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=400))
def test_noise_is_never_a_crash_and_never_loses_the_good_file(tmp_path: Path, noise: bytes) -> None:
    (tmp_path / "good.ris").write_text(ONE)
    (tmp_path / "noise.bin").write_bytes(noise)
    reading = read_files([tmp_path / "noise.bin", tmp_path / "good.ris"])
    assert "good.ris" in reading.records["file"].tolist()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(cut=0, junk="[")
@given(cut=st.integers(0, len(ONE)), junk=st.text(max_size=30))
def test_a_damaged_record_leaves_the_next_one_whole(tmp_path: Path, cut: int, junk: str) -> None:
    path = tmp_path / "damaged.ris"
    path.write_text(ONE[:cut] + junk.replace("\r", " ") + "\n" + TWO, encoding="utf-8", errors="replace")
    assert "Andre tittel" in read_file(path).records["title"].tolist()
