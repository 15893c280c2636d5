# python benchmarks/dedup.py SETS_FOLDER --bib-dedupe PYTHON_WITH_BIB_DEDUPE
"""Duplicate removal against bib-dedupe on labelled sets: quality, CPU time and peak memory, one run on one machine.

SETS_FOLDER holds tables (``.csv`` or ``.csv.xz``) with ``record_id`` and ``cluster_id``. bib-dedupe is installed in an
environment of its own (``python -m venv X && X/bin/pip install bib-dedupe==0.11.0``); without ``--bib-dedupe`` only our
side is measured. Each program runs as a whole process, imports and files included. Memory is the highest sum over the
process and its children of what each holds for itself and its share of what it shares (PSS), seen every 20 ms.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

OURS = "import sys; from ettervern.cli import main; main()"
THEIRS = """
import csv, sys
import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep
if __name__ == "__main__":
    table = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    ids = table["record_id"].tolist()
    table = table.rename(columns={"record_id": "ID", "entrytype": "ENTRYTYPE"})
    found = {one: f"c{at}" for at, group in enumerate(cluster(match(block(prep(table))))) for one in group}
    with open(sys.argv[2], "w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["record_id", "cluster_id"])
        rows.writerows([one, found.get(one, one)] for one in ids)
"""


@dataclass(frozen=True)
class Cost:
    """What a process used: CPU seconds and megabytes at its peak, children included."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Score:
    """Record-level counts: surplus copies removed rightly, wrongly, and left."""

    right: int
    wrong: int
    left: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and sensitivity."""
        total = 2 * self.right + self.wrong + self.left
        return 2 * self.right / total if total else 1.0


def measure(command: list[str]) -> Cost:
    """Run a command and return what it used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    while process.poll() is None:
        began = time.perf_counter()
        peak = max(peak, _held(process.pid))
        # Looking at gigabytes takes long and holds the process up: at most a tenth of the time goes into it.
        time.sleep(max(0.02, 9 * (time.perf_counter() - began)))
    if process.returncode:
        sys.exit(f"{command[0]} failed: {process.stderr.read().decode()[-2000:] if process.stderr else ''}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, peak / 1024)


def _held(pid: int) -> int:
    """Return kilobytes (PSS) of a process and all below it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return own + sum(_held(int(child)) for child in children)


def clusters(path: Path) -> dict[str, str]:
    """Return the cluster of each record."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["record_id"]: row["cluster_id"] for row in csv.DictReader(stream)}


def score(truth: dict[str, str], found: dict[str, str]) -> Score:
    """Return record-level counts.

    Of n records in U true and P found clusters, with I overlaps of the two, n - I copies were removed rightly, I - P
    wrongly, and I - U are left.
    """
    if set(truth) != set(found):
        sys.exit("the records found are not the records given")
    overlaps = len(Counter((truth[one], found[one]) for one in truth))
    return Score(len(truth) - overlaps, overlaps - len(set(found.values())), overlaps - len(set(truth.values())))


def plain(path: Path, folder: Path) -> tuple[Path, Path]:
    """Return the set without its labels, for the programs, and the labels."""
    csv.field_size_limit(sys.maxsize)
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    labels = folder / "truth.csv"
    _write(labels, [{name: row[name] for name in ("record_id", "cluster_id")} for row in rows])
    unlabelled = folder / "set.csv"
    _write(unlabelled, [{name: value for name, value in row.items() if name != "cluster_id"} for row in rows])
    return unlabelled, labels


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def run(path: Path, theirs: str | None) -> dict[str, object]:
    """Return the figures of one set."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unlabelled, labels = plain(path, folder)
        truth = clusters(labels)
        out = folder / "out"
        cost = measure([sys.executable, "-c", OURS, "deduplicate", str(unlabelled), "--out", str(out)])
        row = {"set": path.name.split(".")[0], "records": len(truth)} | figures(
            "ours", score(truth, clusters(out / "clusters.csv")), cost
        )
        if theirs:
            script = folder / "theirs.py"
            script.write_text(THEIRS)
            cost = measure([theirs, str(script), str(unlabelled), str(folder / "theirs.csv")])
            row |= figures("theirs", score(truth, clusters(folder / "theirs.csv")), cost)
    return row


def figures(who: str, found: Score, cost: Cost) -> dict[str, object]:
    """Return the figures of one program on one set."""
    return {
        f"{who}_f1": round(found.f1, 4),
        f"{who}_wrong": found.wrong,
        f"{who}_left": found.left,
        f"{who}_cpu_s": round(cost.seconds, 2),
        f"{who}_mb": round(cost.megabytes),
    }


def show(rows: list[dict[str, object]]) -> str:
    """Return rows as a Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(str(row[name]) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def total(rows: list[dict[str, object]]) -> dict[str, object]:
    """Return the mean of F1, the sum of counts and seconds, the highest memory."""
    row: dict[str, object] = {"set": "all"}
    for name in list(rows[0])[1:]:
        values = [float(str(one[name])) for one in rows]
        if name.endswith("_f1"):
            row[name] = round(sum(values) / len(values), 4)
        else:
            row[name] = round(max(values)) if name.endswith("_mb") else round(sum(values), 2)
    return row


def main() -> None:
    """Print the table; write it as JSON where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--bib-dedupe", dest="theirs")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    paths = sorted(path for path in given.sets.iterdir() if path.name.endswith((".csv", ".csv.xz")))
    rows = [run(path, given.theirs) for path in paths]
    rows.append(total(rows))
    print(f"{date.today()}, {platform.machine()}, Python {platform.python_version()}\n")
    print(show(rows))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
