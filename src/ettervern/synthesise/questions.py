"""Hard questions to the main analysis, each answered by one table: which study carries it, does it differ by kind of
study, do small studies show more?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ettervern.computed import Contrast, Cumulative, Filled, Influence, LeftOut, Slope, SmallStudyTest, Subgroup
from ettervern.schema import Row, columns, frame
from ettervern.settings.effect_measures import MEASURES, Measure
from ettervern.settings.outcomes import Pooling
from ettervern.synthesise.arrays import Floats, SynthesisError, as_floats
from ettervern.synthesise.contrasts import Candidate, participants
from ettervern.synthesise.influence import cumulative, influence, leave_one_out
from ettervern.synthesise.ledger import effects
from ettervern.synthesise.moderators import meta_regression, permutation_test, subgroups
from ettervern.synthesise.pooling import Pool
from ettervern.synthesise.selection import selection_model
from ettervern.synthesise.small_study import AsymmetryTest, begg, egger, harbord, peters, trim_and_fill

NORDIC = ("Denmark", "Finland", "Iceland", "Norway", "Sweden")
NATURAL = ("estimate", "ci_low", "ci_high")


def _shown(pool: Pool, pooling: Pooling) -> tuple[float, float, float, float, float]:
    """Return the estimate, its interval and the prediction interval of a pool as readers see them."""
    natural = MEASURES[pooling.measure].natural
    low, high = float(natural(pool.pi_low)), float(natural(pool.pi_high))
    return float(natural(pool.estimate)), float(natural(pool.ci_low)), float(natural(pool.ci_high)), low, high


def _years(rows: Sequence[Candidate], years: Mapping[str, int | None]) -> Floats:
    """Return the year of each contrast's study, NaN where it was not seen."""
    return as_floats([years.get(row.study_id) for row in rows])


def left_out_frame(outcome: str, rows: Sequence[Candidate], pooling: Pooling) -> pd.DataFrame:
    """Return the pool without each trial in turn, on the scale that readers see."""
    result = leave_one_out(*effects(rows), pooling.method, pooling.ci_method, pooling.ci_level)
    names = pd.DataFrame([(row.outcome_id, row.study_id, row.label, f"{outcome}-loo") for row in rows[: len(result)]])
    return _table(LeftOut, names, result, MEASURES[pooling.measure])


def cumulative_frame(
    outcome: str, rows: Sequence[Candidate], years: Mapping[str, int | None], pooling: Pooling
) -> pd.DataFrame:
    """Return the pool as trials were printed, oldest first, on the scale that readers see."""
    year = _years(rows, years)
    order = np.where(np.isnan(year), np.inf, year)
    result = cumulative(*effects(rows), order, pooling.method, pooling.ci_method, pooling.ci_level)
    added = result.pop("added").tolist()
    names = pd.DataFrame([(rows[at].study_id, rows[at].label, f"{outcome}-cumulative") for at in added])
    return _table(Cumulative, names, result.assign(year=year[added]), MEASURES[pooling.measure])


def influence_frame(outcome: str, rows: Sequence[Candidate], pooling: Pooling) -> pd.DataFrame:
    """Return influence diagnostics and the places of a Baujat plot; empty for fewer than three trials."""
    if len(rows) < 3:
        return pd.DataFrame()
    names = pd.DataFrame([(row.study_id, row.label, outcome) for row in rows])
    return _table(Influence, names, influence(*effects(rows), pooling.method))


def _table(row: type[Row], names: pd.DataFrame, numbers: pd.DataFrame, kind: Measure | None = None) -> pd.DataFrame:
    """Return numbers of trials beside what names them, a row class's first columns; effects as readers see them."""
    if kind is not None:
        numbers = numbers.assign(**{name: kind.natural(numbers[name].astype(float)) for name in NATURAL})
    return pd.concat([names.set_axis([*columns(row)][: names.shape[1]], axis=1), numbers], axis=1)


