"""Learning which reports are likely to be kept: a linear support vector machine, solved exactly.

The problem is the one that LinearSVC poses with squared hinge loss: minimise

    |w|^2 / 2 + b^2 / 2 + sum_i c_i max(0, 1 - y_i (w x_i + b))^2

with c_i = C times a weight that balances kept and excluded reports. LinearSVC stops when it is near enough, along a
path that depends on a seed. Here the solution is exact (to rounding), so that the order of the queue depends on nothing
but the decisions; and it starts from the last solution, so that one more decision costs a millisecond or two.

References
----------
Chapelle O (2007). Training a support vector machine in the primal. Neural Comput 19:1155-1178 (the Newton step).
Settings (C 0.11, ratio 9.8, TF-IDF of 1-2-grams): ASReview 2 and 3, model "ELAS u4".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ettervern.errors import ArgumentError
from ettervern.rounding import levelled
from ettervern.screen.features import Features

C = 0.11
#: Weight of all kept reports together against all excluded ones.
RATIO = 9.8
#: Scores nearer than this are the same score: what the solver leaves of error is smaller by far.
NOISE = 1e-6
_ROUNDS = 60
#: So many decided reports have their products written out (4 MB).
_WRITTEN_OUT = 700

Floats = NDArray[np.float64]


def balanced_costs(kept: NDArray[np.bool_]) -> Floats:
    """Return c_i of each report: kept ones together weigh RATIO times the excluded ones, and the mean weight is 1."""
    n, n_kept = len(kept), int(kept.sum())
    weight = np.where(kept, 1.0, n_kept / (RATIO * max(1, n - n_kept)))
    costs: Floats = C * weight * n / weight.sum()
    return costs


class Learner:
    """A model that learns from decisions as they come.

    Parameters
    ----------
    features : Features
        Of every report, decided or not.
    tolerance : float
        Largest error left in any report's equation. The default leaves no trace of the way to the solution; a
        simulation, which walks one way only, does with less.

    Attributes
    ----------
    features : Features
        As given.

    Examples
    --------
    >>> from ettervern.screen.features import features
    >>> learner = Learner(features(["sober homes trial", "tobacco taxes", "sober homes cohort", "tobacco sales"]))
    >>> learner.learn([0, 1], [True, False])
    >>> learner.scores()[2] > learner.scores()[3]
    np.True_
    """

    def __init__(self, features: Features, tolerance: float = 1e-10) -> None:
        self.features = features
        self.tolerance = tolerance
        n = features.shared.shape[0]
        self._beta = np.zeros(n)
        self._output = np.zeros(n)
        self._decided = _Decided(features)

    def learn(self, rows: Sequence[int] | NDArray[np.intp], kept: Sequence[bool] | NDArray[np.bool_]) -> None:
        """Learn from decisions.

        Parameters
        ----------
        rows : sequence of int
            Rows of the features that have been decided.
        kept : sequence of bool
            Whether each was kept.

        Raises
        ------
        ArgumentError
            Where nothing, or everything, was kept: there is nothing to learn from.
        """
        place = np.asarray(rows, dtype=np.intp)
        keep = np.asarray(kept, dtype=bool)
        if keep.all() or not keep.any():
            raise ArgumentError("at least one kept and one excluded report are needed")
        others = np.ones(len(self._beta), dtype=bool)
        others[place] = False
        if self._beta[others].any():
            self._beta[:] = self._output[:] = 0.0  # a decision was taken back: start from nothing
        self._decided.take(place)
        system = _System(self._decided, keep, self.tolerance)
        beta = system.solve(self._beta[place], self._output[place])
        self._beta[place] = beta
        weights = self._decided.transposed @ beta
        self._output[:] = self.features.shared @ weights + self.features.own * self._beta + beta.sum()

    def scores(self) -> Floats:
        """Return a score for every report (higher: more likely to be kept), levelled so that noise decides nothing."""
        return levelled(self._output, NOISE)

    def best(self, among: NDArray[np.bool_]) -> int:
        """Return the row with the highest score among some; of rows that noise alone would part, the first."""
        scores = np.where(among, self._output, -np.inf)
        lowest, least = np.inf, float(scores.max())
        while least < lowest:  # down the run of neighbours, as :func:`levelled` has it
            lowest, level = least, scores >= least - NOISE
            least = float(scores[level].min())
        return int(np.argmax(level))


class _Decided:
    """The decided reports and K, the product of each two of them (the bias being a term of value 1).

    New decisions are added to what is there. Up to so many reports K is written out, which makes the first, short
    trainings fast; beyond that it is only ever multiplied with, which makes the long ones so.
    """

    def __init__(self, features: Features) -> None:
        self.features = features
        self.rows = np.empty(0, dtype=np.intp)
        self.data = np.empty(1024)
        self.indices = np.empty(1024, dtype=np.int32)
        self.ends = np.zeros(64, dtype=np.int32)
        self.table = np.empty((_WRITTEN_OUT, _WRITTEN_OUT))
        self._use(self.rows)

    def take(self, rows: NDArray[np.intp]) -> None:
        """Make these rows the decided ones."""
        known = len(self.rows) if np.array_equal(self.rows, rows[: len(self.rows)]) else 0
        for place in range(known, len(rows)):
            self._add(place, rows[place])
        self._use(rows.copy())
        if len(rows) <= _WRITTEN_OUT:
            for place in range(known, len(rows)):
                self._write_out(place)

    def _add(self, place: int, row: int) -> None:
        """Add one row's cells, with room to grow."""
        shared = self.features.shared
        cells = slice(shared.indptr[row], shared.indptr[row + 1])
        begin = int(self.ends[place])
        end = begin + cells.stop - cells.start
        if end > len(self.data):
            self.data, self.indices = np.resize(self.data, 2 * end), np.resize(self.indices, 2 * end)
        if place + 1 == len(self.ends):
            self.ends = np.resize(self.ends, 2 * len(self.ends))
        self.data[begin:end] = shared.data[cells]
        self.indices[begin:end] = shared.indices[cells]
        self.ends[place + 1] = end

    def _use(self, rows: NDArray[np.intp]) -> None:
        """Make matrices of the rows that have been added."""
        n, end = len(rows), int(self.ends[len(rows)])
        cells = (self.data[:end], self.indices[:end], self.ends[: n + 1])
        self.rows = rows
        self.own = self.features.own[rows]
        self.matrix = sparse.csr_matrix(cells, shape=(n, self.features.shared.shape[1]))
        self.transposed = self.matrix.T

    def _write_out(self, place: int) -> None:
        """Write the products of one row with all."""
        n = len(self.rows)
        cells = slice(self.ends[place], self.ends[place + 1])
        full = np.zeros(self.features.shared.shape[1])
        full[self.indices[cells]] = self.data[cells]
        products = np.asarray(self.matrix @ full) + 1.0
        products[place] += self.own[place]
        self.table[:n, place] = self.table[place, :n] = products

    def times(self, vector: Floats) -> Floats:
        """Return K times a vector."""
        n = len(vector)
        if n <= _WRITTEN_OUT:
            # einsum, not the @ of BLAS: on tables of this size BLAS wakes all cores and burns ten times the CPU.
            return np.asarray(np.einsum("ij,j->i", self.table[:n, :n], vector), dtype=np.float64)
        result: Floats = self.matrix @ (self.transposed @ vector) + self.own * vector + vector.sum()
        return result


