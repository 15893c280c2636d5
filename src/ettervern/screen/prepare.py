"""Getting a session ready: which reports a reviewer votes on, and what earlier rounds teach."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.decisions import ADJUDICATION, read_decisions
from ettervern.screen.fulltext import read_full_text_status
from ettervern.screen.links import full_text
from ettervern.screen.session import Session, decided_before, to_adjudicate
from ettervern.screen.settle import resolve
from ettervern.staging import is_file


def read_reports(review: Review, stage: str = "title-abstract", *, today: date | None = None) -> pd.DataFrame:
    """Return the reports to vote on at a stage, as the last build left them.

    At full text these are the reports that title and abstract kept and whose full text has been obtained.

    Raises
    ------
    ReviewError
        Where nothing has been built yet, or a status file is broken.
    """
    reports = read_table(_built(review, "reports.csv"), ["report_id", "title", "abstract", "year"])
    linked = _linked(review, reports)
    reports["linked"] = [linked.get(report_id, "") for report_id in reports["report_id"]]
    if stage == "title-abstract":
        return reports.reset_index(drop=True)
    reports = _with_status(review, reports, ("obtained",), today)
    return reports.assign(file=[full_text(review, name) for name in reports["report_id"]])


def to_fetch(review: Review, *, today: date | None = None) -> pd.DataFrame:
    """Return the reports that title and abstract kept, as the votes are now, whose full text nobody has yet."""
    reports = read_table(
        _built(review, "reports.csv"), ["report_id", "title", "authors", "year", "journal", "doi", "url"]
    )
    return _with_status(review, reports, ("to_fetch", "requested"), today)


def kept_reports(review: Review, *, today: date | None = None) -> list[str]:
    """Return the reports that title and abstract keep, as the votes are now; those since the last build count."""
    resolved = resolve(read_decisions(review, today=today).renamed(Aliases.read(review)), review)
    return [name for name, keep in decided_before(resolved).items() if keep]


def _with_status(review: Review, reports: pd.DataFrame, wanted: tuple[str, ...], today: date | None) -> pd.DataFrame:
    """Return the kept reports whose full text stands so."""
    kept = kept_reports(review, today=today)
    status = read_full_text_status(review, kept, aliases=Aliases.read(review), today=today)
    names = status[status["status"].isin(wanted)]["report_id"]
    return reports[reports["report_id"].isin(names)].reset_index(drop=True)


def _linked(review: Review, reports: pd.DataFrame) -> dict[str, str]:
    """Return, for a report, the reports that belong together with it: an erratum, an abstract, another of its study."""
    path = review.results / "links.csv"
    links = (
        read_table(path, ["report_1", "report_2"]) if is_file(path) else pd.DataFrame(columns=["report_1", "report_2"])
    )
    titles = dict(zip(reports["report_id"], reports["title"], strict=True))
    results: dict[str, list[str]] = {}
    for one, two in zip(links["report_1"], links["report_2"], strict=True):
        for report, other in ((one, two), (two, one)):
            results.setdefault(report, []).append(f"{titles.get(other, '')} ({other})")
    return {report: "; ".join(others) for report, others in results.items()}


def _built(review: Review, name: str) -> Path:
    """Return the path of a result, or say that it has to be built first."""
    path = review.results / name
    if not is_file(path):
        raise ReviewError(Problem(review.shown(path), 0, "", "not there yet; run 'ettervern build --no-book' first"))
    return path


def open_session(
    review: Review,
    reviewer: str,
    stage: str = "title-abstract",
    *,
    order: str = "learnt",
    seed: int = 1,
    everything: bool = False,
    today: date | None = None,
) -> Session:
    """Open a reviewer's session on a built review.

    Reports that are settled (both votes and any adjudication are in) train the order of what is new and are not asked
    for again; with ``everything`` all are, and the order learns from one's own votes alone.
    """
    reports = read_reports(review, stage, today=today)
    earlier: dict[str, bool] = {}
    path = review.results / "screening.csv"
    if is_file(path) and not everything:
        earlier = decided_before(read_table(path, ["stage", "report_id", "decision"]), stage)
    return Session(
        review,
        reviewer,
        reports,
        stage,
        order=order,
        seed=seed,
        earlier=earlier,
        aliases=Aliases.read(review),
        today=today,
    )


def open_adjudication(review: Review, stage: str = "title-abstract", *, today: date | None = None) -> Session:
    """Open the adjudication of a stage: the reports on which votes differ, with the votes on them."""
    aliases = Aliases.read(review)
    decisions = read_decisions(review, today=today).renamed(aliases)
    reports = to_adjudicate(review, decisions, read_reports(review, stage, today=today), stage)
    return Session(review, ADJUDICATION, reports, stage, order="year", aliases=aliases, today=today)
