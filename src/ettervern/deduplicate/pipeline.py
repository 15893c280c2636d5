"""The way from records to reports: normalise, block, compare, decide, join, merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ettervern.deduplicate import cluster, decide, tables
from ettervern.deduplicate.block import candidates
from ettervern.deduplicate.compare import Compared, compare
from ettervern.deduplicate.doubts import conflicts, doubts
from ettervern.deduplicate.identity import report_names
from ettervern.deduplicate.judgements import Judgements, read_judgements
from ettervern.deduplicate.levels import Bools
from ettervern.deduplicate.merge import merged_fields, richness
from ettervern.deduplicate.normalise import Ints, Normalised, normalise
from ettervern.files import Problem
from ettervern.records.identity import content_hashes

#: Told what is being done and how much of it is done, from 0 to 1.
Progress = Callable[[str, float], None]
#: In a component of more records than this only candidate pairs can stand against a join.
_CHECKED = 60
#: Reports are compared again after merging until nothing new is found, at most so often.
_ROUNDS = 4
DEFAULTS = decide.Options()


@dataclass(frozen=True)
class Deduplication:
    """What removing duplicates gives.

    Attributes
    ----------
    reports : DataFrame
        One row a report, sorted by ``report_id``: merged fields, ``n_records``, ``record_ids`` and ``files``
        (each joined by ``;``).
    duplicates : DataFrame
        One row a record: record_id, file, position, report_id, reason, decided_by (the other record of the pair
        that decided; empty for the record kept), score (points of that pair; NaN where none decided).
    review : DataFrame
        Doubtful pairs, the most doubtful first: record_1, record_2, report_1, report_2, score, reason.
    known : DataFrame
        record_id, report_id: to be saved and given to the next run.
    aliases : DataFrame
        alias, report_id: older ids that now mean another report.
    problems : list of Problem
        Warnings, as a decision on a record that is not there.
    """

    reports: pd.DataFrame
    duplicates: pd.DataFrame
    review: pd.DataFrame
    known: pd.DataFrame
    aliases: pd.DataFrame
    problems: list[Problem]


@dataclass(frozen=True)
class _Judged:
    """Pairs with points and what follows from them."""

    pairs: Compared
    points: npt.NDArray[np.float64]
    doubts: dict[str, Bools]
    merge: Bools


def deduplicate(
    records: pd.DataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    known: pd.DataFrame | None = None,
    progress: Progress | None = None,
    options: decide.Options = DEFAULTS,
) -> Deduplication:
    """Find the records that are copies of one report and merge them.

    The result does not depend on the order of records or files; running it on its own reports merges nothing more.

    Parameters
    ----------
    records : DataFrame
        As :func:`ettervern.records.read_files` gives it; ``record_id`` must be unique.
    decisions : DataFrame, optional
        A person's word on pairs, obeyed before anything else: record_1, record_2, decision (``same`` or
        ``different``). Of two on one pair the later counts.
    known : DataFrame, optional
        ``known`` of the run before: reports keep their ids.
    progress : callable, optional
        Called with what is being done and how far it is.
    options : Options
        Thresholds, and whether preprints are joined with the article.

    Raises
    ------
    ReviewError
        Decisions that contradict each other, or a decision that is neither ``same`` nor ``different``.
    """
    tell = progress or (lambda _text, _part: None)
    ordered = records.sort_values("record_id", kind="stable", ignore_index=True)
    judgements = read_judgements(decisions, ordered["record_id"].tolist())
    clusters = cluster.Clusters.alone(len(ordered))
    refused = cluster.join(clusters, judgements.same, judgements.different)
    assert not refused, "contradictions were refused when the decisions were read"
    tell("comparing records", 0.05)
    ledger = tables.Ledger()
    data = normalise(ordered)
    _first_round(data, clusters, judgements, options, ledger, tell)
    _further_rounds(ordered, data, clusters, judgements, options, ledger, tell)
    tell("writing reports", 0.9)
    return _assemble(ordered, clusters, judgements, ledger, known, options)


def _judge(data: Normalised, left: Ints, right: Ints, options: decide.Options, *, follow_all: bool = False) -> _Judged:
    """Compare pairs and decide about each."""
    pairs = compare(data, left, right, follow_all=follow_all)
    points = decide.points(pairs)
    found = doubts(pairs, options)
    doubtful = np.logical_or.reduce(list(found.values())) if len(pairs) else np.empty(0, dtype=np.bool_)
    return _Judged(pairs, points, found, (points >= options.merge) & ~doubtful)


def _first_round(
    data: Normalised,
    clusters: cluster.Clusters,
    judgements: Judgements,
    options: decide.Options,
    ledger: tables.Ledger,
    tell: Progress,
) -> None:
    """Join records pair by pair."""
    tell("comparing records", 0.35)
    judged = _judge(data, *candidates(data), options)
    tell("joining records", 0.6)
    ordered = _ordered(judged)
    apart = judgements.different | _conflicts(data, judged, ordered, clusters, options)
    refused = set(cluster.join(clusters, ordered, apart))
    ledger.note(judged.pairs, judged.points, judged.doubts, judged.merge, options, set(clusters.joins), refused)


def _ordered(judged: _Judged) -> list[cluster.Pair]:
    """Return the pairs to merge, the surest first."""
    which = np.flatnonzero(judged.merge)
    left, right = judged.pairs.left[which], judged.pairs.right[which]
    order = np.lexsort((right, left, -judged.points[which]))
    return list(zip(left[order].tolist(), right[order].tolist(), strict=True))


def _conflicts(
    data: Normalised, judged: _Judged, pairs: list[cluster.Pair], clusters: cluster.Clusters, options: decide.Options
) -> set[cluster.Pair]:
    """Return the pairs that must stay apart among records that would end up in one report."""
    trial = cluster.Clusters(list(clusters.root), dict(clusters.members), [])
    cluster.join(trial, pairs, set())
    left: list[int] = []
    right: list[int] = []
    for members in trial.members.values():
        if 2 < len(members) <= _CHECKED:
            ranked = sorted(members)
            for at, one in enumerate(ranked):
                left.extend([one] * (len(ranked) - at - 1))
                right.extend(ranked[at + 1 :])
    if not left:
        return set()
    within = _judge(data, np.array(left), np.array(right), options, follow_all=True)
    against = conflicts(within.pairs, within.doubts, within.points)
    return set(zip(within.pairs.left[against].tolist(), within.pairs.right[against].tolist(), strict=True))


def _further_rounds(
    records: pd.DataFrame,
    data: Normalised,
    clusters: cluster.Clusters,
    judgements: Judgements,
    options: decide.Options,
    ledger: tables.Ledger,
    tell: Progress,
) -> None:
    """Compare the merged reports with each other until nothing new is found."""
    for number in range(_ROUNDS):
        tell("comparing reports", 0.65 + 0.06 * number)
        labels, kept = numbered(records, clusters)
        if len(kept) == len(records):
            return
        several = np.bincount(labels, minlength=len(kept)) > 1
        changed = np.flatnonzero(several)
        whole = data.replaced(kept, changed, normalise(merged_fields(records, labels, kept).iloc[changed]))
        left, right = candidates(whole)
        touched = several[left] | several[right]
        judged = _judge(whole, left[touched], right[touched], options)
        pairs = [(int(min(kept[a], kept[b])), int(max(kept[a], kept[b]))) for a, b in _ordered(judged)]
        before = len(clusters.joins)
        cluster.join(clusters, pairs, judgements.different)
        ledger.note_reports(judged.pairs, judged.points, judged.merge, kept, set(clusters.joins[before:]))
        if len(clusters.joins) == before:
            return


def numbered(records: pd.DataFrame, clusters: cluster.Clusters) -> tuple[Ints, Ints]:
    """Return the report's number of each record, and the number of the record kept for each report."""
    roots = np.array(clusters.root, dtype=np.int64)
    # The richest record is kept; of equals the first by id, which does not depend on the order of reading.
    order = np.lexsort((np.arange(len(roots)), -richness(records), roots))
    first = np.ones(len(roots), dtype=np.bool_)
    first[1:] = roots[order][1:] != roots[order][:-1]
    labels = np.empty(len(roots), dtype=np.int64)
    labels[order] = np.cumsum(first) - 1
    return labels, order[first]


