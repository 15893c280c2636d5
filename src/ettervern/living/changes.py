"""The change log of a review (``changes.csv``): what an update did to the evidence. The book and its feed show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from ettervern.files import digest, read_table, write_table
from ettervern.living.telling import Sentence
from ettervern.publish.results import KEPT_UP
from ettervern.review import Review

COLUMNS = KEPT_UP["changes"]


def changes_file(review: Review) -> Path:
    """Return where the change log lies."""
    return review.folder / "changes.csv"


def read_changes(review: Review) -> pd.DataFrame:
    """Return the change log, the oldest first; empty where there is none yet."""
    path = changes_file(review)
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS), dtype="str")
    return read_table(path, COLUMNS, review.shown(path)).reset_index(drop=True)


def record_changes(review: Review, sentences: Sequence[Sentence], day: date, since: str) -> int:
    """Add what changed to the log; what it says already is not added again.

    Parameters
    ----------
    review : Review
        The review.
    sentences : sequence of Sentence
        What changed, in words.
    day : date
        The day of the change.
    since : str
        The state it is compared with, as a person named it.

    Returns
    -------
    int
        Lines added.
    """
    old, version = read_changes(review), str(review.config["review"].get("version", ""))
    rows = []
    for sentence in sentences:
        if sentence.kind == "nothing":
            continue
        # The day is no part of the id, so that telling the same change on another day adds nothing.
        name = digest(sentence.kind, sentence.nb, sentence.en)[:12]
        cells = {"id": name, "date": day.isoformat(), "version": version, "from": since, "kind": sentence.kind}
        rows.append({**cells, "text_nb": sentence.nb, "text_en": sentence.en})
    last = set(old["id"].tail(len(rows))) if rows else set()
    new = [row for row in rows if row["id"] not in last]
    if new:
        write_table(
            changes_file(review), pd.concat([old, pd.DataFrame(new, dtype="str")], ignore_index=True)[list(COLUMNS)]
        )
    return len(new)
