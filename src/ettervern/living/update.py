"""``update``: new exports in, duplicates out, no id moved, only what is new in the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern import pipeline
from ettervern.files import Problem, ReviewError, read_table
from ettervern.ids import Aliases
from ettervern.living.intake import Incoming, check_incoming, take_in
from ettervern.living.waiting import Waiting, what_awaits
from ettervern.review import Review
from ettervern.staging import is_file
from ettervern.transaction import transaction


@dataclass(frozen=True)
class Update:
    """What an update did.

    Attributes
    ----------
    files : list of Path
        Exports taken in; those that were there already are not among them.
    records : int
        Records in them.
    new_reports : list of str
        Reports that no earlier search had found.
    changed : list of Path
        Files of results that changed.
    waiting : Waiting
        What awaits now.
    warnings : list of Problem
        What the build has to say beside the check.
    checked : int
        How many warnings the check has.
    """

    files: list[Path]
    records: int
    new_reports: list[str]
    changed: list[Path]
    waiting: Waiting
    warnings: list[Problem]
    checked: int


def update(
    review: Review, incoming: Sequence[Incoming], today: date, tell: Callable[[str], None] = lambda _: None
) -> Update:
    """Take exports in and rebuild; without exports, rebuild and say what awaits.

    Parameters
    ----------
    review : Review
        The review.
    incoming : sequence of Incoming
        Exports; one whose bytes the review has already is passed over, so that doing it twice changes nothing.
    today : date
        The day that counts as today.
    tell : callable, optional
        Called with what the next step does.

    Raises
    ------
    ReviewError
        An export that cannot be taken in, or a review that does not build with it. The review is then as it was.
    """
    with transaction(review.root, "ettervern update"):
        checked = check_incoming(review, incoming, today)
        before = _known(review)
        paths = take_in(review, checked)
        built = pipeline.run(review, today, tell)
        after = _known(review)
        _refuse_lost(review, before, after)
        new = sorted(set(after["report_id"]) - set(before["report_id"]))
        records, waiting = sum(one.count for one in checked), what_awaits(review)
        return Update(paths, records, new, built.changed, waiting, built.warnings, built.checked)


def _refuse_lost(review: Review, before: pd.DataFrame, after: pd.DataFrame) -> None:
    """Stop where the id of a report would lead nowhere."""
    lost = lost_ids(before, after, Aliases.read(review))
    if lost:
        message = f"the ids of {len(lost)} reports lead nowhere, first {lost[0]}: decisions on them would be lost"
        raise ReviewError(Problem(review.shown(review.searches / "known_reports.csv"), 0, "report_id", message))


def _known(review: Review) -> pd.DataFrame:
    """Return record_id, report_id as the last build left them."""
    path = review.searches / "known_reports.csv"
    if not is_file(path):
        return pd.DataFrame({"record_id": [], "report_id": []}, dtype="str")
    return read_table(path, ["record_id", "report_id"])


def lost_ids(before: pd.DataFrame, after: pd.DataFrame, aliases: Aliases) -> list[str]:
    """Return report ids that lead to no report any more: decisions on them would be lost.

    Parameters
    ----------
    before, after : DataFrame
        record_id, report_id, as two builds left them.
    aliases : Aliases
        As the later build left them.
    """
    now = set(after["report_id"])
    return sorted({str(name) for name in before["report_id"] if aliases.now(str(name)) not in now})
