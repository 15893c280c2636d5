"""The ledger of a synthesis: every analysis as it is made, with the contrasts that went into it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ettervern.computed import Contrast, Pooled
from ettervern.review import Review
from ettervern.schema import columns
from ettervern.settings.effect_measures import MEASURES
from ettervern.settings.outcomes import Pooling
from ettervern.synthesise.arrays import Floats
from ettervern.synthesise.choose import barred, choose
from ettervern.synthesise.contrasts import Candidate, participants, with_effects, with_intervals
from ettervern.synthesise.dependence import RHO, correlated_effects
from ettervern.synthesise.pooling import Pool, pool_effects
from ettervern.synthesise.rules import Rules

#: Numbers that are given on the scale that readers see.
NATURAL = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "pi_low_km2", "pi_high_km2")


#: What a result is without a number: not a whole number either where that is not made.
NOT_MADE: dict[str, float | None] = {name: None if name == "q_df" else math.nan for name in columns(Pooled)}
#: Robust variance is known to be too small below this (Tipton 2015).
FEW_TRIALS = 10


@dataclass
class Ledger:
    """Collects the analyses as they are made.

    Attributes
    ----------
    review : Review
        Whose rules are followed.
    table : list of Candidate
        Every row of the outcomes table.
    pooled : list of Pooled
        One row an analysis.
    contrasts : list of Contrast
        The contrasts of all analyses, one after the other.
    """

    review: Review
    table: list[Candidate]
    pooled: list[Pooled] = field(default_factory=list)
    contrasts: list[Contrast] = field(default_factory=list)

    def rows(self, rules: Rules, table: Sequence[Candidate] | None = None) -> list[Candidate]:
        """Return the chosen contrasts of an analysis with their effects."""
        mine = self._of(rules, table)
        chosen = [row for row, why in zip(mine, choose(mine, rules), strict=True) if not why]
        return with_effects(chosen, rules.outcome, rules.zero)

    def all_rows(self, rules: Rules) -> list[Candidate]:
        """Return every contrast that may enter, several of one trial among them."""
        open_ = [row for row in self._of(rules, None) if not barred(row, rules)]
        return with_effects(open_, rules.outcome, rules.zero)

    def _of(self, rules: Rules, table: Sequence[Candidate] | None) -> list[Candidate]:
        """Return the rows of an outcome."""
        return [row for row in (self.table if table is None else table) if row.outcome == rules.outcome.id]

    def add(
        self, analysis: str, outcome: str, rows: Sequence[Candidate], note: str = "", **changes: Any
    ) -> Pool | None:
        """Pool contrasts of independent trials and keep the result; nothing is kept where there is no contrast."""
        if not rows:
            return None
        rules = replace(self.review.pooling(outcome), **changes)
        result = pool_effects(*effects(rows), rules.method, rules.ci_method, rules.ci_level)
        self.keep(analysis, rules, outcome, rows, result, note)
        return result

    def keep(
        self, analysis: str, rules: Pooling, outcome: str, rows: Sequence[Candidate], result: Pool, note: str = ""
    ) -> None:
        """Keep what contrasts of independent trials come to, by rules that name its measure."""
        names = ("k", "tau2", "tau2_ci_low", "tau2_ci_high", "i2", "h2", "q", "q_df", "q_p", "p", "method", "ci_method")
        values = {name: getattr(result, name) for name in (*names, *NATURAL)}
        self._keep(analysis, rules, outcome, rows, values, result.weights, "; ".join(filter(None, (note, result.note))))

    def add_dependent(self, analysis: str, outcome: str, rows: Sequence[Candidate], note: str = "") -> None:
        """Pool several contrasts of a trial with CR2 robust variance; kept where there are two trials or more."""
        trials = [row.trial for row in rows]
        if len(set(trials)) < 2:
            return
        rules = self.review.pooling(outcome)
        result = correlated_effects(*effects(rows), trials, level=rules.ci_level)
        values: dict[str, Any] = {
            name: getattr(result, name) for name in ("estimate", "ci_low", "ci_high", "tau2", "p")
        }
        message = f"all contrasts of each trial; sampling errors correlated {RHO}; {result.df:.1f} degrees of freedom"
        if result.clusters < FEW_TRIALS:
            message += f"; with fewer than {FEW_TRIALS} trials p may be too small"
        values |= {"k": result.clusters, "method": "DL-CE", "ci_method": "cr2"}
        self._keep(analysis, rules, outcome, rows, values, result.weights, "; ".join(filter(None, (note, message))))

    def _keep(
        self,
        analysis: str,
        rules: Pooling,
        outcome: str,
        rows: Sequence[Candidate],
        values: dict[str, Any],
        weights: Floats,
        note: str,
    ) -> None:
        """Keep one analysis, on the scale that readers see."""
        kind = MEASURES[rules.measure]
        natural = {name: float(kind.natural(values[name])) for name in NATURAL if name in values}
        # Several contrasts of a trial share people, who must not be counted twice.
        people = participants(rows) if len({row.trial for row in rows}) == len(rows) else math.nan
        named = {"analysis": analysis, "outcome": outcome, "measure": kind.code, "n_contrasts": len(rows)}
        whole: dict[str, Any] = {**NOT_MADE, **values, **natural, **named, "participants": people, "note": note}
        self.pooled.append(Pooled(**whole))
        self.contrasts += with_intervals(analysis, rows, kind, weights, rules.ci_level)


def effects(rows: Sequence[Candidate]) -> tuple[Floats, Floats]:
    """Return the effects of contrasts on the scale of the analysis, and their variances."""
    return np.array([row.yi for row in rows]), np.array([row.vi for row in rows])
