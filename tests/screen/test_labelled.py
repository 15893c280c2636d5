"""Files of finished reviews as people have them: read right, or refused in one clear line."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ettervern.commands.screen import app
from ettervern.files import ReviewError
from ettervern.screen.labelled import Labelled, read_labelled
from tests.screen.test_order import corpus

ROWS = [
    ("Sober housing: a trial", "A text, with commas", "1"),
    ('The "best" care', "Line one\nand line two", "0"),
    ("Økt oppfølging – én studie", "", "1"),
    ("", "Only an abstract", "0"),
]
TEXTS = (
    "Sober housing: a trial A text, with commas",
    'The "best" care Line one\nand line two',
    "Økt oppfølging – én studie ",
    " Only an abstract",
)
HEADER = ("title", "abstract", "label_included")


def table(header: Iterable[str] = HEADER, rows: Iterable[Iterable[str]] = ROWS, mark: str = ",") -> str:
    """Return a CSV text."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark, lineterminator="\r\n").writerows([tuple(header), *map(tuple, rows)])
    return stream.getvalue()


def read(folder: Path, content: str | bytes, label: str = "label_included", name: str = "set.csv") -> Labelled:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_labelled(path, label)


def labels(folder: Path, cells: Iterable[str]) -> Labelled:
    """Read a file with these labels."""
    return read(folder, table(rows=[(f"title {n}", "text", cell) for n, cell in enumerate(cells)]))


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("1", "0"),
        ("1.0", "0.0"),
        (" 1 ", "0,0"),
        ("TRUE", "False"),
        ("yes", "No"),
        ("y", "N"),
        ("Included", "Excluded"),
        ("include", "exclude"),
        ("relevant", "not relevant"),
        ("Ja", "Nei"),
    ],
)
def test_labels_are_read_as_people_write_them(tmp_path: Path, yes: str, no: str) -> None:
    found = labels(tmp_path, [yes, no, no, yes])
    assert found.kept.tolist() == [True, False, False, True] and found.unlabelled == 0 and found.notes == ()


def test_rows_without_a_label_are_left_out_and_counted(tmp_path: Path) -> None:
    found = labels(tmp_path, ["1", "", "0", "NA", "-1", "1", " nan "])
    assert found.text == ("title 0 text", "title 2 text", "title 5 text")
    assert found.kept.tolist() == [True, False, True] and found.unlabelled == 4
    assert found.notes == ("4 of 7 rows have no label and were left out",)


def zipped(data: bytes, name: str = "inside.csv") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


#: Names go before contents: packed bytes hold the time, and would give a test another name every time.
WAYS = {
    "plain": table().encode(),
    "mark of UTF-8": b"\xef\xbb\xbf" + table().encode(),
    "UTF-16": table().encode("utf-16"),
    "semicolons": table(mark=";").encode(),
    "tabs": table(mark="\t").encode(),
    "sep": b"sep=;\r\n" + table(mark=";").encode(),
    "unix line ends": table().replace("\r\n", "\n").encode(),
    "blank lines": b"\r\n" + table().encode() + b"\r\n,,\r\n",
    "empty rows first": b"\r\n;;\r\n" + table(mark=";").encode(),
    "capitals": table(("Title ", " ABSTRACT", "Label_Included")).encode(),
    "other names": table(("primary_title", "notes_abstract", "label_included")).encode(),
    "empty columns": table((*HEADER, "", ""), [(*row, "", "") for row in ROWS]).encode(),
    "trailing commas": table().replace(",1\r\n", ",1,,\r\n").encode(),
    "quotes with backslash": table().replace('""', '\\"').encode(),
    "gzip": gzip.compress(table().encode()),
    "xz": lzma.compress(table().encode()),
    "bzip2": bz2.compress(table().encode()),
    "zip": zipped(table().encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_the_same_table_reads_the_same(tmp_path: Path, way: str) -> None:
    found = read(tmp_path, WAYS[way])
    assert [text.replace("\r\n", "\n") for text in found.text] == list(TEXTS)
    assert found.kept.tolist() == [True, False, True, False] and found.notes == ()


def test_windows_letters_are_read_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, table().encode("cp1252"))
    assert found.text == TEXTS
    assert [note.split(";")[1] for note in found.notes] == [" read as Windows-1252"]


def test_cells_that_mean_nothing_are_no_words(tmp_path: Path) -> None:
    found = read(tmp_path, table(rows=[("a title", "NA", "1"), ("null", "nan studies", "0")]))
    assert found.text == ("a title ", " nan studies")


def test_one_text_column_is_enough_and_the_best_of_two_names_counts(tmp_path: Path) -> None:
    assert read(tmp_path, table(("id", "Title", "label_included"), [("7", "t", "1")])).text == ("t",)
    two = table(("primary_title", "title", "label_included"), [("other", "t", "1")])
    assert read(tmp_path, two).text == ("t",), "as ASReview chooses"


def test_the_label_is_taken_as_written_where_two_columns_differ_in_case_only(tmp_path: Path) -> None:
    content = table(("title", "Included", "included"), [("t", "0", "1")])
    assert [read(tmp_path, content, name).kept.tolist() for name in ("Included", "included")] == [[False], [True]]


def test_equal_rows_are_all_kept(tmp_path: Path) -> None:
    assert len(read(tmp_path, table(rows=[*ROWS, *ROWS])).text) == 8


UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", r"set\.csv: the file is empty"),
    "blank": (b"\xef\xbb\xbf\r\n", "the file is empty"),
    "no label column": (
        table(("title", "abstract", "kept")),
        "row 1, column label_included: no such column; there are title, abstract",
    ),
    "no text column": (
        table(("id", "doi", "label_included")),
        "row 1, column title: neither a title nor an abstract column",
    ),
    "no label": (
        table().replace(",0\r\n", ",perhaps\r\n"),
        r"row 3, column label_included: 'perhaps' \(and 1 more\) is no label",
    ),
    "another number": (
        table().replace(",0\r\n", ",2\r\n"),
        "'2' .and 1 more. is no label; expected 1 or 0, true or false",
    ),
    "too many cells": (
        table().replace("Only an abstract", "Only, an, abstract"),
        "row 6: 5 cells; expected 3, as in the header",
    ),
    "too few cells": (table() + "short,row\r\n", "row 7: 2 cells; expected 3"),
    "open quote": (table() + 'a,"never closed,1\r\n', "row 7: quotation marks that do not pair"),
    "no text": (b"\x00\x01\x02", "cannot be read as text"),
    "cut xz": (lzma.compress(table().encode())[:-20], "cannot be read"),
    "cut gzip": (gzip.compress(table().encode())[:-20], "cannot be read"),
    "workbook": (zipped(b"x", "xl/workbook.xml"), "not readable as an XLSX workbook"),
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, fault: str) -> None:
    content, message = UNREADABLE[fault]
    with pytest.raises(ReviewError, match=message) as caught:
        read(tmp_path, content)
    assert len(caught.value.problems) == 1 and "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"nowhere\.csv: cannot be read .No such file"):
        read_labelled(tmp_path / "nowhere.csv", "label")
    with pytest.raises(ReviewError, match="cannot be read"):
        read_labelled(tmp_path, "label")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for content in (data, b"title,label\n" + data, b"title;label\n" + data):
        try:
            found = read(folder, content, "label")
        except ReviewError as error:
            assert len(error.problems) == 1
        else:
            assert len(found.text) == len(found.kept)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.sampled_from("01")), min_size=1, max_size=6))
