"""What is written reads back the same, and harms no spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ettervern.records import CONTENT_COLUMNS, read_file, write_records
from ettervern.records.types import TYPES

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=25)
TEXT = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: " ".join(" ".join(words).split())).filter(bool)


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    """Return rows as records with every content column."""
    table = [{name: row.get(name, "") for name in CONTENT_COLUMNS} | {"type": row.get("type", "other")} for row in rows]
    return pd.DataFrame(table, dtype="str").assign(record_id=[f"r-{at}" for at in range(len(rows))])


FULL = {
    "type": "conference",
    "document_type": "Journal Article",
    "title": 'A {title} with 50% & $5 #1 _x_ "quoted" ~ ^ \\ and æøå',
    "original_title": "Originaltittel",
    "authors": "Berg, Kari; WHO; Health and Care Directorate",
    "editors": "Dahl, Lars",
    "year": "2019",
    "date": "2019-05-01",
    "journal": "Rus & samfunn",
    "series": "Report series",
    "volume": "12",
    "number": "3",
    "pages": "101-110",
    "edition": "2nd",
    "doi": "10.1000/a_b(c)",
    "pmid": "1234567",
    "other_ids": '{"AN": "1", "PMC": ["2", "3"]}',
    "issn": "1234-5678",
    "isbn": "978-82-7682-071-3",
    "abstract": "=1+1 is text. So is -- this.",
    "keywords": "housing; recovery, long-term",
    "url": "https://example.org/a?b=1&c=2",
    "publisher": "Forlag",
    "place": "Oslo",
    "language": "Norwegian",
    "notes": "A note; another",
}


@pytest.mark.parametrize("format", ["ris", "bib", "csv"])
@pytest.mark.parametrize("kind", TYPES)
def test_every_known_field_survives_going_out_and_in(tmp_path: Path, format: str, kind: str) -> None:
    records = frame(FULL | {"type": kind})
    write_records(records, tmp_path / "out", format)
    again = read_file(tmp_path / "out").records
    assert again[list(CONTENT_COLUMNS)].to_dict("records") == records[list(CONTENT_COLUMNS)].to_dict("records")


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXT, abstract=TEXT, journal=TEXT)
@pytest.mark.parametrize("format", ["ris", "bib", "csv"])
def test_any_text_survives(tmp_path: Path, format: str, title: str, abstract: str, journal: str) -> None:
    (tmp_path / "raw.ris").write_text(
        f"TY  - JOUR\nTI  - {title}\nAB  - {abstract}\nT2  - {journal}\nER  - \n", "utf-8"
    )
    records = read_file(tmp_path / "raw.ris").records
    write_records(records, tmp_path / "out", format)
    again = read_file(tmp_path / "out").records
    names = ["title", "abstract", "journal"]
    assert again[names].to_dict("records") == records[names].to_dict("records")


def test_other_programs_can_read_the_ris(tmp_path: Path) -> None:
    write_records(frame(FULL, {"title": "Second", "type": "book"}), tmp_path / "out.ris", "ris")
    entries = rispy.loads((tmp_path / "out.ris").read_text("utf-8"))
    assert [entry["type_of_reference"] for entry in entries] == ["CONF", "BOOK"]
    assert entries[0]["title"] == FULL["title"]
    assert entries[0]["start_page"] == "101"


def test_nothing_a_spreadsheet_would_run_is_written_bare(tmp_path: Path) -> None:
    harmful = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", "\t=1", "''@x"]
    write_records(frame(*({"title": text.strip()} for text in harmful)), tmp_path / "out.csv", "csv")
    assert all(cell.startswith("'") or cell == "-1" for cell in pd.read_csv(tmp_path / "out.csv")["title"])
    assert read_file(tmp_path / "out.csv").records["title"].tolist() == [text.strip() for text in harmful]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ris, bib, csv"):
        write_records(frame(FULL), tmp_path / "out", "docx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["``", "''", "```a'''", "it''s `quoted`"])
def test_two_marks_side_by_side_stay_two_in_bibtex(tmp_path: Path, text: str) -> None:
    fields = {"title": "A title", "journal": f"J {text}", "abstract": text, "authors": f"O{text}Neil, A"}
    path = tmp_path / "out.bib"
    write_records(frame(fields), path, "bib")
    (row,) = read_file(path).records.to_dict("records")
    assert {name: row[name] for name in fields} == fields
