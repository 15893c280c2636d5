"""Screening with a learnt order: what to read next, and when it is safe to stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ettervern.files import frame_of
from ettervern.front.reviews import opened
from ettervern.front.votes import screening
from ettervern.records.frames import columns_from
from ettervern.screen.order import Order
from ettervern.screen.prepare import advise_reviewer, read_reports
from ettervern.screen.simulate import labelled_from, simulate
from ettervern.screen.stopping import Advice
from ettervern.screen.stopping import look_back as _look_back

if TYPE_CHECKING:
    from ettervern.front.records import Records
    from ettervern.front.votes import AnyReview, Stage

__all__ = ["advice", "look_back", "ranked"]


def ranked(records: Records, decided: Mapping[str, bool], *, seed: int = 1) -> pd.DataFrame:
    """Return the records that wait for a vote, the most likely first, as the votes so far teach.

    Parameters
    ----------
    records : Reading, DataFrame or mapping of columns
        As for :func:`ettervern.deduplicate`; title and abstract are learnt from.
    decided : mapping of str to bool
        Id of a record (``report_id`` where there is one, else ``record_id``) -> whether it was kept.
    seed : int
        Of the order by chance, which stands until something was kept and something excluded.

    Examples
    --------
    >>> from ettervern import ranked
    >>> records = {"record_id": ["a", "b", "c", "d"], "title": ["Sober homes trial", "Tobacco tax",
    ...            "Tobacco sales and tax", "Sober homes after treatment"]}
    >>> ranked(records, {"a": True, "b": False})["record_id"].to_list()
    ['d', 'c']
    """
    frame = records if isinstance(records, pd.DataFrame) and "report_id" in records else frame_of(columns_from(records))
    name = "report_id" if "report_id" in frame else "record_id"
    order = Order(frame.assign(report_id=frame[name]).fillna(""), "learnt", seed)
    try:
        order.learn(decided)
        waiting = order.ranked([report for report in frame[name] if report not in decided])
    finally:
        order.close()
    return frame.set_index(name, drop=False).rename_axis(None).loc[waiting].reset_index(drop=True)


def advice(review: AnyReview, reviewer: str, stage: Stage = "title-abstract") -> Advice:
    """Return what the stopping rules say to a reviewer now, of what is asked for at present. They hide nothing.

    Parameters
    ----------
    review, reviewer, stage
        As for :func:`screen`; only this reviewer's file is opened.

    Examples
    --------
    >>> from ettervern import advice
    >>> advice("reviews/made-up", "r-1")
    Advice(read: 7, kept: 6, total: 7, rules: 5 rows)
    """
    return advise_reviewer(opened(review), reviewer, stage)


def look_back(review: AnyReview, *, seed: int = 42) -> pd.DataFrame:
    """Read the settled reports again in learnt order: where would each stopping rule have stopped, missing what?

    Parameters
    ----------
    review : Review or path
        A review that has been built, or its folder.
    seed : int
        Draws the two reports that are given at the start.

    Returns
    -------
    DataFrame
        ``rule, stopped, read, read_share, found, missed, recall``.

    Raises
    ------
    ReviewError
        Fewer than two reports that were kept, or none that was not.

    Examples
    --------
    >>> from ettervern import look_back
    >>> look_back("reviews/made-up")["missed"].to_list()
    [0, 0, 0, 0, 2]
    """
    result = opened(review)
    past = simulate(labelled_from(read_reports(result), screening(result).resolved), seed, to_the_end=True)
    return _look_back(past.found)
