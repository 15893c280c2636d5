"""How fast whole analyses are beside R metafor (benchmarks/meta_speed.py)."""

from __future__ import annotations

import shutil

import pytest

from benchmarks.meta_speed import MANY, MANY_K, ours, theirs

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")]


def test_whole_analyses_are_many_times_faster_than_metafor() -> None:
    mine, other = ours(), theirs(whole=False)
    times = {task: other[task] / seconds for task, seconds in mine.items()}
    assert times["full analysis, k = 10"] >= 5
    assert times["full analysis, k = 100"] >= 50
    assert times[f"{MANY} REML analyses, k = {MANY_K}"] >= 100
