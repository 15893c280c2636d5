"""Everything that R metafor says about eight published data sets beside what this package says.

The reference values and the script that made them lie in ``tests/reference``. metafor's own REML, ML, Paule-Mandel
and Q-profile values are iterative: it stops within about 1e-9 of the root, which is what those rows can show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ettervern.synthesise import (
    SynthesisError,
    dependence,
    effects,
    glmm,
    influence,
    moderators,
    selection,
    small_study,
    sparse,
    table,
)
from ettervern.synthesise.pooling import pool_effects

FOLDER = Path(__file__).parent.parent / "reference"
COUNTS = ["events_intervention", "n_intervention", "events_control", "n_control"]
MEANS = ["mean_intervention", "sd_intervention", "n_intervention", "mean_control", "sd_control", "n_control"]
POOLED = [
    "k", "estimate", "se", "statistic", "p", "ci_low", "ci_high", "tau2", "tau2_ci_low", "tau2_ci_high", "i2", "h2",
    "q", "q_p", "pi_low", "pi_high", "pi_low_km2", "pi_high_km2",
]  # fmt: skip
#: Methods whose tau2 has a closed form.
CLOSED = ("FE", "DL", "HE", "MH", "PETO")


@dataclass(frozen=True)
class Deviation:
    """One number of metafor and ours."""

    family: str
    quantity: str
    where: str
    ours: float
    theirs: float

    @property
    def absolute(self) -> float:
        return abs(self.ours - self.theirs) if np.isfinite([self.ours, self.theirs]).all() else _both(self)

    @property
    def relative(self) -> float:
        """Relative to metafor's number; numbers that are zero but for rounding count as absolute."""
        return 0.0 if self.absolute <= 1e-14 else self.absolute / max(abs(self.theirs), 1e-300)


def _both(pair: Deviation) -> float:
    return 0.0 if np.isnan(pair.ours) == np.isnan(pair.theirs) else float("inf")


def inputs() -> dict[str, pd.DataFrame]:
    return dict(list(pd.read_csv(FOLDER / "metafor_inputs.csv").groupby("dataset", sort=False)))


def effects_of(data: pd.DataFrame, measure: str, zero: str) -> tuple[Any, Any, Any]:
    """Return effects, variances and which studies are kept."""
    if measure == "GEN":
        return data["yi"].to_numpy(), data["vi"].to_numpy(), np.ones(len(data), dtype=bool)
    if measure in ("MD", "SMD"):
        return *effects.from_means(measure, *(data[name] for name in MEANS)), np.ones(len(data), dtype=bool)
    found = effects.from_table(measure, *(data[name] for name in COUNTS), zero=zero, drop_empty=measure != "RD")
    kept = ~found.dropped
    return found.y[kept], found.v[kept], kept


def pooled() -> Iterator[Deviation]:
    """Every measure, zero rule, method and interval."""
    sets, reference = inputs(), pd.read_csv(FOLDER / "metafor_pooled.csv")
    for row in reference.to_dict("records"):
        y, v, _ = effects_of(sets[row["dataset"]], row["measure"], row["zero"])
        found = pool_effects(y, v, row["method"], row["ci"])
        where = "|".join(str(row[name]) for name in ("dataset", "measure", "zero", "method", "ci"))
        for name in POOLED:
            if row["method"] != "REML" and name.startswith("tau2_ci"):
                continue
            yield Deviation(_family(row["method"], name), name, where, float(getattr(found, name)), float(row[name]))


def _family(method: str, name: str) -> str:
    if name.startswith("tau2_ci"):
        return "Q-profile"
    return "closed form" if method in CLOSED or name in ("q", "q_p", "k") else "iterative"


def studies() -> Iterator[Deviation]:
    """Leave-one-out, weights and influence with REML."""
    sets, reference = inputs(), pd.read_csv(FOLDER / "metafor_studies.csv")
    ours = {"loo_estimate": "estimate", "loo_ci_low": "ci_low", "loo_tau2": "tau2", "loo_i2": "i2", "loo_q": "q"}
    for (dataset, measure), rows in reference.groupby(["dataset", "measure"], sort=False):
        y, v, _ = effects_of(sets[dataset], measure, "only0")
        found = influence.influence(y, v).assign(weight=pool_effects(y, v).weights)
        left = influence.leave_one_out(y, v, ci_method="wald")
        for name in ours:
            found[name] = left[ours[name]]
        for name in rows.columns[3:]:
            for row, theirs in zip(rows["row"], rows[name], strict=True):
                yield Deviation(
                    "study by study", name, f"{dataset}|{measure}|{row}", float(found[name][row - 1]), float(theirs)
                )


