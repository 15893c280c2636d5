"""Putting another program's votes into a reviewer's own file, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions, stage_folder
from ettervern.screen.exchange import Source, match_reports, read_votes, reason_codes
from ettervern.screen.exports import Say, covidence_decision, silent
from ettervern.screen.rules import COLUMNS, Rules
from ettervern.screen.session import refuse_name
from ettervern.screen.store import AppendOnlyFile, now_after


def take_in(
    review: Review,
    path: Path,
    source: Source,
    reviewer: str,
    reports: pd.DataFrame,
    *,
    stage: str = "title-abstract",
    role: str = "",
    reasons: Mapping[str, str] | None = None,
    reason: str = "",
    today: date | None = None,
    say: Say = silent,
) -> int:
    """Add votes made in another program to a reviewer's decision file.

    Parameters
    ----------
    review : Review
        The review.
    path, source : Path, Source
        See :func:`ettervern.screen.exchange.read_votes`.
    reviewer : str
        Whose votes these are, as ``reviewers.csv`` lists them.
    reports : DataFrame
        All reports, to find each vote's own.
    stage : str
        ``title-abstract`` or ``full-text``.
    role : str
        Of what is included: the other programs have no roles.
    reasons : mapping, optional
        Their words for a reason -> our code, beside our own codes and labels.
    reason : str
        Of exclusions for which the file gives none.
    today : date, optional
        Votes after this day are errors; without it, see :func:`ettervern.clock.today`.

    say : callable
        Gets what had to be guessed of the file, a line each.

    Returns
    -------
    int
        Votes added; those that repeat the reviewer's present vote are not added again.

    Raises
    ------
    ReviewError
        Every vote that has no report or breaks a rule. Nothing is then written.
    """
    refuse_name(review, reviewer)
    if source.program == "covidence":
        source = replace(source, decision=covidence_decision(path.name, source.decision, stage))
    votes = match_reports(read_votes(path, source, say), reports, path.name)
    codes = reason_codes(review, reasons)
    rows, problems = [], []
    rules = Rules.of(review, today, reports["report_id"])
    for vote in votes.to_dict("records"):
        try:
            row = _line(vote, codes, review.reasons, role, reason, review.settings.criteria.version)
        except KeyError as error:
            message = f"{error.args[0]!r} is no reason of ours; say which code it stands for"
            problems.append(Problem(path.name, int(vote["row"]), "reason", message))
            continue
        problems += rules.problems({**row, "file": path.name, "row": vote["row"]})
        rows.append(row)
    if problems:
        raise ReviewError(problems)
    return _append(review, reviewer, stage, rows)


def _line(
    vote: Mapping[str, str] | Mapping[object, object],
    codes: Mapping[str, str],
    order: list[str],
    role: str,
    reason: str,
    version: str,
) -> dict[str, str]:
    """Return a vote as a line of a decision file; of several reasons the first in the protocol's table counts."""
    cells = {str(name): str(cell) for name, cell in vote.items()}
    excluded = cells["decision"] == "exclude"
    given = [text.strip() for text in cells["reason"].split(",") if text.strip()]
    whole = cells["reason"].strip().casefold()
    result = [codes[whole]] if whole in codes else [_code(codes, text) for text in given]
    code = min(result, key=order.index) if result else reason
    return {
        "time": cells["time"],
        "report_id": cells["report_id"],
        "decision": cells["decision"],
        "role": "" if excluded else role,
        "reason": code if excluded else "",
        "note": cells["note"],
        "criteria_version": version,
        "rank": "",
    } | ({} if cells["time"] else {"time": datetime.now(UTC).date().isoformat()})


def _code(codes: Mapping[str, str], text: str) -> str:
    """Return our code for a reason.

    Raises
    ------
    KeyError
        With the other program's words.
    """
    if text.casefold() not in codes:
        raise KeyError(text)
    return codes[text.casefold()]


def _append(review: Review, reviewer: str, stage: str, rows: list[dict[str, str]]) -> int:
    """Add lines that say something new."""
    own = read_decisions(review, only=reviewer).at(stage)
    same = ["decision", "role", "reason"]
    present = {row["report_id"]: [row[name] for name in same] for row in own.to_dict("records")}
    last = str(own["time"].iloc[-1]) if len(own) else ""
    new = [row for row in rows if present.get(row["report_id"]) != [row[name] for name in same]]
    for row in new:
        # A change of mind has to come after the vote that it changes, whatever the other program's clock said.
        if row["report_id"] in present and row["time"] <= last:
            row["time"] = last = now_after(last)
    path = stage_folder(review, stage) / f"{reviewer}.csv"
    with AppendOnlyFile(path, COLUMNS, review.shown(path)) as file:
        file.append(*new)
    return len(new)
