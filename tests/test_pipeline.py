"""The whole way on the real review: the figures that anyone can count, and nothing written when something is wrong."""

from __future__ import annotations

import csv
import os
import platform
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ettervern import pipeline, steps
from ettervern.extract.schemas import SCHEMAS
from ettervern.files import ReviewError, read_table
from ettervern.living.waiting import what_awaits
from ettervern.review import Review
from ettervern.schema import Row, entered
from ettervern.steps import Context
from ettervern.workspace import Workspace
from tests.conftest import ROOT, TODAY, copy_project
from tests.same_results import compare

Tree = Callable[[Path], dict[str, bytes]]


def build(review: Review) -> list[str]:
    """Run a build; return which steps were announced and, last, how many files changed."""
    told: list[str] = []
    done = pipeline.run(review, TODAY, told.append)
    return [*told, str(len(done.changed))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Return a copy of the real review, built once."""
    review = copy_project(tmp_path_factory.mktemp("built"))
    build(review)
    return review


def table(review: Review, name: str) -> pd.DataFrame:
    """Return a table of results, every cell as text."""
    return read_table(review.results / f"{name}.csv")


def files_in(folder: Path, under: str = "") -> dict[str, bytes]:
    """Return the content of the files of a folder."""
    return {f"{under}/{path.name}": path.read_bytes() for path in folder.iterdir()}


def count(flow: pd.DataFrame, box: str, detail: str = "", stream: str = "other") -> int:
    """Return one number of the flow."""
    row = flow[(flow["box"] == box) & (flow["stream"] == stream) & (flow["detail"] == detail)]
    return int(row["n"].item())


def test_every_record_of_the_five_exports_is_read_and_26_surplus_copies_are_removed_and_no_others(
    built: Review,
) -> None:
    duplicates = table(built, "duplicates")
    assert (len(duplicates), duplicates["record_id"].nunique(), duplicates["report_id"].nunique()) == (227, 227, 201)
    truth = read_table(ROOT / "reviews/ettervern/origin/record_keys.csv")
    joined = duplicates.merge(truth, on=["file", "position"], validate="one_to_one")
    assert len(joined) == 227
    assert (joined.groupby("report_id")["study_id"].nunique() == 1).all()
    assert (joined.groupby("study_id")["report_id"].nunique() == 1).all()


def test_the_flow_is_the_one_that_the_votes_give(built: Review) -> None:
    flow = table(built, "flow")
    assert [count(flow, box) for box in ("identified", "duplicates", "screened", "excluded", "kept")] == [
        227,
        26,
        201,
        54,
        147,
    ]
    reasons = {"not_research": 33, "design": 6, "outcome": 5, "intervention": 5, "population": 4, "comparator": 1}
    assert {reason: count(flow, "excluded", reason) for reason in reasons} == reasons
    assert count(flow, "kept", "effect") == 82
    assert [count(flow, box) for box in ("sought", "read")] == [0, 0]
    assert count(flow, "identified", stream="databases") == 0


def test_first_votes_agree_on_197_of_201_with_kappa_0945(built: Review) -> None:
    values = table(built, "agreement").query("batch == 'all'").set_index("measure")["value"].astype(float)
    assert values["both_keep"] + values["both_exclude"] == 197
    assert values["n"] == 201
    assert values["kappa"] == pytest.approx(0.945, abs=0.0005)


def test_every_kept_effect_report_has_one_status(built: Review) -> None:
    reports = table(built, "effect_reports")
    assert reports["report_id"].is_unique
    assert Counter(reports["status"]) == {"figures": 32, "words": 25, "nothing": 25}
    assert len(table(built, "identified_later")) == 17


def test_the_main_results_are_those_that_metafor_gives(built: Review) -> None:
    """R metafor 3.8-1, rma(yi, vi, method="REML", test="adhoc", control=list(threshold=1e-14)), same contrasts."""
    pooled = table(built, "pooled").set_index("analysis")
    relapse, work = pooled.loc["relapse-main"], pooled.loc["employment-main"]
    assert (relapse["k"], work["k"]) == ("12", "6")
    assert [float(relapse[c]) for c in ("estimate", "ci_low", "ci_high")] == pytest.approx(
        [0.562903, 0.420910, 0.752798], abs=1e-6
    )
    assert [float(work[c]) for c in ("estimate", "ci_low", "ci_high")] == pytest.approx(
        [3.450259, 1.183146, 10.061558], abs=1e-6
    )


def test_what_is_committed_is_what_is_computed(built: Review) -> None:
    committed, computed = ROOT / "reviews/ettervern/results", built.results
    assert compare(*(files_in(folder, "results") for folder in (committed, computed))).differences == []


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the tunables are those of the GNU C library")
def test_a_processor_without_fused_multiplication_computes_the_same_bytes(built: Review, tmp_path: Path) -> None:
    other = copy_project(tmp_path)
    older = {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F",
        "OPENBLAS_CORETYPE": "Nehalem",
    }
    words = ["build", str(other.folder), "--no-book", "--today", TODAY.isoformat()]
    ran = [sys.executable, "-c", "from ettervern.cli import main; main()", *words]
    subprocess.run(ran, env=os.environ | older, check=True, capture_output=True, timeout=600)
    assert files_in(other.results) == files_in(built.results)


def test_a_second_build_changes_nothing_and_does_nothing(project: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    build(project)

    def idle(step: pipeline.Step) -> pipeline.Step:
        run = step.run if step.name == "check" else lambda _: pytest.fail(f"{step.name} ran again")
        return replace(step, run=run)

    monkeypatch.setattr(pipeline, "STEPS", tuple(idle(step) for step in pipeline.STEPS))
    assert build(project)[-1] == "0"


def test_the_order_of_the_searches_does_not_matter(built: Review, project: Review) -> None:
    path = project.searches / "searches.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    (project.searches / "known_reports.csv").unlink()
    build(project)
    for name in ("reports", "screening", "flow", "pooled", "effect_reports"):
        pd.testing.assert_frame_equal(table(project, name), table(built, name))


def change(path: Path, row: int, column: str, value: str) -> None:
    """Change one cell of a table; ``row`` is the line in the file."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    lines[row - 1][lines[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)


@pytest.mark.parametrize(
    ("table_name", "column", "value", "says"),
    [
        ("outcomes", "events_intervention", "68", "67"),
        ("outcomes", "study_id", "nobody1999", "nobody1999"),
        ("studies", "year", "2031", "2031"),
    ],
)
def test_a_bad_cell_stops_the_build_with_its_row_and_nothing_is_written(
    project: Review, tree: Tree, table_name: str, column: str, value: str, says: str
) -> None:
    change(project.extraction / f"{table_name}.csv", 2, column, value)
    before = tree(project.root)
    with pytest.raises(ReviewError) as caught:
        build(project)
    lines = [str(p) for p in caught.value.problems if p.column == column]
    assert any(f"{table_name}.csv, row 2" in line and says in line for line in lines), caught.value
    assert tree(project.root) == before


def test_a_kept_report_whose_study_nobody_named_has_its_own_id_and_is_cited(project: Review) -> None:
    path = project.screening / "report_ids.csv"
    lines = path.read_text("utf-8").splitlines(True)
    (report,) = [line.strip().split(",")[1] for line in lines if line.startswith("kelly2025,")]
    path.write_text("".join(line for line in lines if "kelly2025" not in line), "utf-8")
    for name in ("studies", "findings_in_words", "texts"):
        table = project.extraction / f"{name}.csv" if name != "texts" else project.folder / "texts" / "nb.csv"
        rows = table.read_text("utf-8").splitlines(True)
        table.write_text("".join(row for row in rows if "kelly2025" not in row), "utf-8")
    build(project)
    studies = read_table(project.results / "studies.csv").set_index("study_id")
    assert studies.loc[report, "status"] == "nothing" and studies.loc[report, "title"]
    assert f"{{{report}," in (project.results / "references.bib").read_text("utf-8")
    assert report in set(what_awaits(project).rows.query("step == 'to_extract'")["id"])


def test_a_record_too_few_stops_the_build(project: Review) -> None:
    change(project.searches / "searches.csv", 3, "count", "43")
    with pytest.raises(ReviewError, match=r"searches\.csv, row 3.*42"):
        build(project)


def test_a_report_keeps_its_id_when_a_better_reader_sees_more_in_its_records(project: Review) -> None:
    build(project)
    before = table(project, "duplicates")
    path = project.searches / "known_reports.csv"
    others = re.sub("^r-", "r-0", path.read_text(encoding="utf-8"), flags=re.MULTILINE)  # ids of another reader
    path.write_text(others, encoding="utf-8")
    build(project)
    pd.testing.assert_frame_equal(table(project, "duplicates"), before)


def test_the_extraction_tables_are_made_rows_of_once_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(row: type[Row], cells: pd.DataFrame) -> dict[int, Row]:
        made.append(row.__name__)
        return entered(row, cells)

    monkeypatch.setattr("ettervern.extract.tables.entered", counted)
    context = Context(Review.open(ROOT / "reviews" / "ettervern"), Workspace(), TODAY)
    steps.check(context)
    assert len(context.extraction.outcomes) == 44
    assert sorted(made) == sorted(row.__name__ for row in SCHEMAS.values())
