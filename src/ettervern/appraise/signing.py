"""Signing the certainty of a result: a person's judgement of each domain, beside what the numbers propose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from ettervern.appraise.certainty import OVERALL, level, summed, vocabulary
from ettervern.appraise.domains import DOMAINS
from ettervern.appraise.judgements import FILE_COLUMNS, JudgementRow
from ettervern.files import Problem, ReviewError
from ettervern.schema import rows as rows_of

#: Asks for the judgement of a domain and its reason, given the row of the file with what is proposed.
Ask = Callable[[JudgementRow], tuple[str, str]]


def signed(table: pd.DataFrame, analysis: str, by: str, day: date, ask: Ask, language: str) -> pd.DataFrame:
    """Return certainty.csv with one result judged and signed.

    Parameters
    ----------
    table : DataFrame
        certainty.csv as :func:`ettervern.appraise.renewed` returns it.
    analysis : str
        The result that is signed: every domain, and the whole.
    by : str
        The person who signs.
    day : date
        Day of the signature.
    ask : callable
        Asked of each domain in turn. Of the whole it is asked last, with what the judged domains come to proposed.
    language : str
        Of the reason that is proposed for the whole.

    Raises
    ------
    ReviewError
        No name, an analysis without proposals, a judgement that is no word of its domain, no reason.
    """
    rows = {(row.analysis, row.domain): at for at, row in enumerate(rows_of(JudgementRow, table[FILE_COLUMNS]))}
    known = list(dict.fromkeys(name for name, _ in rows))
    if analysis not in known:
        raise ReviewError(
            Problem("certainty.csv", 0, "analysis", f"no result {analysis!r}; expected {', '.join(known)}")
        )
    if not by.strip():
        raise ReviewError(Problem("", 0, "--by", "empty; expected the name of the person who signs"))
    result, down = table.copy(), list[dict[str, Any]]()
    for domain in (*DOMAINS, OVERALL):
        at = rows[(analysis, domain)]
        row = JudgementRow(*result.iloc[at][FILE_COLUMNS])
        if domain == OVERALL:
            row = row._replace(proposed=level(sum(one["steps"] for one in down)), reason=summed(down)[language])
        judgement, reason = ask(row)
        _refuse(row, judgement, reason)
        down.append({"domain": domain, "steps": vocabulary(domain).index(judgement)})
        cells = {"judgement": judgement, "reason": reason, "signed_by": by.strip(), "signed_date": day.isoformat()}
        result.loc[result.index[at], list(cells)] = list(cells.values())
    return result


def _refuse(row: JudgementRow, judgement: str, reason: str) -> None:
    """Stop at a judgement that is no word of its domain, or that has no reason."""
    words = vocabulary(row.domain)
    if judgement not in words:
        message = f"{judgement!r}; expected one of {', '.join(words)}"
        raise ReviewError(Problem("certainty.csv", 0, row.domain, message))
    if not reason.strip():
        raise ReviewError(Problem("certainty.csv", 0, row.domain, "no reason; expected why it is judged so"))


def as_proposed(row: JudgementRow) -> tuple[str, str]:
    """Judge as the numbers propose, for the reason they give."""
    return row.proposed, row.reason


def unsigned(table: pd.DataFrame) -> list[str]:
    """Return the results that nobody has signed yet, the main ones first."""
    rows = rows_of(JudgementRow, table[FILE_COLUMNS])
    left = [row.analysis for row in rows if row.domain == OVERALL and not row.signed_by]
    return sorted(left, key=lambda name: not name.endswith("-main"))