def others() -> Iterator[Deviation]:
    """Mantel-Haenszel, Peto, tests, trim and fill, meta-regression, selection model, binomial-normal, dependence."""
    sets, reference = inputs(), pd.read_csv(FOLDER / "metafor_other.csv")
    for (dataset, measure, analysis), rows in reference.groupby(["dataset", "measure", "analysis"], sort=False):
        ours = _other(sets[dataset], measure, analysis)
        for name, theirs in zip(rows["quantity"], rows["value"], strict=True):
            yield Deviation(_kind(analysis), name, f"{dataset}|{measure}|{analysis}", float(ours[name]), float(theirs))


def _kind(analysis: str) -> str:
    for name in ("trim_and_fill", "regression", "GLMM"):
        if analysis.startswith(name):
            return name.replace("_", " ")
    return analysis


def _other(data: pd.DataFrame, measure: str, analysis: str) -> Any:
    cells = [data[name] for name in COUNTS]
    if analysis == "MH":
        kept = effects_of(data, measure, "only0")[2]
        return vars(sparse.mantel_haenszel(measure, *(cell[kept] for cell in cells)))
    if analysis == "PETO":
        y, v, kept = effects_of(data, "PETO", "none")
        return vars(pool_effects(y, v, "FE", "wald"))
    if analysis.startswith("GLMM"):
        return vars(glmm.glmm(*cells))
    if analysis == "harbord":
        return vars(small_study.harbord(*cells))
    y, v, kept = effects_of(data, measure, "only0")
    if analysis == "peters":
        return vars(small_study.peters(y, *(cell[kept] for cell in cells)))
    if analysis in ("egger", "begg"):
        return vars(getattr(small_study, analysis)(y, v))
    if analysis.startswith("trim_and_fill"):
        found = small_study.trim_and_fill(y, v, analysis.rsplit("_", 1)[1])
        return {**vars(found.pool), "k0": found.k0, "right": found.side == "right"}
    return _modelled(data, y, v, analysis)


def _modelled(data: pd.DataFrame, y: Any, v: Any, analysis: str) -> Any:
    if analysis.startswith("regression"):
        _, form, method, ci = analysis.split("|")
        found = moderators.meta_regression(y, v, data[form.split()], method, ci)
        return {**vars(found), **found.terms.iloc[-1].to_dict()}
    if analysis == "subgroups allocation":
        return vars(moderators.subgroups(y, v, data["allocation"]))
    if analysis.startswith("permutation"):
        first = moderators.permutation_test(y[:6], v[:6], data[["latitude"]][:6], "DL", "hk")
        return first.iloc[0]
    if analysis == "selection":
        return vars(selection.selection_model(y, v, "low" if data["dataset"].iloc[0] == "bcg" else "high"))
    if analysis.startswith("correlated effects"):
        return vars(dependence.correlated_effects(y, v, data["cluster"]))
    raise SynthesisError(f"no comparison for {analysis}")


def hard_inputs() -> dict[str, pd.DataFrame]:
    return dict(list(pd.read_csv(FOLDER / "metafor_hard_inputs.csv").groupby("case", sort=False)))


def hard() -> Iterator[Deviation]:
    """Made-up cases where numbers are hard to get right, by the door that everyone uses (see metafor_hard.R)."""
    cases, reference = hard_inputs(), pd.read_csv(FOLDER / "metafor_hard.csv")
    for (case, measure, method, ci), rows in reference.groupby(["case", "measure", "method", "ci"], sort=False):
        given = cases[case].dropna(axis="columns")
        answer = table.pool(given, measure, method, ci, "all" if case.startswith("almost") else "only0").as_dict()
        for name, theirs in zip(rows["quantity"], rows["value"], strict=True):
            if name not in ("stuck_at", "log_likelihood"):
                yield Deviation(
                    _family(method, name), name, f"{case}|{measure}|{method}|{ci}", _at(answer, name), theirs
                )


def _at(answer: Any, path: str) -> float:
    """Return a number of an answer by its path, NaN where it does not exist."""
    if path.endswith("trim_and_fill.right"):
        return float(answer["small_study"]["trim_and_fill"]["side"] == "right")
    for step in path.split("."):
        answer = answer[int(step) if isinstance(answer, list) else step]
        if answer is None:
            return float("nan")
    return float(answer)


def all_deviations() -> pd.DataFrame:
    """Return every pair of numbers of the published data sets with its deviations."""
    return as_table(pooled(), studies(), others())


def as_table(*sources: Iterator[Deviation]) -> pd.DataFrame:
    """Return pairs of numbers with their deviations."""
    rows = [
        {"family": one.family, "quantity": one.quantity, "where": one.where, "ours": one.ours, "theirs": one.theirs,
         "absolute": one.absolute, "relative": one.relative}
        for source in sources
        for one in source
    ]  # fmt: skip
    return pd.DataFrame(rows)
