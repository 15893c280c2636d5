"""Simulation: figures that can be counted by hand, the same every time, and a file's faults said plainly."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from ettervern.commands.screen import app
from ettervern.files import ReviewError
from ettervern.screen.simulate import Simulation, read_labelled, simulate
from tests.screen.test_order import corpus

REFERENCE = Path(__file__).parents[1] / "reference"


def labelled(n: int = 120, share: int = 8) -> pd.DataFrame:
    """Return texts of which every share-th is about something of its own."""
    texts = corpus(n, seed=9)
    kept = np.arange(n) % share == 0
    return pd.DataFrame(
        {"text": [f"{t} sober housing aftercare" if k else t for t, k in zip(texts, kept, strict=True)], "kept": kept}
    )


def test_figures_as_counted_by_hand() -> None:
    found = np.zeros(40, dtype=bool)
    found[[0, 1, 3, 7]] = True
    run = Simulation(1, 40, 4, np.arange(40), found, 0.0)
    assert run.wss95 == pytest.approx((40 - 8) / 40 - 0.05)
    assert run.recall10 == 0.75
    assert run.atd == pytest.approx((1 + 2 + 4 + 8) / 4 / 40)


def test_an_easy_set_is_found_fast_and_the_same_way_every_time() -> None:
    first, second = simulate(labelled(), 5), simulate(labelled(), 5)
    np.testing.assert_array_equal(first.order, second.order)
    assert first.wss95 > 0.7
    assert len(set(first.order)) == len(first.order)


def test_reading_to_the_end_reads_every_report_once() -> None:
    run = simulate(labelled(), 5, to_the_end=True)
    assert len(set(run.order)) == len(run.order) == 118
    assert run.order[: len(simulate(labelled(), 5).order)].tolist() == simulate(labelled(), 5).order.tolist()


def test_too_few_reports_to_keep_are_refused() -> None:
    table = labelled().assign(kept=lambda t: t.index == 3)
    with pytest.raises(ReviewError, match="at least two"):
        simulate(table)


def write(folder: Path, **changes: object) -> Path:
    """Write a labelled file as the benchmark sets are."""
    table = labelled()
    columns = {"doi": "", "Title": "a title", "abstract": table["text"], "label_included": table["kept"].astype(int)}
    path = folder / "set.csv.xz"
    with lzma.open(path, "wt", encoding="utf-8", newline="") as stream:
        pd.DataFrame({**columns, **changes}).to_csv(stream, index=False)
    return path


def test_the_command_prints_json(tmp_path: Path) -> None:
    arguments = ["simulate", str(write(tmp_path)), "--label", "label_included", "--seed", "5", "--json", "--stopping"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert {"wss95", "recall10", "atd", "cpu_seconds", "seed"} <= set(figures)
    assert figures["records"] == 120 and figures["relevant"] == 15
    assert figures["stopping"][0]["rule"] == "hypergeometric-95"


def test_labels_and_columns_that_are_not_there_are_named(tmp_path: Path) -> None:
    path = write(tmp_path)
    with pytest.raises(ReviewError, match="no such column; there are doi, Title"):
        read_labelled(path, "kept")
    wrong = ["0"] * 119 + ["perhaps"]
    with pytest.raises(ReviewError, match="row 121, column label_included"):
        read_labelled(write(tmp_path, label_included=wrong), "label_included")
    path.write_bytes(b"not compressed")
    with pytest.raises(ReviewError, match="cannot be read"):
        read_labelled(path, "label_included")


def test_words_may_be_labels(tmp_path: Path) -> None:
    words = np.where(labelled()["kept"], "Included", "no")
    assert read_labelled(write(tmp_path, label_included=words), "LABEL_included")["kept"].sum() == 15


@pytest.mark.parametrize("run", json.loads((REFERENCE / "screen_asreview.json").read_text())["runs"])
def test_the_order_is_that_of_asreview(run: dict[str, object]) -> None:
    found = simulate(read_labelled(REFERENCE / "screen_labelled.csv", "label"), int(str(run["seed"])))
    assert found.order.tolist() == run["order"]
    figures = {name: getattr(found, name) for name in ("wss95", "recall10", "atd")}
    assert figures == pytest.approx({name: run[name] for name in figures})


def test_cells_that_mean_nothing_are_no_words(tmp_path: Path) -> None:
    found = read_labelled(write(tmp_path, abstract=["NA"] * 60 + ["text"] * 60), "label_included")
    assert found["text"].iloc[0] == "a title " and found["text"].iloc[60] == "a title text"
