"""Studies seen only in words: as null entries of a sensitivity analysis, and as a list that nobody can overlook."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import median

from ettervern.computed import InWords
from ettervern.extract.schemas import WordsRow
from ettervern.review import Review
from ettervern.settings.effect_measures import Measure
from ettervern.settings.outcomes import Pooling
from ettervern.synthesise.contrasts import Candidate

#: What the words of a study say, where a null entry is the most that they allow.
NO_GAIN = ("no_difference", "favours_control")


def control_risk(rows: Sequence[Candidate]) -> float:
    """Return the pooled control risk: events over people in the control arms whose counts are known, or NaN."""
    known = [row.counts for row in rows if row.from_ == "counts"]
    people = sum(counts.n_control for counts in known)
    return sum(counts.events_control for counts in known) / people if people else math.nan


def in_words(
    words: Iterable[WordsRow], outcome: str, main: Sequence[Candidate], review: Review, names: Mapping[str, str]
) -> list[tuple[WordsRow, InWords]]:
    """Say of each study seen in words what becomes of it.

    Parameters
    ----------
    words : iterable of WordsRow
        The table of findings in words.
    outcome : str
        Outcome id.
    main : sequence of Candidate
        Contrasts of the main analysis.
    review : Review
        Holds which designs and which directness may enter.
    names : mapping
        Study -> label.

    Returns
    -------
    list of (WordsRow, InWords)
        Each row with what becomes of it. ``fate``: ``null`` (enters as no difference; the words say no difference or
        favour the control), ``null_all`` (enters only where all enter), ``pooled`` (the trial is in the main
        analysis), ``design``, ``directness``, ``no_total``, ``no_control_risk`` and ``no_spread`` (listed only: how
        sure a study of its size could be is not known), ``same_trial`` (another row of the trial enters). ``vi`` is
        the variance of the null entry.
    """
    pooling, risk, pooled = review.pooling(outcome), control_risk(main), {row.trial for row in main}
    mine = [row for row in words if row.outcome == outcome]
    kind, spread = review.outcomes[outcome].kind, spread_of_one(main)
    each = null_variance(kind.code, risk) if kind.counts and 0 < risk < 1 else spread
    fates = [_kept_out(row, pooling, pooled, kind, risk, spread) for row in mine]
    entering: dict[str, list[int]] = {}
    for at, row in enumerate(mine):
        if not fates[at]:
            entering.setdefault(row.trial, []).append(at)
    for places in entering.values():
        no_gain = any(mine[at].direction in NO_GAIN for at in places)
        for at in places:
            fates[at] = "same_trial"
        fates[places[0]] = "null" if no_gain else "null_all"
    return [(row, _listed(row, fate, names, each)) for row, fate in zip(mine, fates, strict=True)]


def spread_of_one(rows: Sequence[Candidate]) -> float:
    """Return the median of variance times people of contrasts whose arm sizes are known, or NaN."""
    known = [row.vi * people for row in rows if (people := row.counts.n_intervention + row.counts.n_control) > 0]
    return median(known) if known else math.nan


def _kept_out(
    row: WordsRow, pooling: Pooling, pooled: Collection[str], kind: Measure, risk: float, spread: float
) -> str:
    """Return why a row does not enter, empty where it may."""
    passed = {
        "design": row.design in pooling.designs,
        "directness": row.directness in pooling.directness,
        "pooled": row.trial not in pooled,
        "no_total": bool(row.n_total),
        "no_control_risk": not kind.counts or 0 < risk < 1,
        "no_spread": kind.counts or not math.isnan(spread),
    }
    return next((reason for reason, may_enter in passed.items() if not may_enter), "")


def _listed(row: WordsRow, fate: str, names: Mapping[str, str], each: float) -> InWords:
    total = math.nan if row.n_total is None else float(row.n_total)
    variance = each / total if fate in ("null", "null_all") else math.nan
    place = (row.outcome, row.study_id, row.trial, names[row.study_id])
    return InWords(*place, row.direction, row.design, row.directness, row.category, total, fate, variance)


def null_variance(measure: str, risk: float) -> float:
    """Return n times the variance of no effect from two arms of n / 2 people, both at a risk.

    4 / (p (1 - p)) for the odds ratio, 4 (1 - p) / p for the risk ratio, 4 p (1 - p) for the risk difference: the
    formulas of :func:`ettervern.synthesise.effects.from_table`.
    """
    if measure == "RD":
        return 4 * risk * (1 - risk)
    return 4 * (1 - risk) / risk if measure == "RR" else 4 / (risk * (1 - risk))


def null_contrasts(listed: Iterable[tuple[WordsRow, InWords]], fates: Collection[str]) -> list[Candidate]:
    """Return the null entries of some fates as contrasts that can be pooled beside the others."""
    return [
        Candidate(
            f"{row.study_id}-{row.outcome}-words",
            row.study_id,
            row.trial,
            row.outcome,
            entry.label,
            row.design,
            row.directness,
            row.category,
            country=row.country,
            yi=0.0,
            vi=entry.vi,
            from_="words",
        )
        for row, entry in listed
        if entry.fate in fates
    ]
