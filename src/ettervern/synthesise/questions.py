"""Hard questions to the main analysis, each answered by one table: which study carries it, does it differ by kind of
study, do small studies show more?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from ettervern.computed import Filled, SmallStudyTest
from ettervern.schema import columns
from ettervern.settings.model import Pooling
from ettervern.synthesise.arrays import SynthesisError
from ettervern.synthesise.contrasts import COUNTS, participants
from ettervern.synthesise.influence import cumulative, influence, leave_one_out
from ettervern.synthesise.moderators import meta_regression, permutation_test, subgroups
from ettervern.synthesise.selection import selection_model
from ettervern.synthesise.small_study import begg, egger, harbord, peters, trim_and_fill

NORDIC = ("Denmark", "Finland", "Iceland", "Norway", "Sweden")
NATURAL = ("estimate", "ci_low", "ci_high")


def _natural(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its log ratios turned to ratios."""
    return frame.assign(**{name: np.exp(frame[name].astype(float)) for name in NATURAL})


def left_out_frame(outcome: str, rows: pd.DataFrame, pooling: Pooling) -> pd.DataFrame:
    """Return the pool without each trial in turn, ratios on their natural scale."""
    result = leave_one_out(rows["yi"], rows["vi"], pooling.method, pooling.ci_method, pooling.ci_level)
    names = rows[["outcome_id", "study_id", "label"]].head(len(result)).reset_index(drop=True)
    return pd.concat([names.assign(analysis=f"{outcome}-loo"), _natural(result)], axis=1)


def cumulative_frame(outcome: str, rows: pd.DataFrame, years: Any, pooling: Pooling) -> pd.DataFrame:
    """Return the pool as trials were printed, oldest first, ratios on their natural scale."""
    year = pd.to_numeric(rows["study_id"].map(years), errors="coerce").astype(float).to_numpy()
    order = np.where(np.isnan(year), np.inf, year)
    level = pooling.ci_level
    result = cumulative(rows["yi"], rows["vi"], order, pooling.method, pooling.ci_method, level)
    added = rows.iloc[result["added"]][["study_id", "label"]].reset_index(drop=True)
    shown = result.drop(columns="added").assign(year=year[result["added"]])
    return pd.concat([added.assign(analysis=f"{outcome}-cumulative"), _natural(shown)], axis=1)


def influence_frame(outcome: str, rows: pd.DataFrame, pooling: Pooling) -> pd.DataFrame:
    """Return influence diagnostics and the places of a Baujat plot; empty for fewer than three trials."""
    if len(rows) < 3:
        return pd.DataFrame()
    names = rows[["study_id", "label"]].reset_index(drop=True).assign(outcome=outcome)
    return pd.concat([names, influence(rows["yi"], rows["vi"], pooling.method)], axis=1)


def groupings(rows: pd.DataFrame, overall: dict[str, str]) -> dict[str, pd.Series[Any]]:
    """Return the groupings of trials that the protocol asks for: name -> label of each contrast.

    Parameters
    ----------
    rows : DataFrame
        Contrasts.
    overall : dict
        Study -> overall risk of bias.
    """
    country = rows["country"].fillna("").astype(str)
    months = rows["months"].astype(float)
    periods = np.select([months <= 6, months <= 12], ["3 to 6", "7 to 12"], "over 12")
    places = np.select([country == "", country.isin(NORDIC), country == "USA"], ["unknown", "nordic", "usa"], "other")
    return {
        "category": rows["category"],
        "age_group": rows["age_group"],
        "risk_of_bias": rows["study_id"].map(lambda study: overall.get(study, "no_information")),
        "country": pd.Series(places, index=rows.index),
        "months": pd.Series(periods, index=rows.index),
        "figures": rows["from"],
    }


def subgroup_frame(
    outcome: str,
    rows: pd.DataFrame,
    groups: dict[str, pd.Series[Any]],
    known: dict[str, list[str]],
    pooling: Pooling,
) -> pd.DataFrame:
    """Return pools of subgroups with the test of their difference.

    ``known`` holds levels that must be shown even where no trial is in them, with k of 0.
    """
    results = []
    for by, labels in groups.items():
        result = subgroups(rows["yi"], rows["vi"], labels, pooling.method, pooling.ci_method, pooling.ci_level)
        test = {"q_between": result.q_between, "q_df": result.df, "p_between": result.p}
        for name, one in result.pools.items():
            ratios = {column: float(np.exp(getattr(one, column))) for column in (*NATURAL, "pi_low", "pi_high")}
            rest = {column: getattr(one, column) for column in ("k", "tau2", "i2", "p", "ci_method", "note")}
            people = participants(rows[labels == name])
            results.append(
                {"outcome": outcome, "by": by, "group": name, "participants": people, **ratios, **rest, **test}
            )
        empty = [level for level in known.get(by, []) if level not in result.pools]
        results += [{"outcome": outcome, "by": by, "group": name, "k": 0, "note": "no trial", **test} for name in empty]
    return pd.DataFrame(results)


def regression_frame(outcome: str, rows: pd.DataFrame, years: Any, pooling: Pooling) -> pd.DataFrame:
    """Regress the log ratio on year and follow-up, one at a time, with a permutation test.

    Only where there are as many trials as ``small_study_minimum``; ``ratio`` is the ratio of the pooled ratios for a
    step of one year or month.
    """
    results = []
    for name, column in {"year": rows["study_id"].map(years), "months": rows["months"]}.items():
        value = pd.to_numeric(column, errors="coerce").astype(float)
        used = value.notna()
        if used.sum() >= pooling.small_study_minimum and value.nunique() > 1:
            x = pd.DataFrame({name: value[used].to_numpy()})
            results.append({"outcome": outcome, "moderator": name, **_regressed(rows[used], x, pooling)})
    return pd.DataFrame(results)


