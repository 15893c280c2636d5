"""The ledger of a synthesis: every analysis as it is made, with the contrasts that went into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ettervern.computed import Contrast, Pooled
from ettervern.review import Review
from ettervern.schema import columns, joined
from ettervern.settings.model import Pooling
from ettervern.synthesise.choose import barred, choose
from ettervern.synthesise.contrasts import log_ratios, participants, with_intervals
from ettervern.synthesise.dependence import RHO, correlated_effects
from ettervern.synthesise.pooling import Pool, pool_effects
from ettervern.synthesise.rules import Rules

#: Ratios that are given on their natural scale.
NATURAL = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "pi_low_km2", "pi_high_km2")


#: Robust variance is known to be too small below this (Tipton 2015).
FEW_TRIALS = 10


@dataclass
class Ledger:
    """Collects the analyses as they are made.

    Attributes
    ----------
    review : Review
        Whose rules are followed.
    table : DataFrame
        Prepared rows of the outcomes table.
    pooled : list of dict
        One row an analysis.
    contrasts : list of DataFrame
        The contrasts of each analysis.
    """

    review: Review
    table: pd.DataFrame
    pooled: list[dict[str, Any]] = field(default_factory=list)
    contrasts: list[pd.DataFrame] = field(default_factory=list)

    @property
    def defaults(self) -> Pooling:
        """The pooling table of ``review.toml``."""
        return self.review.settings.pooling

    def rows(self, rules: Rules, table: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return the chosen contrasts of an analysis with their log ratios."""
        mine = self._of(rules, table)
        return log_ratios(mine[choose(mine, rules) == ""], rules.outcome, self.defaults.measure, self.defaults.zero)

    def all_rows(self, rules: Rules) -> pd.DataFrame:
        """Return every contrast that may enter, several of one trial among them."""
        mine = self._of(rules, None)
        return log_ratios(mine[barred(mine, rules) == ""], rules.outcome, self.defaults.measure, self.defaults.zero)

    def _of(self, rules: Rules, table: pd.DataFrame | None) -> pd.DataFrame:
        """Return the rows of an outcome."""
        table = self.table if table is None else table
        return table[table["outcome"] == rules.outcome.id]

    def add(self, analysis: str, outcome: str, rows: pd.DataFrame, note: str = "", **changes: str) -> Pool | None:
        """Pool contrasts of independent trials and keep the result; nothing is kept where there is no contrast."""
        if rows.empty:
            return None
        rules = self.defaults
        method, ci_method = (changes.get(name, getattr(rules, name)) for name in ("method", "ci_method"))
        result = pool_effects(rows["yi"], rows["vi"], method, ci_method, rules.ci_level)
        names = ("k", "tau2", "tau2_ci_low", "tau2_ci_high", "i2", "h2", "q", "q_df", "q_p", "p", "method", "ci_method")
        values = {name: getattr(result, name) for name in (*names, *NATURAL)}
        self._keep(analysis, outcome, rows, values, result.weights, "; ".join(filter(None, (note, result.note))))
        return result

    def add_dependent(self, analysis: str, outcome: str, rows: pd.DataFrame, note: str = "") -> None:
        """Pool several contrasts of a trial with CR2 robust variance; kept where there are two trials or more."""
        if rows["trial"].nunique() < 2:
            return
        result = correlated_effects(rows["yi"], rows["vi"], rows["trial"], level=self.defaults.ci_level)
        values = {name: getattr(result, name) for name in ("estimate", "ci_low", "ci_high", "tau2", "p")}
        message = f"all contrasts of each trial; sampling errors correlated {RHO}; {result.df:.1f} degrees of freedom"
        if result.clusters < FEW_TRIALS:
            message += f"; with fewer than {FEW_TRIALS} trials p may be too small"
        values |= {"k": result.clusters, "method": "DL-CE", "ci_method": "cr2"}
        self._keep(analysis, outcome, rows, values, result.weights, "; ".join(filter(None, (note, message))))

    def _keep(
        self, analysis: str, outcome: str, rows: pd.DataFrame, values: dict[str, Any], weights: Any, note: str
    ) -> None:
        """Keep one analysis, ratios on their natural scale."""
        level, measure = self.defaults.ci_level, self.defaults.measure
        natural = {name: float(np.exp(values[name])) for name in NATURAL if name in values}
        # Several contrasts of a trial share people, who must not be counted twice.
        people = participants(rows) if rows["trial"].is_unique else float("nan")
        named = {"analysis": analysis, "outcome": outcome, "measure": measure, "n_contrasts": len(rows)}
        self.pooled.append({**values, **natural, **named, "participants": people, "note": note})
        self.contrasts.append(with_intervals(rows, weights, level).assign(analysis=analysis)[list(columns(Contrast))])

    def pooled_frame(self) -> pd.DataFrame:
        """Return all analyses as a frame."""
        return joined(Pooled, [pd.DataFrame(self.pooled, dtype="object")])

    def contrasts_frame(self) -> pd.DataFrame:
        """Return the contrasts of all analyses one after the other."""
        return joined(Contrast, self.contrasts)
