"""``certainty.csv``: room for a person's signed judgement beside each computed proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from ettervern.appraise.certainty import OVERALL, vocabulary
from ettervern.appraise.domains import DOMAINS
from ettervern.extract.dates import date_problems, the_day
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import Review
from ettervern.staging import is_file

FILE_COLUMNS = ["analysis", "domain", "proposed", "judgement", "reason", "signed_by", "signed_date"]


def read_judgements(review: Review, *, today: date | str | None = None) -> pd.DataFrame:
    """Read certainty.csv.

    Parameters
    ----------
    review : Review
        A review without the file has no judgements yet.
    today : date or str, optional
        What counts as today; else ``SOURCE_DATE_EPOCH``, else the clock.

    Returns
    -------
    DataFrame
        The columns ``FILE_COLUMNS`` as text; index: row in the file.

    Raises
    ------
    ReviewError
        With every error of the file.
    """
    table, problems = examine_judgements(review, today=today)
    if any(problem.severity == "error" for problem in problems):
        raise ReviewError(problems)
    return table


def examine_judgements(review: Review, *, today: date | str | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """Return certainty.csv (empty where it cannot be read) and what is wrong with it; see :func:`read_judgements`."""
    path = review.folder / "certainty.csv"
    empty = pd.DataFrame(columns=FILE_COLUMNS, dtype="str")
    if not is_file(path):
        return empty, []
    file = review.shown(path)
    try:
        table = read_table(path, FILE_COLUMNS, file)
    except ReviewError as error:
        return empty, error.problems
    problems = [fault for row in table.index for fault in _faults(table, row, file)]
    problems += _doubled(table, file)
    problems += date_problems(path, file, table, "signed_date", the_day(today))
    return table, sorted(problems)


def signed_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a person has signed; all others are proposals."""
    return table[table["signed_by"] != ""]


def _faults(table: pd.DataFrame, row: int, file: str) -> Iterator[Problem]:
    """Find what is wrong with one row."""
    cells = {column: str(table.at[row, column]) for column in FILE_COLUMNS}
    if cells["domain"] not in (*DOMAINS, OVERALL):
        yield Problem(file, row, "domain", f"expected one of {', '.join((*DOMAINS, OVERALL))}")
        return
    words = vocabulary(cells["domain"])
    for column in ("proposed", "judgement"):
        if cells[column] and cells[column] not in words:
            yield Problem(file, row, column, f"expected one of {', '.join(words)}; found “{cells[column]}”")
    if not cells["signed_by"]:
        if cells["signed_date"]:
            yield Problem(file, row, "signed_by", "a date without a name; expected the name of the person who signs")
        elif cells["judgement"]:
            message = "a judgement that nobody has signed does not count yet; expected a name and a date"
            yield Problem(file, row, "signed_by", message, "warning")
        return
    for column, expected in (
        ("signed_date", "the day of the signature, as 2026-11-21"),
        ("judgement", f"the judgement that is signed, one of {', '.join(words)}"),
        ("reason", "the reason for the judgement that is signed"),
    ):
        if not cells[column]:
            yield Problem(file, row, column, f"signed, but the cell is empty; expected {expected}")


def _doubled(table: pd.DataFrame, file: str) -> list[Problem]:
    """Find a domain of an analysis that stands twice."""
    again = table.duplicated(["analysis", "domain"])
    message = "this domain of this analysis stands in an earlier row too; expected it once"
    return [Problem(file, int(row), "domain", message) for row in table.index[again]]


def drift(review: Review, table: pd.DataFrame, certainty: pd.DataFrame) -> list[Problem]:
    """Return one warning where the file and the computed proposals have drifted apart, else nothing.

    Parameters
    ----------
    review : Review
        Names the file.
    table : DataFrame
        certainty.csv as read.
    certainty : DataFrame
        Computed judgements.
    """
    file = review.shown(review.folder / "certainty.csv")
    if table.empty:
        return [Problem(file, 0, "", "no judgements yet; write the proposals there to be signed", "warning")]
    now = {(row["analysis"], row["domain"]): row for row in certainty.to_dict("records")}
    old = {(row["analysis"], row["domain"]): row for row in table.to_dict("records")}
    apart = [key for key in now if key not in old or _moved(old[key], now[key])]
    apart += [key for key in old if key not in now]
    if not apart:
        return []
    again = sum(1 for key in apart if key in old and old[key]["signed_by"])
    places = ", ".join(f"{analysis} {domain}" for analysis, domain in apart[:3]) + (" …" if len(apart) > 3 else "")
    message = f"{len(apart)} proposals have changed since the file was written ({places})"
    message += f"; {again} of them are signed: look at them again" if again else "; renew the file"
    return [Problem(file, 0, "", message, "warning")]


def _moved(old: Mapping[Any, Any], now: Mapping[Any, Any]) -> bool:
    """Return whether a proposal, or the reason of one that nobody has signed, is no longer what the file says."""
    return bool(old["proposed"] != now["proposed"]) or (not old["signed_by"] and old["reason"] != now["reason_nb"])


def renewed(table: pd.DataFrame, certainty: pd.DataFrame) -> pd.DataFrame:
    """Return certainty.csv anew: today's proposals, every signed row and every unsigned judgement as it was.

    Parameters
    ----------
    table : DataFrame
        certainty.csv as read.
    certainty : DataFrame
        Computed judgements.

    Returns
    -------
    DataFrame
        The columns of the file, a person's own among them. A row whose analysis is judged no longer is kept, at the
        end, where a person has written in it. ``proposed`` of a signed row stays what it was when it was signed.
    """
    own = [column for column in table.columns if column not in FILE_COLUMNS]
    old = {(row["analysis"], row["domain"]): row for row in table.to_dict("records")}
    rows = []
    for row in certainty.to_dict("records"):
        known = old.pop((row["analysis"], row["domain"]), None)
        if known and known["signed_by"]:
            rows.append(known)
            continue
        fresh = dict.fromkeys(FILE_COLUMNS, "") | {column: known[column] if known else "" for column in own}
        fresh |= {"analysis": row["analysis"], "domain": row["domain"], "proposed": row["proposed"]}
        theirs = bool(known and known["judgement"])
        rows.append(fresh | ({"judgement": known["judgement"], "reason": known["reason"]} if theirs and known else {}))
        if not theirs:
            rows[-1]["reason"] = row["reason_nb"]
    rows += [row for row in old.values() if any(row[column] for column in ("judgement", "signed_by", *own))]
    return pd.DataFrame(rows, columns=table.columns if len(table.columns) else FILE_COLUMNS)
