"""One row a report: the best value of every field from all its records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from ettervern.deduplicate.cluster import Clusters
from ettervern.deduplicate.normalise import Ints
from ettervern.files import Columns
from ettervern.records import CONTENT_COLUMNS

#: Where a work was printed: taken from one record as far as it goes, so that no place is made up of two.
_TELLING = ("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid", "abstract")
#: Fields of which the longest value is the best.
_LONGEST = ("abstract", "authors", "keywords")
_FINAL = ("volume", "pages")


def richness(records: Columns) -> Ints:
    """Return how much each record tells: a point for each telling field, one more for a printed place."""
    points = np.zeros(len(records["title"]), dtype=np.int64)
    for name in (*_TELLING, *_FINAL):
        points += np.fromiter((cell != "" for cell in records[name]), dtype=np.bool_, count=len(points))
    # A title in capitals or in brackets was changed by a database.
    changed = (title.isupper() + title.startswith("[") for title in records["title"])
    return points - np.fromiter(changed, dtype=np.int64, count=len(points))


@dataclass(frozen=True)
class Groups:
    """Which records make up each report.

    Attributes
    ----------
    order : array of int
        Numbers of the records, report by report; in each the one kept first, then the richest first.
    starts : array of int
        Where each report begins in ``order``.
    """

    order: Ints
    starts: Ints

    @classmethod
    def of(cls, clusters: Clusters, rich: Ints) -> Groups:
        """Return the reports that joining gave; the richest record of each is kept."""
        roots = np.array(clusters.root, dtype=np.int64)
        # Of equally rich ones the first by id, which does not depend on the order of reading.
        order = np.lexsort((np.arange(len(roots)), -rich, roots))
        first = np.ones(len(roots), dtype=np.bool_)
        first[1:] = roots[order][1:] != roots[order][:-1]
        return cls(order, np.flatnonzero(first))

    def __len__(self) -> int:
        """Return the number of reports."""
        return len(self.starts)

    @cached_property
    def sizes(self) -> Ints:
        """Number of records of each report."""
        return np.diff(self.starts, append=len(self.order))

    @cached_property
    def kept(self) -> Ints:
        """Number of the record kept for each report."""
        return self.order[self.starts]

    @cached_property
    def labels(self) -> Ints:
        """Number of each record's report."""
        result = np.empty(len(self.order), dtype=np.int64)
        result[self.order] = np.repeat(np.arange(len(self)), self.sizes)
        return result

    def members(self) -> list[list[int]]:
        """Return the numbers of the records of each report, the one kept first."""
        numbers = self.order.tolist()
        bounds = [*self.starts.tolist(), len(numbers)]
        return [numbers[start:end] for start, end in pairwise(bounds)]


def merged_fields(records: Columns, members: list[list[int]]) -> Columns:
    """Return the fields of reports.

    The record kept gives its values; what it lacks comes from the next richest record, and of abstract, authors
    and keywords the longest is taken.

    Parameters
    ----------
    records : Columns
        All records, ordered.
    members : list of list of int
        Numbers of the records of each report, the one kept first, then the richest first.
    """
    kept = [group[0] for group in members]
    several = [(at, group) for at, group in enumerate(members) if len(group) > 1]
    merged: Columns = {}
    for name in CONTENT_COLUMNS:
        cells = records[name]
        best = _longest if name in _LONGEST else _first
        merged[name] = [cells[record] for record in kept]
        for at, group in several:
            merged[name][at] = best([cells[record] for record in group])
    return merged


def _first(cells: list[str]) -> str:
    """Return the first value given."""
    return cells[0] or next(filter(None, cells), "")


def _longest(cells: list[str]) -> str:
    """Return the longest value, of equally long ones the first."""
    return max(cells, key=len)
