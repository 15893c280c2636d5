"""The change log of a review (``changes.csv``): what an update did to the evidence. The book and its feed show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from ettervern.living.kept_up import kept_up_file, read_kept_up
from ettervern.living.telling import Sentence
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.staging import digest
from ettervern.transaction import transaction


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
        The state it is compared with, by the name that it keeps (:attr:`Snapshot.name`).

    Returns
    -------
    int
        Lines added.
    """
    with transaction(review.root, "ettervern diff --record"):
        return _record(review, sentences, day, since)


def _record(review: Review, sentences: Sequence[Sentence], day: date, since: str) -> int:
    old, version = read_kept_up(review, "changes"), review.settings.review.version
    rows = []
    for sentence in sentences:
        if sentence.kind == "nothing":
            continue
        # The day is no part of the id, so that telling the same change on another day adds nothing.
        name = digest(sentence.kind, *sentence.texts.values())[:12]
        cells = {"id": name, "date": day.isoformat(), "version": version, "from": since, "kind": sentence.kind}
        rows.append(cells | {f"text_{language}": text for language, text in sentence.texts.items()})
    last = set(old["id"].tail(len(rows))) if rows else set()
    new = [row for row in rows if row["id"] not in last]
    if new:
        joined = pd.concat([old, pd.DataFrame(new, dtype="str")], ignore_index=True)
        put_rows(kept_up_file(review, "changes"), joined.fillna(""))
    return len(new)
