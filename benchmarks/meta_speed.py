"""Time whole analyses against R metafor, in one run: python -m benchmarks.meta_speed [--whole]

Full analysis: REML, Hartung-Knapp, prediction interval, leave-one-out, Egger. CPU seconds (user and system), start-up
apart; the median of several runs where one run is short. At k = 1000 metafor needs the better part of an hour: ten of
its 1000 leave-one-out fits are timed and scaled up, unless --whole is given.
Needs Rscript with metafor (Debian: r-cran-metafor).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ettervern.synthesise.arrays import Floats
from ettervern.synthesise.influence import leave_one_out
from ettervern.synthesise.pooling import fit, pool_effects
from ettervern.synthesise.small_study import egger

SIZES = (10, 100, 1000)
MANY, MANY_K = 10_000, 15


def simulated(k: int, sets: int, seed: int) -> tuple[Floats, Floats]:
    """Return effects and variances of data sets with some spread between studies, one a column."""
    random = np.random.default_rng(seed)
    v = random.uniform(0.02, 0.4, (k, sets))
    return -0.3 + random.normal(0, np.sqrt(v + 0.05)), v


def full_analysis(y: Floats, v: Floats) -> None:
    """Do what a reader of a meta-analysis expects."""
    pool_effects(y, v, "REML", "hk")
    leave_one_out(y, v, "REML", "hk")
    egger(y, v)


def cpu(task: Callable[[], object], runs: int) -> float:
    """Return the median CPU seconds of a task, after one run to warm up."""
    task()
    found = []
    for _ in range(runs):
        begun = time.process_time()
        task()
        found.append(time.process_time() - begun)
    return float(np.median(found))


def ours() -> dict[str, float]:
    """Return our CPU seconds by task."""
    found = {}
    for k in SIZES:
        y, v = simulated(k, 1, k)
        found[f"full analysis, k = {k}"] = cpu(lambda y=y, v=v: full_analysis(y[:, 0], v[:, 0]), 15 if k < 1000 else 3)
    y, v = simulated(MANY_K, MANY, 15)
    many = f"{MANY} REML analyses, k = {MANY_K}"
    found[many] = cpu(lambda: fit(y, v, np.ones((MANY_K, 1)), "REML", "hk"), 5)
    return found


def theirs(whole: bool) -> dict[str, float]:
    """Return metafor's CPU seconds by task, on the same numbers."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (y, v) in {str(k): simulated(k, 1, k) for k in SIZES}.items():
            np.savetxt(Path(folder) / f"{name}.csv", np.column_stack([y, v]), delimiter=",")
        y, v = simulated(MANY_K, MANY, 15)
        np.savetxt(Path(folder) / "many.csv", np.vstack([y, v]), delimiter=",")
        script = Path(__file__).with_suffix(".R")
        command = ["Rscript", str(script), folder, "whole" if whole else "part"]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {name: float(seconds) for name, seconds in (line.rsplit("\t", 1) for line in lines)}


def main() -> None:
    """Print both sides and how many times faster this package is."""
    mine, other = ours(), theirs("--whole" in sys.argv)
    print(f"{'task':34s} {'ettervern':>10s} {'metafor':>10s} {'times':>7s}   (CPU seconds)")
    for task, seconds in mine.items():
        print(f"{task:34s} {seconds:10.4f} {other[task]:10.4f} {other[task] / seconds:7.0f}")
    lost = other["metafor without an answer"]
    print(f"metafor's default search did not converge on {lost:.0f} of {MANY} data sets; ours gives all of them.")


if __name__ == "__main__":
    main()
