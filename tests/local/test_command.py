"""``ettervern local``: plan, template, check, analyse; and where it refuses to write."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from ettervern.catalogue import section
from ettervern.commands.local import app
from ettervern.files import ReviewError
from ettervern.local.guard import problems
from ettervern.local.simulate import Chosen
from ettervern.local.single import proportion
from ettervern.review import Review
from tests.conftest import ROOT
from tests.local.helpers import as_real, sheet

SCRIPT = ROOT / "src" / "ettervern" / "local" / "static" / "single_group.js"


@pytest.fixture
def built(project: Review) -> Review:
    """Return a copy of the review with the results that a build leaves."""
    project.results.mkdir()
    for name in ("pooled.csv", "contrasts.csv"):
        shutil.copy(ROOT / "reviews" / "ettervern" / "results" / name, project.results)
    return project


def run(*words: object) -> str:
    found = CliRunner().invoke(app, [str(word) for word in words])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def test_a_plan_is_told_and_written_as_a_page(built: Review, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    told = run("plan", 25, "--years", 2, "--review", built.folder, "--page", page, "--language", "en")
    assert "20 people in the service and 20 in the comparison" in told
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_a_plan_before_the_build_says_what_to_run(project: Review) -> None:
    with pytest.raises(ReviewError, match="run 'ettervern build' first"):
        run("plan", 25, "--review", project.folder)


@pytest.mark.parametrize("words", [("--base-rate", "1.5"), ("--outcome", "happiness"), ("--language", "de")])
def test_a_plan_refuses_what_makes_no_sense(built: Review, words: tuple[str, str]) -> None:
    with pytest.raises(ReviewError, match="expected"):
        run("plan", 25, "--review", built.folder, *words)


def test_templates_are_written(tmp_path: Path) -> None:
    run("template", tmp_path, "--language", "en")
    assert {path.name for path in tmp_path.iterdir()} == {"template_en.csv", "template_en.xlsx", "codebook_en.md"}


def test_a_sheet_is_checked(tmp_path: Path) -> None:
    assert "40 people, no problems" in run("check", sheet(tmp_path / "s.csv"), "--today", "2026-11-30")


def test_real_persons_are_analysed_in_the_ignored_folder_and_only_shared_passes_the_guard(built: Review) -> None:
    data = built.folder / "local" / "data"
    data.mkdir(parents=True)
    file = as_real(data / "people.csv", Chosen(n=30), seed=20261121)
    run("analyse", file, "--review", built.folder, "--today", "2026-11-30")
    complete = pd.read_csv(data / "own_study" / "counts.csv")
    assert set(complete["origin"]) == {"person_level"}
    shutil.copytree(data / "own_study" / "shared", built.folder / "local" / "published")
    assert [problem for problem in problems(built) if problem.severity == "error"] == []
    shutil.copy(data / "own_study" / "counts.csv", built.folder / "local" / "published" / "counts.csv")
    assert any("must be hidden" in str(problem) for problem in problems(built))


def test_real_persons_are_not_written_to_a_tracked_folder(built: Review) -> None:
    data = built.folder / "local" / "data"
    data.mkdir(parents=True)
    file = as_real(data / "people.csv")
    with pytest.raises(ReviewError, match="local/data/ only"):
        run("analyse", file, "--review", built.folder, "--today", "2026-11-30", "--out", built.results)


def test_the_name_of_a_study_is_never_a_path(built: Review) -> None:
    data = built.folder / "local" / "data"
    data.mkdir(parents=True)
    file = as_real(data / "people.csv")
    run("analyse", file, "--review", built.folder, "--today", "2026-11-30", "--study", "../../results/x")
    assert (data / "_results_x" / "counts.csv").is_file()
    assert sorted(path.name for path in built.results.iterdir()) == ["contrasts.csv", "pooled.csv"]


def test_a_single_group_gets_shares_and_no_effect(built: Review) -> None:
    data = built.folder / "local" / "data"
    data.mkdir(parents=True)
    file = as_real(data / "people.csv")
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if "sammenlikning" not in line) + "\n", encoding="utf-8")
    run("analyse", file, "--review", built.folder, "--today", "2026-11-30")
    names = {path.name for path in (data / "own_study").iterdir()}
    assert "shares.csv" in names and "estimates.csv" not in names and not any("forest" in name for name in names)


def test_everything_of_a_simulated_study_says_so(built: Review, tmp_path: Path) -> None:
    out = tmp_path / "simulated_out"
    run("analyse", sheet(tmp_path / "s.csv"), "--review", built.folder, "--today", "2026-11-30", "--out", out)
    files = [path for path in out.rglob("*") if path.is_file()]
    assert files and all("simulated" in path.name for path in files)
    for path in files:
        if path.suffix == ".csv" and len(table := pd.read_csv(path)):
            assert set(table["origin"]) == {"simulated"}, path
        elif path.suffix == ".svg":
            assert "(simulated)" in path.read_text("utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")
def test_the_calculator_in_the_page_counts_as_the_package_does() -> None:
    cases = [(x, n) for n in (1, 2, 5, 20, 26, 44, 60, 500) for x in {0, 1, n // 3, n // 2, n - 1, n} if 0 <= x <= n]
    nb, en = (json.dumps(section("single-group-script", language)) for language in ("nb", "en"))
    program = (
        f"const m=require({json.dumps(str(SCRIPT))});const c={json.dumps(cases)};"
        "console.log(JSON.stringify({found:c.map(([x,n])=>m.wilsonCorrected(x,n)),"
        "bad:[m.wilsonCorrected(3,2),m.wilsonCorrected(1.5,3),m.wilsonCorrected(0,0)],"
        f"says:[m.sentence('16','26',{nb}),m.sentence('<b>','26',{nb}),m.sentence('3','26',{en})]}}))"
    )
    told = json.loads(subprocess.run(["node", "-e", program], capture_output=True, check=True, text=True).stdout)
    for (events, n), found in zip(cases, told["found"], strict=True):
        wanted = proportion(events, n)
        assert found["low"] == pytest.approx(wanted.low, abs=1e-12)
        assert found["high"] == pytest.approx(wanted.high, abs=1e-12)
    assert told["bad"] == [None, None, None]
    assert "62 av hundre" in told["says"][0] and "ingen effekt" in told["says"][0]
    assert told["says"][1].startswith("Skriv hele tall") and "under five" in told["says"][2]


def test_the_calculator_sends_nothing_anywhere() -> None:
    text = SCRIPT.read_text("utf-8")
    assert not any(
        word in text for word in ("fetch", "XMLHttp", "sendBeacon", "localStorage", "cookie", "innerHTML", "http")
    )


def test_the_notebook_runs_from_top_to_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    folder = ROOT / "reviews" / "ettervern" / "local"
    monkeypatch.chdir(folder)
    cells = json.loads((folder / "own_study.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec("".join(cell["source"]), names)  # the notebook is part of this project
    assert getattr(names["result"], "place", "") in ("inside", "below", "above")
