"""Who votes: joining the list of reviewers, and which of them sits at this machine."""

from __future__ import annotations

import os

import pandas as pd

from ettervern import git
from ettervern.deduplicate.text import plain
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.rows import put_rows
from ettervern.screen.decisions import REVIEWER_COLUMNS, REVIEWER_KINDS, reviewer_problem
from ettervern.screen.rules import one_of
from ettervern.staging import is_file
from ettervern.transaction import transaction

#: The variable that names the reviewer at this machine.
VARIABLE = "ETTERVERN_REVIEWER"


def join(review: Review, name: str, kind: str, nb: str = "", en: str = "") -> bool:
    """Add a reviewer to ``reviewers.csv``; every other line keeps its bytes.

    Parameters
    ----------
    review : Review
        The review.
    name, kind : str
        The reviewer's name, and ``person`` or ``software``.
    nb, en : str
        Who or what this is, in words.

    Returns
    -------
    bool
        Whether the reviewer is new.

    Raises
    ------
    ReviewError
        A name that cannot be one, or that another has but for the size of its letters; an unknown kind; a reviewer
        who is listed as the other kind.
    """
    path = review.screening / "reviewers.csv"
    wrong = [("reviewer", reviewer_problem(name))]
    wrong += [("kind", "" if kind in REVIEWER_KINDS else f"{kind!r}; expected {one_of(REVIEWER_KINDS)}")]
    with transaction(review.root, "ettervern screen join"):
        old = read_table(path, REVIEWER_COLUMNS) if is_file(path) else pd.DataFrame(columns=list(REVIEWER_COLUMNS))
        listed = dict(zip(old["reviewer"], old["kind"], strict=True))
        wrong += [("reviewer", f"{one!r} is listed already") for one in listed if _taken(one, name)]
        wrong += [("kind", f"{name!r} is listed as {listed[name]}")] if listed.get(name, kind) != kind else []
        if problems := [Problem(review.shown(path), 0, column, message) for column, message in wrong if message]:
            raise ReviewError(problems)
        if name in listed:
            return False
        new = dict.fromkeys(old.columns, "") | dict(zip(REVIEWER_COLUMNS, (name, kind, nb, en), strict=True))
        put_rows(path, pd.concat([old, pd.DataFrame([new])], ignore_index=True))
    return True


def _taken(one: str, name: str) -> bool:
    """Return whether two names would be one file where letters of both sizes are the same."""
    return one != name and one.lower() == name.lower()


def reviewer_here(review: Review) -> str:
    """Return which listed reviewer sits at this machine; empty where none does.

    That is who ``ETTERVERN_REVIEWER`` names, or else git's ``user.name``, written as a reviewer's name: Kari Nordmann
    is ``kari-nordmann``.

    Raises
    ------
    ReviewError
        Where the variable names somebody who is not listed.
    """
    path = review.screening / "reviewers.csv"
    listed = set(read_table(path, REVIEWER_COLUMNS)["reviewer"]) if is_file(path) else set()
    named = os.environ.get(VARIABLE, "").strip()
    if named and named not in listed:
        message = f"{VARIABLE} names {named!r}, who is not listed; 'ettervern screen join {named} --kind person'"
        raise ReviewError(Problem(review.shown(path), 0, "reviewer", message))
    name = named or name_of((git.ask(review.folder, "config", "user.name") or b"").decode("utf-8", "replace"))
    return name if name in listed else ""


def name_of(person: str) -> str:
    """Return a person's name as a reviewer's name; empty where it has no letters.

    Examples
    --------
    >>> name_of("Åse Ødegård")
    'ase-odegard'
    """
    return "-".join(plain(person).split())[:40].strip("-")
