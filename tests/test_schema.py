"""Tables that a build computes are written and read by their row classes; nothing is guessed from what stands there."""

from __future__ import annotations

from datetime import date
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ettervern.computed import COMPUTED, Contrast, Duplicate, EffectReport, FlowNumber, Pooled
from ettervern.files import ReviewError, table_of, table_text
from ettervern.review import Review
from ettervern.rounding import written
from ettervern.schema import Column, columns, frame, read_computed, rows, staged, strict
from ettervern.steps import Context
from ettervern.workspace import Workspace

from .conftest import ROOT

RESULTS = sorted((ROOT / "reviews").glob("*/results/*.csv"))
TEXTS = st.sampled_from(["", "0012", "1e3", "12345678", "007", "nan", "NA", "inf", "True", " x ", "=1+1", "'-a"])
KINDS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS | st.text(),
    int: st.integers(-(10**18) + 1, 10**18 - 1),
    float: st.floats().map(written),
    bool: st.booleans(),
}


def cells_of(column: Column) -> st.SearchStrategy[Any]:
    return st.none() | KINDS[column.kind] if column.gaps else KINDS[column.kind]


@pytest.mark.parametrize("name", sorted(COMPUTED))
@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_table_written_and_read_is_the_same(name: str, data: st.DataObject) -> None:
    row = COMPUTED[name]
    one = st.builds(row, *map(cells_of, columns(row).values()))
    given = frame(row, data.draw(st.lists(one, max_size=4)))
    text = table_text(staged(row, given, name))
    read = strict(row, table_of(text, None, name, exact=True), name)
    pd.testing.assert_frame_equal(read.reset_index(drop=True), given, check_index_type=False)
    assert repr(rows(row, read)) == repr(rows(row, given))
    assert table_text(read) == text


@pytest.mark.parametrize("path", RESULTS, ids=[f"{path.parts[-3]}-{path.stem}" for path in RESULTS])
def test_every_committed_table_of_results_has_a_schema_and_fits_it(path: Path) -> None:
    read = read_computed(COMPUTED[path.stem], path, path.name)
    assert table_text(read) == path.read_text("utf-8")


def test_every_schema_is_of_a_table_that_a_build_writes() -> None:
    assert {path.stem for path in RESULTS} == set(COMPUTED)


def context(tmp_path: Path) -> Context:
    review = Review.open(ROOT / "reviews" / "ettervern")
    return Context(review, Workspace(), date(2026, 11, 28), [], [])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"extra": "x"}, r"effect_reports\.csv, row 1, column extra: no column of this table"),
        ({"study_id": 12}, r"effect_reports\.csv, row 2, column study_id: expected a text; found “12” \(int\)"),
        ({"study_id": 12.5}, r"effect_reports\.csv, row 2, column study_id: expected a text; found “12.5” \(float\)"),
    ],
)
def test_a_staged_table_with_another_column_or_type_is_refused_by_name(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    table = pd.DataFrame([{"report_id": "a", "study_id": "0012", "status": "words"} | changed])
    with pytest.raises(ReviewError, match=message):
        context(tmp_path).stage(effect_reports=table)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (frame(FlowNumber, []).drop(columns="n"), r"column n: the column is missing from the header"),
        (frame(FlowNumber, []).iloc[:, ::-1], r"expected the columns in the order box, stream, parent, detail, n"),
        (frame(FlowNumber, [FlowNumber("a", "b", "", "", 3)]).assign(n=3.0), r"column n: expected a whole number"),
        (frame(FlowNumber, [FlowNumber("a", "b", "", "", 3)]).assign(n=True), r"column n: expected a whole number"),
        (frame(FlowNumber, [FlowNumber("a", "b", "", "", 3)]).assign(n="3"), r"column n: expected a whole number"),
        (frame(FlowNumber, [FlowNumber("a", "b", "", "", 3)]).assign(n=None), r"column n: expected a whole number"),
    ],
)
def test_a_count_that_is_none_or_out_of_place_is_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(ReviewError, match=message):
        staged(FlowNumber, table, "flow.csv")


def test_whole_numbers_stay_whole_and_numbers_keep_their_point_when_written() -> None:
    table = pd.DataFrame([{"record_id": "r1", "file": "a.ris", "position": 7, "report_id": "0012", "reason": None}])
    text = table_text(staged(Duplicate, table.assign(decided_by="", score=[1]), "duplicates.csv"))
    assert text.splitlines()[1] == "r1,a.ris,7,0012,,,1.0"


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("k", "12.0", "expected a whole number; found “12.0”"),
        ("k", "", "expected a whole number; the cell is empty"),
        ("estimate", "1.1x", "expected a number; found “1.1x”"),
        ("estimate", "1_000", "expected a number; found “1_000”"),
        ("estimate", "nan", "expected a number; found “nan”"),
    ],
)
def test_a_committed_cell_that_does_not_fit_is_a_problem_with_file_row_and_column(
    tmp_path: Path, column: str, cell: str, message: str
) -> None:
    text = (ROOT / "reviews/ettervern/results/pooled.csv").read_text("utf-8")
    table = table_of(text, None, "pooled.csv", exact=True)
    table.loc[3, column] = cell
    (tmp_path / "pooled.csv").write_text(table_text(table), "utf-8")
    with pytest.raises(ReviewError) as caught:
        read_computed(Pooled, tmp_path / "pooled.csv", "results/pooled.csv")
    assert [str(problem) for problem in caught.value.problems] == [
        f"results/pooled.csv, row 3, column {column}: {message}"
    ]


def test_a_row_has_its_numbers_under_their_names_and_a_word_of_python_with_an_underscore() -> None:
    table = frame(EffectReport, [EffectReport("a", "1e3", "words")])
    assert [row.study_id for row in rows(EffectReport, table)] == ["1e3"]
    assert "from" in columns(Contrast) and "from_" not in columns(Contrast)
    gap = frame(Pooled, rows(Pooled, read_computed(Pooled, RESULTS[0].parent / "pooled.csv", "pooled.csv")))
    assert gap["participants"].dtype == "float64" and gap["k"].dtype == "int64" and gap["q_df"].dtype == "Int64"
    assert [row.pi_low is not None for row in rows(Pooled, gap)] == [True] * len(gap)
    assert isinstance(nan, float)
