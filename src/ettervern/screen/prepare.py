"""Getting a session ready: which reports a reviewer votes on, and what earlier rounds teach."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.files import Problem, ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.review import Review
from ettervern.screen.decisions import read_decisions
from ettervern.screen.fulltext import read_full_text_status
from ettervern.screen.links import full_text
from ettervern.screen.rules import parse_time
from ettervern.screen.session import Session, decided_before, refuse_name, to_adjudicate
from ettervern.screen.settings import previous_version
from ettervern.screen.settle import resolve
from ettervern.screen.stopping import Advice, advise_on
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
    earlier = {} if everything else settled_before(review, reviewer, stage, today=today)
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


def settled_before(
    review: Review, reviewer: str, stage: str = "title-abstract", *, today: date | None = None
) -> dict[str, bool]:
    """Return what a reviewer is not asked for: report id -> kept, of what the last build found settled.

    What one has judged oneself since the review began its present update belongs to the work at hand, settled or not.
    """
    path = review.results / "screening.csv"
    if not is_file(path):
        return {}
    settled = decided_before(read_table(path, ["stage", "report_id", "decision"]), stage)
    own = read_decisions(review, today=today, only=reviewer).renamed(Aliases.read(review)).at(stage)
    begun = _update_began(review)
    at_hand = {report for report, time in zip(own["report_id"], own["time"], strict=True) if _day(time) >= begun}
    return {report: kept for report, kept in settled.items() if report not in at_hand}


def _day(time: str) -> date:
    moment = parse_time(time)
    return moment.date() if moment else date.max


def _update_began(review: Review) -> date:
    """Return the day of the first search of the present update; the first of all days for a first version."""
    path = review.searches / "searches.csv"
    searches = read_table(path, ["date"]) if is_file(path) else pd.DataFrame({"date": []})
    before = previous_version(review, searches)
    later = [day for day in searches["date"] if before is not None and day > before.isoformat()]
    return date.fromisoformat(min(later)) if later else date.min


def advise_reviewer(
    review: Review, reviewer: str, stage: str = "title-abstract", *, today: date | None = None
) -> Advice:
    """Return what the stopping rules say of a reviewer's own votes on what the reviewer is asked for at present.

    Only this reviewer's file is opened. Votes count in the order in which they were first cast.
    """
    earlier = settled_before(review, reviewer, stage, today=today)
    asked = [report for report in read_reports(review, stage, today=today)["report_id"] if report not in earlier]
    votes = read_decisions(review, today=today, only=reviewer).renamed(Aliases.read(review)).at(stage)
    return advise_on(votes, asked)


def reopened_by(review: Review, reviewer: str, stage: str = "title-abstract") -> list[str]:
    """Return the reports that a reviewer's votes have opened again after software had settled them."""
    resolved = resolve(read_decisions(review).renamed(Aliases.read(review)), review)
    cells = zip(resolved["stage"], resolved["report_id"], resolved["reopened_by"], strict=True)
    return [report for at, report, names in cells if at == stage and reviewer in names.split("; ")]


def open_adjudication(review: Review, by: str, stage: str = "title-abstract", *, today: date | None = None) -> Session:
    """Open the adjudication of a stage by one who decides: the reports on which votes differ, with the votes on them.

    Raises
    ------
    ReviewError
        A name that is not listed, or that is software's: what is decided here is a person's word.
    """
    aliases = Aliases.read(review)
    decisions = read_decisions(review, today=today).renamed(aliases)
    refuse_name(review, by)
    if by not in decisions.persons:
        place = review.shown(review.screening / "reviewers.csv")
        message = f"{by!r} is software there, and what is decided here is a person's word; give your own name"
        raise ReviewError(Problem(place, 0, "kind", message))
    reports = to_adjudicate(review, decisions, read_reports(review, stage, today=today), stage)
    return Session(review, by, reports, stage, order="year", settling=True, aliases=aliases, today=today)
