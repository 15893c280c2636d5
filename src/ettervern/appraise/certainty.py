"""From five domains to one word of certainty, with a person's signed judgement before any proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ettervern.appraise.domains import Proposal
from ettervern.catalogue import gettext, ngettext, pgettext
from ettervern.computed import Certainty
from ettervern.review import LANGUAGES
from ettervern.schema import columns

LEVELS = ("high", "moderate", "low", "very_low")
OVERALL = "overall"
#: Words of a domain by levels down.
SERIOUS = ("not_serious", "serious", "very_serious", "extremely_serious")
SUSPECTED = ("undetected", "strongly_suspected")


def vocabulary(domain: str) -> tuple[str, ...]:
    """Return the words that a judgement of a domain, or of the whole, may use."""
    if domain == OVERALL:
        return LEVELS
    return SUSPECTED if domain == "publication_bias" else SERIOUS


def level(steps: int) -> str:
    """Return the certainty that is so many levels under high; never under very low.

    Evidence starts high, from trials and from studies judged with ROBINS-I alike (GRADE guidelines 18): what the lack
    of randomisation costs is counted as risk of bias. Nothing is rated up: that is left to a person.
    """
    return LEVELS[min(steps, len(LEVELS) - 1)]


def certainty_rows(analysis: str, proposals: Sequence[Proposal], signed: pd.DataFrame) -> pd.DataFrame:
    """Return the judgements of one body of evidence.

    Parameters
    ----------
    analysis : str
        Name of the analysis.
    proposals : sequence of Proposal
        One a domain, in the order of ``DOMAINS``.
    signed : DataFrame
        Signed rows of certainty.csv: analysis, domain, judgement, reason, signed_by, signed_date.

    Returns
    -------
    DataFrame
        One row a domain and one for the whole. ``proposed`` is what the numbers say, ``judgement`` what counts: a
        signed judgement, else the proposal (for the whole: what the domains that count come to). ``steps`` are the
        levels down of ``judgement``. ``status`` is ``signed`` or ``proposed``.
    """
    mine = signed[signed["analysis"] == analysis].to_dict("records")
    known = {str(row["domain"]): {str(name): str(cell) for name, cell in row.items()} for row in mine}
    rows: list[dict[str, Any]] = []
    for one in proposals:
        words = vocabulary(one.domain)
        rows.append(_row(analysis, one.domain, words[one.steps], words[one.steps], one.reason, known))
    proposed = level(sum(one.steps for one in proposals))
    counted = level(sum(row["steps"] for row in rows))
    rows.append(_row(analysis, OVERALL, proposed, counted, summed(rows), known))
    return pd.DataFrame(rows, columns=list(columns(Certainty)))


def _row(
    analysis: str, domain: str, proposed: str, counted: str, reason: Mapping[str, str], known: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Return one judgement; a signed one goes before the proposal, its reason as the person wrote it."""
    signed = known.get(domain)
    judgement = signed["judgement"] if signed else counted
    texts = {language: signed["reason"] if signed else reason[language] for language in LANGUAGES}
    return {
        "analysis": analysis,
        "domain": domain,
        "proposed": proposed,
        "judgement": judgement,
        "steps": vocabulary(domain).index(judgement),
        **{f"reason_{language}": text for language, text in texts.items()},
        "status": "signed" if signed else "proposed",
        "signed_by": signed["signed_by"] if signed else "",
        "signed_date": signed["signed_date"] if signed else "",
    }


def summed(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return how the levels down come to the whole: language -> words, of judgements with ``domain`` and ``steps``."""
    down = {row["domain"]: row["steps"] for row in rows if row["steps"]}
    total = sum(down.values())
    if not total:
        return {language: gettext("grade.sum.none", language) for language in LANGUAGES}
    return {language: _down(down, total, language) for language in LANGUAGES}


def _down(down: Mapping[str, int], total: int, language: str) -> str:
    """Return which domains rate down, and what is left."""
    parts = ", ".join(f"{pgettext('domain rated down', domain, language)} {steps}" for domain, steps in down.items())
    left = pgettext("certainty level", level(total), language)
    return ngettext("grade.sum", language, total, parts=parts, level=left)
