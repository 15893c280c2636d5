"""The whole synthesis of a review: every analysis of its protocol as rows of a few tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ettervern.computed import COMPUTED, Choice, Contrast, InWords, Pooled
from ettervern.extract.schemas import BiasRow, OutcomeRow, PercentRow, StudyRow, WordsRow
from ettervern.files import Problem
from ettervern.review import Review
from ettervern.schema import frame, joined
from ettervern.schema import rows as schema_rows
from ettervern.synthesise import questions
from ettervern.synthesise.choose import choose
from ettervern.synthesise.contrasts import Candidate, prepare, studies_of
from ettervern.synthesise.in_words import in_words
from ettervern.synthesise.ledger import Ledger
from ettervern.synthesise.names import labels
from ettervern.synthesise.rules import rules_of
from ettervern.synthesise.sensitivity import add_sensitivity, equal_arms

#: Tables beside the ledger, which a review with nothing to pool has too.
REST = (
    "words", "leave_one_out", "cumulative", "influence", "subgroups", "meta_regression", "small_study", "filled",
)  # fmt: skip

#: How the names of the analyses end that carry a row; the others ask questions of them.
CARRYING = ("-main", "-not-randomised")


@dataclass(frozen=True)
class Synthesis:
    """What the synthesis found, as readers see it; ``yi`` and ``vi`` are on the scale of the analysis.

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
        Every study seen in words with its ``fate``; see :func:`ettervern.synthesise.in_words.in_words`.
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
    outcomes: Mapping[int, OutcomeRow],
    studies: Iterable[StudyRow],
    review: Review,
    words: Iterable[WordsRow] = (),
    risk_of_bias: Iterable[BiasRow] = (),
    percentages: Mapping[int, PercentRow] | None = None,
) -> Synthesis:
    """Make every analysis that the protocol asks for.

    Parameters
    ----------
    outcomes, studies : rows
        The extraction tables; each outcome by its row in the file.
    review : Review
        Holds the outcomes and the pooling rules.
    words : iterable of WordsRow
        Findings in words; without them there are no null entries.
    risk_of_bias : iterable of BiasRow
        Judgements, for the subgroups by overall risk of bias.
    percentages : mapping, optional
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
    described, listed = [*studies], [*words]
    names = labels([*described, *listed])
    shares = percentages or {}
    known = studies_of(described, {line: row.study_id for line, row in shares.items()})
    given = Given(
        described,
        listed,
        {row.study_id: row.overall for row in risk_of_bias},
        [equal_arms(row, known[row.study_id], names[row.study_id]) for row in shares.values()],
        names,
    )
    ledger = Ledger(review, prepare(outcomes, described, names))
    results = [_one_outcome(ledger, outcome, given) for outcome in review.outcomes]
    rest = {name: joined(COMPUTED[name], [one[name] for one in results if name in one]) for name in REST}
    return Synthesis(frame(Pooled, ledger.pooled), frame(Contrast, ledger.contrasts), _choice(ledger), **rest)


@dataclass(frozen=True)
class Given:
    """What stands beside the contrasts: studies, findings in words, overall bias, equal arms, and names of studies."""

    studies: Sequence[StudyRow]
    words: Sequence[WordsRow]
    overall: Mapping[str, str]
    percentages: Sequence[Candidate]
    names: Mapping[str, str]


def _one_outcome(ledger: Ledger, outcome: str, given: Given) -> dict[str, pd.DataFrame]:
    """Make every analysis of an outcome; return the tables beside the ledger."""
    main = ledger.rows(rules_of(ledger.review, outcome))
    ledger.add(f"{outcome}-main", outcome, main)
    ledger.add(f"{outcome}-not-randomised", outcome, ledger.rows(rules_of(ledger.review, outcome, randomised=False)))
    if not main:
        return {}
    listed = in_words(given.words, outcome, main, ledger.review, given.names)
    add_sensitivity(ledger, outcome, main, listed, given.percentages)
    words = frame(InWords, [entry for _, entry in listed])
    return {"words": words, **_questions(ledger, outcome, main, given)}


def _questions(ledger: Ledger, outcome: str, main: Sequence[Candidate], given: Given) -> dict[str, pd.DataFrame]:
    """Return the hard questions to a main analysis, one frame each."""
    pooling = ledger.review.pooling(outcome)
    years = {row.study_id: row.year for row in reversed(given.studies)}
    groups = questions.groupings(main, given.overall)
    ages = sorted({row.age_group for row in given.studies} - {""})
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
    why: dict[int, str] = {}
    for outcome in ledger.review.outcomes:
        mine = [row for row in ledger.table if row.outcome == outcome]
        why |= zip((row.line for row in mine), choose(mine, rules_of(ledger.review, outcome)), strict=True)
    used: dict[str, list[str]] = {}
    for one in ledger.contrasts:
        used.setdefault(one.outcome_id, []).append(one.analysis)

    def chosen(row: Candidate) -> Choice:
        analyses = used.get(row.outcome_id, [])
        carrying = [name for name in analyses if name.endswith(CARRYING)]
        others = [name for name in analyses if not name.endswith(CARRYING)]
        place = (row.outcome_id, row.study_id, row.trial, row.outcome, row.label, row.design, row.directness)
        reason = why.get(row.line, "outcome")
        return Choice(*place, row.months, row.definition_flag, " ".join(carrying), " ".join(others), reason)

    return frame(Choice, map(chosen, ledger.table))


def unpooled(review: Review, answer: Synthesis) -> list[Problem]:
    """Return a warning for each outcome whose figures all fall out of its pool, with the reasons counted."""
    problems = []
    for outcome in review.outcomes:
        rows = [row for row in schema_rows(Choice, answer.choice) if row.outcome == outcome]
        if rows and all(row.why_not for row in rows):
            reasons = Counter(row.why_not for row in rows)
            told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
            message = f"none of {len(rows)} rows of outcomes.csv on {outcome} can be pooled: {told}"
            problems.append(review.fault(f"outcomes.{outcome}", message, "warning"))
    return problems
