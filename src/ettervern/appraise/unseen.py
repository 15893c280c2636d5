"""The fifth domain: results that the reader cannot see."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ettervern.appraise.bodies import Body
from ettervern.appraise.domains import Proposal
from ettervern.catalogue import gettext
from ettervern.computed import Choice, EffectReport
from ettervern.extract import Extraction
from ettervern.extract.schemas import WordsRow
from ettervern.numbers import p_equals, percent
from ettervern.review import LANGUAGES, Review
from ettervern.rounding import steady
from ettervern.schema import first_by, rows
from ettervern.settings.judging import Grade
from ettervern.synthesise import SynthesisError
from ettervern.synthesise.in_words import NO_GAIN
from ettervern.synthesise.small_study import egger


@dataclass(frozen=True)
class Unseen:
    """Trials that measured an outcome and are not in its pool.

    Attributes
    ----------
    trials : int
        Eligible trials outside the pool.
    words : int
        Those of them that are known in words.
    against : int
        Those of the latter whose words all say "no difference" or "favours control".
    nothing, reports : int
        Effect reports from which nothing has been extracted yet, of all kept ones; 0 of 0 where not told.
    """

    trials: int
    words: int
    against: int
    nothing: int
    reports: int


def unseen(
    review: Review, body: Body, extraction: Extraction, choice: pd.DataFrame, effect_reports: pd.DataFrame | None
) -> Unseen:
    """Count the eligible trials (design and directness of the protocol) that measured the outcome and are not pooled.

    Trials are counted once, whatever their number of reports; those identified later count too.
    """
    pooling = review.settings.pooling
    designs = pooling.designs if body.randomised else pooling.designs_not_randomised

    def eligible(row: WordsRow | Choice, category: str) -> bool:
        of_outcome = row.outcome == body.outcome.id and body.category in ("", category)
        return of_outcome and row.design in designs and row.directness in pooling.directness

    pooled = set(body.contrasts["trial"])
    known = first_by(lambda row: row.study_id, extraction.studies.values())
    measured = [row for row in rows(Choice, choice) if row.study_id in known]
    figures = {row.trial for row in measured if eligible(row, known[row.study_id].category)}
    messages = [row for row in extraction.findings_in_words.values() if eligible(row, row.category)]
    words = {row.trial for row in messages} - pooled
    for_aftercare = {row.trial for row in messages if row.direction not in NO_GAIN}
    status = [] if effect_reports is None else [row.status for row in rows(EffectReport, effect_reports)]
    outside = (words | figures) - pooled
    return Unseen(len(outside), len(words), len(words - for_aftercare), status.count("nothing"), len(status))


def asymmetry(body: Body, small_study: pd.DataFrame | None, minimum: int) -> tuple[str, float] | None:
    """Return the test for small-study effects that counts, with its p value; None with too few studies.

    One test is chosen before its result is seen: the first of ``TESTS`` that could be made. Harbord's and Peters' need
    counts and give fewer false alarms with odds ratios than Egger's (Cochrane Handbook 6.5, 13.3.5.4).

    Parameters
    ----------
    body : Body
        What is judged; only main analyses are tested.
    small_study : DataFrame or None
        Tests of the main analyses: outcome, test, p. Without it Egger's test is made here.
    minimum : int
        Least number of studies (same section: ten).
    """
    if body.number("k") < minimum or body.category or not body.randomised:
        return None
    if small_study is not None:
        mine = small_study[small_study["outcome"] == body.outcome.id]
        values = dict(zip(mine["test"], pd.to_numeric(mine["p"], errors="coerce"), strict=True))
        return next(((test, float(values[test])) for test in TESTS if pd.notna(values.get(test))), None)
    try:
        return "egger", egger(body.contrasts["yi"], body.contrasts["vi"]).p
    except SynthesisError:
        return None


def publication_bias(body: Body, counts: Unseen, test: tuple[str, float] | None, rules: Grade) -> Proposal:
    """Rate down one level where many results are out of sight, or small studies show other effects than large ones.

    GRADE guidelines 5 (Guyatt 2011) knows two answers, undetected and strongly suspected, so it is never more than
    one level. That figures were seen for some trials only is selective reporting as the reader meets it.
    """
    total = counts.trials + int(body.number("k"))
    share = counts.trials / total if total else 0.0
    steps = int(steady(share) >= rules.unseen_serious or (test is not None and test[1] < rules.small_study_p))
    reason = {language: _sight(body, counts, total, test, language) for language in LANGUAGES}
    return Proposal("publication_bias", steps, reason)


def _sight(body: Body, counts: Unseen, total: int, test: tuple[str, float] | None, language: str) -> str:
    """Return what is out of sight, in words."""
    share = percent(counts.trials / total if total else 0, language)
    kind = "randomised" if body.randomised else "other"
    parts = [gettext(f"grade.unseen.{kind}", language, n=counts.trials, total=total, share=share)]
    if counts.words:
        parts.append(gettext("grade.unseen.words", language, words=counts.words, against=counts.against))
    if counts.reports:
        parts.append(gettext("grade.unseen.nothing", language, n=counts.nothing, reports=counts.reports))
    parts.append(_small(test, language))
    return " ".join(parts)


#: Tests for small-study effects in the order in which one is chosen.
TESTS = ("harbord", "peters", "egger")


def _small(test: tuple[str, float] | None, language: str) -> str:
    """Return what a test for small-study effects shows."""
    if test is None:
        return gettext("grade.small.few", language)
    return gettext("grade.small.test", language, name=test[0].capitalize(), p=p_equals(test[1], language))