def _assemble(
    records: pd.DataFrame,
    clusters: cluster.Clusters,
    judgements: Judgements,
    ledger: tables.Ledger,
    known: pd.DataFrame | None,
    options: decide.Options,
) -> Deduplication:
    """Give every report its id and put the tables together."""
    labels, kept = numbered(records, clusters)
    fields = merged_fields(records, labels, kept)
    hashes = _smallest(content_hashes(records), labels, len(kept))
    members = tables.members(records["record_id"].tolist(), labels, len(kept))
    families = [author.split(";")[0].split(",")[0] for author in fields["authors"]]
    names = report_names(families, fields["year"].tolist(), hashes, members, known)
    reports = tables.reports(records, fields, labels, members, names.ids)
    duplicates = tables.duplicates(records, clusters, labels, kept, names.ids, ledger, judgements)
    review = tables.review(records, labels, names.ids, ledger, judgements, options)
    saved = tables.known(duplicates, known)
    aliases = pd.DataFrame(names.aliases, columns=["alias", "report_id"], dtype="str")
    return Deduplication(reports, duplicates, review, saved, aliases, judgements.problems)


def _smallest(hashes: list[str], labels: Ints, count: int) -> list[str]:
    """Return the smallest content hash of each report's records."""
    found = [""] * count
    for digest, label in zip(hashes, labels.tolist(), strict=True):
        if not found[label] or digest < found[label]:
            found[label] = digest
    return found
