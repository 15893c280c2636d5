"""All that screening tells the rest of the project, derived in one go from a review folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ettervern.files import Problem, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.agree import agreement
from ettervern.screen.boxes import Flow
from ettervern.screen.count import batches, flow
from ettervern.screen.decisions import STAGES, Decisions, read_decisions
from ettervern.screen.fulltext import join_studies, read_full_text_status
from ettervern.screen.settings import previous_version
from ettervern.screen.settle import idle_adjudications, reopened, resolve
from ettervern.shown import Shown
from ettervern.staging import is_file


@dataclass(frozen=True, repr=False)
class Summary(Shown):
    """What the decisions of a review come to.

    Attributes
    ----------
    decisions : Decisions
        Every line, under present report ids.
    resolved : DataFrame
        See :func:`ettervern.screen.resolve`.
    agreement : DataFrame
        Of every stage that has been voted on, and of each batch where there are several.
    status : DataFrame
        Where each kept report's full text stands.
    studies : DataFrame
        The study of each report.
    flow : Flow
        Of all searches together. Checked.
    update : Flow
        Of what this version adds to the one before, as PRISMA draws an updated review. Checked; without boxes where
        the review is in its first version.
    problems : list of Problem
        Warnings.
    """

    decisions: Decisions
    resolved: pd.DataFrame
    agreement: pd.DataFrame
    status: pd.DataFrame
    studies: pd.DataFrame
    flow: Flow
    update: Flow
    problems: list[Problem]

    def facts(self) -> dict[str, object]:
        """Return what a reader sees first."""
        counts = {box: self.flow.count(box) for box in ("reports", "screened", "kept", "in_review")}
        conflicts = int((self.resolved["how"] == "conflict").sum())
        return {**counts, "conflicts": conflicts, "problems": len(self.problems)}


def summarise(
    review: Review,
    duplicates: pd.DataFrame,
    searches: pd.DataFrame,
    *,
    aliases: Aliases | None = None,
    since: date | None = None,
    today: date | None = None,
) -> Summary:
    """Derive everything from the decisions of a review.

    Parameters
    ----------
    review : Review
        The review; its decision files, report ids and trial families are read where they are there.
    duplicates, searches : DataFrame
        See :func:`ettervern.screen.flow`.
    aliases : Aliases, optional
        Former ids of reports.
    since : date, optional
        Day of the version that this one updates; else see :func:`previous_version`.
    today : date, optional
        Decisions after this day are errors.

    Raises
    ------
    ReviewError
        Bad decision or status files, decisions on reports that do not exist, a flow that does not add up.
    """
    former = aliases or Aliases()
    known = {*duplicates["report_id"], *former.leads}
    decisions = read_decisions(review, today=today, known_reports=known).renamed(former)
    resolved = resolve(decisions, review)
    titles = resolved[resolved["stage"] == "title-abstract"]
    status = read_full_text_status(
        review, titles[titles["decision"] == "include"]["report_id"], aliases=former, today=today
    )
    studies = _studies(review, sorted(set(duplicates["report_id"])), former)
    counted = flow(review, duplicates, searches, resolved, status=status, studies=studies)
    before = since or previous_version(review, searches)
    added = Flow(())
    if before:
        added = flow(review, duplicates, searches, resolved, status=status, studies=studies, since=before)
    rounds = batches(duplicates, searches)
    several = rounds if len(set(rounds.values())) > 1 else None
    agreed = [agreement(decisions, stage, several) for stage in STAGES if len(decisions.at(stage))]
    table = pd.concat(agreed, ignore_index=True) if agreed else agreement(decisions, STAGES[0])
    problems = [*idle_adjudications(decisions, review), *reopened(decisions, resolved)]
    return Summary(decisions, resolved, table, status, studies, counted, added, problems)


def _studies(review: Review, reports: list[str], aliases: Aliases) -> pd.DataFrame:
    """Return the study of each report, as far as the review's tables tell."""
    ids, families = review.screening / "report_ids.csv", review.extraction / "trial_families.csv"
    pairs = aliases.renamed(read_table(ids)) if is_file(ids) else pd.DataFrame({"study_id": [], "report_id": []})
    return join_studies(reports, pairs, read_table(families) if is_file(families) else None)
