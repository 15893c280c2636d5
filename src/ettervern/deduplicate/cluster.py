"""Join records into reports, the surest pairs first, and never across a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: A pair of record numbers, the smaller first.
Pair = tuple[int, int]


@dataclass
class Clusters:
    """Records being joined.

    Attributes
    ----------
    root : list of int
        Cluster of each record (the number of one of its members).
    members : dict of int to list of int
        Members of each cluster.
    joins : list of Pair
        The pairs that joined two clusters, in the order of joining: a forest.
    """

    root: list[int]
    members: dict[int, list[int]] = field(default_factory=dict)
    joins: list[Pair] = field(default_factory=list)

    @classmethod
    def alone(cls, count: int) -> Clusters:
        """Return so many records, each alone."""
        return cls(list(range(count)))

    def of(self, record: int) -> list[int]:
        """Return the members of a record's cluster."""
        return self.members.get(self.root[record], [record])

    def join(self, one: int, two: int) -> None:
        """Join two records' clusters; the larger takes in the smaller."""
        keep, gone = self.root[one], self.root[two]
        kept, added = self.of(keep), self.of(gone)
        if len(kept) < len(added):
            keep, gone, kept, added = gone, keep, added, kept
        for member in added:
            self.root[member] = keep
        self.members[keep] = kept + added
        self.members.pop(gone, None)
        self.joins.append((min(one, two), max(one, two)))


def join(clusters: Clusters, pairs: Iterable[Pair], apart: set[Pair]) -> list[Pair]:
    """Join pairs in the given order unless that would put two records together that must stay apart.

    Parameters
    ----------
    clusters : Clusters
        Changed in place.
    pairs : iterable of Pair
        The surest first.
    apart : set of Pair
        Pairs of records, the smaller number first, that are two works.

    Returns
    -------
    list of Pair
        Pairs that were not joined because of a conflict.
    """
    refused = []
    for one, two in pairs:
        if clusters.root[one] == clusters.root[two]:
            continue
        if apart and _conflict(clusters.of(one), clusters.of(two), apart):
            refused.append((one, two))
        else:
            clusters.join(one, two)
    return refused


def _conflict(left: list[int], right: list[int], apart: set[Pair]) -> bool:
    """Tell whether a member of one cluster must stay apart from a member of the other."""
    return any(((one, two) if one < two else (two, one)) in apart for one in left for two in right)
