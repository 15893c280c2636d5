"""The tables that removing duplicates gives, with a reason for every merge."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ettervern.deduplicate import decide
from ettervern.deduplicate.cluster import Clusters, Pair
from ettervern.deduplicate.compare import Compared
from ettervern.deduplicate.doubts import worth_asking
from ettervern.deduplicate.judgements import Judgements
from ettervern.deduplicate.levels import Bools
from ettervern.deduplicate.normalise import Ints
from ettervern.deduplicate.reasons import reason

ONLY = "only record of this report"
KEPT = "kept: the fullest record of this report"
PERSON = "a person decided that they are the same"
CONFLICT = "another record of one report is a different work"


@dataclass
class Ledger:
    """Why pairs were joined or are doubtful.

    Attributes
    ----------
    reasons : dict of Pair to (float, str)
        Points and reason of each pair that joined two reports.
    doubtful : dict of Pair to (float, str, int)
        Points, what stands against the pair, and how many things do.
    """

    reasons: dict[Pair, tuple[float, str]] = field(default_factory=dict)
    doubtful: dict[Pair, tuple[float, str, int]] = field(default_factory=dict)

    def note(
        self,
        pairs: Compared,
        points: npt.NDArray[np.float64],
        doubts: dict[str, Bools],
        merge: Bools,
        options: decide.Options,
        joined: set[Pair],
        refused: set[Pair],
    ) -> None:
        """Note the pairs of the first round: those that joined two records, were refused, or are doubtful."""
        for at in np.flatnonzero(merge):
            pair = (int(pairs.left[at]), int(pairs.right[at]))
            if pair in joined:
                self.reasons[pair] = (float(points[at]), reason(pairs, int(at)))
            elif pair in refused:
                self.doubtful[pair] = (float(points[at]), CONFLICT, 1)
        for at in np.flatnonzero(worth_asking(pairs, points, doubts, merge, options)):
            pair = (int(pairs.left[at]), int(pairs.right[at]))
            against = [name for name, where in doubts.items() if where[at]]
            text = "; ".join(against) or "not enough is the same"
            self.doubtful[pair] = (float(points[at]), f"{text} ({reason(pairs, int(at))})", len(against))

    def note_reports(
        self, pairs: Compared, points: npt.NDArray[np.float64], merge: Bools, kept: Ints, joined: set[Pair]
    ) -> None:
        """Note the pairs of merged reports that joined two, under the records kept."""
        for at in np.flatnonzero(merge):
            one, two = int(kept[pairs.left[at]]), int(kept[pairs.right[at]])
            pair = (min(one, two), max(one, two))
            if pair in joined:
                text = f"the reports as a whole: {reason(pairs, int(at))}"
                self.reasons.setdefault(pair, (float(points[at]), text))


def members(record_ids: list[str], labels: Ints, count: int) -> list[list[str]]:
    """Return the record ids of each report, sorted."""
    found: list[list[str]] = [[] for _ in range(count)]
    for record, label in zip(record_ids, labels.tolist(), strict=True):
        found[label].append(record)
    return found


def reports(
    records: pd.DataFrame, fields: pd.DataFrame, labels: Ints, members: list[list[str]], ids: list[str]
) -> pd.DataFrame:
    """Return one row a report, sorted by id."""
    files: list[set[str]] = [set() for _ in ids]
    databases: list[set[str]] = [set() for _ in ids]
    for label, file, database in zip(labels.tolist(), records["file"], records["database"], strict=True):
        files[label].add(file)
        databases[label].update({database} - {""})
    table = fields.assign(
        report_id=ids,
        n_records=[len(group) for group in members],
        record_ids=[";".join(group) for group in members],
        files=[";".join(sorted(names)) for names in files],
        databases=[";".join(sorted(names)) for names in databases],
    )
    front = ["report_id", *fields.columns, "n_records", "record_ids", "files", "databases"]
    return table[front].sort_values("report_id", ignore_index=True)


def duplicates(
    records: pd.DataFrame,
    clusters: Clusters,
    labels: Ints,
    kept: Ints,
    ids: list[str],
    ledger: Ledger,
    judgements: Judgements,
) -> pd.DataFrame:
    """Return one row a record with its report, the reason, and the pair that decided."""
    parents = _parents(clusters, kept)
    names = records["record_id"].tolist()
    sizes = np.bincount(labels, minlength=len(kept))
    is_kept = np.zeros(len(records), dtype=np.bool_)
    is_kept[kept] = True
    judged = set(judgements.same)
    rows = []
    for at, label in enumerate(labels.tolist()):
        if is_kept[at]:
            rows.append((ids[label], 0, KEPT if sizes[label] > 1 else ONLY, "", np.nan))
            continue
        pair = (min(at, parents[at]), max(at, parents[at]))
        points, why = (np.nan, PERSON) if pair in judged else ledger.reasons[pair]
        rows.append((ids[label], 1, why, names[parents[at]], points))
    table = pd.DataFrame(rows, columns=["report_id", "_kept", "reason", "decided_by", "score"])
    table[["record_id", "file", "position"]] = records[["record_id", "file", "position"]]
    table = table.sort_values(["report_id", "_kept", "record_id"], ignore_index=True)
    return table[["record_id", "file", "position", "report_id", "reason", "decided_by", "score"]]


def _parents(clusters: Clusters, kept: Ints) -> dict[int, int]:
    """Return, for each record not kept, the record towards the one kept along the pairs that joined them."""
    near: dict[int, list[int]] = {}
    for one, two in clusters.joins:
        near.setdefault(one, []).append(two)
        near.setdefault(two, []).append(one)
    parents: dict[int, int] = {}
    for start in kept.tolist():
        if start not in near:
            continue
        queue = deque([start])
        seen = {start}
        while queue:
            here = queue.popleft()
            for other in near[here]:
                if other not in seen:
                    seen.add(other)
                    parents[other] = here
                    queue.append(other)
    return parents


def review(
    records: pd.DataFrame,
    labels: Ints,
    ids: list[str],
    ledger: Ledger,
    judgements: Judgements,
    options: decide.Options,
) -> pd.DataFrame:
    """Return the doubtful pairs of different reports, one pair for two reports, the most doubtful first."""
    best: dict[Pair, tuple[float, Pair]] = {}
    for pair, (points, _reason, against) in ledger.doubtful.items():
        two = (int(labels[pair[0]]), int(labels[pair[1]]))
        if two[0] == two[1] or judgements.about(pair):
            continue
        key = (min(two), max(two))
        # The nearer to the point where two records are joined, the more doubtful; each thing against it is a step away.
        distance = abs(min(points, options.merge + 4) - 2 * against - options.merge)
        if key not in best or (distance, pair) < best[key]:
            best[key] = (distance, pair)
    names = records["record_id"].tolist()
    rows = []
    for distance, pair in best.values():
        points, why, _against = ledger.doubtful[pair]
        one, other = pair
        rows.append((distance, names[one], names[other], ids[labels[one]], ids[labels[other]], round(points, 2), why))
    columns = ["_distance", "record_1", "record_2", "report_1", "report_2", "score", "reason"]
    table = pd.DataFrame(rows, columns=columns).sort_values(["_distance", "record_1", "record_2"], ignore_index=True)
    return table[columns[1:]]


def known(duplicates: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Return record_id, report_id: rows of the run before first and in their order, so that the older id stays."""
    now = dict(zip(duplicates["record_id"], duplicates["report_id"], strict=True))
    older = [] if before is None else list(zip(before["record_id"], before["report_id"], strict=True))
    rows = {record: now.get(record, report) for record, report in older}
    rows |= {record: report for record, report in sorted(now.items()) if record not in rows}
    return pd.DataFrame(list(rows.items()), columns=["record_id", "report_id"], dtype="str")
