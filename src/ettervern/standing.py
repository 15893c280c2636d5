"""How far a review has come, and who did it: counts of what is done of what there is to do.

What a page says about the state of the review is chosen by these counts (``results/standing.csv``), so that no sentence
of a first draft outlives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from ettervern.computed import Certainty, EffectReport, FlowNumber, FullText, Screened, Standing
from ettervern.extract.extractors import Extractors
from ettervern.extract.schemas import OutcomeRow, ResolutionRow
from ettervern.extract.tables import Extraction
from ettervern.schema import frame
from ettervern.screen.decisions import Decisions

#: Searches of these kinds count as searches of databases and registers.
REGISTERED = ("database", "register")
#: Full texts that nobody can get.
OUT_OF_REACH = "not_obtainable"


class Given(NamedTuple):
    """What is counted: the searches as text cells, the decisions, the extraction tables, and computed rows."""

    searches: pd.DataFrame
    decisions: Decisions
    extraction: Extraction
    resolutions: list[ResolutionRow]
    extractors: Extractors
    screened: list[Screened]
    flow: list[FlowNumber]
    effect_reports: list[EffectReport]
    full_texts: list[FullText]
    certainty: list[Certainty]


def standing(given: Given) -> pd.DataFrame:
    """Return how far a review has come.

    Parameters
    ----------
    given : Given
        What the earlier steps made of the review's files.

    Returns
    -------
    DataFrame
        ``fact, done, of, latest``, a row a fact of :data:`FACTS`: how many of how many are done, and the last day on
        which one was (empty where none is dated).
    """
    return frame(Standing, [Standing(name, *count(given)) for name, count in FACTS.items()])


Counted = tuple[int, int, str]


def _last(days: Iterable[str]) -> str:
    """Return the newest of days and times that begin with a day."""
    return max((day[:10] for day in days), default="")


def _databases(given: Given) -> Counted:
    made = given.searches[given.searches["kind"].isin(REGISTERED)]
    return len(made), len(given.searches), _last(made["date"])


def _strings(given: Given) -> Counted:
    noted = given.searches[given.searches["query"] != ""]
    return len(noted), len(given.searches), _last(given.searches["date"])


def _records(given: Given) -> Counted:
    """Return how many of the records came from databases and registers."""
    boxes = {row.stream: row.n for row in given.flow if row.box == "identified" and not row.detail}
    return boxes.get("databases", 0), boxes.get("all", 0), ""


def by_people(row: Screened, decisions: Decisions) -> bool:
    """Return whether a decision is the word of people alone."""
    return bool(row.by) and set(row.by.split("; ")) <= decisions.persons


def _judged(stage: str) -> Callable[[Given], Counted]:
    """Return what counts the decided reports of a stage whose decision rests on people."""

    def counted(given: Given) -> Counted:
        decided = [row for row in given.screened if row.stage == stage and row.decision != "open"]
        mine = [row for row in decided if by_people(row, given.decisions)]
        return len(mine), len(decided), _last(given.decisions.at(stage)["time"])

    return counted


def _conflicts(given: Given) -> Counted:
    """Return how many of the settled conflicts, of both stages, people have settled."""
    settled = [row for row in given.screened if row.how == "adjudicated"]
    return sum(by_people(row, given.decisions) for row in settled), len(settled), ""


def _screened(given: Given) -> Counted:
    """Return how many reports title and abstract have settled."""
    reports = sum(row.n for row in given.flow if (row.box, row.stream, row.detail) == ("reports", "all", ""))
    titles = [row for row in given.screened if row.stage == "title-abstract" and row.decision != "open"]
    return len(titles), reports, ""


def _extracted(given: Given) -> Counted:
    """Return from how many of the effect reports that can be had something has been extracted."""
    lost = {row.report_id for row in given.full_texts if row.status == OUT_OF_REACH}
    asked = [row for row in given.effect_reports if row.status != "nothing" or row.report_id not in lost]
    return sum(row.status != "nothing" for row in asked), len(asked), ""


def unconfirmed(
    outcomes: Iterable[OutcomeRow], resolutions: Iterable[ResolutionRow], extractors: Extractors
) -> list[str]:
    """Return the studies that have a figure which people have neither extracted, both of them, nor decided on."""
    decided = {row.outcome_id: row.kind for row in resolutions}
    sides: dict[str, set[str]] = {}
    for (study, side), row in extractors.items():
        if row.kind == "person":
            sides.setdefault(study, set()).add(side)
    two = {study for study, seen in sides.items() if seen == {"1", "2"}}
    rows = ((row.study_id, decided.get(row.outcome_id)) for row in outcomes)
    return sorted({study for study, kind in rows if kind != "person" and not (kind is None and study in two)})


def _figures(given: Given) -> Counted:
    """Return how many studies have figures that people extracted or confirmed, each of them."""
    rows = given.extraction.outcomes.values()
    studies, left = {row.study_id for row in rows}, unconfirmed(rows, given.resolutions, given.extractors)
    days = [row.date for row in given.resolutions] + [row.date for row in given.extractors.values()]
    return len(studies) - len(left), len(studies), _last(days)


def _bias(given: Given) -> Counted:
    """Return how many studies with figures people have appraised."""
    studies = {row.study_id for row in given.extraction.outcomes.values()}
    rows = [row for row in given.extraction.risk_of_bias.values() if row.kind == "person" and row.study_id in studies]
    return len({row.study_id for row in rows}), len(studies), _last(row.date for row in rows)


def _box(name: str) -> Callable[[Given], Counted]:
    """Return what counts the reports of a box of the flow, of those that title and abstract kept."""

    def counted(given: Given) -> Counted:
        totals = {row.box: row.n for row in given.flow if row.stream == "all" and not row.detail}
        return totals.get(name, 0), totals.get("kept", 0), _last(row.time for row in given.full_texts)

    return counted


def _unobtainable(given: Given) -> Counted:
    lost = [row for row in given.full_texts if row.status == OUT_OF_REACH]
    return len(lost), len(given.full_texts), ""


def _signed(given: Given) -> Counted:
    """Return how many main results have a certainty that a person has signed."""
    main = [row for row in given.certainty if row.domain == "overall" and row.analysis.endswith("-main")]
    signed = [row for row in main if row.status == "signed"]
    return len(signed), len(main), _last(row.signed_date for row in signed)


#: Fact -> what counts it: ``done``, ``of``, and the last day.
FACTS: Mapping[str, Callable[[Given], Counted]] = {
    "databases": _databases,
    "strings": _strings,
    "records": _records,
    "screened": _screened,
    "titles": _judged("title-abstract"),
    "conflicts": _conflicts,
    "sought": _box("sought"),
    "read": _box("read"),
    "unobtainable": _unobtainable,
    "texts": _judged("full-text"),
    "extracted": _extracted,
    "figures": _figures,
    "bias": _bias,
    "signed": _signed,
}
