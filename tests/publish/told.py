"""How far a review has come, counted from the files that people edit alone: nothing the code computes is read.

The rules of screening are written here anew, in the fewest words, so that a slip in the code is not repeated in what it
is compared with. Reports and their searches are the one thing taken from results/, as ids come from duplicate removal.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.publish.turn import EXTRACTION, REVIEW, SCREENING, SEARCHES, STATUS, Row, table

Told = dict[str, tuple[int, int]]


class Verdict(NamedTuple):
    """What became of a report at a stage."""

    decision: str
    how: str
    people: bool


def verdicts(home: Path, stage: str) -> dict[str, Verdict]:
    """Return what the votes come to, a report that is decided."""
    persons = {row["reviewer"] for row in table(home, f"{SCREENING}/reviewers.csv") if row["kind"] == "person"}
    votes: dict[str, dict[str, Row]] = {}
    rulings: dict[str, dict[str, Row]] = {}
    for path in sorted((home / SCREENING / "decisions" / stage).glob("*.csv")):
        for row in table(home, str(path.relative_to(home))):
            kind = rulings if path.stem.startswith("adjudication") else votes
            name = path.stem.removeprefix("adjudication_")
            kind.setdefault(row["report_id"], {})[name] = row
    found = ((report, _verdict(cast, rulings.get(report, {}), persons)) for report, cast in votes.items())
    return {report: verdict for report, verdict in found if verdict}


def _verdict(votes: dict[str, Row], rulings: dict[str, Row], persons: set[str]) -> Verdict | None:
    mine = [row for name, row in votes.items() if name in persons]
    ruled = [(name in persons, row) for name, row in rulings.items()]
    if len(votes) < 2:
        return None
    if len(mine) >= 2 and _agree(mine):
        return Verdict(mine[0]["decision"], "agreed", True)
    if by := [row for person, row in ruled if person]:
        return Verdict(by[-1]["decision"], "adjudicated", True)
    if _agree(list(votes.values())):
        return Verdict(next(iter(votes.values()))["decision"], "agreed", len(mine) == len(votes))
    if ruled and not mine:
        return Verdict(ruled[-1][1]["decision"], "adjudicated", False)
    return None


def _agree(rows: list[Row]) -> bool:
    kept = {(row["decision"], row["role"] if row["decision"] == "include" else "") for row in rows}
    return len(kept) == 1 and rows[0]["decision"] != "unsure"


def told(home: Path) -> Told:
    """Return what is done of what there is to do, a pair a fact."""
    titles, texts = verdicts(home, "title-abstract"), verdicts(home, "full-text")
    kept = {report for report, verdict in titles.items() if verdict.decision == "include"}
    status = {row["report_id"]: row["status"] for row in table(home, STATUS) if row["report_id"] in kept}
    settled = [one for one in [*titles.values(), *texts.values()] if one.how == "adjudicated"]
    stands = Counter(status.values())
    return {
        **_searched(table(home, SEARCHES)),
        "titles": (sum(one.people for one in titles.values()), len(titles)),
        "conflicts": (sum(one.people for one in settled), len(settled)),
        "sought": (len(status), len(kept)),
        "read": (len(texts), len(kept)),
        "unobtainable": (stands["not_obtainable"], len(kept)),
        "texts": (sum(one.people for one in texts.values()), len(texts)),
        **_extracted(home),
        "screened": (len(titles), len(table(home, f"{REVIEW}/results/reports.csv"))),
        "excluded": (len(titles) - len(kept), len(titles)),
        "out": (sum(one.decision == "exclude" for one in texts.values()), len(texts)),
    }


def _searched(searches: list[Row]) -> Told:
    theirs = [row for row in searches if row["kind"] in ("database", "register")]
    return {
        "databases": (len(theirs), len(searches)),
        "strings": (sum(row["query"] != "" for row in searches), len(searches)),
        "records": (sum(int(row["count"]) for row in theirs), sum(int(row["count"]) for row in searches)),
    }


def _extracted(home: Path) -> Told:
    rows = table(home, f"{EXTRACTION}/outcomes.csv")
    studies = {row["study_id"] for row in rows}
    by = {r["outcome_id"]: r["kind"] for r in table(home, f"{EXTRACTION}/resolutions.csv")}
    sides = Counter(r["study_id"] for r in table(home, f"{EXTRACTION}/extractors.csv") if r["kind"] == "person")
    open_ = {
        row["study_id"]
        for row in rows
        if by.get(row["outcome_id"], "person" if sides[row["study_id"]] == 2 else "") != "person"
    }
    judged = {row["study_id"] for row in table(home, f"{EXTRACTION}/risk_of_bias.csv") if row["kind"] == "person"}
    main = [
        row
        for row in table(home, f"{REVIEW}/certainty.csv")
        if row["domain"] == "overall" and row["analysis"].endswith("-main")
    ]
    return {
        "figures": (len(studies - open_), len(studies)),
        "bias": (len(judged & studies), len(studies)),
        "signed": (sum(row["signed_by"] != "" for row in main), len(main)),
    }


def last_day(home: Path) -> str:
    """Return the last day on which anything was searched, judged, extracted or signed."""
    decisions = [str(path.relative_to(home)) for path in (home / SCREENING / "decisions").rglob("*.csv")]
    tables = [SEARCHES, *decisions, *(f"{EXTRACTION}/{name}.csv" for name in ("extractors", "resolutions"))]
    days = [row.get("time") or row.get("date") or "" for name in tables for row in table(home, name)]
    days += [row["date"] for row in table(home, f"{EXTRACTION}/risk_of_bias.csv") if row["kind"] == "person"]
    days += [row["signed_date"] for row in table(home, f"{REVIEW}/certainty.csv")]
    return max(day[:10] for day in days)
