# python benchmarks/dedup_growth.py SET.csv [SET.csv ...] --records 10000 50000 100000
"""How duplicate removal grows: CPU time and peak memory of the whole command on made sets of rising size."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from dedup import OURS, clusters, figures, measure, score, show

HERE = Path(__file__).parent


def run(sets: list[Path], records: int, seed: int) -> dict[str, object]:
    """Make one set, run the command on it and return its figures."""
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "made.csv"
        generator = [sys.executable, str(HERE / "dedup_generate.py"), str(made), *map(str, sets)]
        subprocess.run([*generator, "--records", str(records), "--seed", str(seed)], check=True)
        out = Path(name) / "out"
        cost = measure([sys.executable, "-c", OURS, "deduplicate", str(made), "--out", str(out)])
        found = score(clusters(made.with_suffix(".truth.csv")), clusters(out / "clusters.csv"))
    row: dict[str, object] = {"records": records}
    row |= figures("ours", found, cost)
    row["ms_cpu_a_record"] = round(1000 * cost.seconds / records, 3)
    return row


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 50_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(show([run(given.sets, records, given.seed) for records in given.records]))


if __name__ == "__main__":
    main()
