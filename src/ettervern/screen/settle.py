"""What the votes on a report come to: agreed, adjudicated, or open. Derived at every build, never stored as a vote.

The rules, the first that fits:

1. Fewer votes than the review asks for: open (``single``).
2. As many persons as the review asks for votes agree: that is the decision (``agreed``), whatever software voted.
3. A person has adjudicated what the votes differ on: that is the decision (``adjudicated``).
4. All votes agree: that is the decision (``agreed``).
5. Software has adjudicated, and no person's vote is against it: that is the decision (``adjudicated``).
6. Else the report is open (``conflict``).

So a person's vote against what software has settled opens a report again, whichever came first, and only persons close
it. Nothing hangs on the order of files or lines: of one reviewer the last line by its time counts, and of several
adjudications the last of a person's, or of software's where no person has adjudicated.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from ettervern.files import Problem
from ettervern.review import Review
from ettervern.screen.decisions import STAGES, Decisions, adjudicator

COMMAND = "ettervern screen adjudicate --by NAME"


class Vote(NamedTuple):
    """One reviewer's present vote on a report, or an adjudication; ``person`` says whether a person gave it."""

    reviewer: str
    decision: str
    role: str
    reason: str
    person: bool = False

    @property
    def keeps(self) -> bool:
        """Whether the vote keeps the report: included, or not sure."""
        return self.decision != "exclude"


class Settled(NamedTuple):
    """What the votes on a report come to at a stage.

    ``by`` names those whose word it is; ``reopened_by`` the persons whose votes opened again what software had settled.
    """

    stage: str
    report_id: str
    decision: str = "open"
    role: str = ""
    reason: str = ""
    how: str = "conflict"
    votes: int = 0
    by: str = ""
    reopened_by: str = ""


COLUMNS = Settled._fields


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
        The columns of :class:`Settled`, ordered by stage and report id: ``decision`` is ``include``, ``exclude`` or
        ``open``; ``how`` is ``agreed``, ``adjudicated``, ``conflict`` for one that waits for adjudication, or
        ``single`` for one with too few votes.
    """
    needed, rows = review.settings.screening.votes, []
    for stage in STAGES:
        ruled = _ballots(decisions, decisions.adjudication(stage))
        cast = _ballots(decisions, present_votes(decisions, stage))
        for report in sorted(cast.keys() | ruled.keys()):
            votes, rulings = cast.get(report, []), ruled.get(report, [])
            row = _outcome(Settled(stage, report, votes=len(votes)), votes, rulings, review)
            if row.how == "conflict":
                row = row._replace(reopened_by=_names(_against_software(votes, rulings, needed)))
            rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"votes": "int64"})


def _ballots(decisions: Decisions, votes: pd.DataFrame) -> dict[str, list[Vote]]:
    """Return the votes, or adjudications, of each report."""
    persons, result = decisions.persons, dict[str, list[Vote]]()
    columns = ["report_id", "reviewer", "decision", "role", "reason"]
    for report, file, decision, role, reason in votes[columns].astype("str").itertuples(index=False, name=None):
        name = adjudicator(file) or file
        result.setdefault(report, []).append(Vote(name, decision, role, reason, name in persons))
    return result


def _outcome(row: Settled, votes: Sequence[Vote], rulings: Sequence[Vote], review: Review) -> Settled:
    """Return a row with what the votes on a report come to, by the rules above."""
    needed, persons, ruling = review.settings.screening.votes, [vote for vote in votes if vote.person], _word(rulings)
    if len(votes) < needed:
        return row._replace(how="single")
    if len(persons) >= needed and _agree(persons):
        return _agreed(row, persons, review.reasons)
    if _agree(votes) and not (ruling and ruling.person):
        return _agreed(row, votes, review.reasons)
    if ruling and (ruling.person or not any(conflicting(vote, ruling) for vote in persons)):
        return _decided(row, ruling, "adjudicated", ruling.reviewer)
    return row


def _word(rulings: Sequence[Vote]) -> Vote | None:
    """Return the adjudication that counts; none where it is not sure."""
    last = next((ruling for ruling in reversed(rulings) if ruling.person), rulings[-1] if rulings else None)
    return last if last is not None and last.decision != "unsure" else None


def _agree(votes: Sequence[Vote]) -> bool:
    """Return whether votes come to a decision by themselves; a single one does where it is sure."""
    pairs = combinations(votes, 2)
    return bool(votes) and votes[0].decision != "unsure" and not any(conflicting(*pair) for pair in pairs)


def _agreed(row: Settled, votes: Sequence[Vote], reasons: Sequence[str]) -> Settled:
    """Return what votes that agree come to; of several reasons the first in the protocol's table counts."""
    said = votes[0] if votes[0].keeps else min(votes, key=lambda vote: reasons.index(vote.reason))
    return _decided(row, said, "agreed", _names(votes))


