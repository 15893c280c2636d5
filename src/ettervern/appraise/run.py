"""The whole appraisal of a review: absolute effects, certainty, words and risk of bias as tables of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ettervern.appraise.bias import bias_summary, bias_table
from ettervern.appraise.bodies import Body, bodies
from ettervern.appraise.certainty import certainty_rows
from ettervern.appraise.domains import Proposal, imprecision, inconsistency, indirectness, risk_of_bias
from ettervern.appraise.findings import (
    absolute_row,
    effect_of,
    summary_rows,
)
from ettervern.appraise.information import people_of
from ettervern.appraise.judgements import drift, read_judgements, signed_rows
from ettervern.appraise.rates import BaseRate, base_rates, rate_settings
from ettervern.appraise.statements import word_rows
from ettervern.appraise.unseen import asymmetry, publication_bias, unseen
from ettervern.computed import Absolute, Certainty, Statement, Summary
from ettervern.extract import Extraction
from ettervern.files import Problem, ReviewError
from ettervern.review import Review
from ettervern.schema import joined
from ettervern.settings.judging import Grade, Thresholds


@dataclass(frozen=True)
class Appraisal:
    """What the results mean and how far they can be trusted. Numbers are at full precision.

    Attributes
    ----------
    absolute : DataFrame
        One row an analysis and base rate (:class:`ettervern.computed.Absolute`). Risks 0 to 1;
        differences in people per 1000, with less without; intervals from the pooled interval alone, not from the
        uncertainty of the base rate.
    certainty : DataFrame
        One row an analysis and domain, and one for the whole; see
        :func:`ettervern.appraise.certainty.certainty_rows`.
    summary : DataFrame
        Summary of findings: one row an analysis and base rate.
    words : DataFrame
        One row an analysis and language: statement, numbers, and both as ``sentence``.
    bias, bias_summary : DataFrame
        Judgements of risk of bias, and their share of the weight of each analysis.
    problems : list of Problem
        Warnings, among them one where certainty.csv and the proposals have drifted apart.
    """

    absolute: pd.DataFrame
    certainty: pd.DataFrame
    summary: pd.DataFrame
    words: pd.DataFrame
    bias: pd.DataFrame
    bias_summary: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What every body of evidence is judged from."""

    review: Review
    extraction: Extraction
    choice: pd.DataFrame
    effect_reports: pd.DataFrame | None
    small_study: pd.DataFrame | None
    bias: pd.DataFrame
    signed: pd.DataFrame


@dataclass(frozen=True)
class Setting:
    """What one outcome is judged by: its base rates, the main one first among equals, and its thresholds."""

    rates: list[BaseRate]
    main: BaseRate
    thresholds: Thresholds
    rules: Grade


def appraise(
    review: Review,
    extraction: Extraction,
    pooled: pd.DataFrame,
    contrasts: pd.DataFrame,
    choice: pd.DataFrame,
    effect_reports: pd.DataFrame | None = None,
    identified_later: pd.DataFrame | None = None,
    small_study: pd.DataFrame | None = None,
    *,
    today: date | str | None = None,
    own_rates: Mapping[str, float] | None = None,
) -> Appraisal:
    """Appraise the results of a review.

    Parameters
    ----------
    review : Review
        Holds base rates, thresholds, the limits of the proposals and the words.
    extraction : Extraction
        The extraction tables.
    pooled, contrasts, choice : DataFrame
        What the synthesis found.
    effect_reports : DataFrame, optional
        status of each kept effect report, so that the reasons can say how many have nothing extracted.
    identified_later : DataFrame, optional
        Studies seen after the lists were closed; they are in ``extraction.findings_in_words`` already and are counted
        there, so that none counts twice. Given rows that are not there are refused.
    small_study : DataFrame, optional
        Tests for small-study effects of the main analyses: outcome, test, p. Without it Egger's test is made here
        where there are enough studies.
    today : date or str, optional
        What counts as today; else ``SOURCE_DATE_EPOCH``, else the clock.
    own_rates : mapping, optional
        Outcome id -> a reader's own share (0 to 1), instead of the example in ``review.toml``.

    Returns
    -------
    Appraisal

    Raises
    ------
    ReviewError
        For settings or signed judgements that cannot be right.
    """
    _all_counted(extraction, identified_later)
    table = read_judgements(review, today=today)
    bias = bias_table(extraction.risk_of_bias.values(), extraction.studies.values(), contrasts)
    given = Given(review, extraction, choice, effect_reports, small_study, bias, signed_rows(table))
    results = bodies(review, pooled, contrasts, choice)
    settings = _settings(review, extraction, results, own_rates or {})
    judged = [_judged(given, body, settings[body.outcome.id]) for body in results]
    tables = (Absolute, Certainty, Summary, Statement)
    absolute, certainty, summary, words = (
        joined(row, [frames[place] for frames in judged]) for place, row in enumerate(tables)
    )
    weights = bias_summary(contrasts, bias)
    return Appraisal(absolute, certainty, summary, words, bias, weights, drift(review, table, certainty))


Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


