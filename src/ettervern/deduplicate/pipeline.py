"""The way from records to reports: normalise, block, compare, decide, join, merge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ettervern.deduplicate import cluster, decide, tables
from ettervern.deduplicate.block import candidates
from ettervern.deduplicate.doubts import conflicts
from ettervern.deduplicate.identity import report_names
from ettervern.deduplicate.judged import Judged, judge_pairs, surest_first
from ettervern.deduplicate.judgements import Decision, Judgements, decisions_of, judge
from ettervern.deduplicate.merge import Groups, merged_fields, richness
from ettervern.deduplicate.misused import without_misused
from ettervern.deduplicate.normalise import Ints, Normalised, normalise
from ettervern.deduplicate.outcome import Deduplication
from ettervern.deduplicate.text import plain
from ettervern.deduplicate.titles import significant_words
from ettervern.files import Columns, columns_of
from ettervern.ids import Aliases, Memory
from ettervern.records import CONTENT_COLUMNS, Reading
from ettervern.records.frames import columns_from
from ettervern.records.identity import content_hashes

if TYPE_CHECKING:
    import pandas as pd

#: Told what is being done and how much of it is done, from 0 to 1.
Progress = Callable[[str, float], None]
#: In a component of more records than this only candidate pairs can stand against a join.
_CHECKED = 60
#: Reports are compared again after merging until nothing new is found, at most so often.
_ROUNDS = 4
DEFAULTS = decide.Options()
_USED = ("record_id", "file", "position", "database", *CONTENT_COLUMNS)


def deduplicate(
    records: Reading | pd.DataFrame | Mapping[str, Sequence[Any]],
    *,
    decisions: pd.DataFrame | None = None,
    known: pd.DataFrame | None = None,
    aliases: pd.DataFrame | None = None,
    progress: Progress | None = None,
    options: decide.Options = DEFAULTS,
) -> Deduplication:
    """Find the records that are copies of one report and merge them.

    The result does not depend on the order of records or files; running it on its own reports merges nothing more.

    Parameters
    ----------
    records : Reading, DataFrame or mapping of columns
        What :func:`ettervern.records.read_files` gives, or a table of any of its columns, a title or a DOI alone too
        (:func:`ettervern.records.frames.from_table`).
    decisions : DataFrame, optional
        A person's word on pairs, obeyed before anything else: record_1, record_2, decision (``same`` or
        ``different``). Of two on one pair the later counts.
    known, aliases : DataFrame, optional
        ``known`` and ``aliases`` of the run before: reports keep their ids, and get back those they lost.
    progress : callable, optional
        Called with what is being done and how far it is.
    options : Options
        Thresholds, and whether preprints are joined with the article.

    Raises
    ------
    ReviewError
        Decisions that contradict each other, a decision that is neither ``same`` nor ``different``, or aliases that
        lead nowhere.
    """
    return find_duplicates(
        columns_from(records),
        decisions=decisions_of(decisions),
        known=None if known is None else columns_of(known),
        aliases=Aliases.of(aliases),
        progress=progress,
        options=options,
    )


def find_duplicates(
    records: Columns,
    *,
    decisions: Sequence[Decision] = (),
    known: Columns | None = None,
    aliases: Aliases | None = None,
    progress: Progress | None = None,
    options: decide.Options = DEFAULTS,
) -> Deduplication:
    """Find duplicates as :func:`deduplicate` does, among records that stand in plain columns."""
    tell = progress or (lambda _text, _part: None)
    by_id = sorted(range(len(records["record_id"])), key=records["record_id"].__getitem__)
    ordered: Columns = {name: list(map(records[name].__getitem__, by_id)) for name in _USED}
    judgements = judge(decisions, ordered["record_id"])
    clusters = cluster.Clusters.alone(len(by_id))
    refused = cluster.join(clusters, judgements.same, judgements.different)
    assert not refused, "contradictions were refused when the decisions were read"
    tell("comparing records", 0.05)
    ledger = tables.Ledger()
    compared, misused = without_misused(ordered)
    data = normalise(compared)
    _first_round(data, clusters, judgements, options, ledger, tell)
    rich = richness(ordered)
    _further_rounds(compared, rich, data, clusters, judgements, options, ledger, tell)
    hashes = content_hashes(ordered)
    _copies(ordered, hashes, clusters, judgements, ledger)
    del compared, data
    tell("writing reports", 0.9)
    groups = Groups.of(clusters, rich)
    memory = Memory.of(known, aliases or Aliases(), ordered["record_id"])
    result = _assemble(ordered, hashes, groups, clusters, judgements, ledger, known, memory, options)
    return replace(result, problems=[*misused, *result.problems])


def _copies(
    records: Columns, hashes: list[str], clusters: cluster.Clusters, judgements: Judgements, ledger: tables.Ledger
) -> None:
    """Join what is left of records that hold the same in every field: nothing is lost; ask where they hold very little.

    That two works of one author have one title, and nothing else is known of either, is less likely than a record that
    was sent twice.
    """
    first: dict[str, int] = {}
    sure: list[cluster.Pair] = []
    unsure: list[cluster.Pair] = []
    for at, digest in enumerate(hashes):
        one = first.setdefault(digest, at)
        if one != at and all(records[name][one] == records[name][at] for name in CONTENT_COLUMNS):
            title, authors = records["title"][at], records["authors"][at]
            if clusters.root[one] != clusters.root[at]:
                (sure if authors and significant_words(plain(title)) > 1 else unsure).append((one, at))
    refused = set(cluster.join(clusters, sure, judgements.different))
    ledger.note_copies([pair for pair in sure if pair not in refused], unsure)


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
    judged = judge_pairs(data, *candidates(data), options)
    tell("joining records", 0.6)
    ordered = surest_first(judged)
    apart = judgements.different | _conflicts(data, judged, ordered, clusters, options)
    refused = set(cluster.join(clusters, ordered, apart))
    ledger.note(data, judged.pairs, judged.points, judged.doubts, judged.merge, options, set(clusters.joins), refused)


def _conflicts(
    data: Normalised, judged: Judged, pairs: list[cluster.Pair], clusters: cluster.Clusters, options: decide.Options
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
    within = judge_pairs(data, np.array(left), np.array(right), options, follow_all=True)
    against = conflicts(within.pairs, within.doubts, within.points)
    return set(zip(within.pairs.left[against].tolist(), within.pairs.right[against].tolist(), strict=True))


def _further_rounds(
    records: Columns,
    rich: Ints,
    data: Normalised,
    clusters: cluster.Clusters,
    judgements: Judgements,
    options: decide.Options,
    ledger: tables.Ledger,
    tell: Progress,
) -> None:
    """Compare the merged reports with each other until nothing new is found."""
    begun = 0
    for number in range(_ROUNDS):
        tell("comparing reports", 0.65 + 0.06 * number)
        groups = Groups.of(clusters, rich)
        if len(groups) == len(rich):
            return
        several, kept = groups.sizes > 1, groups.kept
        merged = merged_fields(records, [group for group in groups.members() if len(group) > 1])
        whole = data.replaced(kept, np.flatnonzero(several), normalise(merged))
        # Pairs of reports that the last round left as they were have been judged.
        changed = {clusters.root[one] for one, _ in clusters.joins[begun:]}
        new = np.array([clusters.root[at] in changed for at in kept.tolist()], dtype=np.bool_) if number else several
        judged = judge_pairs(whole, *candidates(whole, new), options)
        pairs = [(int(min(kept[a], kept[b])), int(max(kept[a], kept[b]))) for a, b in surest_first(judged)]
        begun = len(clusters.joins)
        cluster.join(clusters, pairs, judgements.different)
        ledger.note_reports(judged.pairs, judged.points, judged.merge, kept, set(clusters.joins[begun:]))
        if len(clusters.joins) == begun:
            return


def _assemble(
    records: Columns,
    hashes: list[str],
    groups: Groups,
    clusters: cluster.Clusters,
    judgements: Judgements,
    ledger: tables.Ledger,
    known: Columns | None,
    memory: Memory,
    options: decide.Options,
) -> Deduplication:
    """Give every report its id and put the tables together."""
    members = groups.members()
    fields = merged_fields(records, members)
    families = [author.split(";")[0].split(",")[0] for author in fields["authors"]]
    smallest = [min(hashes[at] for at in group) for group in members]
    record_ids = [[records["record_id"][at] for at in sorted(group)] for group in members]
    names = report_names(families, fields["year"], smallest, record_ids, memory)
    duplicates = tables.duplicates(records, clusters, groups, names.ids, ledger, judgements)
    result = {
        "reports": tables.reports(records, fields, members, names.ids),
        "duplicates": duplicates,
        "review": tables.review(records["record_id"], groups.labels, names.ids, ledger, judgements, options),
        "links": tables.linked(records["record_id"], groups.labels, names.ids, ledger),
        "known": tables.known(duplicates, known),
        "aliases": names.aliases.columns(),
    }
    return Deduplication(result, judgements.problems)
