"""Bodies of evidence: the analyses that are judged, each with its contrasts.

Judged are the main analysis of each outcome, the controlled studies without randomisation, and each category of
measures that was pooled. Sensitivity analyses ask questions of the main analysis and are not judged themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ettervern.review import Outcome, Review


@dataclass(frozen=True)
class Body:
    """One analysis that is judged.

    Attributes
    ----------
    analysis : str
        Name in the table of pooled results.
    outcome : Outcome
        What was measured.
    category : str
        Category of measures; empty for all.
    randomised : bool
        Trials, or controlled studies without randomisation.
    pooled : dict
        The row of pooled results, on the scale that readers see.
    contrasts : DataFrame
        Its contrasts, with ``directness``; weights in percent that sum to 100.
    """

    analysis: str
    outcome: Outcome
    category: str
    randomised: bool
    pooled: dict[str, Any]
    contrasts: pd.DataFrame

    @property
    def sd(self) -> float:
        """The standard deviation of the outcome among people without the intervention; NaN where none is known.

        1 where differences are standardised, else the median of the studies' control groups.
        """
        if self.outcome.measure == "SMD":
            return 1.0
        return float(self.contrasts["sd_control"].astype(float).median()) if self.outcome.measure == "MD" else math.nan

    def number(self, name: str) -> float:
        """Return a number of the pooled row; NaN where it is not there."""
        value = self.pooled.get(name)
        return math.nan if value is None or value == "" or pd.isna(value) else float(value)


def bodies(review: Review, pooled: pd.DataFrame, contrasts: pd.DataFrame, choice: pd.DataFrame) -> list[Body]:
    """Return the bodies of evidence, in the order outcome: main, categories, not randomised.

    A category of measures among the contrasts of a main analysis that the synthesis gives no row of its own is pooled
    here, by the review's own rules.

    Parameters
    ----------
    review : Review
        Names outcomes and categories, and the pooling rules.
    pooled, contrasts, choice : DataFrame
        What the synthesis found.

    Returns
    -------
    list of Body
        Without analyses that have no estimate with an interval.
    """
    directness = choice.drop_duplicates("outcome_id").set_index("outcome_id")["directness"]
    contrasts = contrasts.assign(directness=contrasts["outcome_id"].map(directness))
    rows = {str(row["analysis"]): {str(key): value for key, value in row.items()} for row in pooled.to_dict("records")}
    results: list[Body] = []
    for outcome in review.outcomes.values():
        results += _of_outcome(review, outcome, rows, contrasts)
    return [body for body in results if all(math.isfinite(body.number(n)) for n in ("estimate", "ci_low", "ci_high"))]


def _of_outcome(
    review: Review, outcome: Outcome, rows: dict[str, dict[str, Any]], contrasts: pd.DataFrame
) -> Iterator[Body]:
    """Yield the bodies of one outcome."""
    name = f"{outcome.id}-main"
    main = contrasts[contrasts["analysis"] == name]
    if name in rows:
        yield Body(name, outcome, "", True, rows[name], main)
    named = {_category(review, analysis): analysis for analysis in rows if analysis.startswith(f"{outcome.id}-")}
    for category in review.categories:
        mine = main[main["category"] == category]
        if category in named:
            own = contrasts[contrasts["analysis"] == named[category]]
            yield Body(named[category], outcome, category, True, rows[named[category]], mine if own.empty else own)
        elif len(mine):
            yield _pooled_here(review, outcome, category, mine)
    name = f"{outcome.id}-not-randomised"
    if name in rows:
        yield Body(name, outcome, "", False, rows[name], contrasts[contrasts["analysis"] == name])


def _category(review: Review, analysis: str) -> str:
    """Return the category that an analysis is named for (``relapse-category-exercise``), empty for none."""
    plain = analysis.replace("_", "-")
    fits = [category for category in review.categories if plain.endswith("-" + category.replace("_", "-"))]
    return max(fits, key=len, default="")


def _pooled_here(review: Review, outcome: Outcome, category: str, contrasts: pd.DataFrame) -> Body:
    """Pool one category of the main analysis; a single study stands alone, without heterogeneity or prediction."""
    rules, shown = review.pooling(outcome.id), outcome.kind.natural
    from ettervern.synthesise import pool_effects  # here: checking judgements pools nothing, and should not load it

    result = pool_effects(contrasts["yi"], contrasts["vi"], rules.method, rules.ci_method, rules.ci_level)
    natural = {
        name: float(shown(getattr(result, name))) for name in ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
    }
    row = {
        "analysis": f"{outcome.id}-category-{category}",
        "outcome": outcome.id,
        "measure": rules.measure,
        "k": result.k,
        "participants": contrasts[["n_intervention", "n_control"]].sum(axis=1).sum(),
        "tau2": result.tau2,
        "i2": result.i2,
        **natural,
    }
    return Body(str(row["analysis"]), outcome, category, True, row, contrasts.assign(weight=result.weights))
