"""The check that what is committed is what is computed: it passes over last digits, and over nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.same_results import compare

NAME = "reviews/a/results/summary.csv"
HEAD = "analysis,label_nb,studies,participants,estimate,words_nb"
TABLE = f"{HEAD}\r\na-1,“so”,12,9.0,0.5629030990551,1.10\r\nb-2,,7,10.0,1.25e-07,1.2\r\n"


def differences(old: str, new: str, name: str = NAME) -> list[str]:
    return compare({name: old.encode()}, {name: new.encode()}).differences


def test_the_same_files_do_not_differ() -> None:
    assert differences(TABLE, TABLE) == []


@pytest.mark.parametrize("digits", ["0.56290309905512", "0.562903099", "0.5629030990552"])
def test_last_digits_are_passed_over_and_counted(digits: str) -> None:
    found = compare({NAME: TABLE.encode()}, {NAME: TABLE.replace("0.5629030990551", digits).encode()})
    assert found.differences == []
    assert len(found.last_digits) == 1
    assert 0 < found.last_digits[0] < 1e-9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.5629030990551", "0.5629031", "row 2, column estimate: committed '0.5629030990551', computed '0.5629031'"),
        ("1.25e-07", "1.2500001e-07", "row 3, column estimate: committed '1.25e-07', computed '1.2500001e-07'"),
        (",12,", ",13,", "row 2, column studies: committed '12', computed '13'"),
        ("9.0", "9.5", "row 2, column participants: committed '9.0', computed '9.5'"),
        ("9.0", "", "row 2, column participants: committed '9.0', computed ''"),
        ("a-1", "a-2", "row 2, column analysis: committed 'a-1', computed 'a-2'"),
        ("“so”", "“so” ", "row 2, column label_nb: committed '“so”', computed '“so” '"),
        ("1.10", "1.1", "row 2, column words_nb: committed '1.10', computed '1.1'"),
        ("label_nb", "label", "row 1: committed analysis,label_nb,studies"),
        ("b-2,,7,10.0,1.25e-07,1.2\r\n", "", "2 rows committed, 1 computed"),
        ("\r\n", "\n", "the same cells, written with other line ends, quotes or marks"),
    ],
)
def test_everything_else_is_said_with_its_cell(old: str, new: str, said: str) -> None:
    found = differences(TABLE, TABLE.replace(old, new))
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith(NAME)


def test_large_counts_are_compared_exactly() -> None:
    assert differences("participants\n1000000000001.0\n", "participants\n1000000000002.0\n") != []


@pytest.mark.parametrize("name", ["references.bib", "reviews/a/results/t.json", "reviews/a/extraction/outcomes.csv"])
def test_what_is_no_table_of_results_is_compared_byte_for_byte(name: str) -> None:
    assert differences("x\n0.56290309905512\n", "x\n0.56290309905513\n", name) == [
        f"{name}, row 2: committed '0.56290309905512\\n', computed '0.56290309905513\\n'"
    ]


def test_a_file_too_many_or_too_few_is_said() -> None:
    found = compare({"a": b"", "b": b""}, {"b": b"", "c": b""})
    assert found.differences == ["a: committed, not computed", "c: computed, not committed"]


@pytest.mark.parametrize(("cell", "code"), [("0.12345678901234", 0), ("0.5", 1)])
def test_the_command_compares_a_clone_with_its_last_commit(tmp_path: Path, cell: str, code: int) -> None:
    table = tmp_path / NAME
    table.parent.mkdir(parents=True)
    table.write_text("estimate\n0.123456789012\n", encoding="utf-8")
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "results"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    table.write_text(f"estimate\n{cell}\n", encoding="utf-8")
    script = Path(__file__).parent / "same_results.py"
    ran = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert ("column estimate: committed '0.123456789012', computed '0.5'" in ran.stdout) == bool(code)