def _judged(given: Given, body: Body, setting: Setting) -> Frames:
    """Return absolute effects, certainty, summary of findings and words of one body of evidence."""
    certainty = certainty_rows(body.analysis, _proposals(given, body, setting), given.signed)
    overall = {str(name): cell for name, cell in certainty.iloc[-1].to_dict().items()}
    absolute = pd.DataFrame([absolute_row(body, rate, rate is setting.main) for rate in setting.rates])
    effect = effect_of(body, setting.main)
    words = pd.DataFrame(word_rows(given.review, body, effect, setting.main, setting.thresholds, overall))
    return absolute, certainty, summary_rows(body, absolute, words, overall), words


def _all_counted(extraction: Extraction, identified_later: pd.DataFrame | None) -> None:
    """Refuse studies identified later that findings_in_words.csv does not hold: they would be lost from the count."""
    if identified_later is None:
        return
    lost = sorted(set(identified_later["study_id"]) - {row.study_id for row in extraction.findings_in_words.values()})
    if lost:
        message = f"identified later, but not in this table: {', '.join(lost)}"
        raise ReviewError(Problem("findings_in_words.csv", 0, "study_id", message))


def _settings(
    review: Review, extraction: Extraction, results: list[Body], own: Mapping[str, float]
) -> dict[str, Setting]:
    """Return what each outcome is judged by; the trials' median is that of its main analysis."""
    rules = review.settings.grade
    settings = {}
    for outcome in {body.outcome.id: body.outcome for body in results}.values():
        main = [body.contrasts for body in results if body.analysis == f"{outcome.id}-main"]
        first = main[0] if main else next(body.contrasts for body in results if body.outcome.id == outcome.id)
        rates = base_rates(review, outcome, extraction.base_rates.values(), first, own.get(outcome.id))
        main_rate = _main_rate(review, outcome.id, rates, rules)
        settings[outcome.id] = Setting(
            rates, main_rate, review.settings.thresholds.get(outcome.id, Thresholds()), rules
        )
    return settings


def _main_rate(review: Review, outcome: str, rates: list[BaseRate], rules: Grade) -> BaseRate:
    """Return the base rate at which size and imprecision are judged; the first where the wanted one has no number."""
    file = review.shown(review.folder / "review.toml")
    if review.outcomes[outcome].kind.means:
        return rates[0]
    if not rates:
        message = "no control group has counts, so no base rate is known; expected one here"
        raise ReviewError(Problem(file, 0, f"base_rates.{outcome}", message))
    known = [setting.id for setting in rate_settings(review, outcome)]
    wanted = rules.main_rate.get(outcome, known[0])
    if wanted not in known:
        message = f"expected one of {', '.join(known)} for {outcome}; found “{wanted}”"
        raise ReviewError(Problem(file, 0, "grade.main_rate", message))
    return next((rate for rate in rates if rate.id == wanted), rates[0])


def _proposals(given: Given, body: Body, setting: Setting) -> list[Proposal]:
    """Return the proposals of the five domains."""
    rules, thresholds, main = setting.rules, setting.thresholds, setting.main
    weights = bias_summary(body.contrasts.assign(analysis=body.analysis), given.bias)
    counts = unseen(given.review, body, given.extraction, given.choice, given.effect_reports)
    test = asymmetry(body, given.small_study, given.review.settings.pooling.small_study_minimum)
    people = people_of(body, [*given.extraction.studies.values()])
    return [
        risk_of_bias(weights, rules),
        inconsistency(body, effect_of(body, main, "pi_low", "pi_high"), rules, thresholds),
        indirectness(body, rules),
        imprecision(body, effect_of(body, main), main.risk, people, rules, thresholds),
        publication_bias(body, counts, test, rules),
    ]