def groupings(rows: Sequence[Candidate | Contrast], overall: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the groupings of trials that the protocol asks for: name -> label of each contrast.

    Parameters
    ----------
    rows : sequence
        Contrasts.
    overall : mapping
        Study -> overall risk of bias.
    """
    return {
        "category": [row.category for row in rows],
        "age_group": [row.age_group for row in rows],
        "risk_of_bias": [overall.get(row.study_id, "no_information") for row in rows],
        "country": [_place(row.country) for row in rows],
        "months": ["3 to 6" if row.months <= 6 else "7 to 12" if row.months <= 12 else "over 12" for row in rows],
        "figures": [row.from_ for row in rows],
    }


def _place(country: str) -> str:
    return "nordic" if country in NORDIC else {"": "unknown", "USA": "usa"}.get(country, "other")


def subgroup_frame(
    outcome: str,
    rows: Sequence[Candidate],
    groups: Mapping[str, Sequence[str]],
    known: Mapping[str, Sequence[str]],
    pooling: Pooling,
) -> pd.DataFrame:
    """Return pools of subgroups with the test of their difference.

    ``known`` holds levels that must be shown even where no trial is in them, with k of 0.
    """
    results: list[Subgroup] = []
    for by, labels in groups.items():
        result = subgroups(*effects(rows), labels, pooling.method, pooling.ci_method, pooling.ci_level)
        test = (result.q_between, result.df, result.p)
        for name, one in result.pools.items():
            people = participants(row for row, label in zip(rows, labels, strict=True) if label == name)
            pool = (people, *_shown(one, pooling), one.k, one.tau2, one.i2, one.p, one.ci_method, one.note)
            results.append(Subgroup(outcome, by, name, *pool, *test))
        for name in known.get(by, ()):
            if name not in result.pools:
                none = (math.nan,) * 6
                results.append(Subgroup(outcome, by, name, *none, 0, *none[:3], "", "no trial", *test))
    return frame(Subgroup, results)


def regression_frame(
    outcome: str, rows: Sequence[Candidate], years: Mapping[str, int | None], pooling: Pooling
) -> pd.DataFrame:
    """Regress the effect on year and follow-up, one at a time, with a permutation test.

    Only where there are as many trials as ``small_study_minimum``; ``ratio`` is the ratio of the pooled ratios, or the
    difference of the pooled differences, for a step of one year or month.
    """
    results = []
    for name, value in {"year": _years(rows, years), "months": as_floats([row.months for row in rows])}.items():
        used = ~np.isnan(value)
        if used.sum() >= pooling.small_study_minimum and len(set(value[used])) > 1:
            chosen = [row for row, one in zip(rows, used, strict=True) if one]
            results.append(_regressed(outcome, name, chosen, value[used], pooling))
    return frame(Slope, results)


def _regressed(outcome: str, name: str, rows: Sequence[Candidate], value: Floats, pooling: Pooling) -> Slope:
    """Return the slope on one moderator."""
    x, method, ci_method = pd.DataFrame({name: value}), pooling.method, pooling.ci_method
    fitted = meta_regression(*effects(rows), x, method, ci_method, pooling.ci_level)
    slope = fitted.terms.iloc[1]
    shuffled = permutation_test(*effects(rows), x, method, ci_method).iloc[0]
    natural = MEASURES[pooling.measure].natural
    ratio, low, high = (float(natural(slope[name])) for name in NATURAL)
    tests = (slope["p"], shuffled["p"], shuffled["orders"], shuffled["exact"])
    return Slope(outcome, name, fitted.k, ratio, low, high, *tests, fitted.tau2, fitted.r2)


def small_study_frame(outcome: str, rows: Sequence[Candidate], favours: str, pooling: Pooling) -> pd.DataFrame:
    """Return the tests for small-study effects; those with too few trials are named and not made."""
    y, v = effects(rows)
    counted = [row for row in rows if row.from_ == "counts"]
    cells = [np.array(cell) for cell in zip(*(row.counts.cells() for row in counted), strict=True)]
    tests: dict[str, tuple[int, Callable[[], dict[str, Any]]]] = {
        "egger": (len(rows), lambda: _test(egger(y, v))),
        "begg": (len(rows), lambda: _test(begg(y, v))),
        "peters": (len(counted), lambda: _test(peters(effects(counted)[0], *cells))),
        "harbord": (len(counted), lambda: _harbord(cells, pooling.measure)),
        "trim_and_fill": (len(rows), lambda: _filled(y, v, pooling)),
        "selection_model": (len(rows), lambda: _selected(y, v, favours, pooling)),
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


def _test(test: AsymmetryTest) -> dict[str, Any]:
    """Return an asymmetry test as a row."""
    return {"coefficient": test.estimate, "se": test.se, "statistic": test.statistic, "df": test.df, "p": test.p}


def _harbord(cells: list[Any], measure: str) -> dict[str, Any]:
    """Return Harbord's test as a row; its score is that of the odds ratio, and the risk ratio has another."""
    if measure != "OR":
        raise SynthesisError("the harbord test is for odds ratios")
    return _test(harbord(*cells))


def _filled(y: Any, v: Any, pooling: Pooling) -> dict[str, Any]:
    """Return trim and fill as a row."""
    result = trim_and_fill(y, v, pooling.method, pooling.ci_method, pooling.ci_level)
    natural = MEASURES[pooling.measure].natural
    shown = {name: float(natural(getattr(result.pool, name))) for name in NATURAL}
    return {"missing": result.k0, "side": result.side, **shown}


def filled_frame(outcome: str, rows: Sequence[Candidate], pooling: Pooling) -> pd.DataFrame:
    """Return what trim and fill adds, to be drawn hollow: every row is imputed, none is a study.

    ``yi`` and ``vi`` are on the scale of the analysis. Empty where nothing is added, or where there are few studies.
    """
    if len(rows) < pooling.small_study_minimum:
        return frame(Filled, [])
    try:
        result = trim_and_fill(*effects(rows), pooling.method, pooling.ci_method, pooling.ci_level)
    except SynthesisError:  # why not is said in the table of tests
        return frame(Filled, [])
    added = zip(result.y.tolist(), result.v.tolist(), strict=True)
    place = (outcome, f"{outcome}-main")
    return frame(
        Filled,
        [Filled(*place, f"imputed {at}", "yes", result.side, y, v) for at, (y, v) in enumerate(added, start=1)],
    )


def _selected(y: Any, v: Any, favours: str, pooling: Pooling) -> dict[str, Any]:
    """Return the selection model as a row; the statistic is the likelihood ratio, the coefficient delta."""
    result = selection_model(y, v, favours, pooling.ci_level)
    natural = MEASURES[pooling.measure].natural
    shown = {name: float(natural(getattr(result, name))) for name in NATURAL}
    note = f"{result.significant} of {result.k} studies significant in the wanted direction; Wald interval"
    return {"coefficient": result.delta, "statistic": result.lr, "df": 1, "p": result.lr_p, **shown, "note": note}
