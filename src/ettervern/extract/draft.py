"""The agreed table as the two extractions give it: what stands in outcomes.csv, and what could be added to it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ettervern.extract.alike import COUNTS, measure
from ettervern.extract.compare import Comparison
from ettervern.extract.resolution import Resolved
from ettervern.extract.schemas import OutcomeRow, RawRow
from ettervern.schema import columns, texts
from ettervern.settings.model import SAME_WORDS, Extracting

DRAFTED = "agreed by both extractions; definition_flag, arm_category, control_group and unit are still to be decided"


def agreed_table(
    resolved: Resolved, comparison: Comparison, first: Mapping[int, RawRow], names: Extracting = SAME_WORDS
) -> pd.DataFrame:
    """Return the agreed table: rows of outcomes.csv that agree or are resolved, then agreed rows that are not in it.

    Parameters
    ----------
    resolved : Resolved
        outcomes.csv held against the two extractions.
    comparison : Comparison
        The two extractions compared.
    first : mapping
        ``extraction_1``: where the figures of agreed rows are copied from.
    names : Extracting
        What extractors call things that outcomes.csv calls otherwise.

    Returns
    -------
    DataFrame
        Columns of outcomes.csv as text, and ``state``: ``in outcomes.csv`` or ``new``. New rows have figures of both
        arms or an effect in both extractions; what only a person can decide is left empty.
    """
    rows = [{**texts(row), "state": "in outcomes.csv"} for row in resolved.agreed.values()]
    used = {row.row_1 for row in resolved.rows}
    compared = list(zip(*(comparison.rows[name] for name in ("status", "row_1", "repeats_1")), strict=True))
    again = {line: repeats for _, line, repeats in compared}
    used |= {int(row) for one in list(used) for row in again.get(one, "").split(";") if row}
    for status, line, repeats in compared:
        repeated = {int(one) for one in repeats.split(";") if one}
        if status == "agree" and not used & {line, *repeated} and _whole(first[line]):
            rows.append({**_drafted(first[line], names), "state": "new"})
    return pd.DataFrame(rows, columns=[*columns(OutcomeRow), "state"], dtype="str").fillna("")


def _whole(row: RawRow) -> bool:
    """Return whether a row has a control arm, and counts of both arms or an effect."""
    counts = (row.events_intervention, row.n_intervention, row.events_control, row.n_control)
    return bool(row.arm_control) and (None not in counts or row.effect is not None)


def _drafted(row: RawRow, names: Extracting) -> dict[str, str]:
    """Return a row of a raw extraction as a row for outcomes.csv."""
    cells = texts(row)
    same = ("study_id", "outcome", "definition", "arm_intervention", "arm_control", "effect", "ci_low", "ci_high")
    kept = {name: cells[name] for name in (*same, *COUNTS, "analysis_set", "source_url", "source_locator", "seen_at")}
    kept |= {
        "event": names.events.get(row.direction, row.direction),
        "months": cells["timepoint_months"],
        "p_value": row.p,
    }
    kept |= {"effect_measure": measure(row.effect_measure) if row.effect is not None else ""}
    return kept | {"extraction_agreement": "both", "note": DRAFTED}
