"""Rerun a finished screening in the learnt order, and measure what the order would have saved."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ettervern.files import Problem, ReviewError
from ettervern.rounding import steady
from ettervern.screen.features import features
from ettervern.screen.labelled import Labelled, read_labelled
from ettervern.screen.learner import Learner

if TYPE_CHECKING:  # a simulation of a file should not wait for pandas
    import pandas as pd

__all__ = ["Labelled", "Simulation", "labelled_from", "read_labelled", "simulate"]
#: A simulation walks one way, so that rounding leaves no doubt about the way; see :class:`Learner`.
_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Simulation:
    """What a simulation found. Figures are about the reports other than the two that were given.

    Attributes
    ----------
    seed : int
        That drew the two reports given at the start: one kept, one excluded.
    n, n_kept : int
        Reports to order, and how many of them are to be found.
    order : ndarray of int
        Rows of the table in the order of reading.
    found : ndarray of bool
        Whether each was one to keep.
    cpu_seconds : float
        From the table to the last report.
    """

    seed: int
    n: int
    n_kept: int
    order: NDArray[np.intp]
    found: NDArray[np.bool_]
    cpu_seconds: float

    @property
    def wss95(self) -> float:
        """Work saved over sampling at 95 % recall: (TN + FN) / N - 0.05 when 95 % of the reports to keep are found.

        Cohen et al. (2006), J Am Med Inform Assoc 13:206. Read at the first report with which the share is reached
        (rounded up). ASReview's own tool (asreview-insights 1.6.1) looks at the last report with which the share is
        not yet passed (rounded down) and takes away when a reading at random would have come to the same number, so
        that its figure lies a little off where 95 % is no whole number of reports.
        """
        needed = math.ceil(steady(0.95 * self.n_kept))
        read = int(np.argmax(np.cumsum(self.found) >= needed)) + 1
        return (self.n - read) / self.n - 0.05

    @property
    def recall10(self) -> float:
        """Share of the reports to keep that the first tenth (rounded down) of the reports holds.

        TP / (TP + FN), as in O'Mara-Eves et al. (2015), Syst Rev 4:5; "RRF@10" of asreview-insights.
        """
        return int(self.found[: self.n // 10].sum()) / self.n_kept

    @property
    def atd(self) -> float:
        """Average time to discovery: mean share of the reports read when a report to keep is found.

        Ferdinands et al. (2023), Syst Rev 12:100. asreview-insights prints the mean number, N times this share.
        """
        return float((np.flatnonzero(self.found) + 1).mean()) / self.n

    def json(self) -> dict[str, float | int]:
        """Return the figures for JSON."""
        return {
            "seed": self.seed,
            "records": self.n + 2,
            "relevant": self.n_kept + 1,
            "given": 2,
            "decisions": len(self.order),
            "wss95": self.wss95,
            "recall10": self.recall10,
            "atd": self.atd,
            "cpu_seconds": self.cpu_seconds,
        }


def labelled_from(reports: pd.DataFrame, resolved: pd.DataFrame, stage: str = "title-abstract") -> Labelled:
    """Return a review's own settled decisions as a labelled file would give them, ordered by report id.

    Parameters
    ----------
    reports : DataFrame
        ``report_id, title, abstract``.
    resolved : DataFrame
        See :func:`ettervern.screen.resolve`; open reports are left out.
    stage : str
        ``title-abstract`` or ``full-text``.
    """
    settled = resolved[(resolved["stage"] == stage) & (resolved["decision"] != "open")]
    table = settled[["report_id", "decision"]].merge(reports, on="report_id").sort_values("report_id")
    texts = (f"{title} {abstract}" for title, abstract in zip(table["title"], table["abstract"], strict=True))
    return Labelled(tuple(texts), (table["decision"] == "include").to_numpy(dtype=bool))


def simulate(labelled: Labelled, seed: int = 42, *, to_the_end: bool = False) -> Simulation:
    """Read a finished review in the learnt order.

    One kept and one excluded report, drawn with the seed, are given; from then on the report with the highest score is
    read, and the model learns from every decision. These are the rules of ASReview's ``simulate`` with one prior of
    each kind, so that figures can be compared.

    Parameters
    ----------
    labelled : Labelled
        Texts, and whether each was kept.
    seed : int
        Draws the two reports that are given; from 0 to 4294967295.
    to_the_end : bool
        Read all reports rather than stop at the last one to keep.

    Raises
    ------
    ReviewError
        Fewer than two reports to keep (one is given, one is to be found), or none else; a seed that is none.
    """
    began = time.process_time()
    kept = labelled.kept
    if kept.sum() < 2 or kept.all():
        message = f"{int(kept.sum())} of {len(kept)} reports are to be kept; a simulation needs two of them and another"
        raise ReviewError(Problem(labelled.name, 0, "", message))
    rows = _given(kept, seed)
    learner = Learner(features(labelled.text), _TOLERANCE)
    unread = np.ones(len(kept), dtype=bool)
    unread[rows] = False
    left = int(kept.sum()) - 1
    while unread.any() and (left or to_the_end):
        learner.learn(rows, kept[rows])
        best = learner.best(unread)
        rows.append(best)
        unread[best] = False
        left -= int(kept[best])
    order = np.array(rows[2:], dtype=np.intp)
    spent = time.process_time() - began
    return Simulation(seed, len(kept) - 2, int(kept.sum()) - 1, order, kept[order], spent)


def _given(kept: NDArray[np.bool_], seed: int) -> list[int]:
    """Draw one report to keep and one other.

    numpy's older generator, with a fresh start for each draw: its numbers will never change, and ASReview draws so.
    """
    if not 0 <= seed < 2**32:
        raise ReviewError(Problem("", 0, "--seed", f"{seed} is no seed; expected a number from 0 to {2**32 - 1}"))
    return [
        int(np.random.RandomState(seed).choice(np.flatnonzero(side), 1, replace=False)[0]) for side in (kept, ~kept)
    ]
