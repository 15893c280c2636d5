"""``ettervern deduplicate`` on files outside any review."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer

from ettervern.commands.deduplicate import deduplicate
from ettervern.deduplicate import deduplicate as find
from ettervern.files import ReviewError, read_table, table_text
from ettervern.records import read_file, read_files
from ettervern.records.write import ris_text

RIS = """TY  - JOUR
TI  - Recovery housing and work after treatment: a randomised trial
AU  - Berg, Kari
PY  - 2001
T2  - Addiction
VL  - 4
SP  - 11
EP  - 19
ER  -
"""
CSV = (
    "record_id,title,author,year,journal,volume,pages\n"
    'id_1,RECOVERY HOUSING AND WORK AFTER TREATMENT - A RANDOMISED TRIAL.,"Berg, K.",2001,Addiction,4,11-9\n'
    'id_2,=cmd|calc,"Vik, P.",2002,Addiction,5,1\n'
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return a RIS file and a table with ids of its own."""
    (tmp_path / "a.ris").write_text(RIS)
    (tmp_path / "b.csv").write_text(CSV)
    return [tmp_path / "a.ris", tmp_path / "b.csv"]


def test_the_tables_are_written(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deduplicate(files, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        *(
            "reports.csv",
            "reports.ris",
            "duplicates.csv",
            "review.csv",
            "links.csv",
            "known.csv",
            "aliases.csv",
            "clusters.csv",
        )
    }
    assert "2 reports; 1 surplus copies" in capsys.readouterr().out


def test_the_tables_are_those_that_the_functions_give(files: list[Path], tmp_path: Path) -> None:
    deduplicate(files, tmp_path / "out")
    found = find(read_files(files).records)
    for name in ("reports", "duplicates", "review", "known", "aliases"):
        assert (tmp_path / "out" / f"{name}.csv").read_text() == table_text(getattr(found, name))
    assert (tmp_path / "out" / "reports.ris").read_text() == ris_text(found.reports)


def test_a_run_does_not_wait_for_libraries_that_it_does_not_need(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("record_id,report_id\nid_1,berg-2001-000000\n")
    (tmp_path / "said.csv").write_text("record_1,record_2,decision\nid_1,id_2,different\n")
    more = ["--known", str(tmp_path / "known.csv"), "--decisions", str(tmp_path / "said.csv")]
    words = ["ettervern", "deduplicate", *map(str, files), "--out", str(tmp_path / "out"), *more]
    code = f"""
import atexit, sys
slow = ("pandas", "scipy", "pydantic", "matplotlib", "numpy.ma", "rich.progress", "ettervern.commands.build")
atexit.register(lambda: print([name for name in slow if name in sys.modules]))
from ettervern.cli import main
sys.argv = {words!r}
main()
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
    assert run.stderr == ""
    assert (tmp_path / "out" / "reports.csv").is_file()


def test_clusters_name_every_record(files: list[Path], tmp_path: Path) -> None:
    deduplicate(files, tmp_path / "out")
    clusters = read_table(tmp_path / "out" / "clusters.csv", ["record_id", "cluster_id"])
    assert len(clusters) == 3
    assert {"id_1", "id_2"} <= set(clusters["record_id"])
    assert clusters["cluster_id"].nunique() == 2


def test_no_clusters_without_ids_of_the_file_itself(files: list[Path], tmp_path: Path) -> None:
    deduplicate(files[:1], tmp_path / "out")
    assert not (tmp_path / "out" / "clusters.csv").exists()


def test_formulas_are_harmless_in_the_tables_and_reports_read_back(files: list[Path], tmp_path: Path) -> None:
    deduplicate(files, tmp_path / "out")
    assert "'=cmd|calc" in (tmp_path / "out" / "reports.csv").read_text()
    assert "=cmd|calc" in read_file(tmp_path / "out" / "reports.ris").records["title"].tolist()


def test_running_again_changes_no_byte(files: list[Path], tmp_path: Path) -> None:
    deduplicate(files, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    deduplicate(list(reversed(files)), tmp_path / "out", known=tmp_path / "out" / "known.csv")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_decisions_in_the_folder_are_obeyed(files: list[Path], tmp_path: Path) -> None:
    deduplicate(files, tmp_path / "out")
    duplicates = pd.read_csv(tmp_path / "out" / "duplicates.csv", keep_default_na=False)
    one, two = duplicates.loc[duplicates["report_id"].duplicated(keep=False), "record_id"]
    (tmp_path / "out" / "decisions.csv").write_text(f"record_1,record_2,decision\n{one},{two},different\n")
    deduplicate(files, tmp_path / "out")
    assert len(read_table(tmp_path / "out" / "reports.csv")) == 3


def test_a_missing_file_is_named_and_nothing_written(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"gone\.ris: the file is missing"):
        deduplicate([*files, tmp_path / "gone.ris"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_garbled_file_takes_no_good_one_down(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "noise.ris").write_bytes(b"\x00\xff" * 50)
    with pytest.raises(typer.Exit) as ended:
        deduplicate([tmp_path / "noise.ris", *files], tmp_path / "out")
    assert ended.value.exit_code == 1, "a script must not take the rest for all"
    assert len(read_table(tmp_path / "out" / "reports.csv")) == 2
    assert "error: noise.ris" in capsys.readouterr().err


def test_only_unreadable_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "noise.ris").write_bytes(b"nothing of use")
    with pytest.raises(ReviewError, match=r"noise\.ris"):
        deduplicate([tmp_path / "noise.ris"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
