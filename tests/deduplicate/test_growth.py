"""Work grows with the number of records, not with its square; made copies are found."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd

from ettervern.deduplicate import deduplicate
from ettervern.deduplicate.block import CAP, WINDOW, candidates
from ettervern.deduplicate.normalise import normalise
from ettervern.files import columns_of
from ettervern.records import read_file, read_files
from tests.deduplicate.helpers import WORK, table

ROOT = Path(__file__).parents[2]
KEYS = 20


def test_pairs_of_one_large_block_grow_with_the_records() -> None:
    for count in (CAP + 1, 10 * CAP):
        left, right = candidates(normalise(columns_of(table(*[WORK] * count))))
        assert count - 1 <= len(left) <= count * WINDOW * KEYS
        assert (left < right).all()


def test_each_pair_is_proposed_once() -> None:
    left, right = candidates(normalise(columns_of(table(*[WORK] * 10))))
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left) == 45


def test_made_copies_are_found_and_no_two_works_joined(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.csv"
    records = read_files(sorted((ROOT / "reviews/ettervern/searches").glob("2026-*"))).records
    with seeds.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["record_id", "cluster_id", "title", "author", "journal", "abstract"])
        for row in records.itertuples():
            authors = str(row.authors).replace("; ", " and ")
            rows.writerow([row.record_id, row.record_id, row.title, authors, row.journal, row.abstract])
    made = tmp_path / "made.csv"
    script = ROOT / "benchmarks" / "dedup_generate.py"
    subprocess.run([sys.executable, str(script), str(made), str(seeds), "--records", "1500"], check=True)
    found = deduplicate(read_file(made).records).duplicates
    both = found.merge(pd.read_csv(made.with_suffix(".truth.csv")), on="record_id")
    overlaps = len(both.groupby(["report_id", "cluster_id"]))
    assert len(both) == 1500
    assert overlaps == both["report_id"].nunique(), "two works were joined"
    assert overlaps - both["cluster_id"].nunique() <= 15, "copies were left"
