"""Studies seen only in words: as null entries of a sensitivity analysis, and as a list that nobody can overlook."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ettervern.computed import Contrast
from ettervern.review import Review
from ettervern.schema import columns

#: What the words of a study say, where a null entry is the most that they allow.
NO_GAIN = ("no_difference", "favours_control")


def control_risk(rows: pd.DataFrame) -> float:
    """Return the pooled control risk: events over people in the control arms whose counts are known, or NaN."""
    known = rows[rows["from"] == "counts"]
    people = float(known["n_control"].sum())
    return float(known["events_control"].sum()) / people if people else float("nan")


def in_words(
    words: pd.DataFrame, outcome: str, main: pd.DataFrame, review: Review, names: dict[str, str]
) -> pd.DataFrame:
    """Say of each study seen in words what becomes of it.

    Parameters
    ----------
    words : DataFrame
        The table of findings in words.
    outcome : str
        Outcome id.
    main : DataFrame
        Contrasts of the main analysis.
    review : Review
        Holds which designs and which directness may enter.
    names : dict
        Study -> label.

    Returns
    -------
    DataFrame
        ``fate``: ``null`` (enters as no difference; the words say no difference or favour the control),
        ``null_all`` (enters only where all enter), ``pooled`` (the trial is in the main analysis), ``design``,
        ``directness``, ``no_total`` and ``no_control_risk`` (listed only), ``same_trial`` (another row of the trial
        enters). ``vi`` is the variance of the null entry.
    """
    mine = words[words["outcome"] == outcome].copy()
    mine["label"] = mine["study_id"].map(names)
    mine["n_total"] = mine["n_total"].astype("float64")
    pooling, risk = review.settings.pooling, control_risk(main)
    tests = {
        "design": mine["design"].isin(pooling.designs),
        "directness": mine["directness"].isin(pooling.directness),
        "pooled": ~mine["trial"].isin(main["trial"]),
        "no_total": mine["n_total"] > 0,
        "no_control_risk": pd.Series(0 < risk < 1, index=mine.index),
    }
    fate = pd.Series("", index=mine.index, dtype="object")
    for reason, passed in tests.items():
        fate = fate.where((fate != "") | passed, reason)
    mine["fate"] = _entering(mine, fate)
    entering = mine["fate"].isin(["null", "null_all"])
    mine["vi"] = (null_variance(pooling.measure, risk) / mine["n_total"]).where(entering)
    return mine


def null_variance(measure: str, risk: float) -> float:
    """Return n times the variance of a log ratio of 0 from two arms of n / 2 people, both at a risk.

    4 / (p (1 - p)) for the odds ratio, 4 (1 - p) / p for the risk ratio: the formulas of
    :func:`ettervern.synthesise.effects.from_table`.
    """
    return 4 / (risk * (1 - risk)) if measure == "OR" else 4 * (1 - risk) / risk


def _entering(mine: pd.DataFrame, fate: pd.Series[Any]) -> pd.Series[Any]:
    """Let each trial enter once, among the null ones where any of its rows says so."""
    fate = fate.copy()
    open_ = mine[fate == ""]
    for _, rows in open_.groupby("trial", sort=False):
        fate[rows.index] = "same_trial"
        no_gain = rows["direction"].isin(NO_GAIN)
        fate[rows.index[0]] = "null" if no_gain.any() else "null_all"
    return fate


def null_contrasts(listed: pd.DataFrame, fates: tuple[str, ...]) -> pd.DataFrame:
    """Return the null entries of some fates as contrasts that can be pooled beside the others."""
    rows = listed[listed["fate"].isin(fates)].copy()
    rows["outcome_id"] = rows["study_id"] + "-" + rows["outcome"] + "-words"
    rows["yi"], rows["from"] = 0.0, "words"
    return rows.reindex(columns=list(columns(Contrast))).assign(
        n_intervention=np.nan, n_control=np.nan, yi=0.0, vi=rows["vi"], trial=rows["trial"], label=rows["label"]
    )
