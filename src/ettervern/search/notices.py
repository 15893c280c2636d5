"""What a notice on a publication says (retraction, correction and their kin), and which of several counts."""

from __future__ import annotations

import re

import pandas as pd

#: What notices call themselves -> what it means for a reader, in order of weight.
NATURES = {
    "retraction": re.compile(r"retract|withdraw|removal", re.IGNORECASE),
    "expression_of_concern": re.compile(r"concern", re.IGNORECASE),
    "reinstatement": re.compile(r"reinstat", re.IGNORECASE),
    "correction": re.compile(r"correct|erratum|corrigendum|addendum|clarification", re.IGNORECASE),
}
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


def nature(text: str) -> str:
    """Return what a notice is: a key of ``NATURES``, else ``other``."""
    return next((name for name, pattern in NATURES.items() if pattern.search(text)), "other")


def by_weight(notices: pd.DataFrame) -> pd.DataFrame:
    """Return notices with the one that counts first.

    Parameters
    ----------
    notices : DataFrame
        study_id, nature, date.

    Returns
    -------
    DataFrame
        The weightiest first, by date where two weigh the same; what is of no known kind comes after those, and a
        retraction that a later reinstatement has lifted comes last: it is history.
    """
    weight = {name: place for place, name in enumerate(NATURES)}
    order = notices["nature"].map(weight).fillna(len(weight)).where(~lifted(notices), len(weight) + 1)
    return notices.assign(_weight=order).sort_values(["_weight", "date"], kind="stable").drop(columns="_weight")


def lifted(notices: pd.DataFrame) -> pd.Series[bool]:
    """Return which notices are retractions of studies that were reinstated later.

    Where the dates do not tell which came last, the retraction holds.
    """
    back = notices[notices["nature"] == "reinstatement"].groupby("study_id")["date"].agg(list).to_dict()
    result = [
        kind == "retraction" and any(_before(day, other) for other in back.get(study, []))
        for study, kind, day in zip(notices["study_id"], notices["nature"], notices["date"], strict=True)
    ]
    return pd.Series(result, index=notices.index, dtype=bool)


def _before(one: str, other: str) -> bool:
    """Return whether a date surely lies before another; 2024 and 2024-05 may be the same day."""
    if not _DATE.fullmatch(one) or not _DATE.fullmatch(other):
        return False
    length = min(len(one), len(other))
    return one[:length] < other[:length]
