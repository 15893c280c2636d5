"""Rerun a finished screening in the learnt order, and measure what the order would have saved."""

from __future__ import annotations

import lzma
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ettervern.files import Problem, ReviewError
from ettervern.screen.features import features
from ettervern.screen.learner import Learner

_YES = {"1", "1.0", "true", "yes", "y", "include", "included", "relevant"}
_NO = {"0", "0.0", "false", "no", "n", "exclude", "excluded", "irrelevant"}
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
        """Work saved over sampling at 95 % recall (Cohen et al. 2006, J Am Med Inform Assoc 13:206)."""
        needed = math.ceil(0.95 * self.n_kept)
        read = int(np.argmax(np.cumsum(self.found) >= needed)) + 1
        return (self.n - read) / self.n - 0.05

    @property
    def recall10(self) -> float:
        """Share of the reports to keep that the first tenth (rounded down) of the reports holds."""
        return int(self.found[: self.n // 10].sum()) / self.n_kept

    @property
    def atd(self) -> float:
        """Average time to discovery: mean share of the reports read when a report to keep is found.

        Ferdinands et al. (2023), Syst Rev 12:100.
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


def read_labelled(path: Path, label: str) -> pd.DataFrame:
    """Read a labelled file.

    Parameters
    ----------
    path : Path
        CSV (also compressed: ``.gz``, ``.xz``, ``.zip``) with a title, an abstract, or both.
    label : str
        Column that says whether a report was kept: 1 or 0, true or false, include or exclude.

    Returns
    -------
    DataFrame
        ``text, kept`` (bool).

    Raises
    ------
    ReviewError
        Unreadable file, missing columns, labels that are neither.
    """
    try:
        # "NA", "null" and the like in a cell mean that nothing was known, and are not words of the text.
        table = pd.read_csv(path, dtype="str", encoding="utf-8-sig").fillna("")
    except (OSError, ValueError, EOFError, lzma.LZMAError) as error:
        raise ReviewError(Problem(path.name, 0, "", f"cannot be read as a CSV file in UTF-8 ({error})")) from error
    names = {str(column).strip().lower(): str(column) for column in table.columns}
    if label.lower() not in names:
        raise ReviewError(Problem(path.name, 1, label, f"no such column; there are {', '.join(table.columns)}"))
    texts = [names[name] for name in ("title", "primary_title", "abstract", "notes_abstract") if name in names]
    if not texts:
        raise ReviewError(Problem(path.name, 1, "title", "neither a title nor an abstract column"))
    kept = table[names[label.lower()]].str.strip().str.lower()
    wrong = [row for row, cell in enumerate(kept, 2) if cell not in _YES | _NO]
    if wrong:
        raise ReviewError([Problem(path.name, row, label, "no label; expected 1 or 0") for row in wrong[:20]])
    text = [" ".join(cells) for cells in table[texts].itertuples(index=False, name=None)]
    return pd.DataFrame({"text": text, "kept": kept.isin(_YES)})


def labelled_from(reports: pd.DataFrame, resolved: pd.DataFrame, stage: str = "title-abstract") -> pd.DataFrame:
    """Return a review's own settled decisions as a labelled table.

    Parameters
    ----------
    reports : DataFrame
        ``report_id, title, abstract``.
    resolved : DataFrame
        See :func:`ettervern.screen.resolve`; open reports are left out.
    stage : str
        ``title-abstract`` or ``full-text``.

    Returns
    -------
    DataFrame
        ``text, kept``, ordered by report id.
    """
    settled = resolved[(resolved["stage"] == stage) & (resolved["decision"] != "open")]
    table = settled[["report_id", "decision"]].merge(reports, on="report_id").sort_values("report_id")
    texts = [f"{title} {abstract}" for title, abstract in zip(table["title"], table["abstract"], strict=True)]
    return pd.DataFrame({"text": texts, "kept": (table["decision"] == "include").to_list()})


def simulate(labelled: pd.DataFrame, seed: int = 42, *, to_the_end: bool = False) -> Simulation:
    """Read a labelled table in the learnt order.

    One kept and one excluded report, drawn with the seed, are given; from then on the report with the highest score is
    read, and the model learns from every decision. These are the rules of ASReview's ``simulate`` with one prior of
    each kind, so that figures can be compared.

    Parameters
    ----------
    labelled : DataFrame
        ``text, kept``.
    seed : int
        Draws the two reports that are given.
    to_the_end : bool
        Read all reports rather than stop at the last one to keep.

    Raises
    ------
    ReviewError
        Fewer than two reports to keep, or fewer than two others.
    """
    began = time.process_time()
    kept = labelled["kept"].to_numpy(dtype=bool)
    if min(int(kept.sum()), int((~kept).sum())) < 2:
        raise ReviewError(Problem("", 0, "", "a simulation needs at least two reports to keep and two others"))
    rows = _given(kept, seed)
    learner = Learner(features([str(text) for text in labelled["text"]]), _TOLERANCE)
    unread = np.ones(len(kept), dtype=bool)
    unread[rows] = False
    left = int(kept.sum()) - 1
    while unread.any() and (left or to_the_end):
        learner.learn(rows, kept[rows])
        best = int(np.argmax(np.where(unread, learner.scores(), -np.inf)))
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
    return [
        int(np.random.RandomState(seed).choice(np.flatnonzero(side), 1, replace=False)[0]) for side in (kept, ~kept)
    ]
