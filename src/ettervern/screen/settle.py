"""What the votes on a report come to: agreed, adjudicated, or open. Derived at every build, never stored as a vote."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from ettervern.files import Problem
from ettervern.review import Review
from ettervern.screen.decisions import STAGES, Decisions

COLUMNS = ("stage", "report_id", "decision", "role", "reason", "how", "votes")


@dataclass(frozen=True)
class Vote:
    """One reviewer's present vote on a report."""

    reviewer: str
    decision: str
    role: str
    reason: str

    @property
    def keeps(self) -> bool:
        """Whether the vote keeps the report: included, or not sure."""
        return self.decision != "exclude"


def first_votes(decisions: Decisions, stage: str) -> pd.DataFrame:
    """Return each reviewer's first vote on each report of a stage: what agreement is measured on."""
    return decisions.at(stage).drop_duplicates(["reviewer", "report_id"], keep="first")


def present_votes(decisions: Decisions, stage: str) -> pd.DataFrame:
    """Return each reviewer's present vote (the last) on each report of a stage."""
    return decisions.at(stage).drop_duplicates(["reviewer", "report_id"], keep="last")


def conflicting(first: Vote, second: Vote) -> bool:
    """Return whether two votes need adjudication.

    They do where they differ on keeping the report, where one is unsure, or where they keep it for different roles.
    Two exclusions never conflict: of their reasons the first in the protocol's table counts.
    """
    if first.keeps != second.keeps or "unsure" in (first.decision, second.decision):
        return True
    return first.keeps and first.role != second.role


def resolve(decisions: Decisions, review: Review) -> pd.DataFrame:
    """Return what the votes come to, a row a report and stage.

    Parameters
    ----------
    decisions : Decisions
        Checked decisions, under present report ids (see :meth:`Decisions.renamed`).
    review : Review
        Gives the order of the reasons and how many votes a report needs.

    Returns
    -------
    DataFrame
        ``stage, report_id, decision`` (``include``, ``exclude`` or ``open``), ``role, reason, how`` (``agreed``,
        ``adjudicated``, ``conflict`` for one that waits for adjudication, ``single`` for one with too few votes) and
        ``votes`` (int), ordered by stage and report id.
    """
    needed = review.settings.screening.votes
    rows: list[dict[str, object]] = []
    for stage in STAGES:
        ruled = _ballots(decisions.adjudication(stage).drop_duplicates("report_id", keep="last"))
        cast = _ballots(present_votes(decisions, stage))
        for report in sorted(cast.keys() | ruled.keys()):
            ruling = ruled.get(report, [None])[0]
            row = _outcome(cast.get(report, []), ruling, review.reasons, needed)
            rows.append({"stage": stage, "report_id": report, **row})
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"votes": "int64"})


def _ballots(votes: pd.DataFrame) -> dict[str, list[Vote]]:
    """Return the votes of each report."""
    result: dict[str, list[Vote]] = {}
    columns = ["report_id", "reviewer", "decision", "role", "reason"]
    for report, *cells in votes[columns].itertuples(index=False, name=None):
        result.setdefault(str(report), []).append(Vote(*(str(cell) for cell in cells)))
    return result


def _outcome(votes: list[Vote], ruling: Vote | None, reasons: list[str], needed: int) -> dict[str, object]:
    """Return decision, role, reason and how for one report."""
    if len(votes) < needed:
        return _row("open", "", "", "single", votes)
    if any(conflicting(first, second) for first, second in combinations(votes, 2)):
        if ruling is None or ruling.decision == "unsure":
            return _row("open", "", "", "conflict", votes)
        return _row(ruling.decision, ruling.role, ruling.reason, "adjudicated", votes)
    if votes[0].decision == "unsure":  # a review that asks for one vote, and that vote is unsure
        return _row("open", "", "", "conflict", votes)
    if votes[0].keeps:
        return _row("include", votes[0].role, "", "agreed", votes)
    reason = min((vote.reason for vote in votes), key=reasons.index)
    return _row("exclude", "", reason, "agreed", votes)


def _row(decision: str, role: str, reason: str, how: str, votes: list[Vote]) -> dict[str, object]:
    """Return one row of :func:`resolve`; an exclusion has no role and an inclusion no reason."""
    kept = role if decision != "exclude" else ""
    return {"decision": decision, "role": kept, "reason": reason, "how": how, "votes": len(votes)}


def idle_adjudications(decisions: Decisions, review: Review) -> list[Problem]:
    """Return warnings for adjudications that decide nothing, since the votes (now) agree or are too few."""
    resolved = resolve(decisions, review).set_index(["stage", "report_id"])["how"]
    problems = []
    for stage in STAGES:
        for row in decisions.adjudication(stage).to_dict("records"):
            how = resolved[(stage, row["report_id"])]
            if how in ("agreed", "single"):
                why = "the reviewers agree" if how == "agreed" else "too few reviewers have voted"
                message = f"this adjudication decides nothing: {why}"
                problems.append(Problem(row["file"], int(row["row"]), "report_id", message, "warning"))
    return problems
