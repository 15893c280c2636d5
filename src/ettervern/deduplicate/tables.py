"""The tables that removing duplicates gives, with a reason for every merge."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ettervern.deduplicate import decide, links
from ettervern.deduplicate.cluster import Clusters, Pair
from ettervern.deduplicate.compare import Compared
from ettervern.deduplicate.doubts import worth_asking
from ettervern.deduplicate.judgements import Judgements
from ettervern.deduplicate.levels import Bools
from ettervern.deduplicate.merge import Groups
from ettervern.deduplicate.normalise import Ints, Normalised
from ettervern.deduplicate.reasons import reason
from ettervern.files import Columns

ONLY = "only record of this report"
KEPT = "kept: the fullest record of this report"
PERSON = "a person decided that they are the same"
NOWHERE = "no author or no year, and nothing on where it was printed"
COPY = "every field is the same"
CONFLICT = "another record of one report is a different work"
#: Types of the columns that are no text.
NUMBERS = {"position": "int64", "n_records": "int64", "score": "float64"}


@dataclass
class Ledger:
    """Why pairs were joined or are doubtful.

    Attributes
    ----------
    reasons : dict of Pair to (float or None, str)
        Points, where points decided, and reason of each pair that joined two reports.
    doubtful : dict of Pair to (float, str, int)
        Points, what stands against the pair, and how many things do.
    linked : dict of Pair to (str, str)
        What the first is to the second, and why.
    """

    reasons: dict[Pair, tuple[float | None, str]] = field(default_factory=dict)
    doubtful: dict[Pair, tuple[float, str, int]] = field(default_factory=dict)
    linked: dict[Pair, tuple[str, str]] = field(default_factory=dict)

    def note(
        self,
        data: Normalised,
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
        result = links.links(data, pairs, doubts)
        for place, one, two, name in links.ordered(data, pairs, result):
            self.linked[one, two] = (name, reason(pairs, place))
        for at in np.flatnonzero(worth_asking(pairs, points, doubts, result, merge, options)):
            pair = (int(pairs.left[at]), int(pairs.right[at]))
            against = [name for name, where in doubts.items() if where[at]]
            text = "; ".join(against) or "not enough is the same"
            self.doubtful[pair] = (float(points[at]), f"{text} ({reason(pairs, int(at))})", len(against))

    def note_copies(self, sure: list[Pair], unsure: list[Pair]) -> None:
        """Note the pairs that hold the same in every field."""
        self.reasons |= dict.fromkeys(sure, (None, COPY))
        self.doubtful |= {pair: (0.0, f"{NOWHERE} ({COPY})", 1) for pair in unsure if pair not in self.doubtful}

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


def reports(records: Columns, fields: Columns, members: list[list[int]], ids: list[str]) -> Columns:
    """Return one row a report, sorted by id."""
    table: Columns = {"report_id": ids, **fields, "n_records": [len(group) for group in members]}
    # Records stand in the order of their ids.
    table["record_ids"] = [";".join(records["record_id"][at] for at in sorted(group)) for group in members]
    for name, source in (("files", records["file"]), ("databases", records["database"])):
        table[name] = [";".join(sorted({source[at] for at in group} - {""})) for group in members]
    return _in_order(table, sorted(range(len(ids)), key=ids.__getitem__))


def _in_order(table: Columns, order: list[int]) -> Columns:
    """Return the rows of a table in another order."""
    return {name: [cells[at] for at in order] for name, cells in table.items()}


def duplicates(
    records: Columns, clusters: Clusters, groups: Groups, ids: list[str], ledger: Ledger, judgements: Judgements
) -> Columns:
    """Return one row a record with its report, the reason, and the pair that decided."""
    parents = _parents(clusters, groups.kept)
    names = records["record_id"]
    labels = groups.labels.tolist()
    reasons = [KEPT if size > 1 else ONLY for size in groups.sizes[groups.labels].tolist()]
    decided_by = [""] * len(names)
    scores: list[float | None] = [None] * len(names)
    judged = set(judgements.same)
    for at, parent in parents.items():
        pair = (min(at, parent), max(at, parent))
        scores[at], reasons[at] = (None, PERSON) if pair in judged else ledger.reasons[pair]
        decided_by[at] = names[parent]
    table: Columns = {name: records[name] for name in ("record_id", "file", "position")}
    table |= {"report_id": [ids[label] for label in labels], "reason": reasons}
    table |= {"decided_by": decided_by, "score": scores}
    # By report, in each the record kept before the others.
    order = sorted(range(len(names)), key=parents.__contains__)
    return _in_order(table, sorted(order, key=table["report_id"].__getitem__))


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
    names: list[str], labels: Ints, ids: list[str], ledger: Ledger, judgements: Judgements, options: decide.Options
) -> Columns:
    """Return the doubtful pairs of different reports, one pair for two reports, the most doubtful first.

    ``names`` are the ids of the records, ``labels`` the number of each record's report, ``ids`` those of the reports.
    """
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
    table: Columns = {name: [] for name in ("record_1", "record_2", "report_1", "report_2", "score", "reason")}
    # Records stand in the order of their ids, so the numbers of a pair sort as its ids do.
    for _distance, pair in sorted(best.values()):
        points, why, _against = ledger.doubtful[pair]
        row = (*(names[at] for at in pair), *(ids[labels[at]] for at in pair), round(points, 2), why)
        for cells, cell in zip(table.values(), row, strict=True):
            cells.append(cell)
    return table


def linked(names: list[str], labels: Ints, ids: list[str], ledger: Ledger) -> Columns:
    """Return the links between different reports, each two once: what the first is to the second, and why."""
    best: dict[Pair, Pair] = {}
    for pair in sorted(ledger.linked):
        two = (int(labels[pair[0]]), int(labels[pair[1]]))
        if two[0] != two[1] and two[::-1] not in best:
            best.setdefault(two, pair)
    table: Columns = {name: [] for name in ("record_1", "record_2", "report_1", "report_2", "link", "reason")}
    for pair in sorted(best.values()):
        row = (*(names[at] for at in pair), *(ids[labels[at]] for at in pair), *ledger.linked[pair])
        for cells, cell in zip(table.values(), row, strict=True):
            cells.append(cell)
    return table


def known(duplicates: Columns, before: Columns | None) -> Columns:
    """Return record_id, report_id: rows of the run before first and in their order, so that the older id stays."""
    now = dict(zip(duplicates["record_id"], duplicates["report_id"], strict=True))
    older = zip(before["record_id"], before["report_id"], strict=True) if before else ()
    rows = {record: now.get(record, report) for record, report in older}
    rows |= {record: report for record, report in sorted(now.items()) if record not in rows}
    return {"record_id": list(rows), "report_id": list(rows.values())}