def _decided(row: Settled, vote: Vote, how: str, by: str) -> Settled:
    """Return a vote as the decision; an exclusion has no role and an inclusion no reason."""
    role, reason = (vote.role, "") if vote.keeps else ("", vote.reason)
    return row._replace(decision=vote.decision, role=role, reason=reason, how=how, by=by)


def _names(votes: Sequence[Vote]) -> str:
    return "; ".join(sorted(vote.reviewer for vote in votes))


def _against_software(votes: Sequence[Vote], rulings: Sequence[Vote], needed: int) -> list[Vote]:
    """Return the persons' votes that are against what software, left to itself, has settled."""
    machine = [vote for vote in votes if not vote.person]
    settled = _word([ruling for ruling in rulings if not ruling.person])
    if settled is None and len(machine) >= needed and _agree(machine):
        settled = machine[0]
    return [vote for vote in votes if vote.person and settled and conflicting(vote, settled)]


def idle_adjudications(decisions: Decisions, review: Review) -> list[Problem]:
    """Return warnings for adjudications that decide nothing: the votes agree, are too few, or a later one counts."""
    resolved = {(row.stage, row.report_id): row for row in map(Settled._make, _rows(resolve(decisions, review)))}
    problems = []
    for stage in STAGES:
        last = decisions.adjudication(stage).drop_duplicates(["reviewer", "report_id"], keep="last")
        for line in last.to_dict("records"):
            if why := _idle(line, resolved[(stage, line["report_id"])], decisions.persons):
                message = f"this adjudication decides nothing: {why}"
                problems.append(Problem(line["file"], int(line["row"]), "report_id", message, "warning"))
    return problems


def _rows(resolved: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return resolved.itertuples(index=False, name=None)


def _idle(line: Mapping[Hashable, Any], row: Settled, persons: frozenset[str]) -> str:
    """Return why an adjudication decides nothing; empty where it does, or a person took the place of software."""
    if row.how == "single":
        return "too few reviewers have voted"
    if row.how == "agreed":
        return "the reviewers agree"
    name, said = (
        adjudicator(line["reviewer"]),
        (line["decision"], line["role"] if line["decision"] != "exclude" else ""),
    )
    replaced = row.how == "adjudicated" and row.by != name and name in persons and said != (row.decision, row.role)
    return f"{row.by} has decided otherwise since" if replaced else ""


def reopened(decisions: Decisions, resolved: pd.DataFrame) -> list[Problem]:
    """Return a warning for each vote by which a person opened again what software had settled."""
    again = resolved[resolved["reopened_by"] != ""]
    who = {(stage, report): set(names.split("; ")) for stage, report, names in _cells(again, "reopened_by")}
    return [
        Problem(
            vote["file"],
            int(vote["row"]),
            "decision",
            f"a person's vote against what software had settled: {vote['report_id']} is open again until a person "
            f"settles it; '{command(stage)}'",
            "warning",
        )
        for stage in STAGES
        for vote in present_votes(decisions, stage).to_dict("records")
        if vote["reviewer"] in who.get((stage, vote["report_id"]), ())
    ]


def disputes(decisions: Decisions, resolved: pd.DataFrame, studies: Mapping[str, str]) -> list[Problem]:
    """Return an error for each report in conflict that results rest on.

    Parameters
    ----------
    decisions, resolved : Decisions, DataFrame
        See :func:`resolve`.
    studies : mapping of str to str
        Report id -> study: reports that results were extracted from.
    """
    waits = resolved[(resolved["how"] == "conflict") & resolved["report_id"].isin(list(studies))]
    return [
        Problem(
            f"decisions/{stage}",
            0,
            "report_id",
            f"{report} is in conflict, and results were extracted from it ({studies[report]}): "
            f"{'; '.join(said(decisions, stage)[report])}. Settle it with '{command(stage)}'",
        )
        for stage, report, _ in _cells(waits, "how")
    ]


def _cells(resolved: pd.DataFrame, column: str) -> list[tuple[str, str, str]]:
    return list(zip(resolved["stage"], resolved["report_id"], resolved[column], strict=True))


def command(stage: str) -> str:
    """Return the command that settles conflicts of a stage."""
    return COMMAND if stage == STAGES[0] else f"{COMMAND} --stage {stage}"


def said(decisions: Decisions, stage: str) -> dict[str, list[str]]:
    """Return what everyone says of each report of a stage, a line a vote and then a line an adjudication."""
    lines: dict[str, list[str]] = {}
    votes = present_votes(decisions, stage).sort_values("reviewer", kind="stable")
    columns = ["report_id", "reviewer", "decision", "role", "reason", "note"]
    for report, file, *words in pd.concat([votes, decisions.adjudication(stage)])[columns].itertuples(index=False):
        name = adjudicator(file) or file
        who = name if name in decisions.persons else f"{name} (software)"
        verb = " settled" if adjudicator(file) else ""
        lines.setdefault(report, []).append(f"{who}{verb}: {', '.join(word for word in words if word)}")
    return lines
