"""The order in which reports are shown: likely ones first, by year, or by chance. Never what is shown, only when.

The order depends on the reports, the decisions and the seed alone. It lags one decision behind: the model that chose
the report on the screen knows all decisions but the last, so that it can learn from that one while a person reads. It
always lags by one, so that no clock or machine decides what comes next and a new start shows the same report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ettervern.files import Problem, ReviewError
from ettervern.screen.features import features
from ettervern.screen.learner import Learner

ORDERS = ("learnt", "year", "random")
Floats = NDArray[np.float64]


class Order:
    """Ranks reports that wait for a vote.

    Parameters
    ----------
    reports : DataFrame
        ``report_id, title, abstract, year``: every report, waiting or decided.
    kind : str
        ``learnt``, ``year`` (newest first) or ``random``.
    seed : int
        Of the random order, which is also what comes first until there is something to learn from.

    Raises
    ------
    ReviewError
        Unknown kind.
    """

    def __init__(self, reports: pd.DataFrame, kind: str = "learnt", seed: int = 1) -> None:
        if kind not in ORDERS:
            raise ReviewError(Problem("", 0, "order", f"no order {kind!r}; expected {', '.join(ORDERS)}"))
        table = reports.sort_values("report_id", kind="stable").reset_index(drop=True)
        self.ids: list[str] = table["report_id"].to_list()
        self.row = {report: row for row, report in enumerate(self.ids)}
        self.kind = kind
        self._base = self._by_year(table) if kind == "year" else self._by_chance(seed)
        texts = [f"{title} {abstract}" for title, abstract in zip(table["title"], table["abstract"], strict=True)]
        self._learner = Learner(features(texts)) if self._learns else None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="order") if self._learns else None
        self._scores: Future[Floats] | None = None

    @property
    def _learns(self) -> bool:
        return self.kind == "learnt"

    def _by_chance(self, seed: int) -> Floats:
        """Return a score for each report at random, the same for the same reports and seed."""
        return np.random.default_rng(seed).permutation(len(self.ids)).astype(np.float64)

    def _by_year(self, table: pd.DataFrame) -> Floats:
        """Return the year of each report as its score, 0 where none is known."""
        years = pd.to_numeric(table["year"].astype(str).str.slice(0, 4), errors="coerce").fillna(0)
        result: Floats = years.to_numpy(dtype=np.float64)
        return result

    def learn(self, decided: Mapping[str, bool]) -> None:
        """Start learning from decisions, in the background.

        Parameters
        ----------
        decided : mapping
            Report id -> whether it was kept. Ids that are no reports are passed over.
        """
        if self._learner is None or self._pool is None:
            return
        known = {report: kept for report, kept in decided.items() if report in self.row}
        if len(set(known.values())) == 2:
            self._scores = self._pool.submit(self._train, self._learner, known)

    def _train(self, learner: Learner, decided: Mapping[str, bool]) -> Floats:
        """Learn, and score every report."""
        learner.learn([self.row[report] for report in decided], list(decided.values()))
        return learner.scores()

    def ranked(self, waiting: Sequence[str]) -> list[str]:
        """Return reports in order, after the last learning; ties go by report id."""
        scores = self._scores.result() if self._scores else self._base
        rows = np.array(sorted(self.row[report] for report in waiting), dtype=np.intp)
        return [self.ids[row] for row in rows[np.argsort(-scores[rows], kind="stable")]]

    def first(self, waiting: Sequence[str]) -> str:
        """Return the report that comes first."""
        scores = self._scores.result() if self._scores else self._base
        rows = np.array(sorted(self.row[report] for report in waiting), dtype=np.intp)
        return str(self.ids[rows[int(np.argmax(scores[rows]))]])

    def close(self) -> None:
        """Let the background go."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
