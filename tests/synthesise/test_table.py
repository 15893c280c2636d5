"""Pooling anyone's table, from Python and from the command line."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from openpyxl import Workbook
from typer.testing import CliRunner

from ettervern.commands.pool import pool as command
from ettervern.files import ReviewError
from ettervern.synthesise import SynthesisError, means, pool, pool_effects, pooling

COUNTS = """study,events_intervention,n_intervention,events_control,n_control
A,12,50,20,50
B,8,40,15,42
C,30,100,41,98
D,0,20,0,20
E,0,25,3,24
"""
KEYS = {
    "k", "estimate", "se", "statistic", "p", "ci_low", "ci_high", "tau2", "tau2_ci_low", "tau2_ci_high", "i2", "h2",
    "q", "q_df", "q_p", "pi_low", "pi_high", "weights", "leave_one_out", "small_study",
}  # fmt: skip
app = typer.Typer()
app.command()(command)


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS, encoding="utf-8")
    return path


def run(*given: object) -> str:
    found = CliRunner().invoke(app, [str(part) for part in given], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def test_the_examples_in_the_documentation_hold() -> None:
    for module in (means, pooling):
        found = doctest.testmod(module)
        assert found.attempted > 0
        assert found.failed == 0


def test_json_holds_everything_at_full_precision(counts: Path) -> None:
    found = json.loads(run(counts, "--measure", "OR", "--method", "DL", "--ci", "wald", "--json"))
    assert set(found) >= KEYS
    assert set(found["small_study"]) == {"egger", "peters", "harbord", "begg", "trim_and_fill"}
    expected = pool(pd.read_csv(counts), "OR", "DL", "wald")
    assert found["estimate"] == expected.pool.estimate
    assert found["weights"] == expected.pool.weights.tolist()
    assert [row["study"] for row in found["leave_one_out"]] == ["A", "B", "C", "E"]


def test_a_table_without_events_is_dropped_for_ratios_and_said_so(counts: Path) -> None:
    found = json.loads(run(counts, "--json"))
    assert (found["k"], found["dropped"]) == (4, ["D"])
    assert any("dropped" in note for note in found["notes"])
    assert "1 study dropped" in run(counts)
    assert json.loads(run(counts, "--measure", "RD", "--json"))["k"] == 5


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_mantel_haenszel_is_uncorrected_whatever_the_zero_rule(counts: Path, measure: str) -> None:
    one, other = (
        json.loads(run(counts, "--measure", measure, "--method", "MH", "--zero", zero, "--json"))
        for zero in ("only0", "all")
    )
    assert one["estimate"] == other["estimate"]
    assert one["tau2"] == 0
    assert len(one["leave_one_out"]) == one["k"]


def test_ratios_are_shown_on_their_natural_scale_in_words(counts: Path) -> None:
    found = pool(pd.read_csv(counts), "OR", "FE")
    words = run(counts, "--method", "FE")
    assert f"OR (FE): {np.exp(found.pool.estimate):.4g}" in words
    assert "prediction interval" not in words


def test_means_and_ready_effects_are_pooled(tmp_path: Path) -> None:
    means = tmp_path / "means.csv"
    means.write_text(
        "mean_intervention,sd_intervention,n_intervention,mean_control,sd_control,n_control\n5,2,20,4,2,20\n6,3,30,5,3,28\n",
        encoding="utf-8",
    )
    ready = tmp_path / "ready.csv"
    ready.write_text("yi,vi\n-0.5,0.04\n-0.2,0.09\n-0.9,0.16\n", encoding="utf-8")
    assert json.loads(run(means, "--measure", "MD", "--method", "FE", "--json"))["estimate"] == pytest.approx(1.0)
    assert json.loads(run(means, "--measure", "SMD", "--json"))["small_study"]["peters"] is None
    found = json.loads(run(ready, "--measure", "GEN", "--ci", "wald", "--json"))
    assert found["estimate"] == pool_effects([-0.5, -0.2, -0.9], [0.04, 0.09, 0.16], ci_method="wald").estimate


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("yi,vi\n0.1,0.2\n0.3,0\n", ["--measure", "GEN"], "data.csv, row 3: the variance is 0"),
        ("yi,vi\n0.1,0.2\n0.3,\n", ["--measure", "GEN"], "data.csv, row 3, column vi: the cell is empty"),
        ("yi,vi\n0.1,nan\n0.3,1\n", ["--measure", "GEN"], "data.csv, row 2, column vi: expected a number, found 'nan'"),
        ("yi,vi\n0.1,-2\n", ["--measure", "GEN"], "data.csv, row 2: the variance is negative"),
        ("yi\n0.1\n", ["--measure", "GEN"], "data.csv, row 1, column vi: the column is missing"),
        ("yi,vi\n", ["--measure", "GEN"], "data.csv: no rows"),
        (COUNTS, ["--zero", "none"], "data.csv, row 6: a zero cell"),
        (COUNTS.replace("A,12", "A,51"), [], "data.csv, row 2: there are more events than people"),
        (COUNTS, ["--method", "MH", "--ci", "hk"], "data.csv: Mantel-Haenszel has a Wald interval only"),
        (COUNTS, ["--method", "MH", "--measure", "PETO"], "data.csv: Mantel-Haenszel pools OR, RR or RD"),
    ],
)
def test_bad_tables_are_refused_with_file_and_row(tmp_path: Path, text: str, options: list[str], words: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReviewError) as caught:
        run(path, *options)
    assert str(caught.value).startswith(words)


WAYS = {
    "semicolons and decimal commas": b"study;yi;vi\nA;-0,5;0,04\nB;-0,2;0,09\nC;-0,9;0,16\n",
    "sep, UTF-16 and capitals": "sep=;\nStudy;YI;VI\nA;-0,5;0,04\nB;-0,2;0,09\nC;-0,9;0,16\n".encode("utf-16"),
    "cp1252 and tabs": "study\tyi\tvi\nÅs\t\u22120.5\t0.04\nB\t-0.2\t0.09\nC\t-0.9\t.16\n".replace(
        "\u2212", "-"
    ).encode("cp1252"),
    "a line above the header": b"Pooled in May\n\nstudy,yi,vi\nA,-0.5,0.04\nB,-0.2,0.09\nC,-0.9,0.16\n",
    "commas within quotation marks": b'study,yi,vi\nA,"-0,5","0,04"\nB,"-0,2","0,09"\nC,"-0,9","0,16"\n',
}


@pytest.mark.parametrize("way", [*WAYS, "workbook"])
def test_a_table_is_pooled_as_a_spreadsheet_saved_it(tmp_path: Path, way: str) -> None:
    path = tmp_path / "table"
    if way == "workbook":
        book = Workbook()
        for row in (["study", "yi", "vi"], ["A", -0.5, 0.04], ["B", -0.2, 0.09], ["C", -0.9, 0.16]):
            book.worksheets[0].append(row)
        book.save(path)
    else:
        path.write_bytes(WAYS[way])
    found = json.loads(run(path, "--measure", "GEN", "--ci", "wald", "--json"))
    assert found["estimate"] == pool_effects([-0.5, -0.2, -0.9], [0.04, 0.09, 0.16], ci_method="wald").estimate


def test_a_number_that_a_spreadsheet_made_and_one_that_could_be_two_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    for cell, words in (("01.sep", "which a spreadsheet seems to have made"), ('"1,234"', "expected a number")):
        path.write_text(f"yi,vi\n0.1,0.2\n0.3,{cell}\n", "utf-8")
        with pytest.raises(ReviewError, match=rf"data\.csv, row 3, column vi: .*{words}"):
            run(path, "--measure", "GEN")


def test_a_number_that_a_spreadsheet_shortened_is_pooled_and_said(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(COUNTS.replace("A,12,50", 'A,"1,20E+01",50'), encoding="utf-8")
    notes = json.loads(run(path, "--json"))["notes"]
    assert [note for note in notes if "1,20E+01" in note and "row 2" in note]


def test_python_takes_plain_columns_and_refuses_what_it_does_not_know() -> None:
    columns = {"yi": [0.1, 0.4], "vi": [0.1, 0.2]}
    assert pool(columns, "GEN").studies == ["1", "2"]
    for given in ({"measure": "XX"}, {"measure": "GEN", "method": "XX"}, {"measure": "OR"}):
        with pytest.raises(SynthesisError):
            pool(columns, **given)


def test_one_study_is_shown_alone() -> None:
    found = pool({"yi": [0.4], "vi": [0.09]}, "GEN")
    plain = found.as_dict()
    assert (plain["k"], plain["tau2"], plain["leave_one_out"]) == (1, None, [])
    assert found.small_study == dict.fromkeys(("egger", "peters", "harbord", "begg", "trim_and_fill"))
    json.dumps(plain, allow_nan=False)


def test_the_help_says_which_tables_mantel_haenszel_leaves_out_and_why() -> None:
    shown = " ".join(CliRunner().invoke(app, ["pool", "--help"]).output.split())
    assert "So it is with --method MH" in shown and "For RD all tables are kept" in shown