def test_what_a_csv_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    clean = [tuple("".join(c for c in cell if c.isprintable() or c == "\n") for cell in row) for row in rows]
    found = read(tmp_path_factory.mktemp("back"), table(rows=clean))
    nothing = {"", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none"}
    said = [tuple("" if cell.strip().lower() in nothing else cell for cell in row[:2]) for row in clean]
    assert found.text == tuple(" ".join(row) for row in said)
    assert found.kept.tolist() == [row[2] == "1" for row in clean]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    code = "from ettervern.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "screen", "simulate", *arguments], capture_output=True, text=True, check=False
    )


def write(folder: Path, n: int = 120) -> Path:
    """Write a labelled file as the benchmark sets are, with two rows that nobody has judged."""
    kept = np.arange(n) % 8 == 0
    text = [f"{t} sober housing aftercare" if k else t for t, k in zip(corpus(n, seed=9), kept, strict=True)]
    frame = pd.DataFrame(
        {"doi": "", "Title": "a title", "abstract": text, "label_included": kept.astype(int).astype(str)}
    )
    frame.loc[[3, 4], "label_included"] = ""
    path = folder / "set.csv.xz"
    frame.to_csv(path, index=False)
    return path


def test_the_command_prints_json(tmp_path: Path) -> None:
    arguments = ["simulate", str(write(tmp_path)), "--label", "label_included", "--seed", "5", "--json", "--stopping"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert {"wss95", "recall10", "atd", "cpu_seconds", "seed"} <= set(figures)
    assert (figures["records"], figures["relevant"], figures["unlabelled"]) == (118, 15, 2)
    assert figures["stopping"][0]["rule"] == "hypergeometric-95"
    assert done.stderr == "note: set.csv.xz: 2 of 120 rows have no label and were left out\n"


@pytest.mark.parametrize("cells", [["1", "0", "0"], ["0", "0"], ["1", "1"], ["1", "", ""], ["maybe", "1", "0"]])
def test_what_cannot_be_simulated_is_one_line_and_code_1(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "set.csv"
    path.write_text(table(rows=[("t", "a", cell) for cell in cells]), "utf-8")
    done = run(str(path), "--label", "label_included", "--json")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
    assert (done.returncode, done.stdout, len(lines)) == (1, "", 1)
    assert lines[0].startswith("set.csv")


def test_a_simulation_does_not_wait_for_pandas(tmp_path: Path) -> None:
    code = "import sys, runpy\nfrom ettervern.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'pandas', 'sklearn', 'scipy.stats', 'httpx'} & set(sys.modules)), file=sys.stderr)"
    arguments = [sys.executable, "-c", code, "screen", "simulate", str(write(tmp_path)), "--label", "label_included"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "wss95" in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"
