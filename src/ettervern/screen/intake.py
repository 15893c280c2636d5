"""Putting another program's votes into a reviewer's own file, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions, stage_folder
from ettervern.screen.exchange import Source, match_reports, read_votes, reason_codes
from ettervern.screen.exports import Say, covidence_decision, silent
from ettervern.screen.rules import COLUMNS, Line, Rules
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
    lines, problems = [], []
    rules = Rules.of(review, today, reports["report_id"])
    for vote in map(Vote._make, zip(*(votes[name] for name in Vote._fields), strict=True)):
        try:
            line = _line(vote, codes, review.reasons, role, reason, review.settings.criteria.version)
        except KeyError as error:
            message = f"{error.args[0]!r} is no reason of ours; say which code it stands for"
            problems.append(Problem(path.name, int(vote.row), "reason", message))
            continue
        problems += rules.problems(line, path.name, int(vote.row))
        lines.append(line)
    if problems:
        raise ReviewError(problems)
    return _append(review, reviewer, stage, lines)


class Vote(NamedTuple):
    """A vote of another program on one of our reports; ``reason`` is in its words."""

    row: int
    report_id: str
    decision: str
    reason: str
    note: str
    time: str


def _line(vote: Vote, codes: Mapping[str, str], order: list[str], role: str, reason: str, version: str) -> Line:
    """Return a vote as a line of a decision file; of several reasons the first in the protocol's table counts."""
    excluded = vote.decision == "exclude"
    given = [text.strip() for text in vote.reason.split(",") if text.strip()]
    whole = vote.reason.strip().casefold()
    result = [codes[whole]] if whole in codes else [_code(codes, text) for text in given]
    code = min(result, key=order.index) if result else reason
    time = vote.time or datetime.now(UTC).date().isoformat()
    why = ("", code) if excluded else (role, "")
    return Line(time, vote.report_id, vote.decision, *why, vote.note, version, "")


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


def _append(review: Review, reviewer: str, stage: str, lines: list[Line]) -> int:
    """Add lines that say something new."""
    votes = read_decisions(review, only=reviewer).at(stage)
    own = [*map(Line._make, zip(*(votes[name] for name in COLUMNS), strict=True))]
    present = {line.report_id: (line.decision, line.role, line.reason) for line in own}
    last, new = own[-1].time if own else "", []
    for line in lines:
        if present.get(line.report_id) == (line.decision, line.role, line.reason):
            continue
        # A change of mind has to come after the vote that it changes, whatever the other program's clock said.
        if line.report_id in present and line.time <= last:
            last = now_after(last)
            line = line._replace(time=last)
        new.append(line._asdict())
    path = stage_folder(review, stage) / f"{reviewer}.csv"
    with AppendOnlyFile(path, COLUMNS, review.shown(path)) as file:
        file.append(*new)
    return len(new)
