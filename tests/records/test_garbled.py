"""A garbled record or file of any format takes no good one down with it, and nothing is lost without a word."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ettervern.records import read_file, write_records
from tests.records.test_writing import FULL, frame

FORMATS = ["ris", "bib", "csv"]
MEDLINE = "".join(
    f"PMID- {1234567 + at}\nTI  - Title number {at}.\nFAU - Berg, Kari\nDP  - 2001\n\n" for at in range(20)
)
WOS = "FN ISI\n" + "".join(f"PT J\nAU Berg, K\nTI Title number {at}\nPY 2001\nER\n\n" for at in range(20)) + "EF\n"
REFER = "".join(f"%0 Journal Article\n%T Title number {at}\n%A Berg, Kari\n\n" for at in range(20))
XML = (
    "<xml><records>"
    + "".join(f"<record><titles><title>Title number {at}</title></titles></record>\n" for at in range(20))
    + "</records></xml>"
)


def texts(tmp_path: Path) -> dict[str, str]:
    """Return twenty records in every format."""
    found = {"medline": MEDLINE, "wos": WOS, "refer": REFER, "xml": XML}
    for format in FORMATS:
        records = frame(*(FULL | {"title": f"Title number {at}", "abstract": ""} for at in range(20)))
        write_records(records, tmp_path / "whole", format)
        found[format] = (tmp_path / "whole").read_text("utf-8")
    return found


@pytest.mark.parametrize("name", [*FORMATS, "medline", "wos", "refer", "xml"])
def test_twenty_records_are_twenty_records(tmp_path: Path, name: str) -> None:
    (tmp_path / "export").write_text(texts(tmp_path)[name])
    reading = read_file(tmp_path / "export")
    assert [f"Title number {at}" for at in range(20)] == [title.rstrip(".") for title in reading.records["title"]]
    assert reading.problems == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", [*FORMATS, "medline", "wos", "refer", "xml"])
def test_a_damaged_line_costs_few_records_and_never_silently(tmp_path: Path, name: str, seed: int) -> None:
    lines = texts(tmp_path)[name].split("\n")
    at = random.Random(seed).randrange(2, len(lines) - 2)
    lines[at] = random.Random(seed).choice(["", "{{{", '"""', "\x00\x01<<&", "@@@ ,,, %%% }}} ]]"])
    (tmp_path / "export").write_text("\n".join(lines))
    reading = read_file(tmp_path / "export")
    assert len(reading.records) + reading.unreadable >= 19 or reading.problems
    whole = sum(title.startswith("Title number") for title in reading.records["title"])
    assert whole >= 17


@pytest.mark.parametrize("name", [*FORMATS, "medline", "wos", "refer", "xml"])
def test_a_file_cut_off_keeps_what_came_before(tmp_path: Path, name: str) -> None:
    text = texts(tmp_path)[name]
    (tmp_path / "export").write_text(text[: int(len(text) * 0.6)])
    whole = sum(title.startswith("Title number") for title in read_file(tmp_path / "export").records["title"])
    assert whole >= 11