def _regressed(rows: pd.DataFrame, x: pd.DataFrame, pooling: Pooling) -> dict[str, Any]:
    """Return the slope on one moderator as a row."""
    y, v, method, ci_method = rows["yi"], rows["vi"], pooling.method, pooling.ci_method
    fitted = meta_regression(y, v, x, method, ci_method, pooling.ci_level)
    slope = fitted.terms.iloc[1]
    shuffled = permutation_test(y, v, x, method, ci_method).iloc[0]
    ratios = {"ratio": slope["estimate"], "ci_low": slope["ci_low"], "ci_high": slope["ci_high"]}
    return {
        "k": fitted.k,
        **{name: float(np.exp(value)) for name, value in ratios.items()},
        "p": slope["p"],
        "p_permutation": shuffled["p"],
        "orders": shuffled["orders"],
        "exact": shuffled["exact"],
        "tau2": fitted.tau2,
        "r2": fitted.r2,
    }


def small_study_frame(outcome: str, rows: pd.DataFrame, favours: str, pooling: Pooling) -> pd.DataFrame:
    """Return the tests for small-study effects; those with too few trials are named and not made."""
    y, v = rows["yi"], rows["vi"]
    counted = rows[rows["from"] == "counts"]
    cells = [counted[column] for column in COUNTS]
    tests: dict[str, tuple[int, Callable[[], dict[str, Any]]]] = {
        "egger": (len(rows), lambda: _test(egger(y, v))),
        "begg": (len(rows), lambda: _test(begg(y, v))),
        "peters": (len(counted), lambda: _test(peters(counted["yi"], *cells))),
        "harbord": (len(counted), lambda: _harbord(cells, pooling.measure)),
        "trim_and_fill": (len(rows), lambda: _filled(y, v, pooling)),
        "selection_model": (len(rows), lambda: _selected(y, v, favours, pooling.ci_level)),
    }
    minimum = pooling.small_study_minimum
    result = [
        {"outcome": outcome, "test": name, "k": k, **_made(make, k, minimum, name in ("peters", "harbord"))}
        for name, (k, make) in tests.items()
    ]
    return pd.DataFrame(result, columns=list(columns(SmallStudyTest)))


def _made(make: Callable[[], dict[str, Any]], k: int, minimum: int, needs_counts: bool) -> dict[str, Any]:
    """Return a test, or why it is not made."""
    if k < minimum:
        return {"note": f"not made: fewer than {minimum} studies" + (" with counts" if needs_counts else "")}
    try:
        return make()
    except SynthesisError as error:
        return {"note": f"not made: {error}"}


def _test(test: Any) -> dict[str, Any]:
    """Return an asymmetry test as a row."""
    result = asdict(test)
    return {"coefficient": result["estimate"], **{name: result[name] for name in ("se", "statistic", "df", "p")}}


def _harbord(cells: list[Any], measure: str) -> dict[str, Any]:
    """Return Harbord's test as a row; its score is that of the odds ratio, and the risk ratio has another."""
    if measure != "OR":
        raise SynthesisError("the harbord test is for odds ratios")
    return _test(harbord(*cells))


def _filled(y: Any, v: Any, pooling: Pooling) -> dict[str, Any]:
    """Return trim and fill as a row."""
    result = trim_and_fill(y, v, pooling.method, pooling.ci_method, pooling.ci_level)
    ratios = {name: float(np.exp(getattr(result.pool, name))) for name in NATURAL}
    return {"missing": result.k0, "side": result.side, **ratios}


def filled_frame(outcome: str, rows: pd.DataFrame, pooling: Pooling) -> pd.DataFrame:
    """Return what trim and fill adds, to be drawn hollow: every row is imputed, none is a study.

    ``yi`` and ``vi`` are on the log scale. Empty where nothing is added, or the method is not used for few studies.
    """
    if len(rows) < pooling.small_study_minimum:
        return pd.DataFrame(columns=list(columns(Filled)))
    try:
        result = trim_and_fill(rows["yi"], rows["vi"], pooling.method, pooling.ci_method, pooling.ci_level)
    except SynthesisError:  # why not is said in the table of tests
        return pd.DataFrame(columns=list(columns(Filled)))
    labels = [f"imputed {number + 1}" for number in range(result.k0)]
    messages = {
        "outcome": outcome,
        "analysis": f"{outcome}-main",
        "label": labels,
        "imputed": "yes",
        "side": result.side,
    }
    return pd.DataFrame({**messages, "yi": result.y, "vi": result.v}, columns=list(columns(Filled)))


def _selected(y: Any, v: Any, favours: str, level: float) -> dict[str, Any]:
    """Return the selection model as a row; the statistic is the likelihood ratio, the coefficient delta."""
    result = selection_model(y, v, favours, level)
    ratios = {name: float(np.exp(getattr(result, name))) for name in NATURAL}
    note = f"{result.significant} of {result.k} studies significant in the wanted direction; Wald interval"
    return {"coefficient": result.delta, "statistic": result.lr, "df": 1, "p": result.lr_p, **ratios, "note": note}
