"""What is taken in packed is unpacked within limits, and what is more is one line."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from ettervern import archives
from ettervern.files import ReviewError
from ettervern.local.entry import read_sheet
from ettervern.records import sheet, workbook
from ettervern.records.sheet import table_in, unpacked

ZEROS = b"0" * 3_000_000


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small limits, so that the tests are quick."""
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 20)


def zipped(*files: tuple[str, bytes], say: int | None = None) -> bytes:
    """Return a zip archive; its members may say that they are smaller than they are."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    data = made.getvalue()
    return data if say is None else data.replace(len(ZEROS).to_bytes(4, "little"), say.to_bytes(4, "little"))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_one_packed_file_is_unpacked_up_to_the_limit(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    (tmp_path / "list.csv").write_bytes(pack(b"a,b\n" * 100))
    assert unpacked(tmp_path / "list.csv").content == b"a,b\n" * 100
    (tmp_path / "list.csv").write_bytes(pack(ZEROS))
    with pytest.raises(ReviewError, match=r"list\.csv: cannot be read .holds more than 1 MB unpacked"):
        unpacked(tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped(("list.csv", ZEROS)), "holds more than 1 MB unpacked"),
        (zipped(("list.csv", ZEROS), say=10), "CRC|cannot be read"),
        (zipped(*((f"{number}.csv", b"a") for number in range(21))), "21 files in the archive; expected at most 20"),
        (zipped(("list.csv", b"a,b\n1,2\n"))[:-30], "cannot be read"),
        (ZEROS, "more than 1 MB"),
    ],
    ids=["unpacked", "torn", "many", "cut", "large"],  # the bytes hold the time they were packed at
)
def test_an_archive_that_holds_too_much_is_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "votes.zip").write_bytes(data)
    with pytest.raises(ReviewError, match=says) as caught:
        unpacked(tmp_path / "votes.zip")
    assert len(caught.value.problems) == 1


def test_a_table_of_too_many_cells_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_CELLS", 1000)
    with pytest.raises(ReviewError, match="more than 1000 cells"):
        table_in(b"a,b\n" + b"," * 2000, ["a"], "list.csv")


def test_members_are_counted_together() -> None:
    assert dict(archives.members(zipped(("a", b"x"), ("b", b"y")))) == {"a": b"x", "b": b"y"}
    with pytest.raises(archives.TooLarge):
        list(archives.members(zipped(*((f"{number}", b"0" * 400_000) for number in range(3)))))


def test_a_workbook_within_the_limits_is_read_and_one_beyond_them_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, path = Workbook(), tmp_path / "sheet.xlsx"
    book.worksheets[0].append(["deltaker", "gruppe"])
    book.worksheets[0].cell(row=2000, column=50, value="x")
    book.save(path)
    assert len(workbook.workbook_rows(path)[0]) > 1
    monkeypatch.setattr(workbook, "MOST_CELLS", 1000)
    with pytest.raises(ReviewError, match=r"sheet\.xlsx: more than 1000 cells"):
        read_sheet(path, date(2027, 1, 1))
    path.write_bytes(zipped(("xl/workbook.xml", ZEROS)))
    with pytest.raises(ReviewError, match="holds more than 1 MB unpacked"):
        read_sheet(path, date(2027, 1, 1))
    path.write_bytes(zipped(("xl/workbook.xml", b"<x>&a;"), ("[Content_Types].xml", b"<broken")))
    with pytest.raises(ReviewError, match="not readable as an XLSX workbook"):
        read_sheet(path, date(2027, 1, 1))
