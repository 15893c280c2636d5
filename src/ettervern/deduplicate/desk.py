"""Where a person decides on doubtful pairs: one line a decision in a file that every later run obeys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ettervern.catalogue import gettext
from ettervern.deduplicate.show import side_by_side
from ettervern.files import Problem, ReviewError, read_table
from ettervern.rows import put_rows
from ettervern.staging import is_file
from ettervern.transaction import home_of, transaction

if TYPE_CHECKING:
    import ipywidgets

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
    import ipywidgets as widgets

    pairs = open_pairs(review, read_table(path) if is_file(path) else None)
    message, view = widgets.HTML(), widgets.HTML()
    buttons = {
        decision: widgets.Button(
            description=gettext(f"desk.{name}", language), tooltip=gettext(f"desk.{name}-tip", language)
        )
        for decision, name in (("same", "same"), ("different", "different"), ("", "next"))
    }
    at = 0

    def show() -> None:
        if at >= len(pairs):
            view.value = ""
            message.value = gettext("desk.done", language, command="<code>ettervern build</code>")
            for button in buttons.values():
                button.disabled = True
            return
        row = pairs.iloc[at]
        message.value = gettext("desk.pair", language, n=at + 1, total=len(pairs))
        view.value = side_by_side(records, row["record_1"], row["record_2"], language)

    def press(decision: str) -> None:
        nonlocal at
        row = pairs.iloc[at]
        if decision:
            save_decision(path, row["record_1"], row["record_2"], decision, decided_by=decided_by, date=date)
        at += 1
        show()

    for decision, button in buttons.items():
        button.on_click(lambda _button, decision=decision: press(decision))
    show()
    return _stack(widgets, message, view, list(buttons.values()))


def _stack(widgets: Any, message: ipywidgets.HTML, view: ipywidgets.HTML, buttons: list[ipywidgets.Button]) -> Any:
    """Return the parts of the panel above one another."""
    return widgets.VBox([message, view, widgets.HBox(buttons)])
