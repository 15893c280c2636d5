"""Small tables of records for tests."""

from __future__ import annotations

import pandas as pd

from ettervern.deduplicate import Deduplication
from ettervern.files import columns_of
from ettervern.records import CONTENT_COLUMNS
from ettervern.records.identity import content_hashes, record_ids

Row = dict[str, str]

WORK: Row = {
    "type": "journal_article",
    "title": "Telephone monitoring after treatment for alcohol dependence: a randomised trial",
    "authors": "Sørensen, Åse; Müller, Jan; Dahl, Lars Erik",
    "year": "2014",
    "journal": "Journal of Substance Abuse Treatment",
    "volume": "46",
    "number": "3",
    "pages": "315-324",
}


def table(*rows: Row) -> pd.DataFrame:
    """Return rows as records, ids made from content as when they are read from a file."""
    content = [{name: row.get(name, "") for name in CONTENT_COLUMNS} for row in rows]
    frame = pd.DataFrame(content, columns=list(CONTENT_COLUMNS), dtype="str")
    frame = frame.assign(file=[row.get("file", "a.ris") for row in rows], database="")
    frame["position"] = range(1, len(rows) + 1)
    frame["line"] = frame["position"]
    given = [row.get("record_id", "") for row in rows]
    order = [(row.get("file", "a.ris"), at) for at, row in enumerate(rows)]
    frame["record_id"] = pd.Series(record_ids(content_hashes(columns_of(frame)), given, order), dtype="str")
    return frame


def partition(found: Deduplication) -> set[frozenset[str]]:
    """Return the record ids of each report."""
    return {frozenset(ids.split(";")) for ids in found.reports["record_ids"]}