class _System:
    """The equations of one training: (K + D) beta = y on the reports that lie within the margin."""

    def __init__(self, decided: _Decided, kept: NDArray[np.bool_], tolerance: float) -> None:
        self.decided = decided
        self.tolerance = tolerance
        self.y = np.where(kept, 1.0, -1.0)
        self.ridge = 1.0 / (2.0 * balanced_costs(kept))
        # A row has length 1 (0 where a text has no words), the bias adds 1: the diagonal of K + D, or just above it.
        self.diagonal = 2.0 + self.ridge

    def solve(self, beta: Floats, output: Floats) -> Floats:
        """Return beta; Newton rounds until the set of reports within the margin stays as it is.

        Parameters
        ----------
        beta, output : ndarray, shape (decided,)
            A first guess, and K times it.
        """
        inside = self.y * output < 1.0
        for _ in range(_ROUNDS):
            if beta[~inside].any():
                beta = np.where(inside, beta, 0.0)
                output = self.decided.times(beta)
            beta, output = self._conjugate_gradients(beta, output, inside)
            before, inside = inside, self.y * output < 1.0
            if np.array_equal(before, inside):
                break
        return beta

    def _conjugate_gradients(self, beta: Floats, output: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Return the solution on the reports inside and K times it (preconditioned by the diagonal)."""
        residual = np.where(inside, self.y - output - self.ridge * beta, 0.0)
        step = residual / self.diagonal
        direction, length = step, float(residual @ step)
        for _ in range(10 * len(beta)):
            if float(np.abs(residual).max()) < self.tolerance:
                break
            image = self.decided.times(direction)
            change = np.where(inside, image + self.ridge * direction, 0.0)
            ratio = length / float(direction @ change)
            beta = beta + ratio * direction
            output = output + ratio * image
            residual = residual - ratio * change
            step = residual / self.diagonal
            former, length = length, float(residual @ step)
            direction = step + (length / former) * direction
        return beta, output
