"""What awaits in a review, and the queue of what is new, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ettervern.appraise.awaiting import studies_to_appraise
from ettervern.computed import Certainty, Doubt, EffectReport, FullText, Report, Screened, path_of
from ettervern.extract.extractors import read_extractors
from ettervern.extract.resolution import read_resolutions
from ettervern.extract.schemas import OutcomeRow
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.schema import R, frame, read_computed, read_entered
from ettervern.schema import rows as rows_of
from ettervern.screen.decisions import Decisions, read_decisions
from ettervern.screen.order import Order
from ettervern.screen.session import decided_before
from ettervern.staging import is_file
from ettervern.standing import by_people, unconfirmed

#: Steps in the order in which a report takes them.
STEPS = (
    *("to_settle", "to_screen", "in_conflict", "to_fetch", "to_read", "in_conflict_full_text"),
    *("to_extract", "to_appraise", "to_settle_bias", "to_confirm", "to_confirm_figures", "to_sign"),
)


@dataclass(frozen=True)
class Waiting:
    """What awaits.

    Attributes
    ----------
    rows : DataFrame
        One row a thing: ``step`` (one of ``STEPS``), ``id`` (report, study or analysis), ``what`` (title or name).
    queue : DataFrame
        Reports that nobody has settled, the likeliest first: ``rank, report_id, title, authors, year, journal, doi``.
    people : dict of str to dict of str to int
        ``to_screen`` and ``to_read`` -> each person of reviewers.csv -> how many reports wait for that person's vote.
    """

    rows: pd.DataFrame
    queue: pd.DataFrame
    people: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[tuple[str, str, str]], queue: pd.DataFrame, decisions: Decisions) -> Waiting:
        """Return what awaits, from ``step, id, what``, and for whose votes."""
        left = {}
        for step, stage in (("to_screen", "title-abstract"), ("to_read", "full-text")):
            asked = {name for at, name, _ in rows if at == step}
            votes = decisions.at(stage)
            left[step] = {
                person: len(asked - set(votes.loc[votes["reviewer"] == person, "report_id"]))
                for person in sorted(decisions.persons)
            }
        return cls(pd.DataFrame(rows, columns=["step", "id", "what"], dtype="str"), queue, left)

    @classmethod
    def nothing(cls) -> Waiting:
        """Return that nothing is known to wait."""
        return cls(pd.DataFrame(columns=["step", "id", "what"]), pd.DataFrame(columns=["rank"]))

    def first(self, step: str) -> str:
        """Return the id of the first thing that awaits at a step."""
        return str(self.rows.loc[self.rows["step"] == step, "id"].iloc[0])

    def counts(self) -> dict[str, int]:
        """Return how many things await at each step."""
        return {step: int((self.rows["step"] == step).sum()) for step in STEPS}


def what_awaits(review: Review) -> Waiting:
    """Return what awaits, as the last build left the review.

    Parameters
    ----------
    review : Review
        A built review; tables that a build has not made yet count as empty.
    """
    reports, screening = (_frame(review, row) for row in (Report, Screened))
    votes = rows_of(Screened, screening)
    settled = {
        row.report_id for row in votes if row.stage == "title-abstract" and row.decision in ("include", "exclude")
    }
    conflict = {row.report_id for row in votes if row.how == "conflict" and row.stage == "title-abstract"}
    titles = {row.report_id: row.title for row in rows_of(Report, reports)}
    new = [report for report in titles if report not in settled | conflict]
    queue = ranked(reports, new, decided_before(screening))
    rows = [("to_settle", f"{row.report_1} {row.report_2}", row.reason) for row in _rows(review, Doubt)]
    rows += [("to_screen", report, titles[report]) for report in queue["report_id"]]
    rows += [("in_conflict", report, titles.get(report, "")) for report in sorted(conflict)]
    rows += [(step, report, titles.get(report, "")) for step, report in _full_texts(review, votes)]
    out_of_reach = {row.report_id for row in _rows(review, FullText) if row.status == "not_obtainable"}
    bare = [row for row in _rows(review, EffectReport) if row.status == "nothing" and row.report_id not in out_of_reach]
    rows += [("to_extract", row.study_id, titles.get(row.report_id, "")) for row in bare]
    decisions = read_decisions(review, today=date.max).renamed(Aliases.read(review))
    rows += [*_to_confirm(review, votes, decisions), *_to_appraise(review)]
    return Waiting.of(rows, queue, decisions)


def _full_texts(review: Review, votes: list[Screened]) -> Iterator[tuple[str, str]]:
    """Yield the full texts that somebody must get, read or adjudicate: step, report."""
    read = {row.report_id: row for row in votes if row.stage == "full-text"}
    for row in _rows(review, FullText):
        voted = read.get(row.report_id)
        if voted is not None and voted.how == "conflict":
            yield "in_conflict_full_text", row.report_id
        elif row.status == "obtained" and (voted is None or voted.decision == "open"):
            yield "to_read", row.report_id
        elif row.status in ("to_fetch", "requested"):
            yield "to_fetch", row.report_id


def ranked(reports: pd.DataFrame, waiting: list[str], decided: dict[str, bool]) -> pd.DataFrame:
    """Return waiting reports, ranked by what was decided before."""
    columns = ["report_id", "title", "authors", "year", "journal", "doi"]
    if not waiting:
        return pd.DataFrame(columns=["rank", *columns])
    order = Order(reports, "learnt")
    try:
        order.learn(decided)
        names = order.ranked(waiting)
    finally:
        order.close()
    table = reports.set_index("report_id", drop=False).loc[names, columns].reset_index(drop=True)
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


def _to_confirm(review: Review, votes: list[Screened], decisions: Decisions) -> Iterator[tuple[str, str, str]]:
    """Yield what software has decided or extracted, and people have not: step, report or study, title."""
    for row in votes:
        if row.stage == "title-abstract" and row.decision != "open" and not by_people(row, decisions):
            yield "to_confirm", row.report_id, row.title
    path = review.extraction / "outcomes.csv"
    outcomes = read_entered(OutcomeRow, path, review.shown(path)).values() if is_file(path) else []
    resolved = read_resolutions(review, date.max).values()
    yield from (("to_confirm_figures", study, "") for study in unconfirmed(outcomes, resolved, read_extractors(review)))


def _to_appraise(review: Review) -> list[tuple[str, str, str]]:
    """Return studies that people must appraise, or settle what they differ on, and certainty that nobody has signed."""
    rows = [
        ("to_settle_bias" if one.state == "to_settle" else "to_appraise", one.study_id, one.title)
        for one in studies_to_appraise(review, today=date.max)
    ]
    certainty = [row for row in _rows(review, Certainty) if row.domain == "overall" and row.status != "signed"]
    return rows + [("to_sign", row.analysis, "") for row in certainty]


def _frame(review: Review, row: type[R]) -> pd.DataFrame:
    """Return a table of results; an empty one where there is none yet."""
    path = path_of(review, row)
    return read_computed(row, path, review.shown(path)) if is_file(path) else frame(row, [])


def _rows(review: Review, row: type[R]) -> list[R]:
    return rows_of(row, _frame(review, row))
