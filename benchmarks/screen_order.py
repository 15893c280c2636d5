"""Order against ASReview: python benchmarks/screen_order.py --asreview VENV/bin/python --label COLUMN SET.csv ...

For each labelled set and seed, runs ``ettervern screen simulate`` and ASReview 3.0.8 with its default model (in its own
environment, see screen_asreview.py) as whole processes, one after the other. Prints WSS@95 and CPU seconds of both:
of the simulation alone and of the whole process. Without ``--asreview`` only this project's figures are printed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = "from ettervern.commands.screen import app; app()"


def measure(command: list[str]) -> dict[str, float]:
    """Run a command that prints JSON; return its figures with the CPU seconds of the whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:  # ASReview leaves a cache where it runs
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    figures: dict[str, float] = json.loads(done.stdout)
    return {**figures, "process_seconds": spent}


def compare(path: str, label: str, seed: int, asreview: str | None) -> dict[str, dict[str, float]]:
    """Return both programs' figures on one set with one seed."""
    options = [str(Path(path).resolve()), "--label", label, "--seed", str(seed)]
    found = {"ettervern": measure([sys.executable, "-c", OURS, "simulate", *options, "--json"])}
    if asreview:
        found["asreview"] = measure([str(Path(asreview).absolute()), str(HERE / "screen_asreview.py"), *options])
    return found


def mean(rows: list[dict[str, float]], name: str) -> float:
    """Return the mean of a figure."""
    return sum(row[name] for row in rows) / len(rows)


def main() -> None:
    """Run all and print a line a set and seed, then the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--label", required=True)
    parser.add_argument("--asreview")
    parser.add_argument("--seeds", type=int, nargs="+", default=[42, 1, 2, 3, 4])
    given = parser.parse_args()
    rows: dict[str, list[dict[str, float]]] = {}
    print(f"{'set':<24}{'seed':>5}  {'program':<10}{'WSS@95':>8}{'CPU s':>9}{'process CPU s':>15}")
    for path in given.files:
        for seed in given.seeds:
            for program, figures in compare(path, given.label, seed, given.asreview).items():
                rows.setdefault(program, []).append(figures)
                numbers = f"{figures['wss95']:8.4f}{figures['cpu_seconds']:9.3f}{figures['process_seconds']:15.2f}"
                print(f"{Path(path).name:<24}{seed:>5}  {program:<10}{numbers}", flush=True)
    for program, found in rows.items():
        numbers = f"{mean(found, 'wss95'):8.4f}{mean(found, 'cpu_seconds'):9.3f}{mean(found, 'process_seconds'):15.2f}"
        print(f"{'mean':<29}  {program:<10}{numbers}")


if __name__ == "__main__":
    main()
