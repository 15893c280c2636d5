"""``certainty.csv``: room for a person's signed judgement beside each computed proposal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from ettervern.appraise.certainty import OVERALL, vocabulary
from ettervern.appraise.domains import DOMAINS
from ettervern.computed import Certainty
from ettervern.extract.dates import date_problems, the_day
from ettervern.files import Problem, ReviewError, read_table
from ettervern.review import LANGUAGES, Review
from ettervern.schema import entered, first_by
from ettervern.schema import rows as rows_of
from ettervern.staging import is_file


class JudgementRow(NamedTuple):
    """A proposal, and what a person makes of it."""

    analysis: str
    domain: str
    proposed: str
    judgement: str
    reason: str
    signed_by: str
    signed_date: str


FILE_COLUMNS = list(JudgementRow._fields)


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
    rows = entered(JudgementRow, table)
    problems = [fault for line, row in rows.items() for fault in _faults(row, line, file)]
    first = first_by(lambda line: rows[line][:2], rows)
    message = "this domain of this analysis stands in an earlier row too; expected it once"
    problems += [Problem(file, line, "domain", message) for line in rows if first[rows[line][:2]] != line]
    problems += date_problems(path, file, table, "signed_date", the_day(today))
    return table, sorted(problems)


def written_in(review: Review) -> str:
    """Return the language that reasons of proposals are written in: the first of the review's that results have."""
    return next((language for language in review.languages if language in LANGUAGES), LANGUAGES[0])


def reason_in(row: Certainty, language: str) -> str:
    """Return the reason of a computed judgement in a language that results are written in."""
    return str(getattr(row, f"reason_{language}"))


def signed_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that a person has signed; all others are proposals."""
    return table[table["signed_by"] != ""]


def _faults(row: JudgementRow, line: int, file: str) -> Iterator[Problem]:
    """Find what is wrong with one row."""
    if row.domain not in (*DOMAINS, OVERALL):
        yield Problem(file, line, "domain", f"expected one of {', '.join((*DOMAINS, OVERALL))}")
        return
    words = vocabulary(row.domain)
    for column, word in (("proposed", row.proposed), ("judgement", row.judgement)):
        if word and word not in words:
            yield Problem(file, line, column, f"expected one of {', '.join(words)}; found “{word}”")
    if not row.signed_by:
        if row.signed_date:
            yield Problem(file, line, "signed_by", "a date without a name; expected the name of the person who signs")
        elif row.judgement:
            message = "a judgement that nobody has signed does not count yet; expected a name and a date"
            yield Problem(file, line, "signed_by", message, "warning")
        return
    for column, cell, expected in (
        ("signed_date", row.signed_date, "the day of the signature, as 2026-11-21"),
        ("judgement", row.judgement, f"the judgement that is signed, one of {', '.join(words)}"),
        ("reason", row.reason, "the reason for the judgement that is signed"),
    ):
        if not cell:
            yield Problem(file, line, column, f"signed, but the cell is empty; expected {expected}")


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
    now = {(row.analysis, row.domain): row for row in rows_of(Certainty, certainty)}
    old = {(row.analysis, row.domain): row for row in rows_of(JudgementRow, table)}
    apart = [key for key in now if key not in old or _moved(old[key], now[key], written_in(review))]
    apart += [key for key in old if key not in now]
    if not apart:
        return []
    again = sum(1 for key in apart if key in old and old[key].signed_by)
    places = ", ".join(f"{analysis} {domain}" for analysis, domain in apart[:3]) + (" …" if len(apart) > 3 else "")
    message = f"{len(apart)} proposals have changed since the file was written ({places})"
    message += f"; {again} of them are signed: look at them again" if again else "; renew the file"
    return [Problem(file, 0, "", message, "warning")]


def _moved(old: JudgementRow, now: Certainty, language: str) -> bool:
    """Return whether a proposal, or the reason of one that nobody has signed, is no longer what the file says."""
    return old.proposed != now.proposed or (not old.signed_by and old.reason != reason_in(now, language))


def renewed(table: pd.DataFrame, certainty: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return certainty.csv anew: today's proposals, every signed row and every unsigned judgement as it was.

    Parameters
    ----------
    table : DataFrame
        certainty.csv as read.
    certainty : DataFrame
        Computed judgements.
    language : str
        Of the reasons; see :func:`written_in`.

    Returns
    -------
    DataFrame
        The columns of the file, a person's own among them. A row whose analysis is judged no longer is kept, at the
        end, where a person has written in it. ``proposed`` of a signed row stays what it was when it was signed.
    """
    own = [column for column in table.columns if column not in FILE_COLUMNS]
    mine = [tuple(cells) for cells in table[own].itertuples(index=False, name=None)]
    old = {
        (row.analysis, row.domain): (row, cells) for row, cells in zip(rows_of(JudgementRow, table), mine, strict=True)
    }
    result: list[tuple[JudgementRow, tuple[str, ...]]] = []
    for row in rows_of(Certainty, certainty):
        known, cells = old.pop((row.analysis, row.domain), (None, ("",) * len(own)))
        fresh = JudgementRow(row.analysis, row.domain, row.proposed, "", reason_in(row, language), "", "")
        if known and known.signed_by:
            fresh = known
        elif known and known.judgement:
            fresh = fresh._replace(judgement=known.judgement, reason=known.reason)
        result.append((fresh, cells))
    result += [(row, cells) for row, cells in old.values() if any((row.judgement, row.signed_by, *cells))]
    columns = table.columns if len(table.columns) else FILE_COLUMNS
    return pd.DataFrame([(*row, *cells) for row, cells in result], columns=[*FILE_COLUMNS, *own])[list(columns)]
