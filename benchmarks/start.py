"""Processor time of a start, against the budget: ``make bench-start``.

Each command runs five times in a process of its own after one warm-up; the median of user and system time is shown.
Processor time still rises by half where others use the machine: run it on a quiet one.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

RUNS = 5
#: What is run, in a folder with a table and an empty review -> seconds of processor time that it may take.
BUDGET = {
    "--help": 0.3,
    "screen --help": 0.3,
    "pool table.csv": 0.7,
    "pool table.csv --measure RR --method DL": 0.7,
    "pool table.csv --method MH": 0.7,
    "check reviews/little": 0.7,
}
TABLE = """study,events_intervention,n_intervention,events_control,n_control
Aas 2001,12,60,20,58
Berg 2004,7,41,9,44
Dahl 2010,0,30,4,31
Moen 2015,15,80,22,79
"""


def seconds(words: list[str], folder: Path) -> float:
    """Return the user and system time of one run."""
    code = "import sys; from ettervern.cli import main; sys.argv[0] = 'ettervern'; main()"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code, *words], cwd=folder, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print each command with its median and its budget."""
    print(f"{date.today()}, {os.cpu_count()} processors, Python {sys.version.split()[0]}, median of {RUNS}")
    print(f"{'command':<42} {'seconds':>8} {'budget':>7}")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "table.csv").write_text(TABLE, encoding="utf-8")
        seconds(["new", "little"], folder)
        for command, budget in BUDGET.items():
            taken = statistics.median([seconds(command.split(), folder) for _ in range(RUNS + 1)][1:])
            print(f"{command:<42} {taken:>8.2f} {budget:>7.1f}{'' if taken <= budget else '  over'}")


if __name__ == "__main__":
    main()
