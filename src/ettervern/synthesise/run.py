"""The whole synthesis of a review: every analysis of its protocol as rows of a few tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ettervern.computed import COMPUTED, InWords
from ettervern.review import Review
from ettervern.schema import columns, joined
from ettervern.synthesise import questions
from ettervern.synthesise.choose import choose
from ettervern.synthesise.contrasts import labels, prepare
from ettervern.synthesise.ledger import Ledger
from ettervern.synthesise.rules import rules_of
from ettervern.synthesise.sensitivity import add_sensitivity
from ettervern.synthesise.words import in_words

#: Tables beside the ledger, which a review with nothing to pool has too.
REST = (
    "words", "leave_one_out", "cumulative", "influence", "subgroups", "meta_regression", "small_study", "filled",
)  # fmt: skip


@dataclass(frozen=True)
class Synthesis:
    """What the synthesis found. Ratios are on their natural scale, ``yi`` and ``vi`` on the log scale.

    Attributes
    ----------
    pooled : DataFrame
        One row an analysis: the main ones, those without randomisation, and the protocol's sensitivity set.
    contrasts : DataFrame
        One row a contrast and analysis, with its weight.
    choice : DataFrame
        Every row of outcomes.csv: ``used_in`` names the analysis that it carries, ``also_in`` the sensitivity
        analyses, ``why_not`` the reason why the main analysis of its outcome does not pool it.
    words : DataFrame
        Every study seen in words with its ``fate``; see :func:`ettervern.synthesise.words.in_words`.
    leave_one_out, cumulative, influence, subgroups, meta_regression, small_study, filled : DataFrame
        Hard questions to the main analyses; see :mod:`ettervern.synthesise.questions`.
    """

    pooled: pd.DataFrame
    contrasts: pd.DataFrame
    choice: pd.DataFrame
    words: pd.DataFrame
    leave_one_out: pd.DataFrame
    cumulative: pd.DataFrame
    influence: pd.DataFrame
    subgroups: pd.DataFrame
    meta_regression: pd.DataFrame
    small_study: pd.DataFrame
    filled: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the name of the file that each is written to, without its ending."""
        return {str(name): frame for name, frame in vars(self).items()}


def analyse(
    outcomes: pd.DataFrame,
    studies: pd.DataFrame,
    review: Review,
    words: pd.DataFrame | None = None,
    risk_of_bias: pd.DataFrame | None = None,
    percentages: pd.DataFrame | None = None,
) -> Synthesis:
    """Make every analysis that the protocol asks for.

    Parameters
    ----------
    outcomes, studies : DataFrame
        The extraction tables (typed; the index of ``outcomes`` is the row in its file).
    review : Review
        Holds the outcomes and the pooling rules.
    words : DataFrame, optional
        Findings in words; without it there are no null entries.
    risk_of_bias : DataFrame, optional
        Judgements, for the subgroups by overall risk of bias.
    percentages : DataFrame, optional
        Studies with only percentages and a total; see :func:`ettervern.synthesise.sensitivity.equal_arms`.

    Returns
    -------
    Synthesis
        Tables of results.

    Raises
    ------
    ReviewError
        For figures that cannot be right, with file, row and column.
    """
    names = labels(studies) if words is None else labels(studies, words)
    ledger = Ledger(review, prepare(outcomes, studies, names))
    more = None if percentages is None else _with_study(percentages, studies, names)
    overall = {} if risk_of_bias is None else dict(zip(risk_of_bias["study_id"], risk_of_bias["overall"], strict=True))
    results = [_one_outcome(ledger, outcome, words, studies, overall, more, names) for outcome in review.outcomes]
    rest = {name: joined(COMPUTED[name], [one[name] for one in results if name in one]) for name in REST}
    return Synthesis(ledger.pooled_frame(), ledger.contrasts_frame(), _choice(ledger), **rest)


def _one_outcome(
    ledger: Ledger,
    outcome: str,
    words: pd.DataFrame | None,
    studies: pd.DataFrame,
    overall: dict[str, str],
    percentages: pd.DataFrame | None,
    names: dict[str, str],
) -> dict[str, pd.DataFrame]:
    """Make every analysis of an outcome; return the tables beside the ledger."""
    main = ledger.rows(rules_of(ledger.review, outcome))
    ledger.add(f"{outcome}-main", outcome, main)
    ledger.add(f"{outcome}-not-randomised", outcome, ledger.rows(rules_of(ledger.review, outcome, randomised=False)))
    if main.empty:
        return {}
    listed = _listed(words, outcome, main, ledger.review, names)
    add_sensitivity(ledger, outcome, main, listed, percentages)
    return {"words": listed[list(columns(InWords))], **_questions(ledger, outcome, main, studies, overall)}


def _with_study(percentages: pd.DataFrame, studies: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return percentages with the columns of their studies."""
    blank = [name for name in ("effect", "ci_low", "ci_high", "ci_level", "months") if name not in percentages]
    counts = ["events_intervention", "n_intervention", "events_control", "n_control"]
    return prepare(percentages.assign(**dict.fromkeys([*blank, *counts], math.nan)), studies, names)


def _listed(
    words: pd.DataFrame | None, outcome: str, main: pd.DataFrame, review: Review, names: dict[str, str]
) -> pd.DataFrame:
    """Return the studies seen in words with their fate."""
    if words is None or main.empty:
        return pd.DataFrame(columns=list(columns(InWords)))
    return in_words(words, outcome, main, review, names)


def _questions(
    ledger: Ledger, outcome: str, main: pd.DataFrame, studies: pd.DataFrame, overall: dict[str, str]
) -> dict[str, pd.DataFrame]:
    """Return the hard questions to a main analysis, one frame each."""
    pooling = ledger.defaults
    years = dict(zip(studies["study_id"], studies["year"], strict=True))
    groups = questions.groupings(main, overall)
    ages = sorted({str(age) for age in studies["age_group"].dropna() if str(age)})
    favours = ledger.review.outcomes[outcome].favours
    return {
        "leave_one_out": questions.left_out_frame(outcome, main, pooling),
        "cumulative": questions.cumulative_frame(outcome, main, years, pooling),
        "influence": questions.influence_frame(outcome, main, pooling),
        "subgroups": questions.subgroup_frame(outcome, main, groups, {"age_group": ages}, pooling),
        "meta_regression": questions.regression_frame(outcome, main, years, pooling),
        "small_study": questions.small_study_frame(outcome, main, favours, pooling),
        "filled": questions.filled_frame(outcome, main, pooling),
    }


def _choice(ledger: Ledger) -> pd.DataFrame:
    """Return every row of the outcomes table with what became of it."""
    table = ledger.table
    why = pd.Series("outcome", index=table.index, dtype="object")
    for outcome in ledger.review.outcomes:
        mine = table["outcome"] == outcome
        why[mine] = choose(table[mine], rules_of(ledger.review, outcome))
    used: dict[str, list[str]] = {}
    for part in ledger.contrasts:
        for row in part[["outcome_id", "analysis"]].to_dict("records"):
            used.setdefault(row["outcome_id"], []).append(row["analysis"])
    names = ["outcome_id", "study_id", "trial", "outcome", "label", "design", "directness", "months", "definition_flag"]

    def where(carrying: bool) -> pd.Series[Any]:
        ends = ("-main", "-not-randomised")
        return table["outcome_id"].map(
            lambda identity: " ".join(name for name in used.get(identity, []) if name.endswith(ends) == carrying)
        )

    return table[names].assign(used_in=where(True), also_in=where(False), why_not=why).reset_index(drop=True)
