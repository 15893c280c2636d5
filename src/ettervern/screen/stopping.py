"""When is it safe to stop reading? A statistical rule beside the common heuristics. They advise; nothing is hidden.

Reference
---------
Callaghan MW, Müller-Hansen F (2020). Statistical stopping criteria for automated screening in systematic reviews.
Syst Rev 9:273.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ettervern.rounding import steady
from ettervern.shown import Shown

Labels = NDArray[np.int64]
Kept = Sequence[bool] | Sequence[int] | NDArray[np.int64] | NDArray[np.bool_]
TARGET = 0.95
ALPHA = 0.05


def p_too_few(kept: Kept, n: int, target: float = TARGET) -> float:
    """Return how surprising the decisions so far would be if less than the target share had been found.

    The last i decisions are looked at as a random draw from all that was unread before them, for every i; had the
    target been missed, at least K kept reports would lie among those, and p is the hypergeometric probability of having
    drawn as few as were drawn. The smallest p over i is returned (Callaghan and Müller-Hansen 2020). As the order puts
    likely reports first, a draw from it holds more than a random one would, so that the test errs on the side of
    reading on. The smallest of many p values is not corrected for choice, as in the paper.

    Parameters
    ----------
    kept : sequence, shape (read,)
        Whether each report that was read was kept, in the order of reading.
    n : int
        How many reports there are, read or not.
    target : float
        Share of the reports to keep that must be found.

    Returns
    -------
    float
        p of the hypothesis that the target has been missed; 1 where nothing was read.
    """
    from scipy.stats import hypergeom  # here, since it takes longer to import than most things take to do

    labels = np.asarray(kept, dtype=np.int64)
    if not len(labels):
        return 1.0
    drawn = np.cumsum(labels[::-1])
    size = np.arange(1, len(labels) + 1)
    result = int(labels.sum())
    missed = np.floor(steady(result / target) + 1 - (result - drawn))
    p = hypergeom.cdf(drawn, n - (len(labels) - size), missed, size)
    # More would have to be left than there are reports: then the target cannot have been missed.
    return float(np.nanmin(np.where(missed > n - (len(labels) - size), 0.0, p)))


@dataclass(frozen=True)
class Rule:
    """A rule for stopping.

    Attributes
    ----------
    id : str
        Name in tables.
    value : callable
        ``(kept so far, number of reports) -> float``: what the rule looks at.
    limit : callable
        ``(number of reports) -> float``: where it says stop.
    below : bool
        Whether it says stop at or under the limit rather than at or over it.
    """

    id: str
    value: Callable[[Labels, int], float]
    limit: Callable[[int], float]
    below: bool = False

    def met(self, kept: Labels, n: int) -> bool:
        """Return whether the rule says stop."""
        value, limit = steady(self.value(kept, n)), steady(self.limit(n))
        return value <= limit if self.below else value >= limit


def in_a_row(kept: Labels, n: int) -> float:
    """Return how many reports were excluded since the last kept one."""
    del n
    result = np.flatnonzero(kept)
    return float(len(kept) - (result[-1] + 1 if len(result) else 0))


def share_read(kept: Labels, n: int) -> float:
    """Return the share of all reports that has been read."""
    return len(kept) / n if n else 1.0


#: The statistical rule first, then the heuristics in common use.
RULES = (
    Rule("hypergeometric-95", lambda kept, n: p_too_few(kept, n), lambda n: ALPHA, below=True),
    Rule("50-in-a-row", in_a_row, lambda n: 50.0),
    Rule("100-in-a-row", in_a_row, lambda n: 100.0),
    Rule("5-percent-in-a-row", in_a_row, lambda n: max(1.0, 0.05 * n)),
    Rule("half-read", share_read, lambda n: 0.5),
)


def advise(kept: Kept, n: int) -> pd.DataFrame:
    """Return what each rule says now.

    Parameters
    ----------
    kept : sequence of bool, shape (read,)
        Whether each report that was read was kept, in the order of reading.
    n : int
        How many reports there are.

    Returns
    -------
    DataFrame
        ``rule, value, limit, stop``.
    """
    labels = np.asarray(kept, dtype=np.int64)
    rows = [(rule.id, rule.value(labels, n), rule.limit(n), rule.met(labels, n)) for rule in RULES]
    return pd.DataFrame(rows, columns=["rule", "value", "limit", "stop"])


def look_back(kept: Kept, checks: int = 200) -> pd.DataFrame:
    """Return where each rule would have stopped on a finished screening, and what it would have missed.

    Parameters
    ----------
    kept : sequence of bool, shape (reports,)
        Whether each report was kept, in the order in which they were read; all of them.
    checks : int
        Rules are tried at most about so many times, evenly spread, as a person would who looks now and then.

    Returns
    -------
    DataFrame
        ``rule, stopped`` (whether it stopped before the end), ``read`` (reports read then), ``read_share, found,
        missed, recall``.
    """
    labels = np.asarray(kept, dtype=np.int64)
    n, total = len(labels), int(labels.sum())
    places = range(1, n + 1, max(1, n // checks))
    rows = []
    for rule in RULES:
        read = next((place for place in places if rule.met(labels[:place], n)), n)
        result = int(labels[:read].sum())
        recall = result / total if total else 1.0
        rows.append((rule.id, read < n, read, read / n if n else 1.0, result, total - result, recall))
    return pd.DataFrame(rows, columns=["rule", "stopped", "read", "read_share", "found", "missed", "recall"])


@dataclass(frozen=True, repr=False)
class Advice(Shown):
    """What the rules say to one reviewer now.

    Attributes
    ----------
    read, kept, total : int
        Reports judged, kept among them, and all there are.
    rules : DataFrame
        See :func:`advise`.
    """

    read: int
    kept: int
    total: int
    rules: pd.DataFrame


def advise_on(votes: pd.DataFrame, reports: Sequence[str]) -> Advice:
    """Return what the rules say of one reviewer's votes, in the order in which they were first cast.

    Parameters
    ----------
    votes : DataFrame
        ``report_id, decision``: every line of one reviewer at one stage, by time.
    reports : sequence of str
        All report ids that the reviewer is asked for, judged or not.
    """
    votes = votes[votes["report_id"].isin(set(reports))]
    last = votes.drop_duplicates("report_id", keep="last").set_index("report_id")["decision"]
    kept = [bool(last[name] != "exclude") for name in votes["report_id"].drop_duplicates()]
    return Advice(len(kept), sum(kept), len(reports), advise(kept, len(reports)))
