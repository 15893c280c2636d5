"""What differs between two states of a review, a row a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ettervern.ids import Aliases
from ettervern.living.snapshot import Snapshot

COLUMNS = ("kind", "id", "change", "field", "old", "new")


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is compared.

    Attributes
    ----------
    table : str
        Where it stands in a snapshot.
    key : tuple of str
        Columns that together name one.
    fields : tuple of str
        Columns whose change is told; of a thing added or removed the first is shown.
    keep : callable
        Which rows count.
    """

    table: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    keep: Callable[[pd.DataFrame], pd.Series] | None = None


def _main(table: pd.DataFrame) -> pd.Series:
    """Return which rows belong to the main analyses; the many sensitivity analyses follow from them."""
    return table["analysis"].str.endswith("-main") | table["analysis"].str.endswith("-not-randomised")


KINDS = {
    "search": Kind("searches", ("file",), ("source", "date", "count")),
    "record": Kind("records", ("record_id",), ("report_id",)),
    "report": Kind("reports", ("report_id",), ("title",)),
    "decision": Kind("screening", ("stage", "report_id"), ("decision", "role", "reason")),
    "study": Kind("studies", ("study_id",), ("role", "status", "trial")),
    "contrast": Kind(
        "contrasts",
        ("analysis", "outcome_id"),
        (
            "label",
            "events_intervention",
            "n_intervention",
            "events_control",
            "n_control",
            "estimate",
            "ci_low",
            "ci_high",
        ),
        _main,
    ),
    "pooled": Kind("pooled", ("analysis",), ("k", "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "i2"), _main),
    "certainty": Kind("certainty", ("analysis", "domain"), ("judgement", "status")),
}


def differences(old: Snapshot, new: Snapshot) -> pd.DataFrame:
    """Return every change between two states.

    Parameters
    ----------
    old, new : Snapshot
        The states.

    Returns
    -------
    DataFrame
        ``kind`` (search, record, report, decision, study, contrast, pooled, certainty), ``id`` (parts joined by a
        blank), ``change`` (added, removed, changed, renamed), ``field``, ``old``, ``new``; in the order of ``KINDS``,
        then by id. Numbers count as changed from the sixth significant digit.
    """
    rows: list[tuple[str, ...]] = []
    for name, kind in KINDS.items():
        before, after = (_rows(state.tables[kind.table], kind) for state in (old, new))
        if "report_id" in kind.key:
            before = _renamed(before, kind, new.aliases)
        for key in sorted(before.keys() | after.keys()):
            rows += _changes(name, kind, " ".join(key), before.get(key), after.get(key))
        if name == "report":
            rows += _joined(old, new)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _rows(table: pd.DataFrame, kind: Kind) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of a table by key."""
    kept = table[kind.keep(table)] if kind.keep is not None and len(table) else table
    fields = [name for name in kind.fields if name in kept]
    keys = kept[list(kind.key)].itertuples(index=False, name=None)
    cells = [{str(k): str(v) for k, v in row.items()} for row in kept[fields].to_dict("records")]
    return {tuple(str(part) for part in key): row for key, row in zip(keys, cells, strict=True)}


def _renamed(
    rows: dict[tuple[str, ...], dict[str, str]], kind: Kind, aliases: Aliases
) -> dict[tuple[str, ...], dict[str, str]]:
    """Return rows under the ids that reports have now, so that a report taken in by another is no loss."""
    at = kind.key.index("report_id")
    result: dict[tuple[str, ...], dict[str, str]] = {}
    for key, row in rows.items():
        result.setdefault((*key[:at], aliases.now(key[at]), *key[at + 1 :]), row)
    return result


def _joined(old: Snapshot, new: Snapshot) -> list[tuple[str, ...]]:
    """Return the reports that another has taken in."""
    was = set(old.tables["reports"]["report_id"])
    return [
        ("report", alias, "renamed", "report_id", alias, report)
        for alias, report in sorted(new.aliases.leads.items())
        if alias in was and alias not in old.aliases.leads
    ]


def _changes(
    name: str, kind: Kind, key: str, before: dict[str, str] | None, after: dict[str, str] | None
) -> list[tuple[str, ...]]:
    """Return the changes of one thing."""
    first = kind.fields[0]
    if before is None:
        return [(name, key, "added", first, "", (after or {}).get(first, ""))]
    if after is None:
        return [(name, key, "removed", first, before.get(first, ""), "")]
    return [
        (name, key, "changed", field, before[field], after[field])
        for field in kind.fields
        if field in before and field in after and not same(before[field], after[field])
    ]


def same(one: str, other: str) -> bool:
    """Return whether two cells say the same: numbers to six significant digits, else the text."""
    if one == other:
        return True
    try:
        return f"{float(one):.6g}" == f"{float(other):.6g}"
    except ValueError:
        return False
