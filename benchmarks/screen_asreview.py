"""Run in ASReview's own environment: VENV/bin/python benchmarks/screen_asreview.py SET.csv --label COLUMN --seed 1

Simulates a finished screening with ASReview's default model, one prior of each kind drawn with the seed, and prints one
line of JSON: the order of reading, the figures and the CPU seconds. Needs `pip install asreview==3.0.8` there; ASReview
is never a dependency of this project.
"""

from __future__ import annotations

import argparse
import json
import math
import time

import numpy as np
import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate

arguments = argparse.ArgumentParser()
arguments.add_argument("file")
arguments.add_argument("--label", required=True)
arguments.add_argument("--seed", type=int, required=True)
given = arguments.parse_args()

table = pd.read_csv(given.file, keep_default_na=False)
labels = table[given.label].astype(int)
np.random.seed(given.seed)
began = time.process_time()
cycle = ActiveLearningCycle.from_meta(get_ai_config()["value"])
run = Simulate(table, labels, [cycle], print_progress=False)
for side in (1, 0):
    places = np.flatnonzero(labels == side)
    run.label(np.random.RandomState(given.seed).choice(places, 1, replace=False))
run.review()
spent = time.process_time() - began

order = run._results["record_id"].to_numpy()[2:]
found = np.cumsum(labels.to_numpy()[order])
n, kept = len(labels) - 2, int(labels.sum()) - 1
read = int(np.argmax(found >= math.ceil(0.95 * kept))) + 1
places = np.flatnonzero(labels.to_numpy()[order]) + 1
figures = {
    "seed": given.seed,
    "wss95": (n - read) / n - 0.05,
    "recall10": int(labels.to_numpy()[order[: n // 10]].sum()) / kept,
    "atd": float(places.mean()) / n,
    "cpu_seconds": spent,
    "order": order.tolist(),
}
print(json.dumps(figures))
