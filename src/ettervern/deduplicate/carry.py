"""What a build remembers of records, carried over to the records as they are read now."""

from __future__ import annotations

import pandas as pd

from ettervern.ids import Aliases


def carried(known: pd.DataFrame | None, records: pd.DataFrame) -> pd.DataFrame | None:
    """Return the known reports with the ids that records have now.

    A record's id is made of its content as read. Raw exports are never edited, so where a better reader sees more in
    a record, its file and position still say which report it belongs to.

    Parameters
    ----------
    known : DataFrame or None
        record_id, report_id, file, position, of an earlier build.
    records : DataFrame
        record_id, file, position, as read now.
    """
    if known is None:
        return None
    again = known.drop(columns="record_id").merge(_placed_records(records), on=["file", "position"])
    new = again[~again["record_id"].isin(known["record_id"])].drop_duplicates("record_id")
    return pd.concat([known, new[known.columns]], ignore_index=True)


def _placed_records(records: pd.DataFrame) -> pd.DataFrame:
    """Return record_id, file, position as text."""
    return records[["record_id", "file", "position"]].astype("str")


def carried_aliases(former: Aliases, known: pd.DataFrame | None, records: pd.DataFrame) -> pd.DataFrame:
    """Return the aliases with the ids that the records they were given at have now; see :func:`carried`."""
    table = pd.DataFrame(former.columns(), dtype="str")
    if known is None:
        return table
    places = known.merge(_placed_records(records), on=["file", "position"], suffixes=("", "_now"))
    now = dict(zip(places["record_id"], places["record_id_now"], strict=True))
    return table.assign(record_id=[now.get(home, home) for home in table["record_id"]])


def placed(known: pd.DataFrame, records: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Return the known reports with the file and position of each record, today's or else the earlier ones."""
    now = _placed_records(records)
    places = now if before is None else pd.concat([now, before[["record_id", "file", "position"]]])
    return known.merge(places.drop_duplicates("record_id"), on="record_id", how="left", validate="one_to_one")
