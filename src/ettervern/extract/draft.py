"""The agreed table as the two extractions give it: what stands in outcomes.csv, and what could be added to it."""

from __future__ import annotations

import pandas as pd

from ettervern.extract.alike import COUNTS, measure
from ettervern.extract.compare import Comparison
from ettervern.extract.resolution import Resolved
from ettervern.extract.schemas import SCHEMAS

EVENTS = {"abstinence": "abstinent", "relapse": "relapse", "employed": "employed"}
DRAFTED = "agreed by both extractions; definition_flag, arm_category, control_group and unit are still to be decided"


def agreed_table(resolved: Resolved, comparison: Comparison, first: pd.DataFrame) -> pd.DataFrame:
    """Return the agreed table: rows of outcomes.csv that agree or are resolved, then agreed rows that are not in it.

    Parameters
    ----------
    resolved : Resolved
        outcomes.csv held against the two extractions.
    comparison : Comparison
        The two extractions compared.
    first : DataFrame
        ``extraction_1``: where the figures of agreed rows are copied from.

    Returns
    -------
    DataFrame
        Columns of outcomes.csv as text, and ``state``: ``in outcomes.csv`` or ``new``. New rows have figures of both
        arms or an effect in both extractions; what only a person can decide is left empty.
    """
    texts = resolved.agreed.astype("string").fillna("").assign(state="in outcomes.csv")
    used = {int(row) for row in resolved.rows["row_1"]}
    again = comparison.rows.set_index("row_1")["repeats_1"].to_dict()
    used |= {int(row) for one in list(used) for row in str(again.get(one, "")).split(";") if row}
    new = []
    for row in comparison.rows.to_dict("records"):
        repeated = {int(one) for one in str(row["repeats_1"]).split(";") if one}
        if row["status"] == "agree" and not used & {int(row["row_1"]), *repeated}:
            cells = first.loc[[row["row_1"]]].astype("string").fillna("").to_dict("records")[0]
            if cells["arm_control"] and (all(cells[name] for name in COUNTS) or cells["effect"]):
                new.append({**_drafted({str(k): str(v) for k, v in cells.items()}), "state": "new"})
    columns = [*SCHEMAS["outcomes"].columns, "state"]
    return pd.concat([texts, pd.DataFrame(new, columns=columns, dtype="str")], ignore_index=True)[columns].fillna("")


def _drafted(cells: dict[str, str]) -> dict[str, str]:
    """Return a row of a raw extraction as a row for outcomes.csv."""
    same = ("study_id", "outcome", "definition", "arm_intervention", "arm_control", "effect", "ci_low", "ci_high")
    kept = {name: cells[name] for name in (*same, *COUNTS, "analysis_set", "source_url", "source_locator", "seen_at")}
    kept |= {"event": EVENTS.get(cells["direction"], ""), "months": cells["timepoint_months"], "p_value": cells["p"]}
    kept |= {"effect_measure": measure(cells["effect_measure"]) if cells["effect"] else ""}
    return kept | {"extraction_agreement": "both", "note": DRAFTED}
