"""What the tests of screening share."""

from __future__ import annotations

from pathlib import Path

from ettervern.review import Review

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT / "reviews" / "ettervern"
HEADER = "time,report_id,decision,role,reason,note,criteria_version,rank\n"


def put(review: Review, reviewer: str, *lines: str, stage: str = "title-abstract") -> Path:
    """Write a decision file; a line is ``report_id,decision,role,reason`` (time and the rest are filled in)."""
    path = review.screening / "decisions" / stage / f"{reviewer}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"2026-11-20,{line},,1.0,\n" for line in lines)
    path.write_text(HEADER + text, "utf-8", newline="")
    return path
