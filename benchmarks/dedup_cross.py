# python benchmarks/dedup_cross.py SETS_FOLDER
"""Duplicate removal cross-validated: points and threshold fitted on seven sets, scored on the eighth.

Points are what they stand for in :data:`ettervern.deduplicate.decide.POINTS`: two for each factor of ten by which a
level is met more often in two copies of one work than in two works that share a block. The threshold is the one with
the fewest false merges on the sets fitted on, of those the one with the fewest copies left. The doubts, which are
rules and no numbers, were written with all eight sets at hand: only sets never seen tell how they do.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from dedup import Score, clusters, plain, score, show

from ettervern.deduplicate import Options, decide, find_duplicates
from ettervern.deduplicate.block import candidates
from ettervern.deduplicate.compare import compare
from ettervern.deduplicate.levels import DIFFERENT, NEAR, SAME, UNKNOWN
from ettervern.deduplicate.misused import without_misused
from ettervern.deduplicate.normalise import normalise
from ettervern.files import Columns
from ettervern.records import read_files

LEVELS = (DIFFERENT, UNKNOWN, NEAR, SAME)
THRESHOLDS = (5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0)
#: Points of a level never met between copies, or never between different works.
MOST = 8.0
Counts = dict[str, np.ndarray]


@dataclass(frozen=True)
class Labelled:
    """A set: its records, its true clusters, and how often each level is met between copies and between works."""

    name: str
    columns: Columns
    truth: dict[str, str]
    copies: Counts
    works: Counts


def read(path: Path) -> Labelled:
    """Read a set and count levels in the pairs that share a block."""
    with tempfile.TemporaryDirectory() as folder:
        unlabelled, labels = plain(path, Path(folder))
        columns, truth = read_files([unlabelled]).columns, clusters(labels)
    pairs = compare(data := normalise(without_misused(columns)[0]), *candidates(data))
    of = np.array([truth[record] for record in columns["record_id"]])
    same = of[pairs.left] == of[pairs.right]
    counted = [
        {name: np.array([(getattr(pairs, name)[which] == level).sum() for level in LEVELS]) for name in decide.POINTS}
        for which in (same, ~same)
    ]
    return Labelled(path.name.split(".")[0], columns, truth, *counted)


def fitted(sets: list[Labelled]) -> dict[str, tuple[float, ...]]:
    """Return the points of every field; a missing value has none."""
    points = {}
    for name in decide.POINTS:
        shares = []
        for kind in ("copies", "works"):
            # Each set counts alike, however large.
            each = [(getattr(one, kind)[name] + 0.5) / (getattr(one, kind)[name].sum() + 2) for one in sets]
            shares.append(np.mean(each, axis=0))
        found = np.clip(2 * np.log10(shares[0] / shares[1]), -MOST, MOST)
        points[name] = tuple(
            0.0 if level == UNKNOWN else round(float(x), 2) for level, x in zip(LEVELS, found, strict=True)
        )
    return points


def found(one: Labelled, points: dict[str, tuple[float, ...]], merge: float) -> dict[str, str]:
    """Return the report of every record with these points and this threshold."""
    written = dict(decide.POINTS)
    try:
        decide.POINTS.update(points)  # type: ignore[arg-type]
        table = find_duplicates(one.columns, options=Options(merge=merge)).tables["duplicates"]
    finally:
        decide.POINTS.update(written)
    return dict(zip(table["record_id"], table["report_id"], strict=True))


def interval(events: int, trials: int) -> str:
    """Return a share in percent with its 95 % interval (Wilson 1927)."""
    if not trials:
        return ""
    z, share = 1.959964, events / trials
    middle, half = share + z * z / (2 * trials), z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    low, high = (max(0.0, (middle + sign * half) / (1 + z * z / trials)) for sign in (-1, 1))
    return f"{events} ({100 * share:.1f} %; {100 * low:.1f} to {100 * high:.1f})"


def f1_interval(truth: dict[str, str], reports: dict[str, str], draws: int = 2000) -> str:
    """Return F1 with its 95 % interval: works drawn again with replacement (percentile bootstrap, seed 1)."""
    pieces: dict[str, set[str]] = {}
    for record, work in truth.items():
        pieces.setdefault(work, set()).add(reports[record])
    sizes = Counter(truth.values())
    first: dict[str, str] = {}
    for work in sorted(pieces):
        for report in pieces[work]:
            first.setdefault(report, work)
    rows = [
        (sizes[work] - len(found), sum(first[report] != work for report in found), len(found) - 1)
        for work, found in sorted(pieces.items())
    ]
    table, rng = np.array(rows), np.random.default_rng(1)
    drawn = np.array([table[rng.integers(0, len(table), len(table))].sum(axis=0) for _ in range(draws)])
    scores = 2 * drawn[:, 0] / np.maximum(2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2], 1)
    low, high = np.quantile(scores, (0.025, 0.975))
    return f"{score(truth, reports).f1:.4f} ({low:.4f} to {high:.4f})"


def main() -> None:
    """Print a row a set: scored with what was fitted on the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path)
    paths = sorted(parser.parse_args().sets.glob("*.csv*"))
    sets = [read(path) for path in paths]
    rows: list[dict[str, object]] = []
    total = Score(0, 0, 0)
    for one in sets:
        others = [other for other in sets if other is not one]
        points = fitted(others)
        losses = {}
        for merge in THRESHOLDS:
            scores = [score(other.truth, found(other, points, merge)) for other in others]
            losses[sum(each.wrong for each in scores), sum(each.left for each in scores), merge] = merge
        merge = losses[min(losses)]
        reports = found(one, points, merge)
        got = score(one.truth, reports)
        total = Score(total.right + got.right, total.wrong + got.wrong, total.left + got.left)
        rows.append(_row(one.name, len(one.truth), f"{merge:g}", f1_interval(one.truth, reports), got))
    rows.append(_row("all", sum(len(one.truth) for one in sets), "", f"{total.f1:.4f}", total))
    print(show(rows))


def _row(name: str, records: int, merge: str, f1: str, got: Score) -> dict[str, object]:
    """Return a row of the table; shares of what was removed, and of what should have been."""
    return {
        "scored on (fitted on the others)": name,
        "records": records,
        "threshold": merge,
        "F1 (95 % interval)": f1,
        "false merges of removed": interval(got.wrong, got.right + got.wrong),
        "left of surplus": interval(got.left, got.right + got.left),
    }


if __name__ == "__main__":
    main()
