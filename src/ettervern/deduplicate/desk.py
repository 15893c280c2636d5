"""Where a person decides on doubtful pairs: one line a decision in a file that every later run obeys."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.deduplicate.show import side_by_side
from ettervern.deduplicate.wording import reason_in
from ettervern.files import Problem, ReviewError, read_table
from ettervern.rows import put_rows
from ettervern.staging import is_file
from ettervern.transaction import home_of, transaction

COLUMNS = ["record_1", "record_2", "decision", "decided_by", "date", "note"]


def save_decision(
    path: Path, record_1: str, record_2: str, decision: str, *, decided_by: str, date: str, note: str = ""
) -> None:
    """Add one line to the file of decisions; earlier lines stay as they are. Of two on one pair the later counts.

    Parameters
    ----------
    path : Path
        The file; made if it is not there.
    record_1, record_2 : str
        Record ids.
    decision : str
        ``same`` or ``different``.
    decided_by, date, note : str
        Who, when (YYYY-MM-DD), and why.

    Raises
    ------
    ReviewError
        A decision that is neither, no name, or a file that can't be read.
    """
    if decision not in ("same", "different"):
        raise ReviewError(Problem(path.name, 0, "decision", f"{decision!r}; expected same or different"))
    if not decided_by.strip():
        raise ReviewError(Problem(path.name, 0, "decided_by", "no name; a decision must say who made it"))
    with transaction(home_of(path), "a decision on duplicates"):
        before = read_table(path, COLUMNS[:3]) if is_file(path) else pd.DataFrame(columns=COLUMNS, dtype="str")
        line = pd.DataFrame([[record_1, record_2, decision, decided_by.strip(), date, note]], columns=COLUMNS)
        put_rows(path, pd.concat([before, line], ignore_index=True).fillna(""))


def open_pairs(review: pd.DataFrame, decisions: pd.DataFrame | None) -> pd.DataFrame:
    """Return the doubtful pairs that nobody has decided on."""
    if decisions is None or decisions.empty:
        return review
    decided = {frozenset(pair) for pair in zip(decisions["record_1"], decisions["record_2"], strict=True)}
    pairs = zip(review["record_1"], review["record_2"], strict=True)
    return review[[frozenset(pair) not in decided for pair in pairs]].reset_index(drop=True)


def open_desk(
    records: pd.DataFrame, review: pd.DataFrame, path: Path, *, decided_by: str, date: str, language: str = "nb"
) -> Any:
    """Return a panel that shows one doubtful pair after another and saves each decision at once.

    Parameters
    ----------
    records, review : DataFrame
        From reading, and from :func:`ettervern.deduplicate.deduplicate`.
    path : Path
        Where decisions are saved.
    decided_by, date : str
        Written into every line.
    language : str
        Code of a language that has a catalogue.
    """
    from ettervern.cards import Cards  # here, as only a notebook has what it needs

    pairs = open_pairs(review, read_table(path) if is_file(path) else None)
    shown = list(pairs.reindex(columns=["record_1", "record_2", "reason"]).itertuples(index=False, name=None))
    titles = records.set_index("record_id")["title"]

    def card(at: int) -> str:
        one, two, reason = shown[at]
        why = gettext("desk.why", language, reason=reason_in(reason, language))
        return f"<p>{escape(why)}</p>{side_by_side(records, one, two, language)}"

    def keep(at: int, decision: str) -> None:
        one, two, _ = shown[at]
        save_decision(path, one, two, decision, decided_by=decided_by, date=date)

    return Cards(
        [str(titles[one]) for one, _, _ in shown],
        card,
        keep,
        answers={name: gettext(f"desk.{name}", language) for name in ("same", "different")},
        done=gettext("desk.done", language, command="<code>ettervern build</code>"),
        language=language,
    )
