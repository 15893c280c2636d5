"""What awaits in a review, and the queue of what is new, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ettervern.files import read_table
from ettervern.review import Review
from ettervern.screen.order import Order
from ettervern.screen.session import decided_before
from ettervern.staging import is_file

#: Steps in the order in which a report takes them.
STEPS = ("to_screen", "in_conflict", "to_settle", "to_fetch", "to_extract", "to_appraise", "to_sign")


@dataclass(frozen=True)
class Waiting:
    """What awaits.

    Attributes
    ----------
    rows : DataFrame
        One row a thing: ``step`` (one of ``STEPS``), ``id`` (report, study or analysis), ``what`` (title or name).
    queue : DataFrame
        Reports that nobody has settled, the likeliest first: ``rank, report_id, title, authors, year, journal, doi``.
    """

    rows: pd.DataFrame
    queue: pd.DataFrame

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
    reports = _table(
        review.results / "reports.csv", "report_id", "title", "abstract", "authors", "year", "journal", "doi"
    )
    screening = _table(review.results / "screening.csv", "stage", "report_id", "decision", "how")
    first = screening[screening["stage"] == "title-abstract"]
    settled = first.loc[first["decision"].isin(["include", "exclude"]), "report_id"]
    conflict = set(screening.loc[screening["how"] == "conflict", "report_id"])
    new = reports[~reports["report_id"].isin({*settled, *conflict})]
    titles = dict(zip(reports["report_id"], reports["title"], strict=True))
    queue = ranked(reports, new["report_id"].to_list(), decided_before(screening))
    rows = [("to_screen", report, titles[report]) for report in queue["report_id"]]
    rows += [("in_conflict", report, titles.get(report, "")) for report in sorted(conflict)]
    pairs = _table(review.results / "review.csv", "report_1", "report_2", "reason")
    asked = zip(pairs["report_1"], pairs["report_2"], pairs["reason"], strict=True)
    rows += [("to_settle", f"{one} {two}", why) for one, two, why in asked]
    full = _table(review.results / "full_text.csv", "report_id", "status")
    fetch = full.loc[full["status"].isin(["to_fetch", "requested"]), "report_id"]
    rows += [("to_fetch", report, titles.get(report, "")) for report in fetch]
    effect = _table(review.results / "effect_reports.csv", "report_id", "study_id", "status")
    for report, study in effect.loc[effect["status"] == "nothing", ["report_id", "study_id"]].itertuples(index=False):
        rows.append(("to_extract", study, titles.get(report, "")))
    rows += _to_appraise(review)
    return Waiting(pd.DataFrame(rows, columns=["step", "id", "what"], dtype="str"), queue)


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


def _to_appraise(review: Review) -> list[tuple[str, str, str]]:
    """Return studies with figures and no judgement of bias, and certainty that nobody has signed."""
    outcomes = _table(review.extraction / "outcomes.csv", "study_id")
    judged = set(_table(review.extraction / "risk_of_bias.csv", "study_id")["study_id"])
    rows = [("to_appraise", study, "") for study in sorted(set(outcomes["study_id"]) - judged)]
    certainty = _table(review.results / "certainty.csv", "analysis", "domain", "status")
    unsigned = certainty[(certainty["domain"] == "overall") & (certainty["status"] != "signed")]
    return rows + [("to_sign", name, "") for name in unsigned["analysis"]]


def _table(path: Path, *columns: str) -> pd.DataFrame:
    """Return a table with some columns; an empty one where there is none yet."""
    if not is_file(path):
        return pd.DataFrame(columns=list(columns), dtype="str")
    return read_table(path, columns)
