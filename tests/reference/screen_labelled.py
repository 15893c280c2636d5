"""Make screen_labelled.csv and screen_asreview.json: python tests/reference/screen_labelled.py VENV/bin/python

The first holds title and abstract (our own summaries) of the first review's 201 reports as of 21 November 2026, and
whether screening kept each. The second holds the order in which ASReview 3.0.8 with its default model (ELAS u4), run in
its own environment, reads them for five seeds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main() -> None:
    """Write both files."""
    results = ROOT / "reviews" / "ettervern" / "results"
    reports = pd.read_csv(results / "reports.csv", keep_default_na=False, dtype="str")
    decisions = pd.read_csv(results / "screening.csv", keep_default_na=False).set_index("report_id")["decision"]
    table = reports[["report_id", "title", "abstract"]].assign(
        label=(decisions.loc[reports["report_id"]] == "include").astype(int).to_numpy()
    )
    target = HERE / "screen_labelled.csv"
    table.to_csv(target, index=False, lineterminator="\n")
    driver = [sys.argv[1], str(ROOT / "benchmarks" / "screen_asreview.py"), str(target), "--label", "label"]
    runs = []
    for seed in (42, 1, 2, 3, 4):
        done = subprocess.run([*driver, "--seed", str(seed)], capture_output=True, text=True, check=True)
        runs.append({name: value for name, value in json.loads(done.stdout).items() if name != "cpu_seconds"})
    text = json.dumps({"source": "ASReview 3.0.8, model elas_u4, scikit-learn 1.9.1", "runs": runs})
    (HERE / "screen_asreview.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
