"""Make screen_metrics.json: VENV/bin/python tests/reference/screen_metrics.py (where asreview-insights is installed).

Orders of reading made up with a fixed seed, and what asreview-insights 1.6.1 (with ASReview 2.2) says of each: recall
at 10 % read, the average time to discovery in numbers of reports, and the reports left out at 95 % recall, rightly (tn)
and wrongly (fn).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from asreviewcontrib.insights import metrics

OUT = Path(__file__).parent / "screen_metrics.json"


def main() -> None:
    """Write the file."""
    rng = np.random.default_rng(20261121)
    rows = []
    for n, kept in ((40, 4), (60, 20), (95, 20), (200, 40), (333, 40), (1000, 100), (77, 7), (10, 3)):
        labels = [0] * n
        for place in rng.choice(n, kept, replace=False, p=(weights := 1 / np.arange(1, n + 1)) / weights.sum()):
            labels[int(place)] = 1
        times = metrics._time_to_discovery(range(n), labels)
        rows.append(
            {
                "found": "".join(map(str, labels)),
                "recall10": float(metrics._recall(labels, 0.1)),
                "mean_number": metrics._average_time_to_discovery(times),
                "tn95": int(metrics._tn(labels, 0.95)),
                "fn95": int(metrics._fn(labels, 0.95)),
            }
        )
    content = {"source": "asreview-insights 1.6.1, ASReview 2.2", "orders": rows}
    OUT.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
